"""The odd files and what must come of each: a list of cases, nothing of it from a real person.

The world of the cases (see test_corpus.py): kader of Krapyak and admin of the city. In Krapyak is the group
Melati Jaya with Siti Aminah (NIK_SITI, born 17/03/1980) and Rusmiyati (born 01/06/1975, 0812-3456-7890, no
NIK); in Medono the group Mawar Indah with Kholifah (NIK_KHOLIFAH). Kelurahan Panjang Wetan and Panjang Baru
exist too, and Krapyak is also called Krapyak Lor.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from groups.importing import child, reader
from tests.groups.importing import makers
from tests.groups.importing.makers import Formula, csv, ods, ole, sheet, xls, xlsx, zipped

NIK_SITI, NIK_KHOLIFAH = "3375035703809001", "3375014101709002"
NIK_A, NIK_B, NIK_C = "3375034101759011", "3375034202769012", "3375034303779013"  # women
NIK_L = "3375030404789014"  # a man
HEAD = ["No", "Nama Lengkap", "NIK", "L/P", "Kelompok", "Kelurahan"]
GROUP_HEAD = ["No", "Nama Kelompok", "Kelurahan", "Modal Awal"]


@dataclass
class Case:
    """One file. ``errors``: (row, column, class). ``questions``: kinds. ``reads``: by column the values of
    all rows. ``message``: the file error's. ``canonical`` and the optional ones are compared when given."""

    name: str
    kind: str
    make: Callable[[], bytes]
    verdict: str = "accept"
    rows_ok: int = 0
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    canonical: list | None = None
    actions: list | None = None
    reads: dict = field(default_factory=dict)
    message: str | None = None
    user: str = "kader"
    filename: str = "daftar.xlsx"


CASES: list[Case] = []


def case(name, make, kind="members", **expected):
    rows = expected.get("canonical")
    if rows is not None:
        expected.setdefault("rows_ok", len(rows))
    if expected.get("errors"):
        expected.setdefault("verdict", "row_errors")
    if expected.get("questions"):
        expected.setdefault("verdict", "ask_mapping")
    CASES.append(Case(name, kind, make, **expected))


def refused(name, make, message, **expected):
    case(
        name,
        make,
        verdict="reject_file",
        errors=[(0, "", "file_error")],
        canonical=[],
        message=message,
        **expected,
    )


def person(row, nama, nik="", jk="P", lahir="", hp="", kelompok="Melati Jaya", kelurahan="Krapyak"):
    return {"row": row, "nama": nama, "nik": nik, "jk": jk, "tgl_lahir": lahir, "kelurahan": kelurahan,
            "hp": hp, "kelompok": kelompok}  # fmt: skip


def a_group(row, kelompok, kelurahan="Krapyak", hp=""):
    return person(row, "", jk="", hp=hp, kelompok=kelompok, kelurahan=kelurahan)


def line(number, nama, nik=None, jk="P", kelompok="Melati Jaya", kelurahan="Krapyak"):
    return [number, nama, nik, jk, kelompok, kelurahan]


# -- where the table is

