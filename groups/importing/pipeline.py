"""The import from a file to an outcome: the same steps for the preview, the commit and the command line.

``examine`` reads, finds the tables, maps the columns, reads the values and lets the kind check its rows.
It writes nothing. What a person decided on the way (``Decisions``) is an argument, so that running it
again gives the same outcome, or says what has changed in the meantime.
"""

import re
from contextlib import contextmanager
from functools import lru_cache, partial

from django.core.exceptions import ValidationError

from groups.importing import cells
from groups.importing.layout import (
    MAYBE,
    SPLIT,
    SPLIT_LABELS,
    Headings,
    Table,
    find_tables,
    place_in,
    read_lines,
)
from groups.importing.outcome import Outcome, Problem, Row
from groups.importing.places import Places
from groups.importing.reader import FileError, Workbook, read
from groups.models import Region
from groups.resources import Column

OUR_SHEETS = {"petunjuk", "daftar", "keterangan"}  # of our own templates and exports
WARNINGS = {"value_ignored"}
_PLACE_TITLE = re.compile(r"(?i)\b(?:kelurahan|desa|kel\.?)(?!\w)\s*[:=]?\s*(\w.*)$")
_GROUP_TITLE = re.compile(r"(?i)^\s*(?:nama\s+)?(?:kelompok|poklak)\s*[:=]\s*(\w.*)$")
REMEMBERED = 5000  # values of a column


class Kind:
    """One kind of data that can be imported. Subclasses check and write its rows.

    ``columns``: name to Column. ``must_have``: names without which there is no table. ``extra_headings``:
    further names for headings, with their words. ``may``: what one must be allowed to do. ``about``: what
    such a file is for, in a sentence. ``filled``: what the template holds that is filled for a region;
    "" where there is none.
    """

    name = label = about = ""
    filled = "yang sudah tercatat, untuk diperbaiki"
    may = "edit"
    columns: dict[str, Column] = {}
    must_have: tuple[str, ...] = ("name",)
    extra_headings: dict[str, tuple[str, ...]] = {}
    main: tuple[str, ...] = ("name", "nik")  # a row with one of these is data, whatever else it says
    judges_totals = False  # gets the rows of totals as well, and says itself which they are
    needs_event = False
    always: tuple[str, ...] = ("name", "sex", "region", "group")  # can be filled in without such a column
    confirms: dict[str, tuple[str, str]] = {}  # problem class: (question, what the button says)
    do_not_call_in_templates = True  # a template shows a kind's label; it makes none

    @classmethod
    def events(cls, user) -> list[tuple[int, str]]:
        """(id, title) of the events that such a file may be about, where ``needs_event``."""
        return []

    @classmethod
    def groups(cls, user) -> list[tuple[int, str]]:
        """(id, name) of the groups to choose from, where a file may be about one that it does not name."""
        return []

    @classmethod
    def missing(cls, names: set[str]) -> list[str]:
        """What a table with columns of these names lacks to be one of this kind."""
        return [name for name in cls.must_have if name not in names]

    @classmethod
    def refuses(cls, tables: list[Table]) -> str:
        """Why such tables cannot be read at all, in a sentence; "" when they can."""
        return ""

    @classmethod
    def confirm_key(cls, written: str) -> str:
        """What the answer to a question of ``confirms`` keeps of the cell."""
        return written

    @classmethod
    def names_for(cls, column: str, user) -> list[str]:
        """What a cell of the column may say, where that is a list; [] where it is not."""
        if column == "region":
            places = Region.objects.allowed_to(user, cls.may).filter(level="kelurahan").open()
            return list(places.order_by("name").values_list("name", flat=True)[:2000])
        return list(cls.columns[column].choices) if column in cls.columns else []

    @classmethod
    def find_event(cls, user, pk):
        """The event ``pk`` where ``needs_event``, in the scope of ``user``; None otherwise."""

    @classmethod
    def template_columns(cls, event) -> dict[str, Column]:
        return cls.columns

    @classmethod
    def template_rows(cls, user, region, event) -> list[list[str]]:
        """What is recorded in ``region`` (or for ``event``) as the template's cells; [] without either."""
        raise NotImplementedError

    def __init__(self, user, decisions, event=None):
        self.user, self.decisions, self.event = user, decisions, event
        self.places = Places(user, self.may)

    def check(self, outcome: Outcome) -> None:
        """Judge every row of the outcome: problems, action, changes, target."""
        raise NotImplementedError

    def write(self, outcome: Outcome, reason: str) -> dict:
        """Write the rows that are not wrong, inside the caller's transaction.

        What was written: by model label, {"new": [ids], "changed": [ids]}, in the order of writing.
        """
        raise NotImplementedError

    @classmethod
    @contextmanager
    def undoing(cls, written: list, by, reason: str):
        """Around taking back what was ``written``: yields ({model: ids that must stay}, sentences why)."""
        yield {}, []

    def canonical(self, row: Row) -> dict:
        """The row as it will be kept, for the command line."""
        raise NotImplementedError


