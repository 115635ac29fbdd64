"""Printed books have the columns of the paper ones (DOMAIN.md 1.5) and the numbers of the queries."""

import io
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from groups.actions import members as member_actions
from groups.books import actions, printing, queries
from groups.books.layout import Column, PrintedBook, headings, joined, to_pdf, to_xlsx
from groups.books.models import CashCategory, DuesLine, Ledger, Loan, SavingsLine
from groups.books.registers.kinds import REGISTERS
from groups.books.words import in_words
from tests import factories as f

START = date(2023, 1, 1)
YEAR = date(2024, 1, 1), date(2024, 12, 31)
MARCH = date(2024, 3, 1), date(2024, 3, 31)
EVIL = '#image("x") $x$ *b*'

needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed"
)


def text_of(pdf: bytes) -> str:
    """The words of a PDF, a space between any two."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def squeezed(text: str) -> str:
    """Without any space: words broken over lines of a narrow column are whole again, one by one."""
    return "".join(text.split())


def raw_text(pdf: bytes) -> str:
    """In the order of drawing, so that a cell of many lines stays together."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return squeezed(done.stdout.decode().replace("-\n", ""))


def sheet_of(books):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(books))).worksheets[0]


def values_of(sheet) -> list[list]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


# -- amounts in words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (250, "dua ratus lima puluh"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (2_000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"),
        (100_000, "seratus ribu"),
        (101_000, "seratus satu ribu"),
        (1_001_000, "satu juta seribu"),
        (1_500_000, "satu juta lima ratus ribu"),
        (2_000_000_000, "dua miliar"),
        (10**12, "satu triliun"),
    ],
)
def test_amounts_in_words(amount, words):
    assert in_words(amount) == f"{words} rupiah"


