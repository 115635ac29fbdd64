"""Odd files as bytes: what people send as a spreadsheet, and what nobody should.

A row is a list of cells: None, text, number, bool, date, or ``Formula``. Nothing is written to a disk.
"""

import io
import struct
import zipfile
from dataclasses import dataclass
from datetime import date
from html import escape

import xlsxwriter


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the file keeps; ``result`` None: it keeps none."""

    text: str
    result: object = None


def sheet(rows, name="Sheet1", *, merges=(), hidden=False, hidden_rows=()):
    """One sheet. ``merges``: areas like ``A1:D1``; the text is the first cell's. Rows count from 1."""
    return {"rows": rows, "name": name, "merges": merges, "hidden": hidden, "hidden_rows": hidden_rows}


def xlsx(*sheets):
    """A workbook of sheets, or of the rows of one."""
    sheets = [one if isinstance(one, dict) else sheet(one) for one in sheets]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for one in sheets:
            page = book.add_worksheet(one["name"])
            for number, row in enumerate(one["rows"]):
                for column, cell in enumerate(row):
                    _write(page, number, column, cell, day)
            for area in one["merges"]:
                page.merge_range(area, "")
                first = area.split(":")[0]
                at = xlsxwriter.utility.xl_cell_to_rowcol(first)
                _write(page, *at, one["rows"][at[0]][at[1]], day)
            for number in one["hidden_rows"]:
                page.set_row(number - 1, None, None, {"hidden": True})
            if one["hidden"]:
                page.hide()
    content = file.getvalue()
    if any(
        isinstance(cell, Formula) and cell.result is None
        for one in sheets
        for row in one["rows"]
        for cell in row
    ):
        content = edited(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>NONE</v>", b""))
    return content


def _write(page, row, column, cell, day):
    if isinstance(cell, Formula):
        page.write_formula(row, column, cell.text, None, "NONE" if cell.result is None else cell.result)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif cell is not None:
        page.write_string(row, column, cell)


def edited(content, part, change=None, **new):
    """The zip again with ``part`` put through ``change``, or added; further parts by keyword ``parts``."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in old.namelist():
            made.writestr(name, change(old.read(name)) if name == part and change else old.read(name))
        for name, text in new.get("parts", {}).items():
            made.writestr(name, text)
    return file.getvalue()


def csv(rows, sign=",", encoding="utf-8", line_end="\r\n"):
    """A text file as programs write it: quoted only where it must be."""
    lines = [sign.join(_quoted(cell, sign) for cell in row) for row in rows]
    return (line_end.join(lines) + line_end).encode(encoding)


def _quoted(cell, sign):
    text = "" if cell is None else str(cell)
    if any(mark in text for mark in (sign, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


# -- ods

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(rows, name="Lembar1", *, hidden_rows=(), manifest="", head=""):
    """The least that is an ods. ``head`` stands before the content's first tag."""
    body = []
    for number, row in enumerate(rows, start=1):
        hidden = ' table:visibility="collapse"' if number in hidden_rows else ""
        body.append(f"<table:table-row{hidden}>{''.join(map(_ods_cell, row))}</table:table-row>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {_SPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(name)}">{"".join(body)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    entries = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}">{manifest}'
    return zipped(
        {
            "mimetype": ODS,
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            f'"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</manifest:file-entry>'
            "</manifest:manifest>",
            "content.xml": content,
        }
    )


def _ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def zipped(parts):
    """A zip of {name: bytes or text}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return file.getvalue()


# -- xls: BIFF8 records in an OLE file


def xls(rows, name="Sheet1", merges=()):
    """The least that is an Excel 97 file: one sheet of texts and numbers.

    ``merges``: (first row, last row, first column, last column), from 0.
    """
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    title = name.encode("utf-16-le")
    length = len(start) + 4 + 8 + len(title) + 4
    start += _record(0x0085, struct.pack("<IBBBB", length, 0, 0, len(name), 1) + title) + _record(0x000A)
    cells = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, int | float):
                cells.append(_record(0x0203, place + struct.pack("<d", cell)))
            elif cell is not None:
                text = str(cell).encode("utf-16-le")
                cells.append(_record(0x0204, place + struct.pack("<HB", len(str(cell)), 1) + text))
    if merges:
        areas = b"".join(struct.pack("<HHHH", *area) for area in merges)
        cells.append(_record(0x00E5, struct.pack("<H", len(merges)) + areas))
    return ole({"Workbook": start + b"".join(cells) + _record(0x000A)})


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def ole(streams):
    """An OLE file of {name: bytes}; each stream is filled up so that it needs no small sectors."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    table, data, entries = [0xFFFFFFFD, end], b"", []
    if len(streams) > 3:
        raise ValueError("one sector of directory holds the root and three streams")
    for number, (name, content) in enumerate(streams.items()):
        content = content.ljust(4096, b"\0")
        content += b"\0" * (-len(content) % sector)
        first = len(table)
        table += [*range(first + 1, first + len(content) // sector), end]
        data += content
        following = number + 2 if number + 1 < len(streams) else free
        entries.append(_entry(name, 2, first, len(content), right=following))
    table += [free] * (128 - len(table))
    if len(table) > 128:
        raise ValueError("one sector of allocation table holds 126 sectors of data")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    entries = [_entry("Root Entry", 5, end, 0, child=1), *entries]
    entries += [b"\0" * 128] * (4 - len(entries))
    return head + struct.pack("<128I", *table) + b"".join(entries) + data


def _entry(name, kind, first, size, right=0xFFFFFFFF, child=0xFFFFFFFF):
    title = f"{name}\0".encode("utf-16-le")
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(title), kind, 1, 0xFFFFFFFF, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", first, size)
    )
