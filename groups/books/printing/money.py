"""The books of money: cash, loans, savings, dues, and the card of a loan.

Every function gets rows that its caller found through the access scope.
"""

from collections import Counter
from datetime import date
from itertools import zip_longest

from django.db.models import Sum
from django.utils import timezone

from groups.books import queries
from groups.books.layout import Column, PrintedBook
from groups.books.models import DuesLine, Instalment, Loan, SavingsLine
from groups.books.printing.around import book_of, place_facts, signatures_of
from groups.books.printing.receipt import why_cancelled
from groups.values import MONTHS, show_date, show_number, show_rupiah


def cash_book(ledger, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Kas Umum on two sides: what came in on the left, what went out on the right.

    The balance before the period is the first row of the left; "Jumlah" counts it.
    """
    columns = [
        Column("Tanggal", 19, "center", "PENERIMAAN"),
        Column("Uraian", 42, over="PENERIMAAN"),
        Column("Jumlah (Rp)", 23, "right", "PENERIMAAN"),
        Column("Tanggal", 19, "center", "PENGELUARAN"),
        Column("No. Kwt", 18, "center", "PENGELUARAN"),
        Column("Uraian", 41, over="PENGELUARAN"),
        Column("Jumlah (Rp)", 23, "right", "PENGELUARAN"),
    ]
    rows, sums = [["", "Saldo Awal", "", "", "", "", ""]], ("", "", "")
    if not empty:
        page = queries.cash_page(ledger, first, last)
        received = [[max(first, ledger.starts_on), "Saldo Awal", page.opening]]
        spent = []
        for line, _ in page.rows:
            if line.direction == "masuk":
                received.append([line.receipt.on, line.description, line.amount])
            else:
                number = line.receipt.paper_no or line.receipt.number
                spent.append([line.receipt.on, number, line.description, line.amount])
        rows = [(one or [None] * 3) + (other or [None] * 4) for one, other in zip_longest(received, spent)]
        sums = page.opening + page.received, page.spent, page.closing
    totals = [
        ["Jumlah", None, sums[0], "Jumlah", None, None, sums[1]],
        ["Saldo Akhir", *[None] * 5, sums[2]],
    ]
    return [
        book_of(ledger.group, first, last, empty=21 if empty else 0, columns=columns, rows=rows,
                totals=totals, name="Kas", title="Buku Kas Umum UP2K PKK")
    ]  # fmt: skip


def _member_book(ledger, first, last, empty, lines, what: str) -> list[PrintedBook]:
    """What members paid, a row for each receipt; savings also with what they come to in the end."""
    columns = [
        Column("No", 10, "center"),
        Column("Tanggal", 22, "center"),
        Column("Nama Anggota", 60),
        Column("Kelompok", 45),
        Column(f"Jumlah {what} (Rp)", 32, "right"),
    ]
    rows, notes, total, balance = [], [], "", ""
    if not empty:
        found = lines.filter(receipt__on__range=(first, last)).order_by("receipt__on", "receipt_id")
        found = found.values_list("receipt__on", "receipt_id", "member_id", "member__name")
        for number, (on, _, _, name, amount) in enumerate(found.annotate(total=Sum("amount")), start=1):
            rows.append([number, on, name, ledger.group.name, amount])
        total = sum(row[-1] for row in rows)
        balance = lines.filter(receipt__on__lte=last).total()
        if any(row[-1] < 0 for row in rows):
            notes.append("Tanda kurang: uang yang diambil atau dibatalkan.")
    totals = [["TOTAL", None, None, None, total]]
    if what == "Simpanan":
        day = "" if empty else f" sampai {show_date(last)}"
        totals.append([f"Saldo simpanan{day}", None, None, None, balance])
    return [
        book_of(ledger.group, first, last, empty=22 if empty else 0, columns=columns, rows=rows,
                totals=totals, notes=notes, name=what, title=f"Buku {what}", size=10)
    ]  # fmt: skip


def savings_book(ledger, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Simpanan: all kinds of a receipt in one sum; what was taken out is negative."""
    lines = SavingsLine.objects.filter(receipt__ledger=ledger).counted()
    return _member_book(ledger, first, last, empty, lines, "Simpanan")


def dues_book(ledger, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Iuran."""
    lines = DuesLine.objects.filter(receipt__ledger=ledger).counted()
    return _member_book(ledger, first, last, empty, lines, "Iuran")


LOAN_COLUMNS = [
    Column("No", 8, "center"),
    Column("Tanggal", 17, "center"),
    Column("Nama", 30),
    Column("Untuk Keperluan Usaha", 28),
    Column("Jumlah Pinjaman", 18, "right"),
    Column("Tanda Tangan", 16),
    *(
        Column(title, 10.6, "right", month)
        for month in MONTHS[1:]
        for title in ("Angsuran", "Iuran", "Simpanan")
    ),
]
# January to June beside the loan; July to December beside the name, as on facing pages.
HALVES = [[*range(24)], [0, 2, *range(24, 42)]]


def loan_book(ledger, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Buku Daftar Pinjaman, Angsuran, Iuran dan Simpanan, one for each year of the period.

    42 columns on one A4 would leave 4 mm for a month's rupiah, which nobody reads. On paper it is F4
    landscape, the paper of such books, in two halves: January to June beside the loan, July to December
    beside the name. The spreadsheet has all columns side by side.

    A row for each loan, those of earlier years with what was left of them, then one for each member who
    paid dues or savings without a loan. "Angsuran" is principal with jasa; dues and savings of a member
    with two loans stand in the first. Balances of the cut-off sheet were not paid in a month: not here.
    """
    if empty:
        return [_loan_year(ledger, first, last, [], [""] * 37, empty=12)]
    data = _LoanData(ledger, last)
    years = range(max(first, ledger.starts_on).year, last.year + 1) or [last.year]
    books = []
    for year in years:
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        rows = data.rows(start, end)
        sums = [sum(row[place] or 0 for row in rows) or None for place in (4, *range(6, 42))]
        # A blank sum is no place for the words before it.
        books.append(_loan_year(ledger, start, end, rows, ["" if n is None else n for n in sums]))
    return books


def _loan_year(ledger, first, last, rows, sums, empty=0):
    return book_of(
        ledger.group, first, last, empty=empty, columns=LOAN_COLUMNS, rows=rows,
        totals=[["JUMLAH TOTAL", None, None, None, sums[0], "", *sums[1:]]],
        name="Pinjaman" if empty else f"Pinjaman {last.year}",
        title="Buku Daftar Pinjaman, Angsuran, Iuran dan Simpanan",
        notes=["Angsuran: pokok dan jasa bersama-sama."],
        paper="f4", landscape=True, size=7.5, parts=HALVES, to_pkk=True,
    )  # fmt: skip


class _LoanData:
    """Loans, instalments, dues and savings of a group up to a day: four queries, however many years."""

    def __init__(self, ledger, last):
        until = {"receipt__ledger": ledger, "receipt__on__lte": last}
        loans = Loan.objects.filter(**until, receipt__voided_at__isnull=True)
        loans = loans.select_related("receipt__reversed_by", "member", "group")
        self.loans = list(loans.order_by("receipt__on", "pk"))
        instalments = Instalment.objects.filter(**until).counted()
        self.instalments = list(
            instalments.values_list("loan", "receipt__on", "receipt__is_opening", "principal", "jasa")
        )
        paid = {**until, "receipt__is_opening": False}
        fields = ("member", "member__name", "receipt__on", "amount")
        self.by_column = {
            1: list(DuesLine.objects.filter(**paid).counted().values_list(*fields)),
            2: list(SavingsLine.objects.filter(**paid).counted().values_list(*fields)),
        }

    def rows(self, first, last) -> list[list]:
        """The rows of a year; numbers are whole rupiah, nothing where nothing was paid."""
        before, loan_paid, member_paid, names = Counter(), Counter(), Counter(), {}
        for loan, on, is_opening, principal, jasa in self.instalments:
            if on < first or is_opening:
                before[loan] += principal
            elif on <= last:
                loan_paid[loan, on.month] += principal + jasa
        for column, lines in self.by_column.items():
            for member, name, on, amount in lines:
                if first <= on <= last:
                    member_paid[member, on.month, column] += amount
                    names[member] = name
        rows, has_row = [], set()
        for loan in self.loans:
            if loan.receipt.on > last:
                continue
            cells = self._months(loan_paid, member_paid, loan.pk, None)
            head = self._loan_head(loan, first, before[loan.pk], any(cells))
            if head:
                if loan.member_id and loan.member_id not in has_row:
                    has_row.add(loan.member_id)
                    cells = self._months(loan_paid, member_paid, loan.pk, loan.member_id)
                rows.append([len(rows) + 1, *head, *cells])
        for member in sorted(names.keys() - has_row, key=lambda pk: (names[pk], pk)):
            cells = self._months(loan_paid, member_paid, None, member)
            rows.append([len(rows) + 1, None, names[member], None, None, None, *cells])
        return rows

    @staticmethod
    def _months(loan_paid, member_paid, loan, member) -> list:
        cells = []
        for month in range(1, 13):
            cells += [loan_paid[loan, month] or None]
            cells += [member_paid[member, month, column] or None for column in (1, 2)]
        return cells

    @staticmethod
    def _loan_head(loan, first, paid_before, was_paid) -> list | None:
        """Day, name, purpose, amount and a place to sign; None for a loan that was over before."""
        receipt = loan.receipt
        reversal = getattr(receipt, "reversed_by", None)
        if reversal:
            if reversal.on < first and not was_paid:
                return None
            return [receipt.on, loan.borrower, f"{loan.purpose} (dibatalkan)", None, None]
        purpose = loan.purpose
        if receipt.on < first or receipt.is_opening:
            rest = loan.amount - paid_before
            if not rest and not was_paid:
                return None
            purpose = f"{purpose} (sisa dari sebelumnya {show_number(rest)})"
        return [receipt.on, loan.borrower, purpose, loan.amount, None]


def loan_card(loan, empty: bool = False) -> list[PrintedBook]:
    """Kartu pinjaman: what was lent and on what terms, and each instalment with what is left after it."""
    columns = [
        Column("Ke", 14, "center"),
        Column("Tanggal", 32, "center"),
        *(Column(title, 36, "right") for title in ("Pokok (Rp)", "Jasa (Rp)", "Sisa (Rp)")),
    ]
    group, receipt = loan.receipt.ledger.group, loan.receipt
    jasa = "tanpa jasa"
    if loan.jasa_percent:
        jasa = f"{loan.jasa_percent.normalize():f} persen sebulan".replace(".", ",")
    elif loan.jasa_rupiah:
        jasa = f"{show_rupiah(loan.jasa_rupiah)} sebulan"
    facts = [
        *place_facts(group),
        ("Peminjam", loan.borrower),
        ("Untuk keperluan", loan.purpose),
        ("Tanggal pinjam", show_date(receipt.on)),
        ("Jumlah pinjaman", show_rupiah(loan.amount)),
        ("Lama angsuran", f"{loan.months} bulan"),
        ("Jasa", jasa),
    ]
    why = why_cancelled(receipt)
    if why:
        facts.append(("DIBATALKAN", why))
    rows, totals = [], [["Jumlah", None, "", "", ""]]
    if empty:
        rows = [[""] * 5 for _ in range(20)]
    else:
        rest, number = loan.amount, 0
        for line in loan.instalments.counted().select_related("receipt"):
            rest -= line.principal
            number += not line.receipt.is_opening and line.principal + line.jasa > 0
            ke = number if line.principal + line.jasa > 0 else "batal"
            ke = "awal" if line.receipt.is_opening else ke
            rows.append([ke, line.receipt.on, line.principal, line.jasa, rest])
        totals = [["Jumlah", None, *(sum(row[n] for row in rows) for n in (2, 3)), 0 if why else rest]]
    return [
        PrintedBook(
            name="Kartu pinjaman", title="Kartu Pinjaman", facts=facts, columns=columns, rows=rows,
            totals=totals, signatures=signatures_of(group, None if empty else timezone.localdate()),
            size=10, is_empty=empty,
        )
    ]  # fmt: skip
