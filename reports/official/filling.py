"""A form filled for a region and a span: its rows and numbers, and the Table that all renderers draw."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from groups.models import Region
from groups.models.region import CODE_LENGTH
from groups.values import show_date, show_number, show_share
from reports.official.definitions import NOT_RECORDED, Form, head_rows
from reports.official.figures import FIGURES, gather
from reports.official.years import Span
from reports.queries import BELOW
from reports.tables import Cell, Table

NOT_FILLED = ""  # a yearly input that the kelurahan has not written down: not a zero
NO_RW = "tanpa-rw"
TOTAL = "jumlah"


@dataclass(frozen=True)
class FormRow:
    """``key``: the region's code or the RW. A value is an int, text, NOT_FILLED or NOT_RECORDED."""

    key: str
    name: str
    values: tuple


@dataclass(frozen=True)
class Filled:
    """``rows`` of the places below, ``total`` the row "Jumlah"; values stand from column 3 on."""

    form: Form
    region: Region
    span: Span
    rows: tuple
    total: FormRow
    coverage: str

    @property
    def rows_are_rw(self) -> bool:
        return self.region.level == "kelurahan"


def row_key(region: Region):
    """The function from a fact to the key of the row that it counts in."""
    if region.level == "kelurahan":
        return lambda fact: (fact.rw or NO_RW) if fact.kind in ("group", "member") else ""
    length = CODE_LENGTH[BELOW[region.level]]
    return lambda fact: fact.place[:length]


def belongs(column, traits) -> bool:
    """Whether a fact with these traits is counted in ``column``."""
    if traits[0] == "input":
        return column.input == traits[3]
    return bool(column.figure) and FIGURES[column.figure].counts(traits)


def fill(*, user, form: Form, region: Region, span: Span) -> Filled:
    """``form`` for ``region``: a row for each place directly below (each RW, in a kelurahan), zeros stay in.

    A place no longer in the official list stays while something is counted there.
    """
    key_of = row_key(region)
    counts, seen = Counter(), set()
    tally, notes = Counter(), {}
    for fact in gather(user=user, region=region, period=span):
        tally[key_of(fact), fact.traits] += fact.number
        if fact.kind == "sheet":
            notes[fact.place] = fact.name
    for (key, traits), number in tally.items():
        for column in form.columns:
            if belongs(column, traits):
                for row in (key, TOTAL):
                    counts[row, column.no] += number
                    seen.add((row, column.no))
    places, kelurahan = _places(user, region, span)
    counted = {key for key, _ in seen}
    names = {key: name for key, (name, is_open) in places.items() if is_open or key in counted}
    if region.level == "kelurahan":
        found = sorted({key for key, _ in tally if key}, key=_rw_order)
        names = {key: "RW belum diisi" if key == NO_RW else f"RW {key}" for key in found}

    def values(key):
        return tuple(_value(form, column, key, counts, seen, notes, region) for column in form.columns[2:])

    rows = tuple(FormRow(key, name, values(key)) for key, name in names.items())
    groups = sum(number for (_, (kind, *_)), number in tally.items() if kind == "group")
    coverage = (
        f"{show_number(groups)} kelompok aktif",
        f"isian tahunan {show_share(len(notes.keys() & kelurahan), len(kelurahan))} kelurahan",
        f"data s.d. {show_date(span.last)}",
    )
    return Filled(form, region, span, rows, FormRow(TOTAL, "Jumlah", values(TOTAL)), " · ".join(coverage))


def _value(form, column, key, counts, seen, notes, region):
    if column.shows == "note":
        return notes.get(region.pk if region.level == "kelurahan" and key == TOTAL else key, "")
    is_rw = region.level == "kelurahan" and key != TOTAL
    if column.missing or (is_rw and not column.by_rw):
        return NOT_RECORDED
    if not column.figure and (key, column.no) not in seen:
        return NOT_FILLED
    return counts[key, column.no]


def _rw_order(key):
    return (not key.isdecimal(), int(key) if key.isdecimal() else 0, key)


def _places(user, region, span):
    """(name, in the official list on the last day) of the places below, and codes of the listed kelurahan."""
    below = BELOW.get(region.level)
    places, kelurahan = {}, set()
    found = Region.objects.visible_in(user, region).filter(level__in={below, "kelurahan"} - {None})
    columns = ("code", "level", "name", "closed_on")
    for code, level, name, closed_on in found.order_by("code").values_list(*columns):
        is_open = closed_on is None or closed_on > span.last
        if level == below:
            places[code] = (name, is_open)
        if level == "kelurahan" and is_open:
            kelurahan.add(code)
    return places, kelurahan


# -- the table


def notes_of(filled: Filled) -> tuple:
    """Where each column comes from, and what an empty box means."""
    notes = [*filled.form.notes, *filled.form.source_notes()]
    notes.append("Kotak kosong: isian tahunannya belum diisi; bukan nol.")
    if filled.rows_are_rw:
        notes.append(
            f"Di baris RW, {NOT_RECORDED}: dicatat per kelurahan, tidak per RW; jumlahnya di baris Jumlah."
        )
    return tuple(notes)


def address(name: str, filled_or_form, region, *more) -> str:
    form = getattr(filled_or_form, "form", filled_or_form)
    return reverse(name, args=[form.code, region.pk, *more])


def as_table(filled: Filled, links: bool = True) -> Table:
    """The Table with merged header and column numbers; numbers that have rows open them."""
    form, region, span = filled.form, filled.region, filled.span

    def cell(column, row, value):
        if not links or not isinstance(value, int) or not value:
            return Cell(value)
        path = address("official-rows", form, region, column.no)
        asked = "" if row.key == TOTAL else f"&baris={row.key}"
        return Cell(value, f"{path}?{span.query}{asked}")

    def cells(row):
        return tuple(
            cell(column, row, value) for column, value in zip(form.columns[2:], row.values, strict=True)
        )

    rows = []
    for number, row in enumerate(filled.rows, start=1):
        href = ""
        if links and not filled.rows_are_rw:
            href = f"{reverse('official-form', args=[form.code, row.key])}?{span.query}"
        rows.append((Cell(number), Cell(row.name, href), *cells(row)))
    return Table(
        title=f"{form.title} {form.unit}",
        lines=(f"TP PKK: {region.title}", f"Tahun: {span.label.removeprefix('tahun ')}"),
        head=head_rows([column.head for column in form.columns], form.depth),
        numbers=tuple(str(column.no) for column in form.columns),
        rows=tuple(rows),
        total=(Cell(""), Cell(filled.total.name), *cells(filled.total)),
        notes=notes_of(filled),
        coverage=filled.coverage,
    )