case(
    "a plain list", lambda: xlsx([HEAD, line(1, "Tarwiyah", NIK_A), line(2, "Sofiyah", NIK_B)]),
    canonical=[person(2, "Tarwiyah", NIK_A), person(3, "Sofiyah", NIK_B)], actions=["new", "new"],
)  # fmt: skip
case(
    "one title row", lambda: xlsx(sheet([["DAFTAR ANGGOTA UP2K TAHUN 2022"], HEAD, line(1, "Tarwiyah")],
                                        merges=["A1:F1"])),
    canonical=[person(3, "Tarwiyah")],
)  # fmt: skip
case(
    "five title rows, the kelurahan in one of them",
    lambda: xlsx(
        sheet(
            [["LAMPIRAN III KEPUTUSAN KETUA TP PKK"], ["DAFTAR ANGGOTA KELOMPOK UP2K PKK"],
             ["TP PKK : KELURAHAN DEGAYU"], ["TAHUN : 2022"], ["POKJA II"], [],
             ["No", "Nama", "L/P", "Kelompok"], [1, "Tarwiyah", "P", "Anggrek"]],
            merges=["A1:D1", "A2:D2", "A3:D3"],
        )
    ),
    canonical=[person(8, "Tarwiyah", kelompok="Anggrek", kelurahan="Degayu")], user="admin",
)  # fmt: skip
case(
    "title rows of two cells with a colon",
    lambda: xlsx([["Kelurahan", ": Degayu"], ["Kecamatan", ": Pekalongan Utara"], ["Kelompok", ": Anggrek"],
                  ["No", "Nama", "L/P"], [1, "Tarwiyah", "P"]]),
    canonical=[person(5, "Tarwiyah", kelompok="Anggrek", kelurahan="Degayu")], user="admin",
)  # fmt: skip
case(
    "titles that tell the kelurahan and the group",
    lambda: xlsx([["Kelurahan : Degayu"], ["Nama Kelompok : Anggrek"], ["No", "Nama", "L/P"],
                  [1, "Tarwiyah", "P"]]),
    canonical=[person(4, "Tarwiyah", kelompok="Anggrek", kelurahan="Degayu")], user="admin",
)  # fmt: skip
case(
    "a heading of two merged rows",
    lambda: xlsx(
        sheet(
            [["NO", "NAMA", "LAHIR", None, "ALAMAT", None, "JENIS KELAMIN", "KELOMPOK"],
             [None, None, "TEMPAT", "TANGGAL", "RT", "RW", None, None],
             [1, "Tarwiyah", "Pekalongan", "17/03/1980", 2, 5, "Perempuan", "Melati Jaya"]],
            merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2", "H1:H2"],
        )
    ),
    canonical=[person(3, "Tarwiyah", lahir="1980-03-17")],
    reads={"birth_place": ["Pekalongan"], "rt": ["02"], "rw": ["05"]},
)  # fmt: skip
case(
    "a heading of three merged rows and a row of column numbers",
    lambda: xlsx(
        sheet(
            [["NO", "IDENTITAS ANGGOTA", None, None, None, "KELOMPOK"],
             [None, "NAMA", "NIK", "JENIS KELAMIN", None, None],
             [None, None, None, "L", "P", None],
             [1, 2, 3, 4, 5, 6],
             [1, "Tarwiyah", NIK_A, None, "v", "Melati Jaya"],
             [2, "Tarjono", NIK_L, "v", None, "Melati Jaya"]],
            merges=["A1:A3", "B1:E1", "F1:F3", "B2:B3", "C2:C3", "D2:E2"],
        )
    ),
    canonical=[person(5, "Tarwiyah", NIK_A), person(6, "Tarjono", NIK_L, jk="L")],
)  # fmt: skip
case(
    "a heading of four rows under three titles",
    lambda: xlsx(
        sheet(
            [["BUKU DAFTAR ANGGOTA"], ["POKJA II"], ["TAHUN 2021/2022"],
             ["DATA ANGGOTA UP2K PKK", None, None, None, None],
             ["NO", "PRIBADI", None, None, "USAHA"],
             [None, "NAMA", "TANGGAL LAHIR", "KELAMIN", "KELOMPOK"],
             [None, "LENGKAP", None, "L/P", None],
             ["(1)", "(2)", "(3)", "(4)", "(5)"],
             [1, "Tarwiyah", "17 Maret 1980", "P", "Melati Jaya"]],
            merges=["A1:E1", "A2:E2", "A4:E4", "B5:D5", "A5:A7", "C6:C7", "E6:E7"],
        )
    ),
    canonical=[person(9, "Tarwiyah", lahir="1980-03-17")],
)  # fmt: skip
case(
    "blank rows, totals and a signature block",
    lambda: xlsx(
        [HEAD, [], line(1, "Tarwiyah"), [], line(2, "Sofiyah"), ["Jumlah", None, None, 2], [],
         [None, None, None, None, "Pekalongan, 17 Maret 2022"], [None, "Mengetahui"],
         [None, "Ketua TP PKK", None, None, "Bendahara"], [], [],
         [None, "(Hj. Tuti Alawiyah)", None, None, "Nur Hidayah"]]
    ),
    canonical=[person(3, "Tarwiyah"), person(5, "Sofiyah")],
)  # fmt: skip
case(
    "total rows of many names",
    lambda: xlsx(
        [GROUP_HEAD, [1, "Anggrek", "Krapyak", 500000], [None, "JUMLAH", None, 500000],
         [2, "Kenanga", "Krapyak", 750000],
         ["Sub Jumlah", None, None, 750000], ["TOTAL", None, None, 1250000],
         [None, "Jumlah Total :", None, 1250000],
         ["Saldo Akhir", None, None, 1250000]]
    ),
    kind="groups", canonical=[a_group(2, "Anggrek"), a_group(4, "Kenanga")],
    reads={"capital_initial": [500000, 750000]},
)  # fmt: skip
case(
    "one sheet for each kelurahan",
    lambda: xlsx(
        sheet([HEAD[:5], line(1, "Tarwiyah", kelompok="Anggrek")[:5]], "Krapyak"),
        sheet([HEAD[:5], line(1, "Sofiyah", kelompok="Teratai")[:5]], "KEL. DEGAYU"),
        sheet([HEAD[:5], line(1, "Khusnul", kelompok="Mawar Indah")[:5]], "Medono 2022"),
    ),
    canonical=[person(2, "Tarwiyah", kelompok="Anggrek"), person(2, "Sofiyah", kelompok="Teratai",
                                                                 kelurahan="Degayu"),
               person(2, "Khusnul", kelompok="Mawar Indah", kelurahan="Medono")],
    user="admin",
)  # fmt: skip
case(
    "the kelurahan written once, blank below",
    lambda: xlsx(
        [["No", "Kelurahan", "Nama", "L/P", "Kelompok"], [1, "Krapyak", "Tarwiyah", "P", "Anggrek"],
         [2, None, "Sofiyah", "P", "Anggrek"], [3, None, "Khusnul", "P", "Anggrek"],
         [1, "Degayu", "Nafisah", "P", "Teratai"],
         [2, None, "Laila", "P", "Teratai"]]
    ),
    canonical=[person(2, "Tarwiyah", kelompok="Anggrek"), person(3, "Sofiyah", kelompok="Anggrek"),
               person(4, "Khusnul", kelompok="Anggrek"), person(5, "Nafisah", kelompok="Teratai",
                                                                kelurahan="Degayu"),
               person(6, "Laila", kelompok="Teratai", kelurahan="Degayu")],
    user="admin",
)  # fmt: skip
case(
    "merged cells of kelurahan and group",
    lambda: xlsx(
        sheet(
            [["Kelurahan", "Kelompok", "No", "Nama", "L/P"], ["Krapyak", "Anggrek", 1, "Tarwiyah", "P"],
             [None, None, 2, "Sofiyah", "P"], ["Degayu", "Teratai", 1, "Nafisah", "P"],
             [None, None, 2, "Laila", "P"]],
            merges=["A2:A3", "B2:B3", "A4:A5", "B4:B5"],
        )
    ),
    canonical=[person(2, "Tarwiyah", kelompok="Anggrek"), person(3, "Sofiyah", kelompok="Anggrek"),
               person(4, "Nafisah", kelompok="Teratai", kelurahan="Degayu"),
               person(5, "Laila", kelompok="Teratai", kelurahan="Degayu")],
    user="admin",
)  # fmt: skip
case(
    "a block for each kelurahan, its name alone in a row",
    lambda: xlsx(
        [["No", "Nama", "L/P", "Kelompok"], ["Kelurahan: Krapyak"], [1, "Tarwiyah", "P", "Anggrek"],
         ["DEGAYU"],
         [1, "Nafisah", "P", "Teratai"]]
    ),
    canonical=[person(3, "Tarwiyah", kelompok="Anggrek"),
               person(5, "Nafisah", kelompok="Teratai", kelurahan="Degayu")],
    user="admin",
)  # fmt: skip
case(
    "the heading again on every page",
    lambda: xlsx([HEAD, line(1, "Tarwiyah"), HEAD, line(2, "Sofiyah"), [1, 2, 3, 4, 5, 6],
                  line(3, "Khusnul")]),
    canonical=[person(2, "Tarwiyah"), person(4, "Sofiyah"), person(6, "Khusnul")],
)  # fmt: skip
case(
    "a table that starts in the middle of the sheet",
    lambda: xlsx([[], [], [], [None, None, *HEAD], [None, None, *line(1, "Tarwiyah")]]),
    canonical=[person(5, "Tarwiyah")],
)  # fmt: skip
case(
    "hidden rows are read and pointed out",
    lambda: xlsx(sheet([HEAD, line(1, "Tarwiyah"), line(2, "Sofiyah")], hidden_rows=[3])),
    canonical=[person(2, "Tarwiyah"), person(3, "Sofiyah")], warnings=["hidden_rows"],
)  # fmt: skip
case(
    "hidden rows of an ods",
    lambda: ods([HEAD, line(1, "Tarwiyah"), line(2, "Sofiyah")], hidden_rows=[3]),
    canonical=[person(2, "Tarwiyah"), person(3, "Sofiyah")], warnings=["hidden_rows"], filename="daftar.ods",
)  # fmt: skip
case(
    "a hidden sheet is read and pointed out",
    lambda: xlsx(sheet([HEAD, line(1, "Tarwiyah")]), sheet([HEAD, line(1, "Sofiyah")], "lama", hidden=True)),
    canonical=[person(2, "Tarwiyah"), person(2, "Sofiyah")], warnings=["hidden_rows"],
)  # fmt: skip
case(
    "a sheet without a table is named",
    lambda: xlsx(sheet([HEAD, line(1, "Tarwiyah")]), sheet([["Catatan rapat"], ["Hadir semua"]], "Catatan")),
    canonical=[person(2, "Tarwiyah")], warnings=["columns_ignored"],
)  # fmt: skip

