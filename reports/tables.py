"""One ``Table`` that HTML, XLSX and CSV render, so that a figure is the same everywhere."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone

from groups.values import show_date, show_number, show_share
from reports.queries import LEVEL_CODES, Figures, Summary


@dataclass(frozen=True)
class Head:
    """A header cell over ``columns`` columns and ``rows`` rows."""

    text: str
    columns: int = 1
    rows: int = 1


def placed(head):
    """(row, column, Head) of each header cell: it stands in the first place that none above it reaches."""
    width = sum(cell.columns for cell in head[0])
    taken = [[False] * width for _ in head]
    for depth, cells in enumerate(head):
        column = 0
        for cell in cells:
            while taken[depth][column]:
                column += 1
            for below in range(depth, depth + cell.rows):
                taken[below][column : column + cell.columns] = [True] * cell.columns
            yield depth, column, cell
            column += cell.columns


@dataclass(frozen=True)
class Cell:
    """A value (int or str) and the address of the rows behind it, where there are any to open."""

    value: int | str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """``head``: rows of Head; ``numbers``: the form's column numbers; ``rows`` and ``total``: Cells.

    ``notes`` say what the figures mean and where they come from.
    """

    title: str
    lines: tuple
    head: tuple
    numbers: tuple
    rows: tuple
    total: tuple
    notes: tuple
    coverage: str
    made_at: datetime = field(default_factory=timezone.localtime)

    @property
    def flat_head(self) -> list[str]:
        """One text a column: the header cells above it, from the top, joined."""
        texts = [[] for _ in self.numbers]
        for _, column, cell in placed(self.head):
            for beside in range(column, column + cell.columns):
                texts[beside].append(cell.text)
        return [" · ".join(filter(None, parts)) for parts in texts]


# One column of the recap: its number in form 4.22, the heads above it, its value, and what its list is asked.
def _level_columns():
    for index, code in enumerate(LEVEL_CODES):
        yield (str(26 + 2 * index), lambda f, c=code: f.groups[c], "kelompok", {"kategori": code})
        yield (str(27 + 2 * index), lambda f, c=code: f.members[c], "anggota", {"kategori": code})


COLUMNS = (
    *_level_columns(),
    ("34", lambda f: f.cooperatives, "kelompok", {"koperasi": "ya"}),
    ("35", lambda f: f.cooperative_members, "anggota", {"koperasi": "ya"}),
    ("", lambda f: f.all_groups, "kelompok", {}),
    ("", lambda f: f.all_members, "anggota", {}),
    ("", lambda f: f.sexes["L"], "anggota", {"jk": "L"}),
    ("", lambda f: f.sexes["P"], "anggota", {"jk": "P"}),
    ("", lambda f: f.covered, "cakupan", {"terisi": "ya"}),
    ("", lambda f: f.reached, "bimtek", {}),
)

HEAD = (
    (
        Head("No", rows=3),
        Head("Nama wilayah", rows=3),
        Head("Pra koperasi / usaha bersama / UP2K", columns=8),
        Head("Koperasi berbadan hukum", columns=2, rows=2),
        Head("Semua", columns=2, rows=2),
        Head("Anggota", columns=2, rows=2),
        Head("Kelurahan terisi", rows=3),
        Head("Ikut bimtek", rows=3),
    ),
    (Head("Pemula", 2), Head("Madya", 2), Head("Utama", 2), Head("Mandiri", 2)),
    (
        *(Head("Jml klp"), Head("Peserta")) * 4,
        *(Head("Jml klp"), Head("Anggota")),
        *(Head("Kelompok"), Head("Anggota")),
        *(Head("L"), Head("P")),
    ),
)

NOTES = (
    "Kolom 26–35 mengikuti formulir 4.22 Data Kegiatan PKK Pokja II.",
    "Kelompok: yang keadaannya aktif pada tanggal rekap, menurut kategorinya pada tanggal itu.",
    "Peserta dan anggota: orang yang pada tanggal rekap menjadi anggota kelompok tersebut.",
    "Kelompok yang sudah menjadi koperasi berbadan hukum dihitung di kolom 34–35, tidak lagi di 26–33.",
    "Kelurahan terisi: kelurahan dengan paling sedikit satu kelompok aktif.",
    "Ikut bimtek: anggota yang hadir paling sedikit satu hari pada kegiatan terlaksana dalam masanya, "
    "dihitung di wilayah asalnya waktu itu; jumlahnya menghitung tiap orang satu kali.",
)


@lru_cache(maxsize=10_000)
def rows_path(region_code: str, what: str) -> str:
    """Kept, because a table has a hundred of them and the addresses never change."""
    return reverse("summary-rows", args=[region_code, what])


def rows_address(region_code: str, what: str, period, **asked) -> str:
    """Address of the list behind a figure."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{rows_path(region_code, what)}?{period.query}" + (f"&{query}" if query else "")


def coverage_line(summary: Summary) -> str:
    """How many groups, in how many kelurahan, and the day that the data speak of."""
    total = summary.total
    return (
        f"{show_number(total.all_groups)} kelompok · {total.covered} dari {total.kelurahan} kelurahan · "
        f"data s.d. {show_date(summary.period.last)}"
    )


def recap_table(summary: Summary) -> Table:
    """The recap of a region as a table; each figure opens its rows, each place its own recap."""
    region, period = summary.region, summary.period

    def cells(figures: Figures, code: str, **more):
        return tuple(
            Cell(value(figures), rows_address(code, what, period, **asked, **more))
            for _, value, what, asked in COLUMNS
        )

    rows = []
    for number, row in enumerate(summary.rows, start=1):
        if summary.rows_are_groups:
            place = Cell(row.name, reverse("group-detail", args=[row.key]))
            figures = cells(row.figures, region.pk, kelompok=row.key)
        else:
            place = Cell(row.name, f"{reverse('summary-region', args=[row.key])}?{period.query}")
            figures = cells(row.figures, row.key)
        rows.append((Cell(number), place, *figures))
    return Table(
        title="Rekap kelompok UP2K",
        lines=(region.title, period.heading, f"Bimtek: {period.span}"),
        head=HEAD,
        numbers=("1", "2", *(number for number, *_ in COLUMNS)),
        rows=tuple(rows),
        total=(Cell(""), Cell("Jumlah"), *cells(summary.total, region.pk)),
        notes=NOTES,
        coverage=(
            f"{show_share(summary.total.covered, summary.total.kelurahan)} kelurahan terisi; "
            f"data s.d. {show_date(period.last)}"
        ),
    )
