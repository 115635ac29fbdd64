"""The shape of a printed book, and drawing it as PDF and as XLSX. No query and no request here."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from groups.pdf import render_pdf
from groups.spreadsheets import new_book
from groups.values import show_number

# Short and long side in mm, and the number by which a spreadsheet knows the paper (F4: the near Folio).
PAPERS = {"a4": (210, 297, 9), "f4": (215, 330, 14)}
MARGIN = 11  # mm at the sides
NOBODY = "." * 30  # to be signed and written by hand


@dataclass(frozen=True)
class Column:
    """``width`` in mm, more where there is room; numbers and days are never broken, text may be.

    ``over``: a heading above this column and its neighbours that have the same.
    """

    title: str
    width: float
    align: str = "left"  # left, center or right
    over: str = ""


@dataclass(frozen=True)
class Signature:
    above: str
    office: str
    name: str = ""


@dataclass(frozen=True)
class PrintedBook:
    """One book as it is printed: what stands above its table, the table, and who signs.

    A cell is text, whole rupiah, a day or None. In ``totals`` text reaches over the Nones after it.
    ``parts``: places of the columns on each page, where a page cannot hold them all.
    """

    name: str  # of the sheet and the file
    title: str
    facts: list[tuple[str, str]]
    columns: list[Column]
    rows: list[list]
    totals: list[list] = ()
    signatures: list[Signature] = ()
    notes: list[str] = ()
    paper: str = "a4"
    landscape: bool = False
    size: float = 9  # of letters, in points
    parts: list[list[int]] = ()
    is_empty: bool = False  # rows to fill in by hand
    row_least: float = 0  # mm that a row is high at least, as for a signature
    letterhead: tuple[str, ...] = ()  # who it is from, above the title


@dataclass(frozen=True)
class Cell:
    """A cell of the headings or the totals, with its place in the table."""

    line: int
    place: int
    value: object
    across: int = 1
    down: int = 1


def headings(columns) -> list[Cell]:
    """One line of headings, or two where columns have one above them."""
    deep = 2 if any(column.over for column in columns) else 1
    cells, place = [], 0
    for over, same in groupby(columns, key=lambda column: column.over):
        same = list(same)
        if over:
            cells.append(Cell(0, place, over, across=len(same)))
        for column in same:
            cells.append(Cell(1, place, column.title) if over else Cell(0, place, column.title, down=deep))
            place += 1
    return cells


def depth(columns) -> int:
    return max(cell.line + cell.down for cell in headings(columns))


def joined(row) -> list[Cell]:
    """A row of totals: each text over the Nones after it."""
    cells = []
    for place, value in enumerate(row):
        if value is None and cells and isinstance(cells[-1].value, str):
            cells[-1] = replace(cells[-1], across=cells[-1].across + 1)
        else:
            cells.append(Cell(0, place, value))
    return cells


def shown(value) -> str:
    """A cell on paper: ``1.500.000``, ``17/03/2024``."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return show_number(value) if isinstance(value, int) else value or ""


# -- PDF


def to_pdf(books: list[PrintedBook]) -> bytes:
    """Books of one kind, one after the other."""
    short, long, _ = PAPERS[books[0].paper]
    width, height = (long, short) if books[0].landscape else (short, long)
    pages = [page for book in books for page in _pages(book, width - 2 * MARGIN)]
    data = {"title": books[0].title, "width": width, "height": height, "margin": MARGIN}
    data |= {"size": books[0].size, "pages": pages}
    return render_pdf("book", data)


def _pages(book, room):
    parts = book.parts or [range(len(book.columns))]
    for part in parts:
        columns = [book.columns[place] for place in part]
        rows = [[row[place] for place in part] for row in book.rows]
        totals = [[row[place] for place in part] for row in book.totals]
        is_last = part is parts[-1]
        widths = [
            _width(column, [row[place] for row in (*rows, *totals)], book.size)
            for place, column in enumerate(columns)
        ]
        is_tight = sum(widths) > room
        yield {
            "title": book.title,
            "letterhead": list(book.letterhead),
            "facts": book.facts,
            "columns": [
                # Where all fit, all grow in proportion; else columns of text make do with what is left.
                {"width": width, "align": column.align, "grows": column.align == "left" or not is_tight}
                for width, column in zip(widths, columns, strict=True)
            ],
            "heads": [vars(cell) for cell in headings(columns)],
            "depth": depth(columns),
            "numbers": [place + 1 for place in part],
            "rows": [[shown(value) for value in row] for row in rows],
            "row_height": 7.5 if book.is_empty else 0,
            "row_least": book.row_least,
            "totals": [[vars(cell) | {"value": shown(cell.value)} for cell in joined(row)] for row in totals],
            "notes": list(book.notes) if is_last else [],
            "signatures": [vars(one) | {"name": one.name or NOBODY} for one in book.signatures]
            if is_last
            else [],
        }