case(
    "a block for each group, announced in a row of its own",
    lambda: xlsx([["No", "Nama", "L/P"], ["KELOMPOK : ANGGREK"], [1, "Tarwiyah", "P"],
                  ["Kelompok", ": Teratai"],
                  [1, "Sofiyah", "P"]]),
    canonical=[person(3, "Tarwiyah", kelompok="ANGGREK"), person(5, "Sofiyah", kelompok="Teratai")],
)  # fmt: skip
case(
    "blocks with a letter or a Roman number before the kelurahan",
    lambda: xlsx([["No", "Nama", "L/P", "Kelompok"], ["A.", "KELURAHAN KRAPYAK"],
                  [1, "Tarwiyah", "P", "Anggrek"],
                  ["II", "Degayu"], [1, "Sofiyah", "P", "Teratai"],
                  ["C. KELURAHAN MEDONO KECAMATAN PEKALONGAN BARAT"],
                  [1, "Khusnul", "P", "Mawar Indah"]]),
    canonical=[person(3, "Tarwiyah", kelompok="Anggrek"),
               person(5, "Sofiyah", kelompok="Teratai", kelurahan="Degayu"),
               person(7, "Khusnul", kelompok="Mawar Indah", kelurahan="Medono")],
    user="admin",
)  # fmt: skip
case(
    "a second table below with its own title and the same heading",
    lambda: xlsx([["KELOMPOK : ANGGREK"], ["No", "Nama", "L/P"], [1, "Tarwiyah", "P"], ["Jumlah", 1], [],
                  ["KELOMPOK : TERATAI"], ["No", "Nama", "L/P"], [1, "Sofiyah", "P"]]),
    canonical=[person(3, "Tarwiyah", kelompok="ANGGREK"), person(8, "Sofiyah", kelompok="TERATAI")],
)  # fmt: skip
case(
    "a second table below with another heading, and one without names",
    lambda: xlsx([["No", "Nama", "L/P", "Kelompok"], [1, "Tarwiyah", "P", "Anggrek"], [],
                  ["Kelompok", ":", "Teratai"], [],
                  ["No", "Jabatan", "Nama", "L/P"], [1, "Ketua", "Sofiyah", "P"], [],
                  ["Kelompok", "Kelurahan", "Alamat"], ["Anggrek", "Krapyak", "Jl. Kurinci"]]),
    canonical=[person(2, "Tarwiyah", kelompok="Anggrek"), person(7, "Sofiyah", kelompok="Teratai")],
    warnings=["columns_ignored"],
)  # fmt: skip
case(
    "a second table directly below the last row of the first",
    lambda: xlsx([["Kelompok", "Nama", "L/P"], ["Kelompok Anggrek", "Tarwiyah", "P"],
                  ["Nama", "Jabatan", "Kelompok", "L/P"], ["Sofiyah", "Ketua", "Teratai", "P"]]),
    canonical=[person(2, "Tarwiyah", kelompok="Kelompok Anggrek"), person(4, "Sofiyah", kelompok="Teratai")],
)  # fmt: skip
case(
    "notes, a total in words and a month alone below the table",
    lambda: xlsx([["No", "Nama", "L/P", "Kelompok"], [1, "Tarwiyah", "P", "Anggrek"],
                  [None, "Jumlah anggota : 25 orang"],
                  [None, "*) Diisi oleh kader"], [None, "Keterangan : P = Perempuan"],
                  [None, "Pekalongan,    Maret 2022"],
                  [None, "Ketua Kelompok"], [], [None, "Nur Hidayah"], [None, "NIP. 19700101 199003 1 001"]]),
    canonical=[person(2, "Tarwiyah", kelompok="Anggrek")],
)  # fmt: skip
case(
    "people whose names begin like a signature",
    lambda: xlsx([["Nama", "Kelompok", "L/P"], ["Tarwiyah", "Anggrek", "P"],
                  ["Ketua RT Dewi", "Anggrek", "P"],
                  ["Sofiyah", "Anggrek", "P"]]),
    canonical=[person(row, name, kelompok="Anggrek")
               for row, name in ((2, "Tarwiyah"), (3, "Ketua RT Dewi"), (4, "Sofiyah"))],
)  # fmt: skip
case(
    "rows after a signature are read again",
    lambda: xlsx([HEAD, line(1, "Tarwiyah"), [None, "Mengetahui"], [None, "Ketua TP PKK"], [],
                  [None, "Nur Hidayah"],
                  line(2, "Sofiyah")]),
    canonical=[person(2, "Tarwiyah"), person(7, "Sofiyah")],
)  # fmt: skip
case(
    "a row of column letters, and numbered rows left empty",
    lambda: xlsx([HEAD, ["a", "b", "c", "d", "e", "f"], line(1, "Tarwiyah"), [2],
                  [3, "-", "-", "-", "-", "-"],
                  [4, None, None, None, "Melati Jaya", "Krapyak"]]),
    canonical=[person(3, "Tarwiyah")],
)  # fmt: skip

# -- what the columns are

case(
    "misspelt headings",
    lambda: xlsx(
        [["NO.", "NAMA LENGKAPP", "NO. KTP", "JENIS KELAMIM", "NAMA KLP.", "KELURAHN", "NO HP/WA"],
         [1, "Tarwiyah", NIK_A, "P", "Melati Jaya", "Krapyak", "081234567891"]]
    ),
    canonical=[person(2, "Tarwiyah", NIK_A, hp="+6281234567891")],
)  # fmt: skip
case(
    "columns that nothing matches are named",
    lambda: xlsx([[*HEAD, "Warna Favorit", "Hobi"], [*line(1, "Tarwiyah"), "hijau", "membatik"]]),
    canonical=[person(2, "Tarwiyah")], warnings=["columns_ignored", "columns_ignored"],
)  # fmt: skip
case(
    "a heading that is only similar is asked about",
    lambda: xlsx([["No", "Nama", "L/P", "Kelompok", "Pendidkan Akir"],
                  [1, "Tarwiyah", "P", "Melati Jaya", "SD"]]),
    questions=["column"], canonical=[person(2, "Tarwiyah")], warnings=["columns_ignored"],
)  # fmt: skip
case(
    "no column of names is asked about",
    lambda: xlsx([["No", "NIK", "L/P", "Kelompok"], [1, NIK_A, "P", "Melati Jaya"]]),
    questions=["column"], canonical=[],
)  # fmt: skip
case(
    "the same heading twice is asked about",
    lambda: xlsx([["No", "Nama", "L/P", "Kelompok", "Nama"],
                  [1, "Tarwiyah", "P", "Melati Jaya", "Ny. Tarwiyah"]]),
    canonical=[person(2, "Tarwiyah")], warnings=["columns_ignored"],
)  # fmt: skip
case(
    "place and date of birth in one column",
    lambda: xlsx(
        [["No", "Nama", "TEMPAT, TANGGAL LAHIR", "L/P", "Kelompok"],
         [1, "Tarwiyah", "Pekalongan, 17 Maret 1980", "P", "Melati Jaya"],
         [2, "Sofiyah", "Batang 01-02-1979", "P", "Melati Jaya"],
         [3, "Khusnul", date(1990, 5, 2), "P", "Melati Jaya"],
         [4, "Laila", "Kajen", "P", "Melati Jaya"]]
    ),
    canonical=[person(2, "Tarwiyah", lahir="1980-03-17"), person(3, "Sofiyah", lahir="1979-02-01"),
               person(4, "Khusnul", lahir="1990-05-02"), person(5, "Laila")],
    reads={"birth_place": ["Pekalongan", "Batang", None, "Kajen"]},
)  # fmt: skip
case(
    "RT and RW in one column",
    lambda: xlsx(
        [["No", "Nama", "L/P", "Kelompok", "RT/RW"], [1, "Tarwiyah", "P", "Melati Jaya", "02/05"],
         [2, "Sofiyah", "P", "Melati Jaya", "RT 2 RW 5"], [3, "Khusnul", "P", "Melati Jaya",
                                                           "RT.003 / RW.010"],
         [4, "Laila", "P", "Melati Jaya", "-"], [5, "Nafisah", "P", "Melati Jaya", "dekat masjid"]]
    ),
    rows_ok=4, errors=[(6, "RT/RW", "number_invalid")],
    reads={"rt": ["02", "02", "03", None, None], "rw": ["05", "05", "10", None, None]},
)  # fmt: skip
case(
    "two tick columns L and P",
    lambda: xlsx(
        [["No", "Nama", "L", "P", "Kelompok"], [1, "Tarwiyah", None, "v", "Melati Jaya"],
         [2, "Tarjono", "√", None, "Melati Jaya"], [3, "Sofiyah", None, 1, "Melati Jaya"],
         [4, "Khusnul", "x", "x", "Melati Jaya"], [5, "Laila", None, None, "Melati Jaya"]]
    ),
    rows_ok=3, errors=[(5, "Centang perempuan", "jk_invalid"), (6, "L/P", "jk_invalid")],
)  # fmt: skip

