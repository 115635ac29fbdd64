"""The reader and its child process: whatever a file holds, a workbook or one sentence, in time."""

import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import date
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.importing import child, reader
from groups.importing.reader import CellError, FileError, Workbook, read
from tests.groups.importing import makers
from tests.groups.importing.corpus import CASES
from tests.groups.importing.makers import Formula, csv, ods, sheet, xls, xlsx

SECONDS = 10
ROWS = [["Nama", "NIK"], ["Tarwiyah", "3375034101759011"], ["Sofiyah", 7]]
VALID = {"xlsx": xlsx(ROWS), "ods": ods(ROWS), "xls": xls(ROWS), "csv": csv(ROWS)}
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tried(content):
    """The workbook, or the FileError; nothing else may come, and not late."""
    start = monotonic()
    try:
        found = read(content, "daftar")
    except FileError as error:
        found = error
    assert isinstance(found, Workbook) or str(found).endswith(".")
    assert monotonic() - start < SECONDS
    return found


# -- what is read


@pytest.mark.parametrize("name", VALID)
def test_every_format_gives_the_same_cells(name):
    book = read(VALID[name], "daftar")
    rows = [[str(cell) for cell in row] for row in book.sheets[0].rows]
    assert (book.format, rows) == (name, [[str(cell) for cell in row] for row in ROWS])


@pytest.mark.parametrize("make", [xlsx, ods, xls])
def test_a_cell_is_where_the_sheet_has_it(make):
    """Empty rows above and empty columns to the left count."""
    rows = [[], [], [None, None, "Nama"], [], [None, None, None, 5]]
    assert read(make(rows), "daftar").sheets[0].rows == rows


def test_the_facts_of_a_sheet_are_told_by_their_places():
    rows = [
        [],
        ["Judul", None, "x"],
        ["Nama", Formula("=A1"), Formula("=1/0", "#DIV/0!")],
        [date(2022, 3, 17)],
    ]
    one = sheet(rows, "Krapyak & Degayu", merges=["A2:B2"], hidden=False, hidden_rows=[3])
    book = read(xlsx(one, sheet([["a"]], "lama", hidden=True)), "daftar")
    first, second = book.sheets
    assert (first.name, first.hidden, second.hidden) == ("Krapyak & Degayu", False, True)
    assert (first.merges, first.hidden_rows, first.no_value) == ([(2, 1, 2, 2)], {3}, {(3, 2)})
    assert first.rows[2:] == [["Nama", None, CellError("#DIV/0!")], [date(2022, 3, 17)]]


def test_hidden_rows_of_an_ods_are_told():
    assert read(ods(ROWS, hidden_rows=[2, 3]), "daftar").sheets[0].hidden_rows == {2, 3}


def test_numbers_keep_their_digits():
    book = read(xlsx([[3375034101759011, 1.5, 0.1, True, 1e15]]), "daftar")
    assert book.sheets[0].rows == [[3375034101759011, 1.5, 0.1, True, 10**15]]


# -- what is not


@given(st.sampled_from(["xlsx", "ods", "xls"]), st.data())
@few
def test_a_damaged_file_gives_a_workbook_or_one_sentence(name, data):
    content = bytearray(VALID[name])
    places = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, min_size=1, max_size=20)):
        content[place] = value
    tried(bytes(content))


@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
)
@few
def test_noise_gives_a_workbook_or_one_sentence(noise, beginning):
    tried(beginning + noise)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@few
def test_any_text_gives_a_workbook_or_one_sentence(text, encoding):
    tried(text.encode(encoding, "replace"))


@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]), st.data())
@few
def test_damaged_parts_of_a_whole_zip_give_a_workbook_or_one_sentence(part, data):
    """Their sums are right, so that the parser itself meets them."""

    def change(xml):
        at, length = data.draw(st.integers(0, len(xml))), data.draw(st.integers(0, 200))
        return xml[:at] + data.draw(st.binary(max_size=50)) + xml[at + length :]

    tried(makers.edited(VALID["xlsx"], part, change))


