"""Writing spreadsheets: lists that go out, templates that come back. Text is always written as text.

No request and no query here. ``groups.resources`` says what the columns are.
"""

import csv
from io import BytesIO, StringIO

import xlsxwriter

# A spreadsheet runs a cell that begins so; an apostrophe in front makes it text, as typing it would.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
TEMPLATE_ROWS = 500  # that a template's drop-down lists reach


def safe(value):
    """A value that no spreadsheet runs when it opens a CSV."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def to_csv(rows) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs, semicolons as Indonesian Excel expects."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for cells in rows:
        writer.writerow([safe(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def new_book(**options) -> tuple[xlsxwriter.Workbook, BytesIO]:
    """A workbook in which nothing that a person wrote becomes a formula or a link."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False} | options
    return xlsxwriter.Workbook(file, options), file


def to_xlsx(title: str, rows, widths=()) -> bytes:
    """A sheet ``title`` with the headings in the first of ``rows``, ready to filter."""
    return to_workbook({title: rows}, widths)


def to_workbook(sheets: dict, widths=()) -> bytes:
    """Sheets by their title; see ``to_xlsx``. Each row is forgotten once it is written, however many come."""
    book, file = new_book(in_memory=False, constant_memory=True)
    styles = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    for title, rows in sheets.items():
        _fill(book.add_worksheet(_sheet_name(title)), rows, widths, styles)
    book.close()
    return file.getvalue()


def _fill(sheet, rows, widths, styles):
    bold, text = styles
    sheet.freeze_panes(1, 1)
    last = width = 0
    for last, cells in enumerate(rows):
        width = len(cells)
        for column, cell in enumerate(cells):
            if isinstance(cell, int) and not isinstance(cell, bool):
                sheet.write_number(last, column, cell)
            else:
                sheet.write_string(last, column, str(cell), bold if last == 0 else text)
    for column in range(width):
        sheet.set_column(column, column, widths[column] if column < len(widths) else 18)
    if width:
        sheet.autofilter(0, 0, max(last, 1), width - 1)


def template(title: str, columns: dict, lists: dict, rows=()) -> bytes:
    """An empty sheet to fill in, with an example, drop-down lists and notes, or filled with ``rows``.

    ``columns``: name to Column. ``lists``: by column name, what may be chosen. The example's number says
    "contoh"; the import passes over such a row, and over the sheets Petunjuk and Daftar.
    """
    book, file = new_book()
    sheet = book.add_worksheet(_sheet_name(title))
    head = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#E3F0F0", "text_wrap": True, "valign": "top"}
    )
    plain, text = book.add_format(), book.add_format({"num_format": "@"})
    example = book.add_format({"italic": True, "font_color": "#666666", "num_format": "@"})
    source = book.add_worksheet("Daftar")
    source.hide()
    sheet.write_string(0, 0, "No", head)
    sheet.write_string(1, 0, "contoh", example)
    sheet.set_column(0, 0, 8)
    for place, (name, column) in enumerate(columns.items(), start=1):
        star = " *" if column.required else ""
        sheet.write_string(0, place, column.column_name + star, head)
        sheet.write_string(1, place, column.example, example)
        # NIK, phones and dates stay as typed only in cells that are text before anybody types.
        sheet.set_column(place, place, column.width, text if column.as_text else plain)
        if column.note:
            sheet.write_comment(0, place, column.note)
        choices = lists.get(name) or column.choices
        if choices:
            for line, choice in enumerate(choices):
                source.write_string(line, place, choice)
            letter = xlsxwriter.utility.xl_col_to_name(place)
            rule = {
                "validate": "list",
                "source": f"=Daftar!${letter}$1:${letter}${len(choices)}",
                "error_type": "warning",
                "error_title": "Tidak ada di daftar",
                "error_message": "Pilih dari daftar supaya tidak perlu dibetulkan lagi nanti.",
            }
            sheet.data_validation(2, place, TEMPLATE_ROWS + len(rows), place, rule)
    for line, cells in enumerate(rows, start=2):
        sheet.write_number(line, 0, line - 1)
        for place, cell in enumerate(cells, start=1):
            if cell != "":
                sheet.write_string(line, place, str(cell), text)
    sheet.freeze_panes(1, 2)
    _guide(book, columns, head)
    book.close()
    return file.getvalue()


def _guide(book, columns, head):
    guide = book.add_worksheet("Petunjuk")
    lines = [
        "Isi satu baris untuk setiap data, mulai dari baris ketiga. Baris contoh boleh dihapus.",
        "Kolom bertanda * harus diisi. Kolom lain boleh kosong atau dihapus.",
        "Tanggal ditulis hari dulu: 17/03/1980 atau 17 Maret 1980.",
        "NIK dan nomor HP diketik sebagai teks; kolomnya sudah disiapkan.",
    ]
    for line, words in enumerate(lines):
        guide.write_string(line, 0, words)
    top = len(lines) + 1
    for place, words in enumerate(("Kolom", "Contoh", "Keterangan")):
        guide.write_string(top, place, words, head)
    for line, column in enumerate(columns.values(), start=top + 1):
        for place, words in enumerate((column.column_name, column.example, column.note)):
            guide.write_string(line, place, words)
    guide.set_column(0, 0, 28)
    guide.set_column(1, 1, 26)
    guide.set_column(2, 2, 60)


def _sheet_name(title):
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Data"
