"""A ``Table`` as XLSX that opens ready to print, with a sheet that says what it is."""

from functools import cached_property

from groups.spreadsheets import new_book
from groups.values import show_date
from reports.tables import placed

LANDSCAPE_A4 = 9


def render(*tables, user_name: str, filters: dict) -> bytes:
    """The workbook: a sheet for each table, with merged headers on A4 landscape, and the sheet Keterangan.

    Text is always written as text: no cell of a person's making can become a formula.
    """
    book, file = new_book()
    styles = Styles(book)
    strong = book.add_format({"bold": True, "font_size": 13})
    for table in tables:
        # ``Rekap UP2K: Hasil usaha`` is the sheet "Hasil usaha".
        sheet = book.add_worksheet(table.title.partition(": ")[2] or "Rekap")
        sheet.write_string(0, 0, table.title, strong)
        for line, words in enumerate(table.lines, start=1):
            sheet.write_string(line, 0, words)
        line = draw(sheet, table, len(table.lines) + 2, styles) + 1
        for words in table.notes:
            sheet.write_string(line, 0, words, styles.note)
            line += 1
        sheet.set_column(2, len(table.numbers) - 1, 11)
        set_up(sheet, LANDSCAPE_A4)
    explain(book, *tables, user_name=user_name, filters=filters)
    book.close()
    return file.getvalue()


class Styles:
    """The formats of a table's cells, each made once."""

    def __init__(self, book):
        self.book = book

    def _made(self, **wanted):
        return self.book.add_format({"border": 1} | wanted)

    @cached_property
    def head(self):
        return self._made(bold=True, align="center", valign="vcenter", text_wrap=True)

    @cached_property
    def small(self):
        return self._made(align="center", font_size=8)

    @cached_property
    def text(self):
        return self._made()

    @cached_property
    def number(self):
        return self._made(num_format="#,##0")

    @cached_property
    def total(self):
        return self._made(bold=True, num_format="#,##0")

    @cached_property
    def note(self):
        return self.book.add_format({"font_size": 9, "font_color": "#444444"})


def draw(sheet, table, top: int, styles: Styles) -> int:
    """Header from row ``top``, column numbers, rows and total; the row below them."""
    for depth, column, cell in placed(table.head):
        last = (top + depth + cell.rows - 1, column + cell.columns - 1)
        if cell.rows * cell.columns > 1:
            sheet.merge_range(top + depth, column, *last, cell.text, styles.head)
        else:
            sheet.write_string(*last, cell.text, styles.head)
    bottom = top + len(table.head)
    for column, words in enumerate(table.numbers):
        sheet.write_string(bottom, column, words, styles.small)
    line = bottom
    for cells in (*table.rows, table.total):
        line += 1
        is_total = cells is table.total
        for column, cell in enumerate(cells):
            if isinstance(cell.value, int):
                sheet.write_number(line, column, cell.value, styles.total if is_total else styles.number)
            else:
                sheet.write_string(line, column, cell.value, styles.total if is_total else styles.text)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 28)
    sheet.freeze_panes(bottom + 1, 2)
    sheet.repeat_rows(top, bottom)
    return line + 1


def set_up(sheet, paper: int):
    """Landscape, one page wide, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8UP2K Pekalongan&R&8Halaman &P dari &N")


def explain(book, *tables, user_name: str, filters: dict):
    """The sheet Keterangan: what the report is, of what, when and by whom, and what its figures mean."""
    about = book.add_worksheet("Keterangan")
    bold = book.add_format({"bold": True})
    first = tables[0]
    facts = {
        "Laporan": first.title if len(tables) == 1 else first.title.partition(":")[0],
        **{f"Baris {n}": words for n, words in enumerate(first.lines, start=1)},
        **filters,
        "Cakupan": first.coverage,
        "Dibuat": f"{show_date(first.made_at.date())}, {first.made_at:%H.%M} WIB",
        "Oleh": user_name,
    }
    for line, (name, value) in enumerate(facts.items()):
        about.write_string(line, 0, name, bold)
        about.write_string(line, 1, value)
    notes = dict.fromkeys(words for table in tables for words in table.notes)
    for line, words in enumerate(notes, start=len(facts) + 1):
        about.write_string(line, 0, words)
    about.set_column(0, 0, 16)
    about.set_column(1, 1, 60)