def label_of(kind, name: str) -> str:
    column = kind.columns.get(name)
    return column.column_name if column else SPLIT_LABELS.get(name, name)


def examine(*, kind: Kind, content: bytes, filename: str, book=None) -> Outcome:
    """What importing the file would do. Never raises for what a file holds.

    ``book``: the file read already, as ``open_book`` gives it; used up by this.
    """
    outcome = Outcome()
    book = book or open_book(content, filename)
    if isinstance(book, FileError):
        return _refused(outcome, str(book))
    book.sheets = [sheet for sheet in book.sheets if sheet.name.strip().lower() not in OUR_SHEETS]
    headings = Headings(kind.columns, kind.extra_headings)
    outcome.tables = find_tables(book, headings, kind.decisions.heads)
    for table in outcome.tables:
        for index, name in kind.decisions.mapping.get(table.shape, {}).items():
            if int(index) < len(table.headings):
                table.headings[int(index)].name = name
    if words := kind.refuses(outcome.tables):
        return _refused(outcome, words)
    _ask_about_columns(outcome, kind, book)
    if outcome.verdict == "reject_file":
        return outcome
    for table in outcome.tables:
        read_lines(table, is_place=kind.places.is_place, main=kind.main, keeps_totals=kind.judges_totals)
        if not kind.missing(table.names):
            _rows_of(table, kind, outcome, book.format)
        table.lines = []
    if not outcome.rows and not outcome.questions:
        return _refused(outcome, "Di bawah judul kolom tidak ada baris data. Periksa isi berkasnya.")
    _warn(outcome, kind, book)
    kind.check(outcome)
    if outcome.verdict == "reject_file":
        return outcome
    for row in outcome.rows:
        if row.problems:
            row.action = "wrong"
    if outcome.questions:
        outcome.verdict = "ask_mapping"
    elif any(row.problems for row in outcome.rows):
        outcome.verdict = "row_errors"
    return outcome


def open_book(content: bytes, filename: str) -> Workbook | FileError:
    """The file read, or why it cannot be: the step that needs no database."""
    try:
        return read(content, filename)
    except FileError as error:
        return error


def _refused(outcome, message):
    outcome.refuse(message)
    return outcome