# -- texts, encodings and formats

ROWS = [HEAD, line(1, "Tarwiyah", NIK_A), line(2, "Sofiyah", NIK_B)]
BOTH = [person(2, "Tarwiyah", NIK_A), person(3, "Sofiyah", NIK_B)]
for _sign, _word in ((",", "commas"), (";", "semicolons"), ("\t", "tabs")):
    case(f"csv with {_word}", lambda sign=_sign: csv(ROWS, sign), canonical=BOTH, filename="daftar.csv")
for _encoding in ("utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
    case(
        f"csv in {_encoding}",
        lambda encoding=_encoding: csv([HEAD, line(1, "Siti Nuraéni", NIK_A), line(2, "Sofiyah", NIK_B)], ";",
                                       encoding),
        canonical=[person(2, "Siti Nuraéni", NIK_A), person(3, "Sofiyah", NIK_B)], filename="daftar.csv",
    )  # fmt: skip
case(
    "csv with a sep line, line feeds only and an address of two lines",
    lambda: b"sep=;\n" + csv([["Nama", "L/P", "Kelompok", "Alamat"],
                              ["Tarwiyah", "P", "Melati Jaya", "Jl. Kurinci 3\nGang 2; kiri"]],
                            ";", line_end="\n"),
    canonical=[person(3, "Tarwiyah")], reads={"address": ["Jl. Kurinci 3 Gang 2; kiri"]},
    filename="daftar.csv",
)  # fmt: skip
case(
    'csv with numbers kept as text by ="..."',
    lambda: csv([["Nama", "NIK", "L/P", "Kelompok", "No HP"],
                 ["Tarwiyah", f'="{NIK_A}"', "P", "Melati Jaya", '="081234567891"']]),
    canonical=[person(2, "Tarwiyah", NIK_A, hp="+6281234567891")], filename="daftar.csv",
)  # fmt: skip
case(
    "csv with title rows above the table",
    lambda: csv([["DAFTAR ANGGOTA UP2K"], ["Kelurahan Krapyak"], [], *ROWS], ";"),
    canonical=[person(5, "Tarwiyah", NIK_A), person(6, "Sofiyah", NIK_B)], filename="daftar.csv",
)  # fmt: skip
case(
    "csv with a row too short and a row too long",
    lambda: csv([HEAD, line(1, "Tarwiyah"), [2, "Sofiyah", "", "P"], [*line(3, "Khusnul"), "lebih"]]),
    rows_ok=1, errors=[(3, "", "row_too_short"), (4, "", "row_too_long")],
    filename="daftar.csv",
)  # fmt: skip
case("an ods file", lambda: ods(ROWS), canonical=BOTH, filename="daftar.ods")
case(
    "an ods with dates and numbers",
    lambda: ods([[*HEAD, "Tanggal Lahir", "No HP"], [*line(1, "Tarwiyah"), date(1980, 3, 17), 81234567891]]),
    canonical=[person(2, "Tarwiyah", lahir="1980-03-17", hp="+6281234567891")], filename="daftar.ods",
)  # fmt: skip
case("an xls file", lambda: xls(ROWS), canonical=BOTH, filename="daftar.xls")
case(
    "an xls with serial dates and merged kelurahan",
    lambda: xls(
        [["Kelurahan", "Nama", "L/P", "Tgl Lahir", "Kelompok"],
         ["Krapyak", "Tarwiyah", "P", 29297, "Anggrek"],
         [None, "Sofiyah", "P", 33725, "Anggrek"]], merges=[(1, 2, 0, 0)],
    ),
    canonical=[person(2, "Tarwiyah", lahir="1980-03-17", kelompok="Anggrek"),
               person(3, "Sofiyah", lahir="1992-05-01", kelompok="Anggrek")],
    filename="daftar.xls",
)  # fmt: skip
case("an xlsx that is called csv", lambda: xlsx(ROWS), canonical=BOTH, filename="daftar.csv")
case(
    "texts that would be formulas, markup or SQL are only texts",
    lambda: xlsx(
        [HEAD, line(1, '=HYPERLINK("http://x.example","klik")'), line(2, "<script>alert(1)</script>"),
         line(3, "O'; DROP TABLE groups_member;--"), line(4, "@SUM(A1:A9)"), line(5, "+62"),
         line(6, "{{ 7*7 }}")]
    ),
    canonical=[person(2, '=HYPERLINK("http://x.example","klik")'), person(3, "<script>alert(1)</script>"),
               person(4, "O'; DROP TABLE groups_member;--"), person(5, "@SUM(A1:A9)"), person(6, "+62"),
               person(7, "{{ 7*7 }}")],
)  # fmt: skip
case(
    "invisible signs and many spaces in a name",
    lambda: xlsx([HEAD, line(1, "\u200bHj.  Siti\u00a0Nurjanah ,\tS.Pd\ufeff")]),
    canonical=[person(2, "Hj. Siti Nurjanah , S.Pd")],
)  # fmt: skip

# -- dates

MOMENT = datetime(1980, 3, 17, 8, 30)  # noqa: DTZ001 as a spreadsheet has it
BIRTH_HEAD = ["Nama", "L/P", "Kelompok", "Tanggal Lahir"]


def births(*cells):
    return [
        BIRTH_HEAD,
        *([f"Nama {chr(65 + at)}", "P", "Melati Jaya", cell] for at, cell in enumerate(cells)),
    ]


def born(*days):
    return [person(at + 2, f"Nama {chr(65 + at)}", lahir=day) for at, day in enumerate(days)]


case(
    "dates as Indonesians write them",
    lambda: xlsx(
        births("17/03/1980", "17-3-1980", "17.03.1980", "17 Maret 1980", "17 Mrt 1980", "5 Pebruari 1981",
               "1 Nop 1979",
               "3 Agt 1978", "3 Ags 1978", "9 Des. 1977", "1980-03-17", "Senin, 17 Maret 1980",
               "17 MARET 1980",
               "17/03/1980 00:00:00")
    ),
    canonical=born("1980-03-17", "1980-03-17", "1980-03-17", "1980-03-17", "1980-03-17", "1981-02-05",
                   "1979-11-01",
                   "1978-08-03", "1978-08-03", "1977-12-09", "1980-03-17", "1980-03-17", "1980-03-17",
                   "1980-03-17"),
)  # fmt: skip
case(
    "Excel's dates, moments and serial numbers",
    lambda: xlsx(births(date(1980, 3, 17), MOMENT, 29297, "29297", 29297.5)),
    canonical=born(*["1980-03-17"] * 5),
)  # fmt: skip
case(
    "dates with an age behind them",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "TG/BL/TH.LAHIR/UMUR"],
                  ["Nama A", "P", "Melati Jaya", "17-03-1980/42"],
                  ["Nama B", "P", "Melati Jaya", "17 Maret 1980 (42 th)"],
                  ["Nama C", "P", "Melati Jaya", "17/3/1980, 42 Thn."]]),
    canonical=born("1980-03-17", "1980-03-17", "1980-03-17"),
)  # fmt: skip
case(
    "years of two digits",
    lambda: xlsx(births("17-3-80", "17/03/05", "17 Mei 99")),
    canonical=born("1980-03-17", "2005-03-17", "1999-05-17"),
)  # fmt: skip
case(
    "dates that are none",
    lambda: xlsx(births("31/02/1980", "17/13/1980", "1980", "Maret 1980", "besok", "17/03/2090", "17/03/1820",
                        True, 12)),
    errors=[(2, "Tanggal Lahir", "date_invalid"), (3, "Tanggal Lahir", "date_invalid"),
            (4, "Tanggal Lahir", "date_invalid"), (5, "Tanggal Lahir", "date_invalid"),
            (6, "Tanggal Lahir", "date_invalid"), (7, "Tanggal Lahir", "date_future"),
            (8, "Tanggal Lahir", "date_out_of_range"), (9, "Tanggal Lahir", "date_invalid"),
            (10, "Tanggal Lahir", "date_invalid")],
    canonical=[],
)  # fmt: skip
case(
    "a year or a month alone for when she came",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "Tahun Masuk"], ["Tarwiyah", "P", "Anggrek", 2020],
                  ["Sofiyah", "P", "Anggrek", "Maret 2021"], ["Laila", "P", "Melati Jaya", 2010]]),
    rows_ok=2, errors=[(4, "Tanggal Masuk", "date_out_of_range")],
    reads={"joined_on": [date(2020, 1, 1), date(2021, 3, 1), date(2010, 1, 1)]},
)  # fmt: skip

