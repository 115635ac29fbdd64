"""What Pantauan draws of a Board: figures, the tile map, charts and their tables. No request here."""

import re
from dataclasses import dataclass
from math import ceil

from django.urls import reverse

from groups.models import Region
from groups.values import show_date, show_number
from reports import charts
from reports.board import SERIES, SERIES_LABELS, Board, added
from reports.measures import FIGURES, MEASURES, Measure
from reports.tables import Cell, Head, Table, rows_address

STEPS = 5  # shades of the map
UNDIVIDED = 7  # letters that a tile has room for on a phone
SOFT_HYPHEN = "\u00ad"
# Consonants, a vowel, and the consonant that closes the syllable: none before a vowel; ng and ny are one.
SYLLABLE = re.compile(
    r"[^aiueo]*[aiueo]+(?:(?!n[gy][aiueo])(?:ng(?![aiueo])|[^aiueo](?![aiueo])))?", re.IGNORECASE
)


def list_address(board: Board, code: str, measure: Measure) -> str:
    """The rows behind a measure of the place ``code``."""
    return rows_address(code, measure.what, board.period, **dict(measure.asked), asal="pantauan")


def place_address(board: Board, code: str) -> str:
    return f"{reverse('dashboard-region', args=[code])}?{board.query}"


@dataclass(frozen=True)
class Figure:
    """One of the figures on top: value, fraction or unit, change, trend, target, and where its rows are.

    ``coverage``: of how many groups and kelurahan it speaks, and until which day.
    """

    measure: Measure
    value: str
    under: str
    change: str
    target: str
    spark: str
    coverage: str
    address: str


def figures(board: Board, targets: dict[str, int]) -> list[Figure]:
    """``targets``: {measure: value} of the region and the period's year."""
    now, then = board.total, board.total_then
    history = [added(counts) for _, counts in board.quarters]
    rows = []
    for code in FIGURES:
        measure = MEASURES[code]
        trend = [value for counts in history if (value := measure.value(counts)) is not None]
        rows.append(
            Figure(
                measure=measure,
                value=measure.shown(now),
                under=measure.under(now),
                change=measure.change(now, then, board.earlier.short),
                target=target_words(measure, measure.value(now), targets.get(code), board.period.last.year),
                spark=charts.sparkline(trend) if len(trend) > 1 else "",
                coverage=coverage_of(measure, board),
                address=list_address(board, board.region.pk, measure),
            )
        )
    return rows


def coverage_of(measure: Measure, board: Board) -> str:
    """``211 kelompok · 25 dari 27 kelurahan · data s.d. 12 April 2026``, of the groups it speaks of.

    A figure about reports speaks of the groups of its reporting period.
    """
    groups = show_number(sum(counts[measure.groups] for counts in board.now.values()))
    words = [f"{groups} kelompok"]
    if board.region.level != "kelurahan":
        listed = [counts for counts in board.now.values() if counts["kelurahan"]]
        words.append(f"{sum(counts[measure.groups] > 0 for counts in listed)} dari {len(listed)} kelurahan")
    day = board.span.last if measure.groups == "due" else board.period.last
    return " · ".join([*words, f"data s.d. {show_date(day)}"])


def target_words(measure: Measure, value, target: int | None, year: int) -> str:
    """``target 2026: 230 · kurang 19``; nothing where nobody set one."""
    if target is None:
        return ""
    short = target - (value or 0)
    unit = " %" if measure.whole and not measure.mean else ""
    state = "tercapai" if short <= 0 else f"kurang {measure.worded(round(short, 1)).removesuffix(' %')}"
    return f"target {year}: {show_number(target)}{unit} · {state}"


# -- The tile map


@dataclass(frozen=True)
class Tile:
    """A kelurahan on the map: its place from 1, its shade (0 to 4, None of nothing) and its words."""

    place: Region
    shade: int | None
    value: str
    under: str
    address: str

    @property
    def name(self) -> str:
        """Its name, of which a long word may be divided between syllables: ``Pasir-kraton-kramat``."""
        return " ".join(
            SOFT_HYPHEN.join(SYLLABLE.findall(word)) if len(word) > UNDIVIDED else word
            for word in self.place.name.split()
        )


@dataclass(frozen=True)
class TileMap:
    measure: Measure
    tiles: list
    legend: list  # (shade, words)

    @property
    def table(self) -> list:
        """The tiles in the order of the official list."""
        return sorted(self.tiles, key=lambda tile: tile.place.pk)


