"""The books of the group's people: its members, the minutes of its meetings, and who came.

Every function gets rows that its caller found through the access scope.
"""

from datetime import date

from django.db.models import Q

from groups.books.layout import Column, PrintedBook, Signature
from groups.books.models import Meeting, MeetingAttendance
from groups.books.printing.around import book_of, city_of, place_facts
from groups.models.people import OFFICES
from groups.values import show_date


def members_book(group, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku anggota: everybody who was a member on a day of the period; without NIK."""
    columns = [
        Column("No", 8, "center"),
        Column("Nama", 38),
        Column("L/P", 8, "center"),
        Column("Tempat/Tgl lahir", 27),
        Column("Alamat RT/RW", 42),
        Column("Pendidikan", 19),
        Column("Pekerjaan", 25),
        Column("Jenis usaha", 29),
        Column("Tgl masuk", 19, "center"),
        Column("Tgl keluar", 19, "center"),
        Column("No HP", 26),
        Column("Ket", 22),
    ]
    rows = [] if empty else _member_rows(group, first, last)
    return [
        book_of(group, first, last, empty=11 if empty else 0, columns=columns, rows=rows, landscape=True,
              name="Anggota", title="Buku Anggota Kelompok UP2K PKK")
    ]  # fmt: skip


def _member_rows(group, first, last):
    terms = group.officer_terms.filter(ended_on__isnull=True)
    offices = {pk: dict(OFFICES)[office] for pk, office in terms.values_list("member_id", "office")}
    spells = group.memberships.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=first), voided_at__isnull=True, joined_on__lte=last
    )
    rows = []
    for spell in spells.select_related("member").order_by("joined_on", "member__name_key", "pk"):
        member = spell.member
        left_on = spell.left_on if spell.left_on and spell.left_on <= last else None
        born = f"{member.birth_on:%d/%m/%Y}" if member.birth_on else ""
        parts = [("RT", member.rt), ("RW", member.rw)]
        house = "/".join(f"{label} {number}" for label, number in parts if number)
        birth = ", ".join(filter(None, (member.birth_place, born)))
        home = " ".join(filter(None, (member.address, house)))
        if member.restricted_on:
            birth, home = "dibatasi", "dibatasi"
        rows.append(
            [
                len(rows) + 1,
                member.name,
                member.sex,
                birth,
                home,
                member.get_education_display(),
                member.job,
                member.own_business,
                spell.joined_on,
                left_on,
                member.phone_local,
                spell.left_reason if left_on else offices.get(member.pk, ""),
            ]
        )
    return rows


def minutes_book(group, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Notulen: a row for each meeting; its full minutes are ``minutes_of``."""
    columns = [
        Column("No", 10, "center"),
        Column("Tanggal", 24, "center"),
        Column("Judul rapat", 75),
        Column("Nama", 45),
        Column("Instansi", 45),
        Column("Ket", 75),
    ]
    rows = []
    if not empty:
        meetings = Meeting.objects.filter(group=group, on__range=(first, last)).order_by("on", "pk")
        for number, meeting in enumerate(meetings, start=1):
            rows.append([number, meeting.on, meeting.title, meeting.led_by, group.name, meeting.decisions])
    return [
        book_of(group, first, last, empty=12 if empty else 0, columns=columns, rows=rows, landscape=True,
                second="sekretaris", name="Notulen", title="Buku Notulen Rapat UP2K PKK",
                notes=["Nama: pimpinan rapat. Ket: keputusannya."])
    ]  # fmt: skip


def attendance_book(group, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Daftar Hadir: a row for each member at each meeting."""
    columns = [
        Column("No", 10, "center"),
        Column("Tanggal", 24, "center"),
        Column("Kegiatan", 52),
        Column("Nama", 48),
        Column("Instansi", 34),
        Column("Ket", 20),
    ]
    rows = []
    if not empty:
        came = MeetingAttendance.objects.filter(meeting__group=group, meeting__on__range=(first, last))
        came = came.select_related("meeting", "member").order_by("meeting__on", "meeting", "member__name_key")
        for number, row in enumerate(came, start=1):
            rows.append([number, row.meeting.on, row.meeting.title, row.member.name, group.name, ""])
    return [
        book_of(group, first, last, empty=22 if empty else 0, columns=columns, rows=rows,
                second="sekretaris", name="Daftar hadir", title="Buku Daftar Hadir UP2K PKK")
    ]  # fmt: skip


def minutes_of(meeting, people) -> list[PrintedBook]:
    """The minutes of one meeting with its list of who came. ``people``: (member, office, came)."""
    group = meeting.group
    came = sum(here for *_, here in people)
    facts = [
        *place_facts(group),
        ("Tanggal", show_date(meeting.on)),
        ("Jam mulai", f"{meeting.starts_at:%H.%M}" if meeting.starts_at else ""),
        ("Tempat", meeting.place),
        ("Jenis rapat", meeting.kind),
        ("Pimpinan rapat", meeting.led_by),
        ("Diundang", f"{len(people)} orang, hadir {came}, tidak hadir {len(people) - came}"),
        ("Susunan acara", meeting.agenda),
        ("Uraian dan keputusan", meeting.decisions),
        ("Tindak lanjut", meeting.follow_up),
        ("Kesimpulan", meeting.conclusion),
        ("Penutup", meeting.closing),
    ]
    columns = [
        Column("No", 12, "center"),
        Column("Nama", 70),
        Column("Jabatan", 38),
        Column("Hadir", 20, "center"),
        Column("Tanda tangan", 48),
    ]
    rows = [
        [number, member.name, office, "hadir" if here else "tidak", ""]
        for number, (member, office, here) in enumerate(people, start=1)
    ]
    signatures = [
        Signature("Mengetahui,", "Pimpinan rapat", meeting.led_by),
        Signature(f"{city_of(group)}, {show_date(meeting.on)}", "Notulis", meeting.minutes_by),
    ]
    return [
        PrintedBook(name="Notulen", title="Notulen Rapat Kelompok UP2K PKK", facts=facts, columns=columns,
                    rows=rows, signatures=signatures, size=10)
    ]  # fmt: skip
