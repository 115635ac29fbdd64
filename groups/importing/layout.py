"""Finding the table in a sheet: its heading, which column is what, and which rows are data.

Sheets come with title rows, headings of several merged rows, a row of column numbers, blank rows, totals,
signatures, one kelurahan a sheet or a block. Nothing here reads a value or knows a database.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from string import ascii_lowercase

from rapidfuzz import fuzz, process

from groups.importing.cells import is_blank, shown
from groups.importing.reader import Sheet, Workbook
from groups.resources import NOT_NEEDED

HEAD_ROWS, HEAD_HEIGHT = 60, 4  # the heading begins in the first, and is at most that high
SAMPLED = 50  # rows of data that a column's sample values are taken from
SURE, MAYBE = 88, 76  # similarity of a heading: taken, asked about
SPLIT = {"birth": ("birth_place", "birth_on"), "rt_rw": ("rt", "rw"), "tick_l": ("sex",), "tick_p": ("sex",)}
SPLIT_LABELS = {
    "birth": "Tempat dan tanggal lahir",
    "rt_rw": "RT/RW",
    "tick_l": "Centang laki-laki",
    "tick_p": "Centang perempuan",
}
_SPLIT_WORDS = {
    "birth": ("tempat tanggal lahir", "tempat tgl lahir", "ttl", "tempat dan tanggal lahir", "tmp tgl lahir",
              "tempat tanggal lahir umur", "tempat tg bl th lahir", "tempat lahir tanggal lahir",
              "tempat tgl lhr", "kelahiran"),
    "rt_rw": ("rt rw", "rtrw", "alamat rt rw", "rt dan rw", "rw rt"),
    "tick_l": ("jenis kelamin l", "jk l", "kelamin l", "l p l", "laki laki", "jenis kelamin laki laki", "lk"),
    "tick_p": ("jenis kelamin p", "jk p", "kelamin p", "l p p", "perempuan", "jenis kelamin perempuan", "pr"),
}  # fmt: skip
_TOTAL = re.compile(
    r"(sub\s*)?(jumlah|jml|total|grand total)( total)?( anggota| kelompok| peserta| semua| seluruhnya"
    r"| keseluruhan| (kelurahan|kecamatan|kota) .*| orang)?\s*[:=]?(\s*\d+)?( orang| kelompok)?"
    r"|saldo (awal|akhir|simpanan|iuran|kas)\b.*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\*.*|(keterangan|ket|catatan|cat|nb|n\.b|sumber)\b\.?\s*:.*", re.IGNORECASE)
_SIGNED = re.compile(
    r"mengetahui\b.*|menyetujui\b.*|dibuat oleh.*|yang membuat.*|pembuat daftar.*|hormat kami.*|ttd\.?"
    r"|an\. .*|a\.n\. .*|(ketua|wakil ketua|bendahara|sekretaris|lurah|camat|kader|pendamping|petugas)\b.*"
    r"|[a-z ]+,\s*(tgl\.?|tanggal)?\s*(\d{1,2}[\s/-].*\d{4}|\.{3,}.*"
    r"|(januari|[fp]ebruari|maret|april|mei|juni|juli|agustus|september|oktober|no[vp]ember|desember) \d{4})",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:kelurahan|kel|desa)\b\.?\s*[:=]?\s*(.+)", re.IGNORECASE)
_GROUP_SECTION = re.compile(r"(?:nama\s+)?(?:kelompok|poklak)\s*[:=]\s*(\w.*)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:[IVX]+|[A-Z])[.)]?")
_LABEL = re.compile(r"(?:nama\s+)?(?:kelurahan|desa|kel\.?|kelompok|poklak)\s*[:=]?", re.IGNORECASE)
_FILLED_DOWN = ("region", "group")  # written once and blank below


@lru_cache(10_000)
def key_of(text: str) -> str:
    """A heading for comparing: lower-case letters and digits only."""
    return "".join(filter(str.isalnum, text.lower()))


@dataclass
class Guess:
    """What a heading seems to mean: a column's name, "-" for not needed, "" for unknown; 0 to 100 sure."""

    name: str = ""
    score: int = 0


