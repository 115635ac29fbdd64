"""The report of an event on paper: all that was written down about it, in one PDF."""

from collections import Counter

from django.utils import timezone

from bimtek.content.queries import content_of
from bimtek.effect.figures import effect, reached
from bimtek.effect.models import FollowUp
from bimtek.learning.certificates import NOBODY, place_of, span_of
from bimtek.learning.models import SHEETS, Certificate
from bimtek.learning.queries import results
from bimtek.models import CAPACITIES
from groups.models.officials import officials_on
from groups.pdf import render_pdf
from groups.pictures import small_jpeg
from groups.values import show_date, show_number, show_rupiah

PHOTOS = 4
NOTHING = "Belum dicatat."


def to_pdf(*, user, event, today=None) -> bytes:
    """The report of ``event`` (with its organiser and kind), for whoever runs it."""
    today = today or timezone.localdate()
    return render_pdf("event_report", report_of(user=user, event=event, today=today))


def report_of(*, user, event, today) -> dict:
    """What stands in the report: sections of blocks, each a fact list, paragraphs, a table or photos."""
    content, found = content_of(user=user, event=event), results(user=user, event=event)
    people = event.participants.visible_to(user).filter(is_dropped=False)
    people = list(
        people.select_related("region", "group")
        .prefetch_related("attendances")
        .order_by("region_id", "name", "pk")
    )
    sections = [
        ("Kegiatan", [_facts(event)]),
        ("Susunan acara", [_agenda(content)]),
        ("Narasumber", [_speakers(event)]),
        ("Kehadiran", _attendance(event, people, user)),
        ("Materi", [_list([material.title for material in content.materials])]),
        ("Notulen", _minutes(content.minutes)),
        ("Hasil tes", _tests(found)),
        ("Kepuasan peserta", _satisfaction(found)),
        ("Sertifikat", [_certificates(event, user)]),
        ("Tindak lanjut", [_follow_ups(event, user)]),
        ("Nilai tertib administrasi sesudahnya", _effect(event, user, today)),
        ("Biaya", _expenses(content)),
        ("Dokumentasi", [_photos(content)] if content.photos else [_text(NOTHING)]),
        ("Lampiran: daftar peserta", [_names(event, people)]),
    ]
    names, team = officials_on(event.organiser, today), event.organiser.title
    return {
        "team": team,
        "title": event.title,
        "sections": [{"title": title, "blocks": blocks} for title, blocks in sections],
        "signers": [
            ["Mengetahui,", f"Ketua TP PKK {team}", names.get("ketua") or NOBODY],
            [
                f"{place_of(event.organiser)}, {show_date(today)}",
                f"Ketua Pokja II {team}",
                names.get("pokja2") or NOBODY,
            ],
        ],
        "made_on": show_date(today),
    }


# -- Blocks: what the typst template knows how to set


def _text(words: str) -> dict:
    return {"kind": "text", "paragraphs": [part for part in words.splitlines() if part.strip()]}


def _list(items) -> dict:
    return {"kind": "list", "items": list(items)} if items else _text(NOTHING)


def _table(head, widths, rows, numbers=()) -> dict:
    """``widths``: shares of the page; ``numbers``: places of the columns that stand to the right."""
    if not rows:
        return _text(NOTHING)
    rows = [[str(cell) for cell in row] for row in rows]
    return {"kind": "table", "head": head, "widths": widths, "rows": rows, "numbers": list(numbers)}


# -- Sections


def _facts(event) -> dict:
    partner = f" bersama {event.partner}" if event.partner else ""
    rows = [
        ("Jenis", event.kind.name),
        ("Tanggal", span_of(event)),
        ("Tempat", event.venue),
        ("Untuk wilayah", event.region.title),
        ("Penyelenggara", f"Pokja II TP PKK {event.organiser.title}{partner}"),
        ("Nomor surat", event.letter_no),
        ("Materi", " ".join(event.topics.split())),
        ("Sumber dana", str(event.fund_source or "")),
    ]
    return {"kind": "facts", "rows": [row for row in rows if row[1]]}


def _agenda(content) -> dict:
    rows = []
    for day, items in content.agenda:
        for item in items:
            until = f" – {item.ends_at:%H.%M}" if item.ends_at else ""
            rows.append((f"{day:%d/%m/%Y}", f"{item.starts_at:%H.%M}{until}", item.title, item.speaker))
    return _table(["Tanggal", "Pukul", "Acara", "Oleh"], [2, 2.3, 6, 4], rows)


def _speakers(event) -> dict:
    rows = [(one.name, one.institution, one.topic) for one in event.speakers.all()]
    return _table(["Nama", "Instansi", "Materi"], [4, 4, 4], rows)


def _attendance(event, people, user) -> list:
    came = [one for one in people if one.attendances.all()]
    per_day = Counter(attendance.day for one in came for attendance in one.attendances.all())
    as_what, labels = Counter(one.capacity for one in came), dict(CAPACITIES)
    places = reached(event=event, user=user)
    of_place = Counter(one.region_id for one in people)
    missing = [place.name for place, number in places if not number]
    days = "; ".join(f"{show_date(day)} {show_number(per_day[day])} orang" for day in event.days)
    capacities = ", ".join(f"{labels[key].lower()} {show_number(as_what[key])}" for key in as_what)
    listed, present = show_number(len(people)), show_number(len(came))
    words = [
        f"Terdaftar {listed} orang; {present} hadir paling sedikit satu hari.",
        f"Per hari: {days}.",
        f"Yang hadir sebagai: {capacities}." if came else "",
        f"Belum ada yang hadir dari: {', '.join(missing)}." if missing else "",
    ]
    rows = [(place.name, of_place[place.pk], number) for place, number in places if of_place[place.pk]]
    return [
        _text("\n".join(words)),
        *([_table(["Kelurahan", "Terdaftar", "Hadir"], [6, 2, 2], rows, numbers=(1, 2))] if rows else []),
    ]