def _ask_about_columns(outcome, kind, book):
    """Keep the tables that have what the kind needs; ask where a heading is not certain."""
    missing = {id(table): kind.missing(table.names) for table in outcome.tables}
    whole = [table for table in outcome.tables if not missing[id(table)]]
    told = [
        table for table in outcome.tables if len(table.names) >= 2 or table.sheet.name in kind.decisions.heads
    ]
    outcome.tables = whole or told
    sheets = {table.sheet.name for table in whole}
    for table in told:
        if missing[id(table)] and table.sheet.name in sheets:
            row = table.head.start + 1
            names = ", ".join(label_of(kind, name) for name in missing[id(table)])
            message = f"Tabel di baris {row} dilewati: tidak ada kolom {names}."
            outcome.warnings.append(Problem("columns_ignored", message, table.sheet.name, row))
    if not outcome.tables:
        if any(len(row) > 1 for sheet in book.sheets for row in sheet.rows):
            names = ", ".join(label_of(kind, name) for name in kind.missing(set()))
            _refused(
                outcome,
                f"Tidak ada tabel {kind.label.lower()} yang dikenal. Judul kolomnya harus memuat {names}.",
            )
        else:
            _refused(outcome, "Berkas ini tidak berisi tabel. Unggah lembar yang berisi datanya.")
        return
    for table in outcome.tables:
        taken = {heading.name for heading in table.headings}
        for heading in table.headings:
            guess = heading.guess
            unsure = guess.name not in ("", "-") and not heading.name and guess.score >= MAYBE
            answered = str(heading.index) in kind.decisions.mapping.get(table.shape, {})
            if unsure and not answered and guess.name not in taken and not _covered(table, guess.name):
                outcome.questions.append(
                    {
                        "kind": "column",
                        "sheet": table.sheet.name,
                        "column": heading.text,
                        "suggestion": label_of(kind, guess.name),
                        "score": guess.score,
                        "message": f"Apakah kolom “{heading.text}” berisi {label_of(kind, guess.name)}?",
                    }
                )
        for name in missing[id(table)]:
            outcome.questions.append(
                {
                    "kind": "column",
                    "sheet": table.sheet.name,
                    "column": "",
                    "suggestion": label_of(kind, name),
                    "score": 0,
                    "message": f"Kolom mana yang berisi {label_of(kind, name)}?",
                }
            )


def _covered(table, name):
    """The table fills what the combined heading ``name`` would, or the other way round."""
    return set(SPLIT.get(name, (name,))) <= table.names


def _warn(outcome, kind, book):
    """Point out what lies hidden and what is left out."""
    known = {table.sheet.name for table in outcome.tables}
    for sheet in book.sheets:
        if sheet.name not in known and any(sheet.rows):
            message = f"Lembar “{sheet.name}” dilewati: tidak ada tabel {kind.label.lower()} di dalamnya."
            outcome.warnings.append(Problem("columns_ignored", message, sheet.name))
        if sheet.hidden and sheet.name in known:
            message = f"Lembar “{sheet.name}” tersembunyi dan ikut dibaca."
            outcome.warnings.append(Problem("hidden_rows", message, sheet.name))
        hidden = sorted(
            row.number for row in outcome.rows if row.sheet == sheet.name and row.number in sheet.hidden_rows
        )
        if hidden:
            listed = ", ".join(map(str, hidden[:10])) + (" dan lainnya" if len(hidden) > 10 else "")
            message = f"{len(hidden)} baris tersembunyi ikut dibaca: baris {listed}."
            outcome.warnings.append(Problem("hidden_rows", message, sheet.name, hidden[0]))
    for table in outcome.tables:
        for heading in table.headings:
            if heading.text and not heading.name and heading.guess.name != "-":
                message = f"Kolom “{heading.text}” tidak dikenal dan tidak diimpor."
                warning = Problem("columns_ignored", message, table.sheet.name, table.head.stop, heading.text)
                outcome.warnings.append(warning)


