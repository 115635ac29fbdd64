"""The child process that reads a spreadsheet: the file on stdin, JSON lines on stdout.

Parsers abort on hostile files, and files can be bombs; so this runs alone, with limits, without a
secret, a database or a network, and imports nothing of ours. It opens no file: what it reads comes by
stdin, and a workbook's links to others are refused. The parent is ``groups.importing.reader``.

A cell is null, a text, a number, a boolean, or a pair: ["d", date], ["t", moment], ["h", hour],
["e", what a failed formula shows]. First line: {"format"}; then for each sheet its facts, blocks of
rows, and null; or instead of any of it {"error": why in Indonesian}.
"""

import csv
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta
from html import unescape

MEMORY, CPU_SECONDS = 512 * 1024 * 1024, 20
INFLATED = 256 * 1024 * 1024
ROWS, COLUMNS, SHEETS, PARTS = 200_000, 200, 60, 3000
BLOCK = 500
SMALL = 4_000_000  # bytes of a part that is looked into; larger ones are only counted
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!"}

LOCKED = "Berkas ini terkunci kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi."
DAMAGED = "Berkas ini rusak atau terpotong. Buka di Excel, simpan lagi sebagai xlsx, lalu unggah."
MACRO = "Berkas ini berisi makro. Simpan sebagai Buku Kerja Excel (xlsx) tanpa makro, lalu unggah lagi."
LINKED = (
    "Berkas ini mengambil data dari berkas lain. Salin datanya sebagai nilai ke berkas baru, lalu unggah."
)
NOT_A_SHEET = "Berkas ini bukan lembar kerja. Unggah berkas xlsx, xls, ods, atau csv."
TOO_LARGE = "Isi berkas ini terlalu besar. Hapus baris dan kolom kosong, atau bagi menjadi beberapa berkas."
HOSTILE = (
    "Berkas ini berisi bagian yang tidak lazim dan tidak dibaca. Salin datanya ke berkas baru, lalu unggah."
)


class RefusedError(Exception):
    """The file is not read; the text says why."""


def say(line):
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


def clean(value):
    """A cell as the protocol gives it."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value.strip() or None
        return unicodedata.normalize("NFC", _INVISIBLE.sub("", value)).strip() or None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return ["e", "#NUM!"]
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return ["d", value.date().isoformat()] if midnight else ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["h", value.isoformat()]
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def say_sheet(name, rows, *, hidden=False, hidden_rows=(), merges=(), no_value=(), failed=None, trim=True):
    """Print one sheet, its rows as they come."""
    say({"name": name, "hidden": hidden, "hidden_rows": sorted(hidden_rows), "merges": list(merges),
         "no_value": sorted(no_value)})  # fmt: skip
    failed = failed or {}
    block = []
    for number, row in enumerate(rows, start=1):
        if number > ROWS:
            raise RefusedError(too_many_rows(name))
        cells = [clean(cell) for cell in row]
        for column in failed.get(number, ()):
            if column <= len(cells):
                cells[column - 1] = ["e", failed[number][column]]
        while trim and cells and cells[-1] is None:
            cells.pop()
        if len(cells) > COLUMNS:
            raise RefusedError(
                f"Lembar “{name}” berisi lebih dari {COLUMNS} kolom. Hapus kolom yang tidak perlu."
            )
        block.append(cells)
        if len(block) == BLOCK:
            say(block)
            block = []
    if block:
        say(block)
    say(None)


def too_many_rows(name):
    return (
        f"Lembar “{name}” berisi lebih dari 200.000 baris. Hapus baris kosong di bawah tabel "
        "(pilih barisnya, lalu Hapus), simpan, dan unggah lagi."
    )


# -- text


def read_text(content):
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(
        (b"<!doctype", b"<html", b"<table", b"<head", b"<?xml", b"<body", b"<meta", b"<style")
    ):
        raise RefusedError(
            "Berkas ini halaman web yang diberi nama seperti berkas Excel. Buka di Excel, pilih Simpan "
            "Sebagai, lalu pilih xlsx."
        )
    if head.startswith(
        (b"%pdf", b"{\\rtf", b"\x89png", b"gif8", b"\xff\xd8\xff", b"mime-version", b"rar!", b"7z")
    ):
        raise RefusedError(NOT_A_SHEET)
    text = decode(content)
    odd = sum(text[:20_000].count(sign) for sign in map(chr, [*range(9), 11, 12, *range(14, 32)]))
    if "\x00" in text or odd > len(text[:20_000]) / 100:
        raise RefusedError(NOT_A_SHEET)
    skipped = []
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        skipped, text = [[]], text[named.end() :]
    csv.field_size_limit(1_000_000)
    delimiter = named[1] if named else find_delimiter(text)
    say({"format": "csv"})
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        say_sheet("CSV", (map(unwrap, row) for row in with_head(skipped, rows)), trim=False)
    except csv.Error:
        raise RefusedError(DAMAGED) from None


def with_head(first, rows):
    yield from first
    for row in rows:
        yield row if any(cell.strip() for cell in row) else []


def unwrap(text):
    """The text of Excel's ``="0812"``."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 3 else text


