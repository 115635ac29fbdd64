"""Reading a spreadsheet file: the parent's side of the child process that parses it.

The child (``child.py``) works under limits of memory and time, with no secret in its environment;
whatever happens to it, here it is one FileError with a sentence for the person.
"""

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
SECONDS = 25  # by the clock; the child's own limit counts only its work
KNOWN = 20_000  # texts remembered while reading
CHILD = Path(__file__).with_name("child.py")
BROKEN = (
    "Berkas ini tidak dapat dibaca: rusak, atau terlalu besar. Buka di Excel, salin datanya ke berkas baru, "
    "simpan sebagai xlsx, lalu unggah lagi."
)


class FileError(ValueError):
    """The file cannot be read; the text (Indonesian) says why and what to do."""


@dataclass(frozen=True)
class CellError:
    """What a cell shows whose formula failed: ``#REF!``."""

    text: str


@dataclass
class Sheet:
    """``rows[n - 1]`` is the sheet's row n; its cells are None, str, int, float, bool, date, datetime,
    time or CellError, empty ones at the end left out (not in a CSV, whose rows keep their length).

    ``hidden_rows``: numbers of rows. ``merges``: (first row, first column, last row, last column), from 1.
    ``no_value``: (row, column) of formulas without a stored result.
    """

    name: str
    hidden: bool = False
    rows: list[list] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple] = field(default_factory=list)
    no_value: set[tuple] = field(default_factory=set)


@dataclass
class Workbook:
    """The sheets in their order; ``format`` is xlsx, xls, ods or csv."""

    sheets: list[Sheet]
    format: str


_PAIRS = {"d": date.fromisoformat, "t": datetime.fromisoformat, "h": time.fromisoformat, "e": CellError}


def read(content: bytes, name: str, child: Path = CHILD) -> Workbook:
    """The workbook in ``content``, whatever its ``name`` says it is; FileError when it cannot be read."""
    if len(content) > MAX_BYTES:
        raise FileError("Berkas ini lebih dari 20 MB. Bagi menjadi beberapa berkas.")
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        # -I: no folder and no setting of ours; an empty environment: no secret.
        command = [sys.executable, "-I", str(child)]
        pipes = {"stdin": file, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, **pipes, env={"LC_ALL": "C.UTF-8"}) as process:  # noqa: S603 ours
            timer = threading.Timer(SECONDS, process.kill)
            timer.start()
            try:
                book = _listen(process.stdout)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                process.kill()
                raise error if isinstance(error, FileError) else FileError(BROKEN) from None
            finally:
                timer.cancel()
    if process.returncode != 0 or book is None:
        raise FileError(BROKEN)
    if not any(sheet.rows for sheet in book.sheets):
        raise FileError("Berkas ini tidak berisi data. Pilih berkas yang berisi tabelnya.")
    return book


def _listen(lines) -> Workbook | None:
    """The workbook from the child's lines; None when it said nothing whole."""
    book = sheet = None
    known = {}  # equal texts are kept once: most columns have few
    for line in lines:
        said = json.loads(line)
        if isinstance(said, list):
            if len(known) > KNOWN:
                known.clear()
            sheet.rows.extend([_cell(cell, known) for cell in row] for row in said)
        elif said is None:
            book.sheets.append(sheet)
            sheet = None
        elif "error" in said:
            raise FileError(said["error"])
        elif "format" in said:
            book = Workbook([], said["format"])
        else:
            sheet = Sheet(
                said["name"],
                said["hidden"],
                hidden_rows=set(said["hidden_rows"]),
                merges=[tuple(area) for area in said["merges"]],
                no_value={tuple(place) for place in said["no_value"]},
            )
    return book if sheet is None else None


def _cell(said, known):
    if isinstance(said, str):
        return known.setdefault(said, said)
    if isinstance(said, list):
        kind, text = said
        return _PAIRS[kind](text)
    return said