def number_of(words: str) -> int:
    """Reads words back, as somebody who hears them one after the other."""
    names = "satu dua tiga empat lima enam tujuh delapan sembilan"
    ones = {name: digit for digit, name in enumerate(names.split(" "), start=1)}
    large = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
    total = group = digit = 0
    for word in words.removesuffix(" rupiah").split():
        if word in ones:
            digit = ones[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            group, digit = group + digit * {"puluh": 10, "ratus": 100}[word], 0
        elif word in large:
            total, group, digit = total + (group + digit) * large[word], 0, 0
        elif word == "seribu":
            total += 1000
        else:
            group += {"sepuluh": 10, "sebelas": 11, "seratus": 100, "nol": 0}[word]
    return total + group + digit


@given(st.one_of(st.integers(0, 3000), st.integers(0, 10**15 - 1)))
def test_words_say_exactly_the_amount(amount):
    assert number_of(in_words(amount)) == amount


@pytest.mark.parametrize("amount", [-1, 10**15])
def test_what_has_no_words_is_refused(amount):
    with pytest.raises(ValueError):
        in_words(amount)


# -- the shape of a book


def test_headings_stand_over_neighbours_and_totals_reach_over_what_is_not_there():
    columns = [Column("No", 5), Column("Iuran", 5, over="Mei"), Column("Simpanan", 5, over="Mei")]
    found = [(cell.line, cell.place, cell.value, cell.across, cell.down) for cell in headings(columns)]
    assert found == [(0, 0, "No", 1, 2), (0, 1, "Mei", 2, 1), (1, 1, "Iuran", 1, 1), (1, 2, "Simpanan", 1, 1)]
    cells = [(cell.place, cell.value, cell.across) for cell in joined(["Jumlah", None, 5, "", None, None])]
    assert cells == [(0, "Jumlah", 2), (2, 5, 1), (3, "", 3)]


@needs_pdftotext
def test_no_number_is_broken_and_an_endless_word_stays_in_its_column():
    columns = [Column("Nama", 30), *(Column(f"K{n}", 8, "right") for n in range(6))]
    row = ["a" * 120, *[10**12] * 6]
    book = PrintedBook("Uji", "Uji", [("Nama", "b" * 200)], columns, [row], [["Jumlah", *[6 * 10**12] * 6]])
    text = text_of(to_pdf([book]))
    assert text.count("6.000.000.000.000") == 6
    assert text.count("1.000.000.000.000") == 6


# -- books of a group

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return f.admin()


@pytest.fixture
def ledger(by):
    """A group with ketua Sri and bendahara Wati that lent, saved, sold and bought from 2023 on."""
    group = f.group(name="Mawar")
    ledger = Ledger(group=group, starts_on=START, opening_cash=1_000_000)
    actions.begin(ledger=ledger, by=by)
    sri, wati, ani, evil = (f.member(group, name=name) for name in ("Sri", "Wati", "Ani", EVIL))
    for office, member in (("ketua", sri), ("bendahara", wati)):
        member_actions.appoint(group=group, member=member, office=office, on=group.founded_on, by=by)
    old = lend(ledger, ani, 200_000, date(2023, 11, 5), sri, by, purpose="Tepung")
    pay(ledger, ani, date(2023, 12, 5), by, old, 50_000, 2_000)
    pay(ledger, ani, date(2024, 3, 5), by, old, 50_000, 2_000, savings={"pokok": 20_000, "wajib": 10_000})
    lend(ledger, evil, 300_000, date(2024, 3, 9), sri, by, purpose="=1+1")
    pay(ledger, wati, date(2024, 3, 10), by, savings={"wajib": 10_000}, dues=2_000)
    category = CashCategory.objects.get(code="penjualan")
    sale = {"category": category, "by": by, "ledger": ledger, "direction": "masuk"}
    actions.record_cash(on=date(2024, 3, 20), amount=75_000, description="=HYPERLINK(1)", **sale)
    void = actions.record_cash(on=date(2024, 3, 21), amount=999_999, description="Dobel", **sale)
    actions.cancel(receipt=void, reason="tercatat dua kali", by=by)
    actions.withdraw(ledger=ledger, member=ani, on=date(2024, 8, 1), kind="wajib", amount=4_000, by=by,
                     paper_no="K-7")  # fmt: skip
    assert queries.disagreements(ledger) == []
    return ledger


def lend(ledger, member, amount, on, approver, by, purpose):
    loan = Loan(member=member, amount=amount, months=4, purpose=purpose, approved_by=approver, jasa_percent=1)
    return actions.lend(ledger=ledger, loan=loan, on=on, by=by)


def pay(ledger, member, on, by, loan=None, principal=0, jasa=0, **paid):
    instalments = [(loan, principal, jasa)] if loan else []
    return actions.receive(ledger=ledger, member=member, on=on, by=by, instalments=instalments, **paid)


def test_the_cash_book_has_two_sides_and_the_numbers_of_its_page(ledger):
    page = queries.cash_page(ledger, *MARCH)
    rows = values_of(sheet_of(printing.cash_book(ledger, *MARCH)))
    top = rows.index(next(row for row in rows if row[0] == "PENERIMAAN"))
    assert [row[0] for row in rows[:5]] == [
        "Buku Kas Umum UP2K PKK", "Kelompok: Mawar", "Kelurahan: Krapyak",
        "Kecamatan: Pekalongan Utara", "Periode: Maret 2024",
    ]  # fmt: skip
    assert rows[top] == ["PENERIMAAN", None, None, "PENGELUARAN", None, None, None]
    assert rows[top + 1] == [
        "Tanggal", "Uraian", "Jumlah (Rp)", "Tanggal", "No. Kwt", "Uraian", "Jumlah (Rp)",
    ]  # fmt: skip
    assert rows[top + 2] == [1, 2, 3, 4, 5, 6, 7]
    assert [rows[top + 3][n] for n in (1, 2)] == ["Saldo Awal", page.opening]
    body = rows[top + 4 : rows.index(next(row for row in rows if row[0] == "Jumlah"))]
    assert sum(row[2] or 0 for row in body) == page.received
    assert sum(row[6] or 0 for row in (rows[top + 3], *body)) == page.spent == 300_000
    assert rows[top + 3][4:6] == ["2024-0002", f"Pinjaman {EVIL}: =1+1"]
    jumlah, closing = (next(row for row in rows if row[0] == name) for name in ("Jumlah", "Saldo Akhir"))
    assert (jumlah[2], jumlah[6], closing[6]) == (page.opening + page.received, page.spent, page.closing)
    assert "Dobel" not in str(rows)


def test_text_stays_text_and_money_is_a_number_in_the_spreadsheet(ledger):
    sheet = sheet_of(printing.cash_book(ledger, *MARCH))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    link = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert (link.data_type, link.hyperlink) == ("s", None)
    amount = next(cell for cell in cells if cell.value == 75_000)
    assert (amount.data_type, amount.number_format) == ("n", "#,##0")
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (9, "$7:$9")


@needs_pdftotext
def test_markup_in_a_name_stays_text_on_paper(ledger):
    assert squeezed(EVIL) in raw_text(to_pdf(printing.cash_book(ledger, *MARCH)))
    assert squeezed(EVIL) in raw_text(to_pdf(printing.members_book(ledger.group, *YEAR)))


# As the heading is read, line by line; then the numbers of the columns.
COLUMNS = {
    "kas": [
        "PENERIMAAN PENGELUARAN",
        "Tanggal Uraian Jumlah (Rp) Tanggal No. Kwt Uraian Jumlah (Rp) 1 2 3 4 5 6 7",
    ],
    "pinjaman": [
        "Januari Februari Maret April Mei Juni",
        "No Tanggal Nama Untuk Keperluan Usaha Jumlah Pinjaman Tanda Tangan "
        + "Angsuran Iuran Simpanan " * 6,
        " ".join(map(str, range(1, 25))),
        "Juli Agustus September Oktober November Desember",
        "No Nama " + "Angsuran Iuran Simpanan " * 6 + "1 3 " + " ".join(map(str, range(25, 43))),
        "JUMLAH TOTAL",
    ],
    "simpanan": ["No Tanggal Nama Anggota Kelompok Jumlah Simpanan (Rp) 1 2 3 4 5", "TOTAL"],
    "iuran": ["No Tanggal Nama Anggota Kelompok Jumlah Iuran (Rp) 1 2 3 4 5", "TOTAL"],
    "anggota": [
        "No Nama L/P Tempat/Tgl lahir Alamat RT/RW Pendidikan Pekerjaan Jenis usaha "
        "Tgl masuk Tgl keluar No HP Ket 1 2 3 4 5 6 7 8 9 10 11 12"
    ],
    "notulen": ["No Tanggal Judul rapat Nama Instansi Ket 1 2 3 4 5 6"],
    "hadir": ["No Tanggal Kegiatan Nama Instansi Ket 1 2 3 4 5 6"],
    "inventaris": [
        "No Nama barang Asal barang Tgl penerimaan/pembelian Jumlah Tempat penyimpanan Kondisi barang Ket "
        "1 2 3 4 5 6 7 8"
    ],
    "tamu": ["No Tanggal Nama tamu Keperluan Instansi Kesan/Pesan Ket 1 2 3 4 5 6 7"],
    "kegiatan": ["KEGIATAN", "No Nama Jabatan", "Tanda tangan", "Tanggal Tempat Uraian", "1 2 3 4 5 6 7"],
    "surat": [
        "SURAT MASUK SURAT KELUAR",
        "No Tgl terima Tgl surat Nomor surat Asal/dari Perihal Lampiran Diteruskan kepada "
        "No Nomor & kode Tgl surat Kepada Perihal Lampiran Tembusan 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    ],
}
KEPT_BY_SECRETARY = {"notulen", "hadir", *REGISTERS}


@needs_pdftotext
@pytest.mark.parametrize("name", printing.BOOKS)
@pytest.mark.parametrize("empty", [False, True])
def test_each_book_has_its_columns_and_who_signs_on_paper(ledger, name, empty):
    book = printing.BOOKS[name]
    pdf = to_pdf(book.make(ledger.group if book.of_group else ledger, *YEAR, empty=empty))
    text, raw = text_of(pdf), raw_text(pdf)
    assert [words for words in COLUMNS[name] if squeezed(words) not in raw] == []
    assert book.title.upper() in text
    for words in ("Kelompok : Mawar", "Krapyak", "Pekalongan Utara", "Ketua Kelompok", "Sri"):
        assert words in text
    assert ("Sekretaris" if name in KEPT_BY_SECRETARY else "Bendahara") in text
    assert ("Periode : Tahun 2024" in text, "Pekalongan, 31 Desember 2024" in text) == (not empty, not empty)
    assert "Pekalongan, ....." in text or not empty
    if empty:
        assert "Ani" not in text
        assert "1.000" not in text


@needs_pdftotext
def test_totals_of_the_cash_book_on_paper(ledger):
    text = text_of(to_pdf(printing.cash_book(ledger, *MARCH)))
    assert "Jumlah 1.021.000 Jumlah 300.000" in text
    assert "Saldo Akhir 721.000" in text


def test_the_loan_book_puts_each_payment_into_its_month(ledger, by):
    (book,) = printing.loan_book(ledger, *YEAR)
    assert len(book.columns) == 42
    head = [row[:5] for row in book.rows]
    assert head == [
        [1, date(2023, 11, 5), "Ani", "Tepung (sisa dari sebelumnya 150.000)", 200_000],
        [2, date(2024, 3, 9), EVIL, "=1+1", 300_000],
        [3, None, "Wati", None, None],
    ]
    march, august = slice(12, 15), slice(27, 30)
    assert [row[march] for row in book.rows] == [
        [52_000, None, 30_000],
        [None, None, None],
        [None, 2_000, 10_000],
    ]
    assert book.rows[0][august] == [None, None, -4_000]
    total = book.totals[0]
    assert (total[4], total[march], total[august]) == (500_000, [52_000, 2_000, 40_000], ["", "", -4_000])
    assert sum(n for n in total[8::3] if n) == SavingsLine.objects.total()
    rows = values_of(sheet_of([book]))
    months = next(row for row in rows if "Januari" in row)
    assert (months[6], months[39], len(months)) == ("Januari", "Desember", 42)
    assert next(row for row in rows if row[0] == "JUMLAH TOTAL")[12] == 52_000


def test_the_loan_book_of_all_years_has_a_sheet_for_each_and_drops_what_is_paid_off(ledger, by):
    loan = Loan.objects.get(member__name="Ani")
    pay(ledger, loan.member, date(2024, 9, 1), by, loan, 100_000)
    lost = Loan.objects.get(member__name=EVIL)
    actions.close_month(ledger=ledger, year=2024, month=3, by=by)
    actions.cancel(receipt=lost.receipt, reason="tidak jadi", by=by)
    books = printing.loan_book(ledger, START, date(2025, 12, 31))
    assert [book.name for book in books] == ["Pinjaman 2023", "Pinjaman 2024", "Pinjaman 2025"]
    assert [[row[2] for row in book.rows] for book in books] == [["Ani"], ["Ani", EVIL, "Wati"], [EVIL]]
    assert books[1].rows[1][3:5] == ["=1+1 (dibatalkan)", None]
    assert len(openpyxl.load_workbook(io.BytesIO(to_xlsx(books))).sheetnames) == 3


def test_what_came_from_a_cut_off_sheet_was_not_paid_in_a_month(ledger, by):
    sri, ani = (ledger.group.members.get(name=name) for name in ("Sri", "Ani"))
    loan = Loan(member=ani, amount=500_000, months=5, purpose="Lama", approved_by=sri)
    actions.lend(ledger=ledger, loan=loan, on=START, by=by, already_paid=300_000)
    actions.receive(ledger=ledger, member=sri, on=START, savings={"pokok": 50_000}, is_opening=True, by=by)
    (book,) = printing.loan_book(ledger, START, date(2023, 12, 31))
    assert book.rows[0][3:5] == ["Lama (sisa dari sebelumnya 200.000)", 500_000]
    assert book.totals[0][6:] == [*[""] * 33, 52_000, "", ""]
    (savings,) = printing.savings_book(ledger, START, date(2023, 12, 31))
    assert savings.totals[1][-1] == 50_000


def test_savings_and_dues_add_up(ledger):
    (savings,) = printing.savings_book(ledger, *YEAR)
    assert [row[2:] for row in savings.rows] == [
        ["Ani", "Mawar", 30_000],
        ["Wati", "Mawar", 10_000],
        ["Ani", "Mawar", -4_000],
    ]
    total = SavingsLine.objects.total()
    assert [row[-1] for row in savings.totals] == [total, total]
    (dues,) = printing.dues_book(ledger, *YEAR)
    assert (dues.rows[0][2:], dues.totals[0][-1]) == (["Wati", "Mawar", 2_000], DuesLine.objects.total())
    (later,) = printing.savings_book(ledger, date(2025, 1, 1), date(2025, 1, 31))
    assert (later.rows, [row[-1] for row in later.totals]) == ([], [0, total])


def test_the_members_book_has_everybody_of_the_period_and_no_nik(ledger, by):
    number = f.nik()
    gone = f.member(ledger.group, name="Budi", sex="L", nik=number, birth_place="Batang", rt="01", rw="02",
                    birth_on=date(1980, 3, 17), address="Jl. Veteran 5", phone="+6281234567890",
                    education="sma", job="Nelayan", own_business="Ikan asin")  # fmt: skip
    member_actions.end_membership(member=gone, on=date(2024, 5, 1), reason="Pindah", by=by)
    (book,) = printing.members_book(ledger.group, *YEAR)
    row = next(row for row in book.rows if row[1] == "Budi")
    assert row[2:] == [
        "L", "Batang, 17/03/1980", "Jl. Veteran 5 RT 01/RW 02", "SMA/SMK/MA", "Nelayan", "Ikan asin",
        date(2015, 5, 1), date(2024, 5, 1), "0812-3456-7890", "Pindah",
    ]  # fmt: skip
    assert {row[1]: row[-1] for row in book.rows}["Sri"] == "Ketua"
    assert number not in str(book)
    names = [[row[1] for row in printing.members_book(ledger.group, *days)[0].rows]
             for days in (MARCH, (date(2024, 5, 1), date(2024, 5, 31)))]  # fmt: skip
    assert ["Budi" in found for found in names] == [True, False]


@needs_pdftotext
def test_a_loan_card_says_what_is_left_after_each_instalment(ledger, by):
    loan = Loan.objects.get(member__name="Ani")
    pay(ledger, loan.member, date(2024, 4, 1), by, loan, 25_000)
    (card,) = printing.loan_card(loan)
    assert [[row[0], *row[2:]] for row in card.rows] == [
        [1, 50_000, 2_000, 150_000],
        [2, 50_000, 2_000, 100_000],
        [3, 25_000, 0, 75_000],
    ]
    loan.refresh_from_db()
    assert card.totals == [["Jumlah", None, 125_000, 4_000, loan.remaining]]
    text = text_of(to_pdf([card]))
    for words in ("Peminjam : Ani", "Rp 200.000", "4 bulan", "1 persen sebulan", "Tepung", "Sisa (Rp)"):
        assert words in text
    assert "125.000" not in text_of(to_pdf(printing.loan_card(loan, empty=True)))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (MARCH, "Maret 2024"),
        (YEAR, "Tahun 2024"),
        ((date(2024, 2, 1), date(2024, 2, 29)), "Februari 2024"),
        ((date(2024, 1, 1), date(2024, 2, 29)), "1 Januari 2024 sampai 29 Februari 2024"),
        ((date(2024, 1, 2), date(2024, 1, 31)), "2 Januari 2024 sampai 31 Januari 2024"),
    ],
)
def test_periods_are_said_in_words(days, said):
    assert printing.show_period(*days) == said


