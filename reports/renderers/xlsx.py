"""A ``Table`` as XLSX that opens ready to print, with a sheet that says what it is."""

from groups.spreadsheets import new_book
from groups.values import show_date

LANDSCAPE_A4 = 9


def render(table, *, user_name: str, filters: dict) -> bytes:
    """The workbook: the table with merged headers on A4 landscape, and the sheet Keterangan.

    Text is always written as text: no cell of a person's making can become a formula.
    """
    book, file = new_book()
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    small = book.add_format({"border": 1, "align": "center", "font_size": 8})
    text, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0"})
    bold = book.add_format({"border": 1, "bold": True, "num_format": "#,##0"})
    note = book.add_format({"font_size": 9, "font_color": "#444444"})

    sheet = book.add_worksheet("Rekap")
    sheet.write_string(0, 0, table.title, title)
    for line, words in enumerate(table.lines, start=1):
        sheet.write_string(line, 0, words)
    top = len(table.lines) + 2
    bottom = _write_head(sheet, table, top, head)
    width = len(table.numbers)
    for column, words in enumerate(table.numbers):
        sheet.write_string(bottom, column, words, small)
    first = bottom + 1
    for line, cells in enumerate((*table.rows, table.total), start=first):
        is_total = line == first + len(table.rows)
        for column, cell in enumerate(cells):
            if isinstance(cell.value, int):
                sheet.write_number(line, column, cell.value, bold if is_total else number)
            else:
                sheet.write_string(line, column, cell.value, bold if is_total else text)
    line = first + len(table.rows) + 2
    for words in table.notes:
        sheet.write_string(line, 0, words, note)
        line += 1
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, width - 1, 9)
    sheet.freeze_panes(first, 2)
    sheet.set_landscape()
    sheet.set_paper(LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, bottom)
    sheet.set_footer("&L&8UP2K Pekalongan&R&8Halaman &P dari &N")

    about = book.add_worksheet("Keterangan")
    facts = {
        "Laporan": table.title,
        **{f"Baris {n}": words for n, words in enumerate(table.lines, start=1)},
        **filters,
        "Cakupan": table.coverage,
        "Dibuat": f"{show_date(table.made_at.date())}, {table.made_at:%H.%M} WIB",
        "Oleh": user_name,
    }
    for line, (name, value) in enumerate(facts.items()):
        about.write_string(line, 0, name, book.add_format({"bold": True}))
        about.write_string(line, 1, value)
    for line, words in enumerate(table.notes, start=len(facts) + 1):
        about.write_string(line, 0, words)
    about.set_column(0, 0, 16)
    about.set_column(1, 1, 60)
    book.close()
    return file.getvalue()


def _write_head(sheet, table, top, style) -> int:
    """Write the merged header from row ``top``; the row below it."""
    width = sum(cell.columns for cell in table.head[0])
    taken = [[False] * width for _ in table.head]
    for depth, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while taken[depth][column]:
                column += 1
            for below in range(depth, depth + cell.rows):
                taken[below][column : column + cell.columns] = [True] * cell.columns
            place = (top + depth, column, top + depth + cell.rows - 1, column + cell.columns - 1)
            if cell.rows * cell.columns > 1:
                sheet.merge_range(*place, cell.text, style)
            else:
                sheet.write_string(top + depth, column, cell.text, style)
            column += cell.columns
    return top + len(table.head)