def decode(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content.count(b"\0", 1, 2000) > len(content[:2000]) / 4:
        odd = content[1:2000:2].count(b"\0") > content[0:2000:2].count(b"\0")
        encoding = "utf-16-le" if odd else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise RefusedError(NOT_A_SHEET) from None
        return content.decode("cp1252", "replace")


def find_delimiter(text):
    """The sign that cuts the first lines into the same, and the largest, number of fields."""
    sample = "\n".join(text[:200_000].splitlines()[:50])
    best, score = ",", (0, 0)
    for sign in ";,\t|":
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=sign) if row)
        except csv.Error:
            continue
        several = {width: number for width, number in widths.items() if width > 1}
        if not several:
            continue
        number = max(several.values())
        width = max(width for width, count in several.items() if count == number)
        if (number, width) > score:
            best, score = sign, (number, width)
    return best


# -- zip: xlsx and ods


class Part:
    """What a pass over one sheet's XML finds, without an XML parser: nothing in it is ever expanded."""

    ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
    HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
    NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
    PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
    FORMULA = re.compile(
        rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
        rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v[^>]*>([^<]*)</(?:\w+:)?v>)?"
    )
    FAILED = re.compile(
        rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
        re.DOTALL,
    )

    def __init__(self):
        self.rows = 0
        self.hidden_rows, self.no_value, self.failed = set(), set(), {}

    def scan(self, xml):
        plain = xml.count(b"<row") if b"hidden" not in xml else None
        if plain is not None and b":row" not in xml:
            self.rows += plain
        else:
            for match in self.ROW.finditer(xml):
                self.rows += 1
                number = self.NUMBER.search(match[1])
                if self.HIDDEN.search(match[1]):
                    self.hidden_rows.add(int(number[1]) if number else self.rows)
        if b"<f" in xml or b":f" in xml:
            for match in self.FORMULA.finditer(xml):
                is_empty = match[2] is None or (match[2] == b"" and b'"str"' not in match[1])
                if is_empty and (place := self.place(match[1])):
                    self.no_value.add(place)
        if b'"e"' in xml or b"'e'" in xml:
            for match in self.FAILED.finditer(xml):
                if place := self.place(match[1]):
                    self.failed.setdefault(place[0], {})[place[1]] = match[2].decode("utf-8", "replace")

    def place(self, attributes):
        match = self.PLACE.search(attributes)
        if not match:
            return None
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - 64
        return int(match[2]), column


