"""What an examination of a file found: its rows, their problems, and what a person decided about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from groups.importing.layout import Table

CHANGED_MEANWHILE = (
    "Data di aplikasi berubah sejak Anda melihat pratinjau ini. Periksa lagi hasilnya, lalu impor."
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell (or a row, or the file): its class, where it is, what to do about it.

    ``column`` is the column's name, or "" for the whole row; ``suggestions`` are texts to put instead.
    """

    code: str
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    suggestions: tuple = ()


@dataclass
class Row:
    """One row of data. ``values`` holds what could be read; ``changes`` (old, new) as they are shown.

    ``action`` is new, changed, same or wrong; ``target`` what the kind needs to write it.
    """

    __slots__ = ("action", "cells", "changes", "number", "problems", "sheet", "target", "values")

    sheet: str
    number: int
    cells: dict
    values: dict
    problems: list
    action: str
    changes: dict
    target: object

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.number}"


@dataclass
class Decisions:
    """What the person said: all of it text, kept with the file, applied again at every run.

    ``mapping``: by table shape, the column's name (or "-") by index. ``fixes``: by column, what to read
    instead of a written text. ``edits``: by row key, what to read in a column. ``answers``: to questions.
    ``skip``: keys of rows to leave out. ``heads``: by sheet, the row of the heading.
    """

    mapping: dict = field(default_factory=dict)
    fixes: dict = field(default_factory=dict)
    edits: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    skip: list = field(default_factory=list)
    heads: dict = field(default_factory=dict)


@dataclass
class Outcome:
    """All that is known of a file. ``plans``: the kind's own, about what belongs to several rows."""

    verdict: str = "accept"
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)  # of the file
    warnings: list[Problem] = field(default_factory=list)
    questions: list[dict] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    plans: dict = field(default_factory=dict)

    def refuse(self, message: str) -> None:
        """The file as a whole cannot be imported."""
        self.verdict, self.rows = "reject_file", []
        self.problems.append(Problem("file_error", message))

    def warn(self, code: str, message: str, sheet: str = "") -> None:
        self.warnings.append(Problem(code, message, sheet))

    def errors(self) -> Iterator[Problem]:
        yield from self.problems
        for row in self.rows:
            yield from row.problems

    def counts(self) -> dict:
        """Rows by action."""
        counts = dict.fromkeys(("new", "changed", "same", "wrong"), 0)
        for row in self.rows:
            counts[row.action] += 1
        return counts

    def digest(self) -> str:
        """The same for the same effect: a commit compares it with what the person saw."""
        mixed = sha256()
        for row in self.rows:
            mixed.update(f"{row.key}:{row.action}:{row.changes!r}\n".encode())
        return mixed.hexdigest()