def test_a_period_is_a_month_a_year_or_all(ledger):
    assert printing.period_of(START, 2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert printing.period_of(START, 2024, 12) == (date(2024, 12, 1), date(2024, 12, 31))
    assert printing.period_of(START, 2024) == YEAR
    assert printing.period_of(START)[0] == START


def test_a_year_of_books_takes_the_same_queries_however_many_lines(ledger, by, django_assert_max_num_queries):
    wati = ledger.group.members.get(name="Wati")
    for day in range(1, 20):
        pay(ledger, wati, date(2024, 6, day), by, savings={"wajib": 1_000}, dues=500)
    for kind in printing.BOOKS.values():
        fresh = Ledger.objects.get(pk=ledger.pk)
        with django_assert_max_num_queries(10):
            kind.make(fresh.group if kind.of_group else fresh, *YEAR)


# -- kwitansi


@needs_pdftotext
def test_a_kwitansi_of_money_received(ledger):
    receipt = ledger.receipts.get(on=date(2024, 3, 5))
    text = text_of(printing.receipt_pdf(receipt))
    for words in (
        "KWITANSI", f"No. {receipt.number}", "Sudah terima dari : Ani", "Delapan puluh dua ribu rupiah",
        "Untuk pembayaran", "Simpanan pokok Ani 20.000", "Jasa pinjaman Ani 2.000", "Rp 82.000",
        "Pekalongan, 5 Maret 2024", "Bendahara", "Wati", "Mengetahui", "Sri", "Kelurahan Krapyak",
    ):  # fmt: skip
        assert words in text
    assert "DIBATALKAN" not in text


@needs_pdftotext
def test_a_kwitansi_of_money_paid_out_turns_the_words_round(ledger):
    text = text_of(printing.receipt_pdf(ledger.receipts.get(paper_no="K-7")))
    assert "Dibayarkan kepada : Ani" in text
    assert "terima dari" not in text
    assert "Empat ribu rupiah" in text
    assert "Yang menerima" in text
    assert "No. kuitansi K-7" in text


@needs_pdftotext
def test_a_kwitansi_that_was_taken_back_says_so(ledger, by):
    void = ledger.receipts.get(voided_at__isnull=False)
    assert "DIBATALKAN: tercatat dua kali" in text_of(printing.receipt_pdf(void))
    sold = ledger.receipts.get(on=date(2024, 3, 20))
    actions.close_month(ledger=ledger, year=2024, month=3, by=by)
    new = actions.cancel(receipt=sold, reason="salah catat", by=by)
    text = text_of(printing.receipt_pdf(ledger.receipts.get(pk=sold.pk)))
    assert f"DIBATALKAN: salah catat (bukti {new.number})" in text


@needs_pdftotext
def test_a_kwitansi_without_officers_and_with_odd_names_stays_one_page(by):
    group = f.group(name="Melati " * 12)
    ledger = Ledger(group=group, starts_on=START)
    actions.begin(ledger=ledger, by=by)
    receipt = actions.record_cash(
        ledger=ledger, direction="masuk", on=date(2024, 3, 1), amount=999_999_999_999, by=by,
        category=CashCategory.objects.get(code="penjualan"), description=EVIL + "x" * 130, party="y" * 120,
    )  # fmt: skip
    pdf = printing.receipt_pdf(receipt)
    info = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "Pages: 1" in " ".join(info.split())
    text = text_of(pdf)
    assert "#image(" in text
    assert "......" in text


def test_no_kwitansi_for_a_balance_of_the_cut_off_sheet(ledger, by):
    sri = ledger.group.members.get(name="Sri")
    opening = actions.receive(
        ledger=ledger, member=sri, on=START, savings={"pokok": 5}, is_opening=True, by=by
    )
    with pytest.raises(ValidationError, match="tidak ada kwitansinya"):
        printing.receipt_pdf(opening)