# -- NIK, sex and phones

case(
    "a NIK with spaces, dots, dashes or a quote",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", "337503 410175 9011"), line(2, "Sofiyah", "3375.0342.0276.9012"),
                  line(3, "Khusnul", f"'{NIK_C}"), line(4, "Tarjono", "337503-040478-9014", "L"),
                  line(5, "Laila", "-"),
                  line(6, "Nafisah", "0")]),
    canonical=[person(2, "Tarwiyah", NIK_A), person(3, "Sofiyah", NIK_B), person(4, "Khusnul", NIK_C),
               person(5, "Tarjono", NIK_L, jk="L"), person(6, "Laila"), person(7, "Nafisah")],
)  # fmt: skip
case(
    "a NIK that came as a number",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", int(NIK_A)), line(2, "Sofiyah", 3375034202769010),
                  line(3, "Khusnul", 3.37503e15)]),
    errors=[(3, "NIK", "nik_precision"), (4, "NIK", "nik_precision")],
    canonical=[person(2, "Tarwiyah", NIK_A)],
)  # fmt: skip
case(
    "a NIK in scientific notation",
    lambda: csv([HEAD, line(1, "Tarwiyah", "3,37503E+15"), line(2, "Sofiyah", "3.37503420276901e15"),
                 line(3, "Khusnul", "3,37503E15")], ";"),
    errors=[(2, "NIK", "nik_scientific"), (3, "NIK", "nik_scientific"), (4, "NIK", "nik_scientific")],
    canonical=[], filename="daftar.csv",
)  # fmt: skip
case(
    "NIK that are none",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", "33750341017590"), line(2, "Sofiyah", "33750342O2769012"),
                  line(3, "Khusnul", "3375037203779013"), line(4, "Laila", "3375034101750000"),
                  line(5, "Nafisah", 337503420276901), line(6, "Tarjono", "tidak punya")]),
    errors=[(2, "NIK", "nik_length"), (3, "NIK", "nik_not_digits"), (4, "NIK", "nik_invalid"),
            (5, "NIK", "nik_invalid"),
            (6, "NIK", "nik_length"), (7, "NIK", "nik_not_digits")],
    canonical=[],
)  # fmt: skip
case(
    "one NIK twice in the file",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", NIK_A), line(2, "Sofiyah", NIK_A)]),
    errors=[(3, "NIK", "nik_dup_in_file")], canonical=[person(2, "Tarwiyah", NIK_A)],
)  # fmt: skip
case(
    "a NIK of a member elsewhere",
    lambda: xlsx([HEAD, line(1, "Kholifah", NIK_KHOLIFAH)]),
    errors=[(2, "NIK", "nik_dup_in_db")], canonical=[],
)  # fmt: skip
case(
    "a NIK that is kept under another name",
    lambda: xlsx([HEAD, line(1, "Wahyuningsih", NIK_SITI)]),
    errors=[(2, "NIK", "name_nik_mismatch")], canonical=[],
)  # fmt: skip
case(
    "sex in all spellings",
    lambda: xlsx([["Nama", "JK", "Kelompok"], *([f"Nama {chr(65 + at)}", word, "Melati Jaya"] for at,
                                                word in enumerate(
        ["P", "p.", "Pr", "Perempuan", "WANITA", "L", "Lk", "Laki-laki", "laki laki", "Pria"]))]),
    canonical=[person(at + 2, f"Nama {chr(65 + at)}", jk="P" if at < 5 else "L") for at in range(10)],
)  # fmt: skip
case(
    "no sex but a NIK, and neither",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", NIK_A, None), line(2, "Tarjono", NIK_L, ""),
                  line(3, "Laila", None, None),
                  line(4, "Nafisah", None, "anggota")]),
    errors=[(4, "L/P", "jk_invalid"), (5, "L/P", "jk_invalid")], warnings=["jk_filled_from_nik"] * 2,
    canonical=[person(2, "Tarwiyah", NIK_A), person(3, "Tarjono", NIK_L, jk="L")],
)  # fmt: skip
case(
    "a NIK that says something else",
    lambda: xlsx([[*HEAD, "Tanggal Lahir"], [*line(1, "Tarwiyah", NIK_A, "L"), "02/01/1975"]]),
    warnings=["nik_doubt", "nik_doubt"], canonical=[person(2, "Tarwiyah", NIK_A, jk="L", lahir="1975-01-02")],
)  # fmt: skip
case(
    "phones with and without the leading zero",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "No. HP"], *([f"Nama {chr(65 + at)}", "P", "Melati Jaya",
                                                            cell] for at, cell in enumerate(
        [81234567891, "0812-3456-7891", "+62 812 3456 7891", "6281234567891", "0812.3456.7891",
         "0812 3456 7891 / 0285 421234",
         "(0285) 421234", "-", 0]))]),
    canonical=[person(at + 2, f"Nama {chr(65 + at)}", hp=hp) for at, hp in enumerate(
        ["+6281234567891"] * 6 + ["+62285421234", "", ""])],
)  # fmt: skip
case(
    "phones that are none",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "No. HP"], ["Tarwiyah", "P", "Melati Jaya", "12"],
                  ["Sofiyah", "P", "Melati Jaya", "8,12E+10"], ["Khusnul", "P", "Melati Jaya", "menyusul"],
                  ["Laila", "P", "Melati Jaya", 81234567890.5]]),
    errors=[(row, "Nomor HP", "number_invalid") for row in (2, 3, 4, 5)], canonical=[],
)  # fmt: skip