def _width(column, values, size) -> float:
    """So wide that no number is broken: a bold digit takes little more than half its height."""
    longest = max((len(shown(value)) for value in values if isinstance(value, (int, date))), default=0)
    return max(column.width, longest * size * 0.53 * 0.353 + 2.4)


# -- XLSX


def to_xlsx(books: list[PrintedBook]) -> bytes:
    """A sheet for each book, ready to print; money as numbers, days as days, all else as text."""
    file_book, file = new_book()
    styles = _Styles(file_book)
    for book in books:
        _write(file_book.add_worksheet(book.name), book, styles)
    file_book.close()
    return file.getvalue()


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, book):
        self.book, self.made = book, {}

    def __call__(self, **wanted):
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "vcenter", **wanted})
        return self.made[key]


def _put(sheet, line, place, value, style, across=1, down=1):
    if across > 1 or down > 1:
        sheet.merge_range(line, place, line + down - 1, place + across - 1, "", style)
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, int):
        sheet.write_number(line, place, value, style)
    elif value:
        sheet.write_string(line, place, value, style)
    else:
        sheet.write_blank(line, place, None, style)


def _number_format(value) -> str:
    if isinstance(value, date):
        return "dd/mm/yyyy"
    return "#,##0" if isinstance(value, int) else "@"


def _write(sheet, book, styles):
    width = len(book.columns)
    page = len(book.parts[0]) if book.parts else width  # columns of the first sheet of paper
    for place, column in enumerate(book.columns):
        sheet.set_column(place, place, column.width / 1.8)
    _put(sheet, 0, 0, book.title, styles(bold=True, font_size=13, align="center"), across=page)
    for line, (label, value) in enumerate(book.facts, start=1):
        sheet.write_string(line, 0, f"{label}: {value}")
    top = len(book.facts) + 2
    head = styles(bold=True, border=1, align="center", text_wrap=True, bg_color="#E8EEEE")
    for cell in headings(book.columns):
        _put(sheet, top + cell.line, cell.place, cell.value, head, cell.across, cell.down)
    line = top + depth(book.columns)
    for place in range(width):
        sheet.write_number(line, place, place + 1, styles(border=1, align="center", font_size=8))
    sheet.repeat_rows(top, line)
    sheet.freeze_panes(line + 1, 0)
    for row in book.rows:
        line += 1
        for place, value in enumerate(row):
            kind = {"num_format": _number_format(value), "align": book.columns[place].align}
            _put(sheet, line, place, value, styles(border=1, text_wrap=True, **kind))
    for row in book.totals:
        line += 1
        for cell in joined(row):
            align = "center" if isinstance(cell.value, str) else "right"
            kind = {"num_format": _number_format(cell.value), "align": align}
            _put(sheet, line, cell.place, cell.value, styles(border=1, bold=True, **kind), cell.across)
    line += 2
    for words in book.notes:
        sheet.write_string(line, 0, words)
        line += 1
    _sign(sheet, book, line + 1, page, styles)
    sheet.set_paper(PAPERS[book.paper][2])
    if book.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(len(book.parts) or 1, 0)
    if book.parts:
        sheet.repeat_columns(0, 2)
    sheet.set_footer("&L&8UP2K PKK&R&8Halaman &P dari &N")


def _sign(sheet, book, line, width, styles):
    """Side by side, each over its share of the columns."""
    share = width // max(len(book.signatures), 1)
    for number, one in enumerate(book.signatures):
        for down, words in ((0, one.above), (1, one.office), (5, one.name or NOBODY)):
            style = styles(align="center", bold=down == 5 and bool(one.name))
            _put(sheet, line + down, number * share, words, style, across=share)