@dataclass
class Heading:
    """One column of a table: its place in the sheet from 0, its text, what it means, how sure that is."""

    index: int
    text: str
    guess: Guess
    name: str = ""  # what is used: the guess, or the person's choice
    samples: list = field(default_factory=list)

    @property
    def is_sure(self) -> bool:
        return self.guess.score >= SURE or self.name != self.guess.name


@dataclass(slots=True)
class Line:
    """A row of data: its number in the sheet and its cells by column name; ``width`` as it was written."""

    number: int
    cells: dict
    width: int
    extra: tuple = ()  # texts in columns without a heading
    stray: bool = False


@dataclass
class Table:
    """A table found in a sheet. ``place``: the kelurahan that its title or the sheet's name tells, or ""."""

    sheet: Sheet
    head: range  # indexes of the heading's rows
    headings: list[Heading]
    lines: list[Line] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    width: int = 0

    @property
    def shape(self) -> str:
        """The same for every table with these headings: what a person's mapping is remembered by."""
        return sha256("|".join(key_of(heading.text) for heading in self.headings).encode()).hexdigest()[:32]

    def named(self, name) -> list[Heading]:
        return [heading for heading in self.headings if heading.name == name]

    @property
    def names(self) -> set[str]:
        """Columns of the resource that the table fills, combined ones taken apart."""
        names = set()
        for heading in self.headings:
            names.update(SPLIT.get(heading.name, (heading.name,)))
        return names - {"", "-"}


class Headings:
    """Recognises the headings of one resource."""

    def __init__(self, columns: dict, extra: dict | None = None):
        self.columns = columns
        self.known = {key_of(word): "-" for word in NOT_NEEDED}
        splits = {name: words for name, words in _SPLIT_WORDS.items() if set(SPLIT[name]) <= set(columns)}
        for name, words in {**splits, **(extra or {})}.items():
            self.known |= {key_of(word): name for word in words}
        for name, column in columns.items():
            self.known |= {key_of(word): name for word in (column.column_name, *column.synonyms)}
        self.guess = lru_cache(maxsize=20_000)(self._guess)

    def _guess(self, text: str) -> Guess:
        key = key_of(text)
        if not key:
            return Guess()
        if key in self.known:
            return Guess(self.known[key], 100)
        bare = key_of(re.sub(r"\(.*?\)|\*", "", text))
        if bare in self.known:
            return Guess(self.known[bare], 100)
        if len(key) < 4 or len(key) > 45 or key.isdigit():
            return Guess()
        best = process.extractOne(key, self.known.keys(), scorer=fuzz.ratio, score_cutoff=MAYBE)
        return Guess(self.known[best[0]], int(best[1])) if best else Guess()

    def guess_of(self, stack: list[str]) -> Guess:
        """The best of the lowest heading with all, some or nothing of what stands above it.

        Under LAHIR the heading TANGGAL is the tanggal lahir: so also with the two lowest turned round.
        """
        if not stack:
            return Guess()
        alone = self.guess(stack[-1])
        if alone.name in ("tick_l", "tick_p"):
            return alone
        texts = [" ".join(stack[top:]) for top in range(len(stack) - 1)]
        if len(stack) > 1:
            texts.append(f"{stack[-1]} {stack[-2]}")
        guesses = [guess for guess in map(self.guess, texts) if guess.name]
        return max([*guesses, alone], key=lambda guess: guess.score)


def find_tables(book: Workbook, headings: Headings, head_rows: dict | None = None) -> list[Table]:
    """The tables of each sheet, one above the other; each has its part of the sheet's rows.

    ``head_rows``: the heading's row by sheet, when a person said; that sheet has no other table then.
    """
    tables = []
    for sheet in book.sheets:
        said = (head_rows or {}).get(sheet.name)
        table = _find_table(sheet, headings, said)
        others = _other_heads(table, headings) if table and not said else []
        if not others:
            tables += [table] if table else []
            continue
        starts = sorted([table.head.start, *others])
        tops = [0, *(_top_of_titles(sheet.rows, start) for start in starts[1:]), len(sheet.rows)]
        for start, top, end in zip(starts, tops, tops[1:], strict=False):
            part = replace(sheet, rows=[[]] * top + sheet.rows[top:end])
            if found := _find_table(part, headings, start + 1):
                tables.append(found)
    return tables


