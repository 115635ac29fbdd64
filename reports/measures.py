"""What tiles, maps and targets show of a place: a small registry. A new measure is a new line here.

Every measure is a sum over kelurahan, or one sum over another, so that it adds up at every level.
"""

from collections import Counter
from dataclasses import dataclass

from groups.values import show_number, show_share


@dataclass(frozen=True)
class Measure:
    """``part``: a counter of ``reports.board``, shown as such, or as percent of the counter ``whole``.

    ``mean``: it is the mean of ``part`` over ``whole`` (a score), no share. ``groups``: the counter of the
    groups that it speaks of. ``what`` and ``asked``: the list behind it (see ``reports.views.SummaryRows``);
    the counted place and period come from the page.
    """

    code: str
    label: str
    about: str
    part: str
    unit: str = ""
    whole: str = ""
    mean: bool = False
    groups: str = "groups"
    what: str = "kelompok"
    asked: tuple = ()

    def value(self, counts: Counter) -> float | int | None:
        """A number to compare: whole, or percent with one decimal; None of nothing."""
        if not self.whole:
            return counts[self.part]
        if not counts[self.whole]:
            return None
        return round((1 if self.mean else 100) * counts[self.part] / counts[self.whole], 1)

    def shown(self, counts: Counter) -> str:
        """The value alone, as people read it: ``1.234``, ``92,6 %``."""
        return self.worded(self.value(counts))

    def worded(self, value) -> str:
        if value is None:
            return "–"
        if not self.whole:
            return show_number(value)
        return f"{value:.1f}".replace(".", ",") + ("" if self.mean else " %")

    def under(self, counts: Counter) -> str:
        """What stands under the value: its fraction or its unit, or that there is none."""
        if not self.whole:
            return self.unit
        if not counts[self.whole]:
            return "belum ada data"
        if self.mean:
            return f"dari 100 · {show_number(counts[self.whole])} kelompok"
        return show_share(counts[self.part], counts[self.whole]).split(" · ")[-1]

    def change(self, now: Counter, then: Counter, label: str) -> str:
        """In words against the comparison: ``naik 12 dibanding Triwulan II 2026``; nothing of nothing."""
        new, old = self.value(now), self.value(then)
        if new is None:
            return ""
        if old is None:
            return f"tanpa data pada {label}"
        if new == old:
            return f"sama seperti {label}"
        points = " poin" if self.whole else ""
        size = self.worded(abs(round(new - old, 1))).removesuffix(" %")
        return f"{'naik' if new > old else 'turun'} {size}{points} dibanding {label}"


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("kelompok", "Kelompok aktif", "Kelompok yang aktif pada tanggal data.", "groups", "kelompok"),
        Measure(
            *("anggota", "Anggota", "Anggota kelompok aktif pada tanggal data.", "members", "orang"),
            what="anggota",
        ),
        Measure(
            *("madya", "Madya ke atas", "Bagian kelompok yang kategorinya madya, utama, atau mandiri."),
            *("raised", "kelompok", "own"),
            asked=(("kategori", "madya-ke-atas"),),
        ),
        Measure(
            *("bimtek", "Anggota pernah bimtek", "Bagian anggota yang pernah hadir di kegiatan terlaksana."),
            *("trained", "orang", "members"),
            what="anggota",
            asked=(("bimtek", "pernah"),),
        ),
        Measure(
            *(
                "lapor",
                "Laporan masuk",
                "Bagian kelompok yang sudah mengirim laporan masa terakhir.",
            ),
            *("sent", "kelompok", "due"),
            groups="due",
            what="laporan",
            asked=(("lapor", "masuk"),),
        ),
        Measure(
            *("tepat", "Laporan tepat waktu", "Bagian kelompok yang mengirim laporan itu sebelum batasnya."),
            *("on_time", "kelompok", "due"),
            groups="due",
            what="laporan",
            asked=(("lapor", "tepat"),),
        ),
        Measure(
            *("cakupan", "Kelurahan terisi", "Kelurahan dengan paling sedikit satu kelompok aktif."),
            *("covered", "kelurahan", "kelurahan"),
            what="cakupan",
            asked=(("terisi", "ya"),),
        ),
        Measure(
            *("tertib", "Nilai tertib administrasi", "Rata-rata nilai terakhir yang tersimpan, dari 100."),
            *("points", "", "scored"),
            mean=True,
            groups="scored",
            asked=(("nilai", "ada"),),
        ),
    )
}

# The six figures on top of Pantauan; how many kelurahan there are data of stands on each.
FIGURES = ("kelompok", "anggota", "madya", "bimtek", "lapor", "tertib")
# What colours the map: coverage is yes or no for one kelurahan, so it says nothing there.
ON_THE_MAP = tuple(code for code in MEASURES if code != "cakupan")
