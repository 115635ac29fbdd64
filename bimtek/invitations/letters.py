"""The letter that invites a kelurahan, as PDF, and the same in a WhatsApp message."""

from groups.books.layout import NOBODY
from groups.models.officials import officials_on
from groups.pdf import render_pdf
from groups.signing import letterhead, town_of
from groups.values import show_date, show_number, show_weekday


def letters_pdf(event, invitations) -> bytes:
    """One letter for each invitation that has a number; signed by those in office on its day.

    ``event`` comes with its organiser and the regions above it; ``invitations`` with region and people.
    """
    letters = [_letter(event, invitation) for invitation in invitations]
    return render_pdf("invitation", {"letterhead": letterhead(event.organiser), "letters": letters})


def _letter(event, invitation) -> dict:
    names = officials_on(event.organiser, invitation.letter_on)
    asked = [row for row in invitation.people.all() if row.state != "batal"]
    return {
        "number": invitation.letter_no,
        "day": f"{town_of(event.organiser)}, {show_date(invitation.letter_on)}",
        "to": f"Ketua TP PKK {invitation.region.title}",
        "title": event.title,
        "partner": event.partner,
        "facts": facts(event),
        "seats": show_number(invitation.seats),
        "people": [[row.name, row.member.group.name if row.member else "Kader"] for row in asked],
        "answer_by": show_date(invitation.answer_by),
        "signers": [
            ["Mengetahui,", f"Ketua TP PKK {event.organiser.title}", names.get("ketua") or NOBODY],
            ["", f"Ketua Pokja II TP PKK {event.organiser.title}", names.get("pokja2") or NOBODY],
        ],
    }


def facts(event) -> list[list[str]]:
    days = " sampai ".join(dict.fromkeys(map(show_weekday, (event.starts_on, event.ends_on))))
    rows = [["Hari, tanggal", days]]
    if event.starts_at:
        rows.append(["Pukul", f"{event.starts_at:%H.%M} WIB sampai selesai"])
    rows.append(["Tempat", event.venue])
    if event.topics:
        rows.append(["Materi", event.topics])
    return rows


def whatsapp_text(event, invitation, address: str) -> str:
    """To a kader: no name and no number of a person in it."""
    days = " sampai ".join(dict.fromkeys(map(show_weekday, (event.starts_on, event.ends_on))))
    at = f" pukul {event.starts_at:%H.%M}" if event.starts_at else ""
    by = f" paling lambat {show_date(invitation.answer_by)}" if invitation.answer_by else ""
    return (
        f"Assalamualaikum, Ibu kader {invitation.region.title}. Kami mengundang {invitation.seats} orang ke "
        f"{event.title}, {days}{at}, di {event.venue}. Mohon dijawab siapa yang datang{by}: {address} "
        "Terima kasih. Pokja II TP PKK"
    )