def _rows_of(table, kind, outcome, file_format):
    """Turn the table's lines into rows with values, as far as they can be read."""
    sheet = table.sheet
    told = _told_by_title(table, kind)
    fixes, edits = kind.decisions.fixes, kind.decisions.edits
    skip = set(kind.decisions.skip)
    thousands = {name: answer == "ribu" for name, answer in _money_answers(kind.decisions).items()}
    readers = {name: column.widget.clean for name, column in kind.columns.items()}
    readers |= {name: partial(cells.read_money, thousands=told) for name, told in thousands.items()}
    # Most texts of a column come again and again, in the next row or the tenth.
    readers = {name: lru_cache(REMEMBERED, typed=True)(read_cell) for name, read_cell in readers.items()}
    place_of_column = {heading.name: heading.index + 1 for heading in table.headings}
    asked = set()
    sheet.rows = []  # what is needed of them is in the lines
    for line in table.lines:
        row = Row(sheet.name, line.number, line.cells, {}, [], "new", {}, None)
        if row.key in skip:
            continue
        if told or row.key in edits:
            row.cells = told | row.cells | edits.get(row.key, {})
        cells_of = dict(row.cells)
        for name, written in fixes.items():
            if name in cells_of and cells.shown(cells_of[name]) in written:
                cells_of[name] = written[cells.shown(cells_of[name])]
        if file_format == "csv" and line.width < table.width:
            message = f"Baris ini hanya {line.width} kolom, judulnya {table.width}. Periksa tanda pemisahnya."
            row.problems.append(Problem("row_too_short", message, sheet.name, line.number))
        if line.extra and file_format == "csv":
            message = (
                f"Baris ini lebih panjang daripada judulnya: “{line.extra[0]}”. Periksa tanda pemisahnya."
            )
            row.problems.append(
                Problem("row_too_long", message, sheet.name, line.number, value=line.extra[0])
            )
        for name, cell in cells_of.items():
            if cell is None and (line.number, place_of_column.get(name, 0)) in sheet.no_value:
                message = "Sel ini berisi rumus tanpa hasil. Buka berkasnya, simpan, lalu unggah lagi."
                row.problems.append(Problem("formula_no_value", message, sheet.name, line.number, name))
                continue
            try:
                _read(row.values, readers, name, cell)
            except cells.AmbiguousAmountError as error:
                if name not in asked:
                    asked.add(name)
                    outcome.questions.append(
                        {
                            "kind": "money",
                            "sheet": sheet.name,
                            "column": label_of(kind, name),
                            "name": name,
                            "value": cells.shown(cell),
                            "message": error.messages[0],
                        }
                    )
            except ValidationError as error:
                code = error.code or "number_invalid"
                problem = Problem(code, error.messages[0], sheet.name, line.number, name, cells.shown(cell))
                (outcome.warnings if code in WARNINGS else row.problems).append(problem)
        outcome.rows.append(row)


def _money_answers(decisions):
    prefix = "money:"
    return {key[len(prefix) :]: answer for key, answer in decisions.answers.items() if key.startswith(prefix)}


def _read(values, readers, name, cell):
    """Put the value of one cell, or of the two it combines, into ``values``; blanks leave nothing."""
    if name in readers:
        value = readers[name](cell)
        if value is not None:
            values[name] = value
    elif name == "birth":
        place, rest = cells.split_birth(cell)
        if place and "birth_place" in readers:
            _read(values, readers, "birth_place", place)
        _read(values, readers, "birth_on", rest)
    elif name == "rt_rw":
        rt, rw = cells.read_rt_rw(cell)
        values |= {key: value for key, value in (("rt", rt), ("rw", rw)) if value}
    elif name in ("tick_l", "tick_p"):
        if cells.is_ticked(cell):
            if "sex" in values:
                raise cells.bad("jk_invalid", "L dan P dicentang dua-duanya. Centang salah satu.")
            values["sex"] = name[-1].upper()
    else:
        values[name] = cell  # a heading of the kind's own: it reads it itself


def _told_by_title(table, kind):
    """The cells that hold for a whole table, "region" and "group": said by its title, or the sheet's name."""
    place = group = ""
    for title in table.titles:
        if match := _GROUP_TITLE.match(title):
            group = group or match[1].strip()
        elif match := _PLACE_TITLE.search(title):
            place = place or place_in(match[1], kind.places.is_place)
    if not place and "region" not in table.names:
        bare = re.sub(r"[_\d]+", " ", table.sheet.name).strip()
        if table.sheet.name.lower() not in ("csv", "sheet", "lembar") and not re.fullmatch(
            r"(?i)(sheet|lembar|data|tabel)?\s*", bare
        ):
            place = bare if _names_a_place(kind, bare) else ""
    told = {"region": place, "group": group}
    return {name: text for name, text in told.items() if text and name in kind.columns}


def _names_a_place(kind, text):
    """Exactly, or so nearly that asking is worth it."""
    try:
        kind.places.find(text)
    except ValidationError as error:
        return error.code in ("kelurahan_suggest", "kelurahan_ambiguous")
    return True