# -- kelurahan and groups of members

case(
    "a kelurahan by another name, another spelling and with its level",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", kelurahan="KRAPYAK"),
                  line(2, "Sofiyah", kelurahan="Kel. Krapyak"),
                  line(3, "Khusnul", kelurahan="Krapyak Lor"),
                  line(4, "Laila", kelurahan="Kelurahan  Krapyak")]),
    canonical=[person(2, "Tarwiyah"), person(3, "Sofiyah"), person(4, "Khusnul"), person(5, "Laila")],
)  # fmt: skip
case(
    "a kelurahan misspelt, of two names, and unknown",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", kelurahan="Krapiak"), line(2, "Sofiyah", kelurahan="Panjang"),
                  line(3, "Khusnul", kelurahan="Wonogiri Selatan"),
                  line(4, "Laila", kelurahan=None, kelompok="Anggrek")]),
    errors=[(2, "Kelurahan", "kelurahan_suggest"), (3, "Kelurahan", "kelurahan_ambiguous"),
            (4, "Kelurahan", "kelurahan_unknown"), (5, "Kelurahan", "kelurahan_missing")],
    canonical=[], user="admin",
)  # fmt: skip
case(
    "a kelurahan of somebody else",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", kelurahan="Medono"), line(2, "Sofiyah", kelurahan="Pekauman"),
                  line(3, "Khusnul")]),
    errors=[(2, "Kelurahan", "region_forbidden"), (3, "Kelurahan", "region_forbidden")],
    canonical=[person(4, "Khusnul")],
)  # fmt: skip
case(
    "a kelurahan of another city for the admin",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", kelurahan="Pekauman", kelompok="Anggrek")]),
    errors=[(2, "Kelurahan", "region_forbidden")], canonical=[], user="admin",
)  # fmt: skip
case(
    "the kecamatan must agree",
    lambda: xlsx([[*HEAD, "Kecamatan"], [*line(1, "Tarwiyah"), "Pekalongan Utara"],
                  [*line(2, "Sofiyah"), "Kec. Utara"],
                  [*line(3, "Khusnul"), "Pekalongan Barat"], [*line(4, "Laila"), "Tegal Timur"]]),
    errors=[(4, "Kecamatan", "kecamatan_mismatch"), (5, "Kecamatan", "kecamatan_mismatch")],
    canonical=[person(2, "Tarwiyah"), person(3, "Sofiyah")], user="admin",
)  # fmt: skip
case(
    "members of a group that is new, misspelt or missing",
    lambda: xlsx([HEAD, line(1, "Tarwiyah", kelompok="Teratai"),
                  line(2, "Sofiyah", kelompok="Kelompok UP2K Melati Jaya"),
                  line(3, "Khusnul", kelompok="Melati Jay"), line(4, "Laila", kelompok=" - ")]),
    errors=[(4, "Kelompok", "group_dup_in_db"), (5, "Kelompok", "group_name_missing")],
    canonical=[person(2, "Tarwiyah", kelompok="Teratai"), person(3, "Sofiyah")],
)  # fmt: skip

# -- the same people again

case(
    "who is known already",
    lambda: xlsx([[*HEAD, "No HP"], [*line(1, "Hj. Siti Aminah", NIK_SITI), None],
                  [*line(2, "Rusmiyati"), "081299988877"],
                  [*line(3, "Siti Aminah"), None]]),
    errors=[(4, "Nama Lengkap", "member_ambiguous")],
    canonical=[person(2, "Hj. Siti Aminah", NIK_SITI), person(3, "Rusmiyati", hp="+6281299988877")],
    actions=["changed", "changed", "wrong"],
)  # fmt: skip
case(
    "the file that says what is there",
    lambda: xlsx([[*HEAD, "Tanggal Lahir"], [*line(1, "Siti Aminah", NIK_SITI), "17/03/1980"],
                  [*line(2, "RUSMIYATI".title()), "01/06/1975"]]),
    canonical=[person(2, "Siti Aminah", NIK_SITI, lahir="1980-03-17"),
               person(3, "Rusmiyati", lahir="1975-06-01")],
    actions=["same", "same"],
)  # fmt: skip
case(
    "a NIK masked as our own lists show it",
    lambda: xlsx([HEAD, line(1, "Siti Aminah", "3375********9001")]),
    canonical=[person(2, "Siti Aminah")], actions=["same"],
)  # fmt: skip
case(
    "a namesake born on another day, and a likely same person elsewhere",
    lambda: xlsx([[*HEAD, "Tanggal Lahir"], [*line(1, "Siti Aminah"), "18/03/1981"],
                  [*line(2, "Rusmiyati", kelompok="Teratai"), "01/06/1975"]]),
    warnings=["possible_duplicate_person", "possible_duplicate_person"],
    canonical=[person(2, "Siti Aminah", lahir="1981-03-18"),
               person(3, "Rusmiyati", lahir="1975-06-01", kelompok="Teratai")],
    actions=["new", "new"],
)  # fmt: skip

# -- cells

case(
    "formulas that failed and formulas without a result",
    lambda: xlsx([[*HEAD, "Alamat"], [*line(1, "Tarwiyah"), Formula("=Z1", "#REF!")],
                  [*line(2, "Sofiyah"), Formula("=Z1&Z2")],
                  [*line(3, Formula('="Khus"&"nul"', "Khusnul")), "Jl. Kurinci"]]),
    errors=[(2, "Alamat", "cell_error"), (3, "Alamat", "formula_no_value")], canonical=[person(4, "Khusnul")],
)  # fmt: skip
case(
    "texts that are too long, numbers out of range, and rows without a name",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "RT", "RW", "Alamat"],
                  ["T" * 121, "P", "Melati Jaya", 1, 2, None],
                  ["Sofiyah", "P", "Melati Jaya", 1000, 2, None],
                  ["Khusnul", "P", "Melati Jaya", "dua", 2, "J" * 201],
                  [None, "P", "Melati Jaya", 1, 2, "Jl. Kurinci 3"]]),
    errors=[(2, "Nama Lengkap", "too_long"), (3, "RT", "number_out_of_range"), (4, "RT", "number_invalid"),
            (4, "Alamat", "too_long"), (5, "Nama Lengkap", "stray_row")],
    canonical=[],
)  # fmt: skip
case(
    "words that a list does not have are said and left out",
    lambda: xlsx([["Nama", "L/P", "Kelompok", "Pendidikan", "Status Kawin", "Jabatan"],
                  ["Tarwiyah", "P", "Melati Jaya", "SLTA", "Kawin", "Bendahara"],
                  ["Sofiyah", "P", "Melati Jaya", "kursus", "?", "Anggota"]]),
    warnings=["value_ignored"], canonical=[person(2, "Tarwiyah"), person(3, "Sofiyah")],
    reads={"education": ["sma", None], "marital": ["menikah", None], "office": ["bendahara", ""]},
)  # fmt: skip
case(
    "a cell of many thousand digits",
    lambda: csv([["Nama", "NIK", "L/P", "Kelompok", "RT", "Tanggal Lahir", "No HP"],
                 ["Tarwiyah", "9" * 5000, "P", "Melati Jaya", "9" * 5000, "9" * 5000, "9" * 5000]]),
    errors=[(2, "NIK", "nik_length"), (2, "RT", "number_out_of_range"), (2, "Tanggal Lahir", "date_invalid"),
            (2, "Nomor HP", "number_invalid")],
    canonical=[], filename="daftar.csv",
)  # fmt: skip
case(
    "a row of raised digits",
    lambda: xlsx([["Nama", "L/P", "Kelompok"], ["²", "³", "¹"], ["Tarwiyah", "P", "Melati Jaya"]]),
    errors=[(2, "L/P", "jk_invalid")], canonical=[person(3, "Tarwiyah")],
)  # fmt: skip