def _top_of_titles(rows, start):
    """Where the titles begin that a lower table has directly above its heading, at ``start``."""
    for top in range(start, 0, -1):
        texts = [shown(cell) for cell in rows[top - 1] if not is_blank(cell)]
        if texts and not _section_of(texts, False, lambda text: False):
            return top
    return 0


def _other_heads(table, headings):
    """Indexes of rows that begin another table: three headings that are known, and not those of ``table``."""
    head = {heading.index: key_of(heading.text) for heading in table.headings if heading.text}
    found = []
    for index, row in enumerate(table.sheet.rows):
        first = next((cell for cell in row if cell is not None), None)
        if not isinstance(first, str) or key_of(first) not in headings.known or index in table.head:
            continue
        cells = {column: cell for column, cell in enumerate(row) if isinstance(cell, str)}
        names = {headings.known.get(key_of(cell), "") for cell in cells.values()} - {"", "-"}
        if len(names) >= 3 and not _repeats_head(cells, head):
            found.append(index)
    return found


def _find_table(sheet, headings, head_row=None):
    above = _merged(sheet)
    best = None
    starts = [head_row - 1] if head_row else range(min(len(sheet.rows), HEAD_ROWS))
    for start in starts:
        if start >= len(sheet.rows) or len(sheet.rows[start]) == 0:
            continue
        for height in range(1, HEAD_HEIGHT + 1):
            rows = sheet.rows[start : start + height]
            if len(rows) < height or not any(cell is not None for cell in rows[-1]):
                break
            found = _head(sheet, start, height, headings, above)
            score = _score(found) - height  # of equals the lowest
            if best is None or score > best[0]:
                best = (score, start, height, found)
    if best is None or (best[0] <= 0 and not head_row):
        return None
    _, start, height, found = best
    ends = [bottom for top, _, bottom, _ in sheet.merges if start < top <= start + height < bottom]
    if ends and (lower := min(max(ends), len(sheet.rows)) - start) <= HEAD_HEIGHT:
        # Cells merged downwards tell that the heading goes on.
        taller = _head(sheet, start, lower, headings, above)
        if _score(taller) >= _score(found):
            height, found = lower, taller
    table = Table(sheet, range(start, start + height), found, titles=_titles(sheet.rows[:start]))
    table.width = max((heading.index + 1 for heading in found if heading.text), default=0)
    for heading in found:
        heading.name = heading.guess.name if heading.guess.score >= SURE else ""
    _settle_doubles(table)
    return table


def _titles(rows):
    """The texts above a table; a label in a cell of its own together with what stands to its right."""
    titles = []
    for row in rows:
        texts = [shown(cell) for cell in row if not is_blank(cell) and shown(cell) not in (":", "=")]
        titles += texts
        for label, value in zip(texts, texts[1:], strict=False):
            if _LABEL.fullmatch(label):
                titles.append(f"{label.rstrip(' :=')}: {value.lstrip(' :=')}")
    return titles


def _score(found):
    """How well rows explain themselves as a heading: sure columns count most, unknown texts against it."""
    best = Counter()
    unknown = 0
    for heading in found:
        if heading.guess.name and heading.guess.name != "-":
            best[heading.guess.name] = max(best[heading.guess.name], heading.guess.score)
        elif heading.text and heading.guess.name != "-":
            unknown += 1
    sure = sum(score for score in best.values() if score >= SURE)
    return sure - 15 * unknown if sure else 0


def _head(sheet, start, height, headings, above):
    """The headings of ``height`` rows from ``start``; a blank cell under a merged one repeats it."""
    rows = [sheet.rows[index] for index in range(start, start + height)]
    width = max((len(row) for row in rows), default=0)
    filled = []
    for depth, row in enumerate(rows):
        texts = [shown(row[column]) if column < len(row) else "" for column in range(width)]
        for column in range(width):
            if not texts[column] and (start + depth, column) in above:
                top, left = above[start + depth, column]
                if top >= start and left < len(sheet.rows[top]):
                    texts[column] = shown(sheet.rows[top][left])
        if depth + 1 < len(rows):
            _spread(texts, rows[depth + 1])
        filled.append(texts)
    found, leaves, inner = [], [], []
    for column in range(width):
        stack = []
        for texts in filled:
            if texts[column] and (not stack or stack[-1] != texts[column]):
                stack.append(texts[column])
        found.append(Heading(column, " ".join(stack), headings.guess_of(stack)))
        leaves.append(stack[-1].upper() if stack else "")
        inner.append(len(stack) > 1)
    if "tick_l" in headings.known.values():
        for column, leaf in enumerate(leaves):
            beside = {*leaves[max(column - 1, 0) : column], *leaves[column + 1 : column + 2]}
            if leaf in ("L", "P") and (inner[column] or beside & {"L", "P"} - {leaf}):
                found[column].guess = Guess(f"tick_{leaf.lower()}", 100)
    return found