@pytest.mark.parametrize("make", [xlsx, ods, xls])
def test_a_file_cut_off_anywhere_is_refused(make):
    content = make([ROWS[0], *([f"Nama yang panjang {number}", str(number)] for number in range(300))])
    for share in (1, 10, 50, 90, 95):
        assert isinstance(tried(content[: len(content) * share // 100]), FileError), share


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2" t="s"><v>99999999</v></c>',
        '<c r="ZZZZZZ2"><v>1</v></c>',
        '<c r="A99999999999"><v>1</v></c>',
        '<c r="A2"><v>1e999</v></c>',
        '<c r="A2" t="d"><v>9999-99-99</v></c>',
        '<c r="A2" s="1"><v>1e15</v></c>',
        '<c r="A2" s="1"><v>-5</v></c>',
        "<c>" * 2000,
    ],
)
def test_an_impossible_cell_breaks_nothing(cell):
    def change(xml):
        return xml.replace(b"</sheetData>", f'<row r="9">{cell}</row></sheetData>'.encode())

    rows = [[*ROWS[0], date(2022, 3, 17)], *ROWS[1:]]
    tried(makers.edited(xlsx(rows), "xl/worksheets/sheet1.xml", change))


# -- nothing is opened, nothing is exceeded


@contextmanager
def listening():
    """A server of this machine; (its port, the connections it got)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        got = []

        def accept():
            try:
                while True:
                    got.append(server.accept()[1])
            except OSError:
                return

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], got
        thread.join()


def with_entity(make, address):
    declared = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>'
    if make is ods:
        rows = [["Nama"], ["&a;"]]
        content = ods(rows, head=declared)
        return makers.edited(content, "content.xml", lambda xml: xml.replace(b"&amp;a;", b"&a;"))
    change = {b"?>\n": b"?>\n" + declared.encode(), b"Tarwiyah": b"&a;"}

    def put(xml):
        for old, new in change.items():
            xml = xml.replace(old, new, 1)
        return xml

    return makers.edited(xlsx(ROWS), "xl/sharedStrings.xml", put)


@pytest.mark.parametrize("make", [xlsx, ods])
def test_an_entity_reads_no_file_and_opens_no_connection(make, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("rahasia-dapur")
    with listening() as (port, got):
        for address in (secret.as_uri(), str(secret), f"http://127.0.0.1:{port}/x.dtd"):
            content = with_entity(make, address)
            assert str(tried(content)) == child.HOSTILE
            assert b"rahasia-dapur" not in spoken(content)
    assert got == []


def test_links_and_pictures_of_a_workbook_are_not_fetched():
    with listening() as (port, got):
        rows = [["Nama"], [Formula(f'=WEBSERVICE("http://127.0.0.1:{port}/")', "Tarwiyah")]]
        relation = (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId9" Type="http://x.example/image" Target="http://127.0.0.1:{port}/a.png" '
            'TargetMode="External"/></Relationships>'
        )
        content = makers.edited(xlsx(rows), "", parts={"xl/worksheets/_rels/sheet1.xml.rels": relation})
        assert read(content, "daftar").sheets[0].rows == [["Nama"], ["Tarwiyah"]]
    assert got == []


def spoken(content):
    """All that the child prints about a file."""
    command = [sys.executable, "-I", str(reader.CHILD)]
    return subprocess.run(command, input=content, capture_output=True, check=False, env={}).stdout


def fake(tmp_path, body):
    """A child that does something else, under the limits of the real one."""
    path = tmp_path / "child.py"
    limits = reader.CHILD.read_text().replace('if __name__ == "__main__":\n    main()', "")
    path.write_text(f'{limits}\nsys.argv = ["x"]\n_read = sys.stdin.buffer.read\n{body}')
    return path


def test_a_child_that_wants_too_much_memory_is_one_sentence(tmp_path):
    body = "read_text = lambda content: bytearray(2 * MEMORY)\nmain()\n"
    with pytest.raises(FileError, match="terlalu besar"):
        read(b"Nama,NIK\n", "daftar", fake(tmp_path, body))


def test_a_child_cannot_write_a_file(tmp_path):
    target = tmp_path / "out.txt"
    body = f"def read_text(content):\n    open({str(target)!r}, 'w').write('x')\nmain()\n"
    with pytest.raises(FileError):
        read(b"Nama,NIK\n", "daftar", fake(tmp_path, body))
    assert not target.exists() or target.read_text() == ""


@pytest.mark.parametrize(
    "body",
    [
        "import os\nos.abort()",
        "import os\nos._exit(3)",
        "print('x' * 10_000)",
        "print('[1]')",
        "print('null')",
        """print('{"format": "xlsx"}')""",
        """print('{"format": "xlsx"}'); print('{"name": "a"}')""",
        "print('[' * 100_000)",
        "",
    ],
)
def test_a_child_that_fails_in_any_way_is_one_sentence(tmp_path, body):
    path = tmp_path / "child.py"
    path.write_text(body)
    with pytest.raises(FileError):
        read(b"Nama,NIK\n", "daftar", path)


def test_a_child_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "SECONDS", 0.5)
    path = tmp_path / "child.py"
    path.write_text("import time\ntime.sleep(60)")
    with pytest.raises(FileError):
        read(b"Nama,NIK\n", "daftar", path)


def test_a_child_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("UP2K_SECRET_KEY", "rahasia")
    path = tmp_path / "child.py"
    path.write_text("import os, json\nprint(json.dumps({'error': ' '.join(os.environ)}))")
    with pytest.raises(FileError) as told:
        read(b"Nama,NIK\n", "daftar", path)
    assert "UP2K" not in str(told.value)


@pytest.mark.parametrize("name", ["a zip bomb", "a million empty rows", "a billion laughs", "5,000 columns"])
def test_a_bomb_is_refused_with_little_memory(name):
    """The most memory that any child has taken so far stays under the limit."""
    case = next(case for case in CASES if case.name == name)
    start = monotonic()
    program = (
        "import resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-I', {str(reader.CHILD)!r}], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-c", program], input=case.make(), capture_output=True, check=True
    )
    assert int(run.stdout) < 200 * 1024  # KiB
    assert monotonic() - start < SECONDS