# -- groups

case(
    "a list of groups",
    lambda: xlsx([["No", "Nama Kelompok", "Kelurahan", "Tahun Berdiri", "Jenis Usaha", "Kategori", "No HP"],
                  [1, "Anggrek", "Krapyak", 2019, "Kuliner", "Pemula", 81234567891],
                  [2, "Kenanga", "Krapyak", "Maret 2020", "kuliner", "Pemula", None]]),
    kind="groups", canonical=[a_group(2, "Anggrek", hp="+6281234567891"), a_group(3, "Kenanga")],
    reads={"founded_on": [date(2019, 1, 1), date(2020, 3, 1)]}, actions=["new", "new"],
)  # fmt: skip
case(
    "money as people write it",
    lambda: xlsx([GROUP_HEAD, *([at, f"Kelompok {chr(65 + at) * 6}", "Krapyak", cell] for at,
                                cell in enumerate(
        ["1.500.000", "Rp 1.500.000,-", "Rp. 800.000", "Rp800.000,00", "2 juta", "1,5 jt", "750 rb", 1500000,
         "1500000", "-",
         "1,500,000.00", "IDR 250.000", "500ribu", "1.250.000,00"]))]),
    kind="groups", rows_ok=14,
    reads={"capital_initial": [1500000, 1500000, 800000, 800000, 2000000, 1500000, 750000, 1500000, 1500000,
                               None,
                               1500000, 250000, 500000, 1250000]},
)  # fmt: skip
case(
    "an ambiguous amount is asked about once",
    lambda: xlsx([GROUP_HEAD, [1, "Anggrek", "Krapyak", "1.500"], [2, "Kenanga", "Krapyak", "2.750"],
                  [3, "Teratai", "Krapyak", 900000]]),
    kind="groups", questions=["money"], canonical=[a_group(2, "Anggrek"), a_group(3, "Kenanga"),
                                                   a_group(4, "Teratai")],
)  # fmt: skip
case(
    "money that is none",
    lambda: xlsx([GROUP_HEAD, [1, "Anggrek", "Krapyak", "banyak"], [2, "Kenanga", "Krapyak", -500000],
                  [3, "Teratai", "Krapyak", "(500.000)"],
                  [4, "Flamboyan", "Krapyak", "9.999.999.999.999"], [5, "Cempaka", "Krapyak", 1500000.5],
                  [6, "Seruni", "Krapyak", "1.50.000"]]),
    kind="groups", canonical=[],
    errors=[(2, "Modal Awal", "money_invalid"), (3, "Modal Awal", "money_negative"),
            (4, "Modal Awal", "money_negative"),
            (5, "Modal Awal", "money_too_large"), (6, "Modal Awal", "money_invalid"),
            (7, "Modal Awal", "money_invalid")],
)  # fmt: skip
case(
    "groups that exist: the same, changed, and one that is too similar",
    lambda: xlsx([["Nama Kelompok", "Kelurahan", "Produk"], ["Melati Jaya", "Krapyak", "Keripik tempe"]]),
    kind="groups", canonical=[a_group(2, "Melati Jaya")], actions=["same"],
)  # fmt: skip
case(
    "a group that exists with another product, and a name nearly its own",
    lambda: xlsx([["Nama Kelompok", "Kelurahan", "Produk"], ["KELOMPOK UP2K MELATI JAYA", "Krapyak", "Batik"],
                  ["Melati Jaja", "Krapyak", "Batik"]]),
    kind="groups", canonical=[a_group(2, "KELOMPOK UP2K MELATI JAYA")],
    errors=[(3, "Nama Kelompok", "group_dup_in_db")],
    actions=["changed", "wrong"],
)  # fmt: skip
case(
    "one group twice in the file",
    lambda: xlsx([["Nama Kelompok", "Kelurahan"], ["Anggrek", "Krapyak"], ["Klp. Anggrek", "Krapyak"],
                  ["Anggrek", "Degayu"]]),
    kind="groups", canonical=[a_group(2, "Anggrek"), a_group(4, "Anggrek", "Degayu")],
    errors=[(3, "Nama Kelompok", "group_dup_in_file")], user="admin",
)  # fmt: skip
case(
    "a year of capital that is none, an unknown trade, and a group without a name",
    lambda: xlsx([["Nama Kelompok", "Kelurahan", "Tahun Modal", "Jenis Usaha", "Alamat"],
                  ["Anggrek", "Krapyak", 1900, "Kuliner", None],
                  ["Kenanga", "Krapyak", "lalu", "Kuliner", None],
                  ["Teratai", "Krapyak", 2020, "tambang emas", None],
                  [None, "Krapyak", 2020, "Kuliner", "Jl. Kurinci"]]),
    kind="groups", canonical=[a_group(4, "Teratai")], warnings=["value_ignored"],
    errors=[(2, "Tahun Modal", "number_out_of_range"), (3, "Tahun Modal", "number_invalid"),
            (5, "Nama Kelompok", "stray_row")],
)  # fmt: skip
case(
    "groups of other people's kelurahan",
    lambda: xlsx([["Nama Kelompok", "Kelurahan", "Kecamatan"], ["Anggrek", "Medono", "Pekalongan Barat"],
                  ["Kenanga", "Krapyak", "Pekalongan Barat"],
                  ["Teratai", "Krapyak", "Pekalongan Utara"]]),
    kind="groups", canonical=[a_group(4, "Teratai")],
    errors=[(2, "Kelurahan", "region_forbidden"), (3, "Kecamatan", "kecamatan_mismatch")],
)  # fmt: skip

# -- files that must not be read


FORMAT_ONLY = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'


def broken_xlsx(change, part="xl/worksheets/sheet1.xml"):
    return makers.edited(xlsx(ROWS), part, change)


def with_doctype(declared):
    def change(xml):
        return xml.replace(b"?>\n", b"?>\n" + declared, 1).replace(b"Tarwiyah", b"&a;", 1)

    return broken_xlsx(change, "xl/sharedStrings.xml")


def billion_laughs():
    entities = [b'<!ENTITY z0 "ha">']
    entities += [b'<!ENTITY z%d "%s">' % (n, b"&z%d;" % (n - 1) * 10) for n in range(1, 10)]
    return with_doctype(b"<!DOCTYPE sst [" + b"".join(entities) + b'<!ENTITY a "&z9;">]>')


XXE = b'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
XXE_WEB = b'<!DOCTYPE sst [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>'


