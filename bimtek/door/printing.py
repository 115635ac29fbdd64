"""Paper for the door: the attendance list, badges, the poster."""

from bimtek import codes
from groups.books.layout import Column, PrintedBook, Signature, to_pdf
from groups.models.officials import officials_on
from groups.pdf import qr_svg, render_pdf
from groups.signing import letterhead, town_of
from groups.values import show_date, show_weekday

BLANK_ROWS = 20
UPRIGHT_DAYS = 2  # signature columns that an upright sheet has room for
LINE = 8  # mm: room for a signature


def list_pdf(event, people) -> bytes:
    """``people`` by their list numbers, a column to sign for each day, then rows for whoever just came.

    ``event`` comes with its organiser and the regions above it.
    """
    days = event.days
    columns = [
        Column("No", 10, "center"), Column("Nama", 48), Column("Asal", 30), Column("Kelompok, instansi", 42),
        *(Column(f"Tanda tangan {day:%d/%m/%Y}", 30) for day in days),
    ]  # fmt: skip
    signing = [None] * len(days)
    rows = [
        [
            str(person.list_number.number),
            person.name,
            person.region.name,
            person.group.name if person.group else person.position or person.institution,
            *signing,
        ]
        for person in people
    ]
    rows += [[f"T{number}", None, None, None, *signing] for number in range(1, BLANK_ROWS + 1)]
    leader = officials_on(event.organiser, event.starts_on).get("pokja2", "")
    held = " sampai ".join(dict.fromkeys(map(show_weekday, (event.starts_on, event.ends_on))))
    book = PrintedBook(
        name="Daftar hadir",
        title="Daftar Hadir",
        letterhead=tuple(letterhead(event.organiser)[:2]),
        facts=[("Kegiatan", event.title), ("Hari, tanggal", held), ("Tempat", event.venue)],
        columns=columns,
        rows=rows,
        signatures=[
            Signature(
                f"{town_of(event.organiser)}, {show_date(event.starts_on)}",
                f"Ketua Pokja II {event.organiser.title}",
                leader,
            )
        ],
        notes=["Baris T1 dan seterusnya untuk yang belum ada di daftar: tulis nama dan kelurahannya."],
        landscape=len(days) > UPRIGHT_DAYS,
        row_least=LINE,
    )
    return to_pdf([book])


def badges_pdf(event, people) -> bytes:
    """Eight on a sheet, each with the participant's own code."""
    badges = [
        {
            "name": person.name,
            "place": person.region.title,
            "group": person.group.name if person.group else person.position or person.institution,
            "code": codes.shown(codes.code_of(person.pk)),
            "qr": qr_svg(codes.qr_text(event.pk, person.pk)),
        }
        for person in people
    ]
    held = " sampai ".join(dict.fromkeys(map(show_date, (event.starts_on, event.ends_on))))
    return render_pdf("badges", {"title": event.title, "held": held, "venue": event.venue, "badges": badges})


def poster_pdf(poster, address: str) -> bytes:
    """For the wall: the QR opens ``address``, which works on the poster's day only."""
    event = poster.event
    return render_pdf(
        "poster",
        {
            "title": event.title,
            "organiser": f"Pokja II TP PKK {event.organiser.title}",
            "day": show_weekday(poster.day),
            "address": address,
            "qr": qr_svg(address),
        },
    )