def tile_map(board: Board, measure: Measure) -> TileMap | None:
    """Kelurahan with a place on the map, row by row from the north-west; None of too few to draw."""
    places = [place for place in board.places.values() if place.tile_col and place.tile_row]
    if len(places) < 2:
        return None
    values = {place.pk: measure.value(board.now[place.pk]) for place in places}
    top = 100 if measure.whole else max((value for value in values.values() if value), default=0)
    size = 20 if measure.whole else max(1, ceil((top + 1) / STEPS))
    tiles = [
        Tile(
            place,
            None if values[place.pk] is None else min(int(values[place.pk] // size), STEPS - 1),
            measure.worded(values[place.pk]),
            measure.under(board.now[place.pk]),
            list_address(board, place.pk, measure),
        )
        for place in sorted(places, key=lambda place: (place.tile_row, place.tile_col))
    ]
    used = {tile.shade for tile in tiles}
    unit = " %" if measure.whole and not measure.mean else ""
    legend = []
    for shade in range(STEPS):
        low, high = shade * size, (shade + 1) * size - 1
        if measure.whole and shade == STEPS - 1:
            high = 100
        if low <= top:
            words = f"{show_number(low)}–{show_number(high)}" if high > low else show_number(low)
            legend.append((shade, f"{words}{unit}"))
    if None in used:
        legend.append((None, "belum ada data"))
    return TileMap(measure, tiles, legend)


# -- Charts, each with its table


def levels_chart(board: Board) -> charts.Chart:
    rows = board.by_part()
    numbers = [[counts[code] for code in SERIES] for _, counts in rows]
    used = [at for at, _ in enumerate(SERIES) if any(row[at] for row in numbers)] or [0, 1]
    # A level that nobody has takes no place in the legend; its colour stays its own.
    return charts.stacked_bars(
        f"Kelompok menurut kategori, {board.region.title}, {board.period.label}",
        [place.name for place, _ in rows],
        [SERIES_LABELS[at] for at in used],
        [[row[at] for at in used] for row in numbers],
        colours=used,
    )


def trend_chart(board: Board, code: str) -> charts.Chart:
    measure = MEASURES[code]
    labels = [short_quarter(quarter) for quarter, _ in board.quarters]
    values = [added(counts)[measure.part] for _, counts in board.quarters]
    return charts.trend(f"{measure.label} tiap triwulan, {board.region.title}", labels, values)


def short_quarter(quarter) -> str:
    """``Tw III 2026``."""
    return quarter.named.label.replace("Triwulan", "Tw")


CHARTS = {
    "kategori": levels_chart,
    "kelompok": lambda board: trend_chart(board, "kelompok"),
    "anggota": lambda board: trend_chart(board, "anggota"),
}


def levels_table(board: Board) -> Table:
    """The figures of ``levels_chart``; each opens its rows, each place its own Pantauan."""
    asked = [*({"kategori": code} for code in SERIES[:-1]), {"koperasi": "ya"}, {}]

    def cells(code, counts):
        numbers = [*(counts[name] for name in SERIES), counts["groups"]]
        return tuple(
            Cell(number, rows_address(code, "kelompok", board.period, **more, asal="pantauan"))
            for number, more in zip(numbers, asked, strict=True)
        )

    rows = tuple(
        (Cell(number), Cell(place.name, place_address(board, place.pk)), *cells(place.pk, counts))
        for number, (place, counts) in enumerate(board.by_part(), start=1)
    )
    total = (Cell(""), Cell("Jumlah"), *cells(board.region.pk, board.total))
    heads = ("No", "Wilayah", *SERIES_LABELS, "Semua")
    return _table("Kelompok menurut kategori", board, heads, rows, total)


def trend_table(board: Board) -> Table:
    rows = []
    for number, (quarter, counts) in enumerate(board.quarters, start=1):
        total = added(counts)
        addresses = [rows_address(board.region.pk, what, quarter) for what in ("kelompok", "anggota")]
        figures = (Cell(total["groups"], addresses[0]), Cell(total["members"], addresses[1]))
        rows.append((Cell(number), Cell(quarter.named.label), *figures))
    return _table("Tiap triwulan", board, ("No", "Triwulan", "Kelompok", "Anggota"), tuple(rows), ())


def _table(title, board, heads, rows, total) -> Table:
    return Table(
        title=title,
        lines=(board.region.title, board.period.heading),
        head=(tuple(Head(text) for text in heads),),
        numbers=tuple(str(number) for number in range(1, len(heads) + 1)),
        rows=rows,
        total=total,
        notes=(),
        coverage=board.coverage,
    )