def _spread(texts, below):
    """A parent's text stands for the blank cells to its right that have a text below."""
    last = ""
    for column, words in enumerate(texts):
        has_child = column < len(below) and not is_blank(below[column]) and isinstance(below[column], str)
        if words:
            last = words if has_child else ""
        elif has_child:
            texts[column] = last
        else:
            last = ""


def _settle_doubles(table):
    """Of two columns that claim one name the surer keeps it; equal ones are both asked about."""
    by_name = {}
    for heading in table.headings:
        if heading.name not in ("", "-"):
            by_name.setdefault(heading.name, []).append(heading)
    for rivals in by_name.values():
        rivals.sort(key=lambda heading: -heading.guess.score)
        for loser in rivals[1:]:
            loser.name = ""
            loser.guess = Guess(loser.guess.name, min(loser.guess.score, SURE - 1))
    l_and_p = table.named("tick_l") + table.named("tick_p")
    if len(l_and_p) == 1:
        l_and_p[0].name = "sex"


def read_lines(table: Table, *, is_place, main=("name", "nik"), keeps_totals=False) -> None:
    """Fill ``table.lines`` with its rows of data, once the headings have their names.

    ``is_place(text)``: whether a text alone in a row names a kelurahan, which then holds for the rows
    below it. ``main``: columns that only data fills. Blank rows, repeated headings, column numbers, totals
    (unless it ``keeps_totals``) and what follows a signature are no data.
    """
    sheet = table.sheet
    above = _merged(sheet)
    used = {heading.index: heading for heading in table.headings if heading.name not in ("", "-")}
    titles = {heading.index for heading in table.headings if heading.text}
    head = {heading.index: key_of(heading.text) for heading in table.headings if heading.text}
    main = {heading.index for heading in table.headings if heading.name in main}
    section, signed, usual = {}, False, set()
    for index in range(table.head.stop, len(sheet.rows)):
        row = sheet.rows[index]
        cells = {column: cell for column, cell in enumerate(row) if cell is not None and not is_blank(cell)}
        if not cells:
            continue
        if _repeats_head(cells, head):
            signed = False
            continue
        first = shown(next(iter(cells.values())))
        if first.lower() == "contoh":  # of our own template
            continue
        word = next((text for cell in cells.values() if not (text := shown(cell)).isdigit()), "")
        if _is_numbering(cells) or (not keeps_totals and _TOTAL.fullmatch(word)):
            continue
        texts = [shown(cell) for cell in cells.values()] if len(cells) <= 3 else []
        if texts and (found := _section_of(texts, min(cells) in used, is_place)):
            if "region" in found:
                section = {}  # its groups are others
            section |= found
            continue
        is_usual = len(usual) >= 2 and usual <= set(cells) and bool(main & set(cells))
        if signed and not (is_usual and len(cells) >= 3):
            continue
        signed = bool(table.lines) and not is_usual and len(cells) <= 4 and _looks_signed(cells, main)
        if signed or (len(cells) == 1 and _NOTE.fullmatch(first)):
            continue
        usual = set(cells)
        table.lines.append(_line(table, index, row, cells, used, titles, above, section))
        if len(table.lines) > SAMPLED and not above:
            sheet.rows[index] = []  # what is needed of it is in the line
    table.lines = [line for line in table.lines if line.cells or line.extra]
    _fill_down(table)
    for heading in table.headings:
        raw = (sheet.rows[line.number - 1] for line in table.lines[:SAMPLED])
        texts = [shown(row[heading.index]) for row in raw if heading.index < len(row)]
        heading.samples = list(dict.fromkeys(text for text in texts if text))[:3]


def place_in(text: str, is_place) -> str:
    """The kelurahan that ``text`` begins with: ``Degayu Kecamatan Pekalongan Utara``; or ""."""
    words = text.split()
    beginnings = (" ".join(words[:end]) for end in range(len(words), 0, -1))
    return next((name for name in beginnings if is_place(name)), "")