def read_zip(content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise RefusedError(DAMAGED) from None
    names = [entry.filename for entry in archive.infolist()]
    lower = [name.lower() for name in names]
    if len(names) != len(set(lower)) or len(names) > PARTS:
        raise RefusedError(HOSTILE)
    if any(
        name.endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith(("basic/", "scripts/"))
        for name in lower
    ):
        raise RefusedError(MACRO)
    if any(name.startswith("xl/externallinks/") for name in lower):
        raise RefusedError(LINKED)
    if "xl/workbook.bin" in lower:
        raise RefusedError("Berkas ini berjenis xlsb. Simpan sebagai xlsx, lalu unggah lagi.")
    is_xlsx, is_ods = "xl/workbook.xml" in lower, "content.xml" in lower
    if not is_xlsx and not is_ods:
        raise RefusedError(NOT_A_SHEET)
    small, parts = inflate(archive)
    if is_xlsx:
        return read_xlsx(content, small, parts)
    if b"opendocument.spreadsheet" not in small.get("mimetype", b""):
        raise RefusedError(NOT_A_SHEET)
    if b"encryption-data" in small.get("meta-inf/manifest.xml", b""):
        raise RefusedError(LOCKED)
    return read_ods(content, parts)


def inflate(archive):
    """Every part, counted while it inflates: ({name: bytes of small ones}, {name: Part of sheets})."""
    total, small, parts = 0, {}, {}
    for entry in archive.infolist():
        name = entry.filename.lower()
        if entry.flag_bits & 1:
            raise RefusedError(LOCKED)
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        part = parts.setdefault(name, Part()) if is_sheet else None
        held, before, kept, size = b"", b"", [], 0
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(1 << 20):
                    total += len(chunk)
                    if total > INFLATED:
                        raise RefusedError(TOO_LARGE)
                    if is_xml:
                        refuse_entities(before + chunk)
                        before = chunk[-40:]
                    if part:
                        held = scan_whole_rows(part, held + chunk)
                        if part.rows > ROWS:
                            raise RefusedError(too_many_rows(entry.filename.rpartition("/")[2]))
                    elif (is_xml or name == "mimetype") and (name == "content.xml" or size < SMALL):
                        kept.append(chunk)
                        size += len(chunk)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise RefusedError(DAMAGED) from None
        except Exception as error:  # zlib.error has no public base
            if type(error).__name__ == "error":
                raise RefusedError(DAMAGED) from None
            raise
        if part:
            part.scan(held)
        elif name == "content.xml" or size < SMALL:
            small[name] = b"".join(kept)
    if "content.xml" in small:
        parts["content.xml"] = small["content.xml"]
    return small, parts


def scan_whole_rows(part, xml):
    """Scan up to the last complete row; the rest comes again with the next chunk."""
    end = xml.rfind(b"</row>")
    if end < 0 and len(xml) < 16 << 20:
        last = xml.rfind(b"<row")
        end = last - 6 if last > 0 and xml.count(b"<row") > 1000 else -1
    if end < 0 and len(xml) < 16 << 20:
        return xml
    end = len(xml) if end < 0 else end + 6
    part.scan(xml[:end])
    return xml[end:]


def refuse_entities(xml):
    for word in ("<!DOCTYPE", "<!ENTITY"):
        if word.encode() in xml or word.encode("utf-16-le") in xml or word.encode("utf-16-be") in xml:
            raise RefusedError(HOSTILE)


def open_with_calamine(content):
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        raise RefusedError(LOCKED) from None
    except Exception:
        raise RefusedError(DAMAGED) from None


def sheets_of(book):
    """(facts, sheet) of each worksheet."""
    import python_calamine

    facts = [fact for fact in book.sheets_metadata if fact.typ == python_calamine.SheetTypeEnum.WorkSheet]
    if len(facts) > SHEETS:
        raise RefusedError(f"Berkas ini berisi lebih dari {SHEETS} lembar. Bagi menjadi beberapa berkas.")
    for fact in facts:
        try:
            sheet = book.get_sheet_by_name(fact.name)
        except Exception:
            raise RefusedError(DAMAGED) from None
        if sheet.total_width > 16_384 or sheet.total_height > 1_048_576:
            raise RefusedError(DAMAGED)
        yield fact.name, fact.visible != python_calamine.SheetVisibleEnum.Visible, sheet


def rows_of(sheet):
    """All rows from the first of the sheet; python_calamine leaves out the empty columns on the left."""
    left = sheet.start[1] if sheet.start else 0
    margin = [None] * left
    try:
        for row in sheet.iter_rows():
            yield margin + row if left else row
    except RefusedError:
        raise
    except Exception:
        raise RefusedError(DAMAGED) from None


def merges_of(sheet):
    try:
        areas = sheet.merged_cell_ranges or []
    except Exception:
        return []
    return [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in areas[:20_000]]


def read_xlsx(content, small, parts):
    book = open_with_calamine(content)
    part_of = sheet_parts(small)
    say({"format": "xlsx"})
    for name, hidden, sheet in sheets_of(book):
        part = parts.get(part_of.get(name, "")) or Part()
        say_sheet(
            name,
            rows_of(sheet),
            hidden=hidden,
            hidden_rows=part.hidden_rows,
            merges=merges_of(sheet),
            no_value=part.no_value,
            failed=part.failed,
        )


def sheet_parts(small):
    """{sheet name: its part}, by xl/workbook.xml and its relations."""
    book = small.get("xl/workbook.xml", b"").decode("utf-8", "replace")
    relations = small.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        identity, target = attribute(tag, "Id"), attribute(tag, "Target")
        if identity and target:
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[identity] = path.lower()
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, identity = attribute(tag, "name"), attribute(tag, r"\w+:id")
        if name and identity in targets:
            found[unescape(name)] = targets[identity]
    return found


def attribute(tag, name):
    match = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return (match[1] or match[2]) if match else None


def read_ods(content, parts):
    hidden_rows = hidden_in_ods(parts["content.xml"])
    book = open_with_calamine(content)
    say({"format": "ods"})
    for name, hidden, sheet in sheets_of(book):
        facts = {"hidden": hidden, "hidden_rows": hidden_rows.get(name, ()), "merges": merges_of(sheet)}
        say_sheet(name, rows_of(sheet), **facts)


def hidden_in_ods(xml):
    """{sheet name: numbers of hidden rows}"""
    found, name, number = {}, "", 0
    for match in re.finditer(rb"<table:(table|table-row)(?=[\s/>])([^>]*)>", xml):
        facts = match[2].decode("utf-8", "replace")
        if match[1] == b"table":
            name, number = unescape(attribute(f" {facts}", "table:name") or ""), 0
            continue
        repeated = int(attribute(f" {facts}", "table:number-rows-repeated") or 1)
        if 'table:visibility="' in facts and repeated < ROWS:
            found.setdefault(name, set()).update(range(number + 1, number + repeated + 1))
        number += repeated
    return found


# -- xls


def read_ole(content):
    def has(stream):
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise RefusedError(LOCKED)
    if has("_VBA_PROJECT"):
        raise RefusedError(MACRO)
    if not has("Workbook") and not has("Book"):
        raise RefusedError(NOT_A_SHEET)
    book = open_with_calamine(content)
    say({"format": "xls"})
    for name, hidden, sheet in sheets_of(book):
        failed = {}
        rows = list(rows_of(sheet))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row, start=1):
                if isinstance(cell, str) and cell in _ERRORS:
                    failed.setdefault(number, {})[column] = cell
        say_sheet(name, rows, hidden=hidden, merges=merges_of(sheet), failed=failed)


def main():
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    content = sys.stdin.buffer.read()
    try:
        if not content.strip():
            raise RefusedError("Berkas ini kosong. Pilih berkas yang berisi data.")
        if content.startswith(b"PK\x03\x04"):
            read_zip(content)
        elif content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            read_ole(content)
        elif content.startswith((b"PK", b"\xd0\xcf")):
            raise RefusedError(DAMAGED)
        else:
            read_text(content)
    except RefusedError as refusal:
        say({"error": str(refusal)})
    except MemoryError:
        say({"error": TOO_LARGE})
    except RecursionError:
        say({"error": HOSTILE})


if __name__ == "__main__":
    main()