def _minutes(minutes) -> list:
    if minutes is None:
        return [_text(NOTHING)]
    who = [("Pemimpin acara", minutes.chair), ("Notulis", minutes.writer)]
    blocks = [{"kind": "facts", "rows": [row for row in who if row[1]]}, _text(minutes.course)]
    return [*blocks, _text(f"Kesimpulan: {minutes.conclusion}")] if minutes.conclusion else blocks


def _tests(found) -> list:
    if not found.sent["awal"] and not found.sent["akhir"]:
        return [_text("Tidak ada tes yang diisi.")]
    sent = ", ".join(f"{label.lower()} {show_number(found.sent[sheet])}" for sheet, label in SHEETS[:2])
    rows = [(one.question.text, one.before_words, one.after_words) for one in found.tests]
    return [
        _text(f"Yang mengisi, dari {show_number(found.listed)} peserta: {sent}.\n{found.gain_words}"),
        _table(["Pertanyaan", "Betul di awal", "Betul di akhir"], [6, 3, 3], rows),
    ]


def _satisfaction(found) -> list:
    if not found.sent["kepuasan"]:
        return [_text("Tidak ada yang mengisi.")]
    number = show_number(found.sent["kepuasan"])
    rows = [(one.question.text, one.average, *one.counts) for one in found.scales]
    head = ["Yang dinilai", "Rata-rata", "1", "2", "3", "4", "5"]
    blocks = [_text(f"Diisi {number} peserta; 1 kurang sekali, 5 baik sekali.")]
    blocks.append(_table(head, [6, 2, 1, 1, 1, 1, 1], rows, numbers=range(1, 7)))
    if found.suggestions:
        blocks.append(_text("Saran:"))
        blocks.append(_list([" ".join(words.split()) for words in found.suggestions]))
    return blocks


def _certificates(event, user) -> dict:
    rows = list(Certificate.objects.allowed_to(user, "train").filter(event=event).order_by("serial"))
    if not rows:
        return _text("Belum ada sertifikat yang terbit.")
    withdrawn = sum(not row.is_in_force for row in rows)
    words = f"Terbit {show_number(len(rows))} sertifikat, nomor {rows[0].number} sampai {rows[-1].number}."
    return _text(f"{words} {show_number(withdrawn)} di antaranya sudah dicabut." if withdrawn else words)


def _follow_ups(event, user) -> dict:
    tasks = FollowUp.objects.visible_to(user).kept().filter(event=event).select_related("region")
    rows = [
        (
            one.task,
            f"{one.person}, {one.region.name}",
            f"{one.due_on:%d/%m/%Y}",
            f"selesai {one.done_on:%d/%m/%Y}: {one.result}" if one.done_on else "belum",
        )
        for one in tasks.order_by("due_on", "region_id", "person", "pk")
    ]
    return _table(["Yang dikerjakan", "Penanggung jawab", "Paling lambat", "Keadaan"], [5, 4, 2.4, 4], rows)


def _effect(event, user, today) -> list:
    if event.status != "terlaksana":
        return [_text("Dihitung sesudah kegiatan terlaksana.")]
    rows = []
    for one in effect(user=user, event=event, today=today):
        when = f"{one.months} bulan ({one.day:%d/%m/%Y})"
        for who, side in (("ikut", one.joined), ("tidak ikut", one.others)):
            figures = (side.before_words, side.after_words, side.change, side.coverage) if side else ["–"] * 4
            rows.append((when, who, *figures))
    head = ["Sesudah kegiatan", "Kelompok", "Sebelum", "Sesudah", "Selisih", "Ada nilainya"]
    return [
        _table(head, [4, 2.5, 2, 2, 2, 3], rows, numbers=range(2, 6)),
        _text(
            "Rata-rata nilai kelompok yang nilainya tersimpan pada kedua tanggal, di samping kelompok yang "
            "tidak ikut kegiatan mana pun dalam masa itu. Selisih tidak membuktikan sebab."
        ),
    ]


def _expenses(content) -> list:
    rows = [
        (f"{one.on:%d/%m/%Y}", one.description, one.fund_source, show_rupiah(one.amount))
        for one in content.expenses
    ]
    blocks = [_table(["Tanggal", "Untuk apa", "Sumber dana", "Jumlah"], [2, 6, 3, 3], rows, numbers=[3])]
    if rows:
        blocks.append(_text(f"Jumlah seluruhnya {show_rupiah(content.total)}."))
    return blocks


def _photos(content) -> dict:
    shown = []
    for photo in content.photos[:PHOTOS]:
        picture = small_jpeg(photo)
        if picture:
            shown.append({"bytes": list(picture), "caption": photo.caption})
    return {"kind": "photos", "photos": shown} if shown else _text(NOTHING)


def _names(event, people) -> dict:
    days = len(event.days)
    rows = [
        (
            number,
            one.name,
            one.group.name if one.group else one.position or one.institution,
            one.region.name,
            f"{len(one.attendances.all())} dari {days}",
        )
        for number, one in enumerate(people, start=1)
    ]
    return _table(["No", "Nama", "Kelompok atau jabatan", "Asal", "Hadir (hari)"], [1, 5, 5, 3, 2.4], rows)