def _section_of(texts, first_is_data, is_place):
    """{"region" or "group": name} that a row announces for the rows below it; empty when it does not."""
    texts = [text for text in texts if text not in (":", "=")]
    if len(texts) == 2 and _ORDINAL.fullmatch(texts[0]) and not first_is_data:
        texts = texts[1:]
    if len(texts) == 2 and _LABEL.fullmatch(texts[0]):
        texts = [f"{texts[0].rstrip(' :=')}: {texts[1].lstrip(' :=')}"]
    if len(texts) != 1:
        return {}
    text = re.sub(rf"^{_ORDINAL.pattern}\s+", "", texts[0])
    if group := _GROUP_SECTION.fullmatch(text):
        return {"group": group[1]}
    place = _SECTION.fullmatch(text)
    named = place_in(place[1], is_place) or place[1] if place else text
    return {"region": named} if place or (is_place(named) and not named.isdigit()) else {}


def _line(table, index, row, cells, used, titles, above, section):
    found = {}
    for column, heading in used.items():
        cell = cells.get(column)
        if cell is None and heading.name in _FILLED_DOWN and (index, column) in above:
            top, left = above[index, column]
            cell = table.sheet.rows[top][left] if left < len(table.sheet.rows[top]) else None
            cell = None if is_blank(cell) else cell
        if cell is not None or (index + 1, column + 1) in table.sheet.no_value:
            found[heading.name] = cell
    filled = [name for name in found if name not in _FILLED_DOWN]
    extra = tuple(shown(cell) for column, cell in cells.items() if column not in titles)
    found = section | found if filled or extra else {}  # else only a running number
    return Line(index + 1, found, len(row), extra, stray=bool(found) and not filled)


def _fill_down(table):
    """A value written once for the rows below it, where nobody repeats a value in the next row."""
    for name in _FILLED_DOWN:
        written = [line.cells.get(name) for line in table.lines]
        blanks = sum(value is None for value in written)
        repeats = any(a is not None and a == b for a, b in zip(written, written[1:], strict=False))
        if not table.named(name) or not blanks or repeats or blanks * 2 < len(written) - blanks:
            continue
        last = None
        for line in table.lines:
            last = line.cells.get(name, last)
            if last is not None:
                line.cells[name] = last


def _merged(sheet) -> dict:
    """(row, column) of each cell inside a merged area: its first cell; both from 0."""
    inside = {}
    for top, left, bottom, right in sheet.merges:
        if (bottom - top + 1) * (right - left + 1) > 20_000:
            continue
        for row in range(top - 1, bottom):
            for column in range(left - 1, right):
                if (row, column) != (top - 1, left - 1):
                    inside[row, column] = (top - 1, left - 1)
    return inside


def _is_numbering(cells):
    """A row of column numbers: 1, 2, 3 ... or (1), (2), (3)."""
    if len(cells) < 3:
        return False
    bare = []
    for cell in cells.values():
        bare.append(re.sub(r"[()\s.]", "", shown(cell)))
        if len(bare[-1]) > 3:
            return False
    if "".join(bare).lower() in ascii_lowercase and all(len(text) == 1 for text in bare):
        return bare[0].lower() == "a"
    if not all(text.isdecimal() for text in bare):
        return False
    numbers = [int(text) for text in bare]
    return numbers[0] in (1, 2) and all(b - a in (0, 1) for a, b in zip(numbers, numbers[1:], strict=False))


def _repeats_head(cells, head):
    same, other = 0, len(cells) / 2
    for column, cell in cells.items():
        key = key_of(cell) if isinstance(cell, str) else ""
        if len(key) > 1 and head.get(column, "").endswith(key):
            same += 1
        else:
            other -= 1
            if other < 0:  # most rows are data: seen after half of their cells
                return False
    return same >= 2


def _looks_signed(cells, main):
    """Few cells, one of them the beginning of a signature, and no person's data beside it."""
    signs = {column for column, cell in cells.items() if _SIGNED.fullmatch(shown(cell))}
    if not signs or any(not isinstance(cell, str) or cell.isdigit() for cell in cells.values()):
        return False
    return bool(signs & main) or not main & set(cells)
