"""What the official forms are: their columns and the yearly inputs, read from the data files beside this.

A new form is a new file in ``forms/``; ``problems`` says what is wrong with one, at start and in tests.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from groups.models.people import SEXES
from reports.official.figures import FIGURES
from reports.tables import Head

HERE = Path(__file__).parent
SHOWS = ("number", "name", "note")
NOT_RECORDED = "–"  # of a column without a source


@dataclass(frozen=True)
class Input:
    """A number that a kelurahan writes down once a year. ``groups``: the input that counts their groups."""

    code: str
    label: str
    unit: str
    means: str
    by_sex: bool = False
    groups: str = ""
    help: str = ""

    @property
    def parts(self) -> list[str]:
        """Codes of its split by sex."""
        return [f"{self.code}_{sex.lower()}" for sex, _ in SEXES] if self.by_sex else []


@dataclass(frozen=True)
class Section:
    title: str
    inputs: tuple
    detail: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a form: what it shows, or the figure and the yearly input that are added up in it.

    ``missing``: why it has no source. ``head``: its headings from the top.
    """

    no: int
    head: tuple
    shows: str = ""
    figure: str = ""
    input: str = ""
    missing: str = ""

    @property
    def title(self) -> str:
        """``BKB · JML. KLP``: its headings; of three or more without the widest one above them."""
        parts = [part for part in self.head if part]
        return " · ".join(parts[1:] if len(parts) > 2 else parts)

    @property
    def means(self) -> str:
        if self.shows:
            words = {"number": "Nomor urut.", "name": "Wilayah satu tingkat di bawahnya.",
                     "note": "Keterangan dari isian tahunan kelurahan."}  # fmt: skip
            return words[self.shows]
        parts = [FIGURES[self.figure].means] if self.figure else []
        return " ".join([*parts, input_meaning(self.input)] if self.input else parts) or "Tidak dicatat."

    @property
    def source(self) -> str:
        """Where its numbers come from; nothing for numbers and names of rows."""
        if self.missing:
            return f"ditulis {NOT_RECORDED} karena {self.missing}."
        parts = [FIGURES[self.figure].source] if self.figure else []
        if self.input or self.shows == "note":
            parts.append("isian tahunan kelurahan")
        return f"{', ditambah '.join(parts)}." if parts else ""

    @property
    def by_rw(self) -> bool:
        """Whether it can be told for a part of a kelurahan."""
        return bool(self.figure) and FIGURES[self.figure].by_rw and not self.input


@dataclass(frozen=True)
class Form:
    """One version of an official form. ``breaks``: columns at which a new sheet of paper begins."""

    code: str
    edition: int
    corner: str
    title: str
    unit: str
    name: str
    variant: str
    answers: str
    depth: int
    columns: tuple
    notes: tuple = ()
    breaks: tuple = ()

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.variant}"

    def column(self, no: int) -> Column | None:
        return self.columns[no - 1] if 0 < no <= len(self.columns) else None

    def source_notes(self) -> list[str]:
        """A sentence for each source: ``Kolom 26–33: ...``."""
        by_source = {}
        for column in self.columns:
            if column.source:
                by_source.setdefault(column.source, []).append(column.no)
        return [f"Kolom {spans(numbers)}: {source}" for source, numbers in by_source.items()]


def spans(numbers) -> str:
    """``3–5, 7`` of ascending numbers."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in run]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    return ", ".join(runs)


def head_rows(paths, depth: int) -> tuple:
    """The merged header of columns with the heading ``paths``: rows of Head, as ``reports.tables`` has them.

    Neighbours with the same beginning share a cell; the last heading of each reaches down to the numbers.
    """
    rows = [[] for _ in range(depth)]
    for level in range(depth):
        for _, run in groupby(enumerate(paths), key=lambda pair, n=level: _shared(pair, n)):
            run = [path for _, path in run]
            path = run[0]
            if len(path) > level:
                is_last = len(path) == level + 1
                rows[level].append(Head(path[level], columns=len(run), rows=depth - level if is_last else 1))
    return tuple(tuple(row) for row in rows)


def _shared(pair, level):
    """Same key for neighbours that share the cell at ``level``."""
    place, path = pair
    if len(path) <= level + 1:
        return place
    return tuple(path[: level + 1])


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """The yearly inputs as they are asked."""
    with (HERE / "inputs.toml").open("rb") as file:
        read = tomllib.load(file)["section"]
    return tuple(
        Section(one["title"], tuple(Input(**row) for row in one["inputs"]), one.get("detail", False))
        for one in read
    )


@lru_cache(maxsize=1)
def inputs() -> dict[str, Input]:
    """The yearly inputs by code."""
    return {one.code: one for section in sections() for one in section.inputs}


@lru_cache(maxsize=1)
def main_codes() -> tuple[str, ...]:
    """Codes that a complete yearly input has: all but the details and the splits by sex."""
    return tuple(one.code for section in sections() if not section.detail for one in section.inputs)


def all_codes() -> list[str]:
    return [code for one in inputs().values() for code in (one.code, *one.parts)]


def input_meaning(code: str) -> str:
    for one in inputs().values():
        if code == one.code:
            return one.means
        if code in one.parts:
            return f"{one.means.removesuffix('.')}, {dict(SEXES)[code[-1].upper()].lower()}."
    raise KeyError(code)


def read_form(text: str) -> Form:
    read = tomllib.loads(text)
    columns = tuple(Column(**column | {"head": tuple(column["head"])}) for column in read.pop("columns"))
    read |= {name: tuple(read.get(name, ())) for name in ("notes", "breaks")}
    return Form(columns=columns, **read)


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Every form by its code, in the order of the codes; the first is the usual one."""
    read = [read_form(path.read_text()) for path in sorted((HERE / "forms").glob("*.toml"))]
    return {form.code: form for form in read}


def problems(form: Form) -> list[str]:
    """What is wrong with a form's data file; nothing when it can be printed."""
    wrong = []
    if [column.no for column in form.columns] != list(range(1, len(form.columns) + 1)):
        wrong.append("columns are not numbered 1, 2, 3 …")
    if [column.shows for column in form.columns[:2]] != ["number", "name"]:
        wrong.append("the first two columns are not number and name")
    for column in form.columns:
        kinds = [bool(column.shows), bool(column.figure or column.input), bool(column.missing)]
        if sum(kinds) != 1:
            wrong.append(f"column {column.no} needs one of shows, figure or input, missing")
        if column.shows and column.shows not in SHOWS:
            wrong.append(f"column {column.no}: {column.shows!r} can not be shown")
        if column.figure and column.figure not in FIGURES:
            wrong.append(f"column {column.no}: no figure {column.figure!r}")
        if column.input and column.input not in all_codes():
            wrong.append(f"column {column.no}: no yearly input {column.input!r}")
        if not 1 <= len(column.head) <= form.depth or not column.head[-1]:
            wrong.append(f"column {column.no}: 1 to {form.depth} headings, the last with words")
    if any(not 2 < start <= len(form.columns) for start in form.breaks):
        wrong.append("breaks name a column that is none")
    return wrong
