"""The list of groups by score, and the berita acara of a review, as they are printed. No query here."""

import re

from django.utils import timezone

from groups.books.layout import Column, PrintedBook, Signature
from groups.values import show_date

NOT_OFFICIAL = "Ukuran sementara yang ditetapkan admin kota; bukan ukuran dari pedoman pusat."


def letterhead(city) -> tuple[str, ...]:
    """``city``: a Region, or None for a list without one."""
    return ("Tim Penggerak PKK " + city.name, "Kelompok Kerja II") if city else ()


def _place(city) -> str:
    return re.sub(r"^(Kota|Kabupaten) ", "", city.name) if city else ""


def score_list(assessments, *, city, asked: str, head: str) -> PrintedBook:
    """In the order given. ``asked``: what the list was narrowed to; ``head``: who signs for Pokja II."""
    today = timezone.localdate()
    columns = [
        Column("No", 10, "center"),
        Column("Kelompok", 46),
        Column("Kelurahan", 30),
        Column("Kategori", 20),
        Column("Nilai", 14, "right"),
        Column("Langkah berikutnya", 62),
    ]
    rows = [
        [
            number,
            one.group.name,
            one.group.region.name,
            one.group.level_name,
            one.points,
            one.next_step.task if one.next_step else "lengkap",
        ]
        for number, one in enumerate(assessments, start=1)
    ]
    return PrintedBook(
        name="Tertib administrasi", title="Nilai Tertib Administrasi Kelompok UP2K PKK",
        letterhead=letterhead(city), facts=[("Wilayah", asked), ("Keadaan", show_date(today))],
        columns=columns, rows=rows, notes=[NOT_OFFICIAL],
        signatures=[Signature(f"{_place(city)}, {show_date(today)}".strip(", "), "Pokja II", head)],
    )  # fmt: skip


def minutes(review, *, city) -> PrintedBook:
    """Berita acara of a decision: what was asked, what was seen, what was decided; room to sign."""
    group = review.group
    columns = [
        Column("No", 10, "center"),
        Column("Ukuran", 56),
        Column("Ketentuan", 40),
        Column("Keadaan", 46),
        Column("Terpenuhi", 24, "center"),
    ]
    rows = [
        [number, one["name"], one["need"], one["have"], "ya" if one["met"] else "belum"]
        for number, one in enumerate(review.evidence, start=1)
    ]
    if review.outcome == "naik":
        decision = f"Kategori kelompok ini naik dari {review.level_before} menjadi {review.level}"
        decision += f" sejak {show_date(review.on)}."
    else:
        decision = f"Kategori kelompok ini tetap {review.level_before}; "
        decision += f"ditinjau lagi mulai {show_date(review.again_on)}."
    return PrintedBook(
        name="Berita acara", title=f"Berita Acara Tinjauan Kategori {review.level}",
        letterhead=letterhead(city),
        facts=[("Kelompok", group.name), ("Kelurahan", group.region.name),
               ("Kecamatan", group.region.parent.name), ("Tanggal", show_date(review.on))],
        columns=columns, rows=rows, size=10,
        notes=[f"Keputusan: {decision}", f"Dasar atau alasan: {review.basis}", NOT_OFFICIAL],
        signatures=[Signature("Mengetahui,", "Ketua Kelompok"),
                    Signature(f"{_place(city)}, {show_date(review.on)}", "Pokja II", review.decided_by.name)],
    )  # fmt: skip
