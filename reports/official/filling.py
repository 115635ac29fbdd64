"""A form filled for a region and a span: its rows and numbers, and the Table that all renderers draw."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q
from django.urls import reverse

from groups.models import Region
from groups.scoping.queryset import NATION
from groups.values import show_date, show_number, show_share
from reports.official.definitions import NOT_RECORDED, Form, head_rows
from reports.official.figures import FIGURES, NO_RW, tally
from reports.official.years import Span
from reports.queries import BELOW
from reports.tables import Cell, Table

NOT_FILLED = ""  # a yearly input that the kelurahan has not written down: not a zero
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

    @property
    def is_national(self) -> bool:
        return self.region.level == NATION


def belongs(column, traits) -> bool:
    """Whether a fact with these traits is counted in ``column``."""
    if traits[0] == "input":
        return column.input == traits[3]
    return bool(column.figure) and FIGURES[column.figure].counts(traits)


def fill(*, user, form: Form, region: Region, span: Span) -> Filled:
    """``form`` for ``region``: a row for each place directly below (each RW, in a kelurahan), zeros stay in.

    A place no longer in the official list stays while something is counted there.
    """
    counts = Counter()
    found = tally(user=user, region=region, period=span)
    for (key, traits), number in found.items():
        for column in form.columns:
            if belongs(column, traits):
                # A key with a sum of 0 is there: somebody wrote a 0.
                counts[key, column.no] += number
                counts[TOTAL, column.no] += number
    places, notes, coverage = _places(user, region, span)
    counted = {key for key, _ in counts}
    names = {key: name for key, (name, is_open) in places.items() if is_open or key in counted}
    if region.level == "kelurahan":
        rows = sorted({key for key, _ in found if key}, key=_rw_order)
        names = {key: "RW belum diisi" if key == NO_RW else f"RW {key}" for key in rows}

    def values(key):
        return tuple(_value(column, key, counts, notes, region) for column in form.columns[2:])

    rows = tuple(FormRow(key, name, values(key)) for key, name in names.items())
    groups = sum(number for (_, (kind, *_)), number in found.items() if kind == "group")
    coverage = (
        f"{show_number(groups)} kelompok aktif",
        f"isian tahunan {show_share(*coverage)} kelurahan",
        f"data s.d. {show_date(span.last)}",
    )
    return Filled(form, region, span, rows, FormRow(TOTAL, "Jumlah", values(TOTAL)), " · ".join(coverage))


def _value(column, key, counts, notes, region):
    if column.shows == "note":
        return notes.get(region.pk if region.level == "kelurahan" and key == TOTAL else key, "")
    is_rw = region.level == "kelurahan" and key != TOTAL
    if column.missing or (is_rw and not column.by_rw):
        return NOT_RECORDED
    if not column.figure and (key, column.no) not in counts:
        return NOT_FILLED
    return counts[key, column.no]


def _rw_order(key):
    return (not key.isdecimal(), int(key) if key.isdecimal() else 0, key)


def _places(user, region, span):
    """The places below as {code: (name, in the official list on the last day)}, notes of yearly inputs by
    kelurahan where those are rows, and how many of the listed kelurahan have such an input.
    """
    regions = Region.objects.visible_in(user, region).order_by("code")
    listed = Q(closed_on__isnull=True) | Q(closed_on__gt=span.last)
    this_year = Q(yearly_inputs__year=span.year)
    below = BELOW.get(region.level, "kelurahan")
    if below != "kelurahan":
        rows = regions.filter(level=below).values_list("code", "name", "closed_on")
        places = {code: (name, _is_open(closed_on, span)) for code, name, closed_on in rows}
        kelurahan = regions.order_by().filter(listed, level="kelurahan")
        numbers = kelurahan.aggregate(
            written=Count("pk", filter=this_year, distinct=True), all=Count("pk", distinct=True)
        )
        return places, {}, (numbers["written"], numbers["all"])
    rows = regions.filter(level="kelurahan").alias(
        sheet=FilteredRelation("yearly_inputs", condition=this_year)
    )
    places, notes, written, total = {}, {}, 0, 0
    for code, name, closed_on, note in rows.values_list("code", "name", "closed_on", "sheet__note"):
        is_open = _is_open(closed_on, span)
        places[code] = (name, is_open)
        total += is_open
        if note is not None:
            notes[code] = note
            written += is_open
    return places, notes, (written, total)


def _is_open(closed_on, span) -> bool:
    return closed_on is None or closed_on > span.last


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
    """The Table with merged header and column numbers; numbers that have rows open them.

    The rows of a whole nation are too many for a list: a province's are opened in its own form.
    """
    form, region, span = filled.form, filled.region, filled.span

    def cell(column, row, value):
        if not links or not isinstance(value, int) or not value or filled.is_national:
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