def zip_bomb():
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook/>",
        "xl/a.xml": b" " * 50_000_000,
    }
    parts |= {f"xl/{letter}.xml": parts["xl/a.xml"] for letter in "bcdef"}
    return zipped(parts)


def many_rows(number):
    return broken_xlsx(lambda xml: xml.replace(b"</sheetData>", b"<row></row>" * number + b"</sheetData>"))


def ods_of_many_rows():
    repeated = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    return makers.edited(
        ods(ROWS),
        "content.xml",
        lambda xml: xml.replace(b"</table:table>", repeated.encode() + b"</table:table>"),
    )


TOO_WIDE = "Lembar “{}” berisi lebih dari 200 kolom. Hapus kolom yang tidak perlu."
EMPTY = "Berkas ini kosong. Pilih berkas yang berisi data."
NO_DATA = "Berkas ini tidak berisi data. Pilih berkas yang berisi tabelnya."
WEB_PAGE = (
    "Berkas ini halaman web yang diberi nama seperti berkas Excel. Buka di Excel, pilih Simpan Sebagai, lalu "
    "pilih xlsx."
)
NO_TABLE = "Tidak ada tabel anggota yang dikenal. Judul kolomnya harus memuat Nama Lengkap."

refused("a locked xlsx", lambda: ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 5000}), child.LOCKED)
refused(
    "an xls with macros", lambda: ole({"Workbook": b"x", "_VBA_PROJECT": b"x"}), child.MACRO, filename="a.xls"
)
refused(
    "a Word file of 1997", lambda: ole({"WordDocument": b"x" * 5000}), child.NOT_A_SHEET, filename="a.xls"
)
refused(
    "an xls of noise", lambda: ole({"Workbook": b"\x09\x08\xff\xff" * 2000}), child.DAMAGED, filename="a.xls"
)
refused("an xls cut off", lambda: xls(ROWS)[:2000], child.DAMAGED, filename="a.xls")
refused("an xlsx cut off", lambda: xlsx(ROWS)[:3000], child.DAMAGED)
refused("an xlsx with its middle lost", lambda: xlsx(ROWS)[:600] + xlsx(ROWS)[900:], child.DAMAGED)
refused("only the first sign of a zip", lambda: b"PK\x05\x06", child.DAMAGED)
refused("an empty file", lambda: b"", EMPTY)
refused("a file of blanks", lambda: b" \r\n\t\r\n" * 50, EMPTY, filename="a.csv")
refused("an empty workbook", lambda: xlsx([]), NO_DATA)
refused("a workbook of titles only", lambda: xlsx([["DAFTAR ANGGOTA UP2K"], ["TAHUN 2022"]]),
        "Berkas ini tidak berisi tabel. Unggah lembar yang berisi datanya.")  # fmt: skip
refused("a heading without rows", lambda: xlsx([HEAD]),
        "Di bawah judul kolom tidak ada baris data. Periksa isi berkasnya.")  # fmt: skip
refused("a table about something else", lambda: xlsx([["Barang", "Merek", "Harga"], ["Kompor", "X", 5],
                                                      ["Wajan", "Y", 6]]),
        NO_TABLE)  # fmt: skip
refused(
    "a web page called xls",
    lambda: b"<html><body><table><tr><td>Nama</td></tr></table></body></html>",
    WEB_PAGE,
    filename="a.xls",
)
refused(
    "a web page in xml called xls",
    lambda: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
    WEB_PAGE,
    filename="a.xls",
)
refused("a pdf called xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", child.NOT_A_SHEET)
refused("a picture called xlsx", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", child.NOT_A_SHEET)
refused(
    "NUL bytes in a csv",
    lambda: csv(ROWS).replace(b"Sofiyah", b"So\0fi\0yah"),
    child.NOT_A_SHEET,
    filename="a.csv",
)
refused(
    "random bytes",
    lambda: struct.pack("<256I", *(n * 2654435761 % 2**32 for n in range(256))),
    child.NOT_A_SHEET,
)
refused(
    "a Word document",
    lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}),
    child.NOT_A_SHEET,
)
refused("a text document of LibreOffice",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        child.NOT_A_SHEET, filename="a.ods")  # fmt: skip
refused(
    "a locked ods", lambda: ods(ROWS, manifest="<manifest:encryption-data/>"), child.LOCKED, filename="a.ods"
)
refused(
    "an xlsx with macros",
    lambda: makers.edited(xlsx(ROWS), "", parts={"xl/vbaProject.bin": b"x"}),
    child.MACRO,
    filename="a.xlsm",
)
refused(
    "an ods with macros",
    lambda: makers.edited(ods(ROWS), "", parts={"Basic/Standard/a.xml": b"x"}),
    child.MACRO,
    filename="a.ods",
)
refused(
    "a link to another file",
    lambda: makers.edited(xlsx(ROWS), "", parts={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    child.LINKED,
)
refused(
    "an xlsb",
    lambda: zipped({"xl/workbook.bin": b"x"}),
    "Berkas ini berjenis xlsb. Simpan sebagai xlsx, lalu unggah lagi.",
)
refused("a billion laughs", billion_laughs, child.HOSTILE)
refused("an entity that is a file", lambda: with_doctype(XXE), child.HOSTILE)
refused("an entity that is a connection", lambda: with_doctype(XXE_WEB), child.HOSTILE)
refused("an ods with an entity", lambda: ods(ROWS, head=XXE.decode()), child.HOSTILE, filename="a.ods")
refused("a zip bomb", zip_bomb, child.TOO_LARGE)
refused(
    "one part twice", lambda: makers.edited(xlsx(ROWS), "", parts={"XL/Workbook.xml": b"<x/>"}), child.HOSTILE
)
refused("a million empty rows", lambda: many_rows(1_000_000), child.too_many_rows("sheet1.xml"))
case(
    "an ods that repeats an empty row a million times",
    ods_of_many_rows,
    canonical=BOTH,
    filename="daftar.ods",
)
case(
    "a cell with only a format in the last row",
    lambda: broken_xlsx(lambda xml: xml.replace(b"</sheetData>", FORMAT_ONLY)),
    canonical=BOTH,
)  # fmt: skip
refused(
    "5,000 columns",
    lambda: xlsx(sheet([[f"Kolom {n}" for n in range(5000)], [1] * 5000])),
    TOO_WIDE.format("Sheet1"),
)
refused(
    "5,000 columns in a csv",
    lambda: csv([[f"Kolom {n}" for n in range(5000)]]),
    TOO_WIDE.format("CSV"),
    filename="a.csv",
)
refused(
    "200,001 rows in a csv",
    lambda: b"Nama,Kelompok\n" + b"Siti,Melati\n" * 200_000,
    child.too_many_rows("CSV"),
    filename="a.csv",
)
refused(
    "61 sheets",
    lambda: xlsx(*(sheet([["a"]], f"L{n}") for n in range(61))),
    "Berkas ini berisi lebih dari 60 lembar. Bagi menjadi beberapa berkas.",
)
refused(
    "more than 20 MB",
    lambda: b"x" * (reader.MAX_BYTES + 1),
    "Berkas ini lebih dari 20 MB. Bagi menjadi beberapa berkas.",
)
refused(
    "a csv cell of two million signs",
    lambda: b'Nama,Kelompok\n"' + b"x" * 2_000_000 + b'",A\n',
    child.DAMAGED,
    filename="a.csv",
)
