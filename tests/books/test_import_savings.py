"""Savings and loans from a spreadsheet: the rules of entry hold, nothing is written twice."""

from datetime import date

import pytest

from groups.actions import imports
from groups.books import actions, printing, queries
from groups.books.agreement import disagreements
from groups.books.layout import to_xlsx
from groups.books.models import CashLine, Loan
from groups.importing.kinds import KINDS
from groups.importing.template import template_of
from tests import factories as f
from tests.books.test_money import a_ledger, lend, people

pytestmark = pytest.mark.django_db

CUT_OFF = """Kelompok: Melati
Nama,Simpanan Pokok,Simpanan Wajib,Jumlah Pinjaman,Sudah Dibayar,Sisa Pinjaman,Lama,Jasa,Keperluan
Ani,50.000,"Rp 240.000,-",500.000,200.000,300.000,10,"1,5 %",Beli tepung
Budi,50.000,-,,,,,,
Jumlah,100.000,240.000,500.000,,,,,
"""


@pytest.fixture
def by(db):
    return f.admin()


@pytest.fixture
def ledger(by):
    return a_ledger(f.group(name="Melati"), by=by)


def upload(by, content, name="simpanan.csv", **fields):
    return f.import_batch(by, content, name, kind="savings_loans", **fields)


def found(batch):
    return [(row[1], [code for code, _, _ in row[4]]) for row in batch.report["rows"]]


def test_a_cut_off_sheet_becomes_opening_balances_without_cash_and_only_once(ledger, by):
    batch = upload(by, CUT_OFF)
    assert found(batch) == [("new", []), ("new", [])]
    assert ledger.receipts.count() == 0  # the check wrote nothing
    imports.commit(batch=batch, by=by)
    loan = Loan.objects.get()
    assert (loan.amount, loan.remaining, loan.months, str(loan.jasa_percent)) == (
        500_000,
        300_000,
        10,
        "1.50",
    )
    assert (queries.overview(ledger).savings, queries.cash_on(ledger)) == (340_000, 1_000_000)
    assert (CashLine.objects.count(), disagreements(ledger)) == (0, [])
    assert found(upload(by, CUT_OFF)) == [("same", []), ("same", [])]
    assert found(upload(by, "Kelompok,Nama,Simpanan Wajib\nMelati,Ani,1000\n")) == [
        ("wrong", ["opening_differs"])
    ]
    assert imports.undo(batch=batch, by=by) == []
    assert (ledger.receipts.count(), Loan.objects.count()) == (0, 0)


def test_dated_payments_are_receipts_and_a_loan_shrinks_and_grows_back_with_the_undo(ledger, by):
    loan = lend(ledger, by)
    name = loan.member.name
    text = f"Nama,Tanggal,Simpanan Wajib,Iuran,Angsuran,Jasa\n{name},1 Maret 2024,10.000,500,100.000,3.000\n"
    batch = upload(by, text, group=ledger.group_id)
    imports.commit(batch=batch, by=by)
    loan.refresh_from_db()
    assert (loan.remaining, queries.cash_on(ledger)) == (200_000, 1_000_000 - 300_000 + 113_500)
    assert disagreements(ledger) == []
    assert found(upload(by, text, group=ledger.group_id)) == [("same", [])]
    assert imports.undo(batch=batch, by=by) == []
    loan.refresh_from_db()
    assert (loan.remaining, queries.cash_on(ledger), disagreements(ledger)) == (300_000, 700_000, [])


def test_the_rules_of_entry_hold_and_what_is_unclear_is_refused(ledger, by):
    lend(ledger, by, amount=100_000)
    actions.close_month(ledger=ledger, year=2024, month=2, by=by)
    rows = {
        "Ani,1/3/2024,,,,100001,,": "rule_broken",  # more than remains
        "Ani,1/2/2024,1000,,,,,": "rule_broken",  # closed
        "Ani,1/12/2023,1000,,,,,": "rule_broken",  # before the book
        "Budi,1/3/2024,,,,5000,,": "rule_broken",  # has no loan
        "Ani,,,,500,,,": "date_missing",
        "Ani,1/3/2024,,7000,,,,": "kind_missing",
        "Ani,1/3/2024,,,,,90000,": "loan_new",
        "Ani,,,,,,90000,95000": "loan_disagrees",
        "Anni,1/3/2024,1000,,,,,": "member_unknown",
    }
    head = "Nama,Tanggal,Simpanan Wajib,Jumlah Simpanan,Iuran,Angsuran,Jumlah Pinjaman,Sudah Dibayar\n"
    batch = upload(by, head + "\n".join(rows), group=ledger.group_id)
    assert found(batch) == [("wrong", [code]) for code in rows.values()]
    unknown = next(row for row in batch.report["problems"] if row["code"] == "member_unknown")
    assert unknown["suggestions"] == ["Ani"]


def test_our_savings_book_comes_back_and_the_book_by_month_is_refused(ledger, by):
    member = people(ledger)[2]
    actions.receive(ledger=ledger, member=member, on=date(2024, 3, 1), dues=500, by=by,
                    savings={"pokok": 50_000, "wajib": 10_000})  # fmt: skip
    period = date(2024, 1, 1), date(2024, 12, 31)
    for book in (printing.savings_book, printing.dues_book):
        assert found(upload(by, to_xlsx(book(ledger, *period)), "buku.xlsx")) == [("same", [])]
    monthly = upload(by, to_xlsx(printing.loan_book(ledger, *period)), "buku.xlsx")
    assert (monthly.state, monthly.notice[:28]) == ("ditutup", "Buku pinjaman per bulan tida")


def test_an_undo_leaves_a_deposit_that_was_drawn_and_a_loan_that_was_paid(ledger, by):
    batch = upload(by, CUT_OFF)
    imports.commit(batch=batch, by=by)
    loan, budi = Loan.objects.get(), people(ledger)[3]
    actions.receive(
        ledger=ledger, member=loan.member, on=date(2024, 2, 1), instalments=[(loan, 1000, 0)], by=by
    )
    actions.withdraw(ledger=ledger, member=budi, on=date(2024, 2, 1), kind="pokok", amount=1000, by=by)
    said = imports.undo(batch=batch, by=by)
    assert any("simpanan Budi sudah diambil" in text for text in said)
    assert any("Pinjaman Ani" in text for text in said)
    loan.refresh_from_db()
    assert (loan.remaining, disagreements(ledger)) == (299_000, [])


def test_savings_are_taken_out_never_more_than_there_are_and_our_book_comes_back(ledger, by):
    head = "Nama,Tanggal,Simpanan Wajib,Simpanan Diambil,Jenis Simpanan\n"
    text = head + "Budi,1/3/2024,50.000,,\nBudi,5/3/2024,-20.000,,\nBudi,6/3/2024,,30.000,Simpanan Wajib\n"
    batch = upload(by, text, group=ledger.group_id)
    imports.commit(batch=batch, by=by)
    assert (queries.overview(ledger).savings, queries.cash_on(ledger)) == (0, 1_000_000)
    assert (ledger.receipts.count(), disagreements(ledger)) == (3, [])
    assert found(upload(by, text, group=ledger.group_id)) == [("same", [])] * 3
    book = to_xlsx(printing.savings_book(ledger, date(2024, 1, 1), date(2024, 12, 31)))
    assert found(upload(by, book, "buku.xlsx")) == [("same", [])] * 3
    rows = {
        "Budi,4/3/2024,-50.001,,": "rule_broken",  # more than there was
        "Budi,,-10.000,,": "date_missing",
        "Budi,7/3/2024,10.000,500,Simpanan Wajib": "two_amounts",
        "Budi,7/3/2024,,500,": "kind_missing",
    }
    batch = upload(by, head + "\n".join(rows), group=ledger.group_id)
    assert found(batch) == [("wrong", [code]) for code in rows.values()]
    assert "Simpanan Budi tidak cukup" in batch.report["problems"][0]["message"]


def test_an_old_loan_is_approved_by_another_officer_and_never_by_its_borrower(ledger, by):
    ketua = ledger.group.officer_terms.get(office="ketua", ended_on=None).member
    rows = f"Nama,Jumlah Pinjaman,Sisa Pinjaman,Lama,Keperluan\n{ketua.name},500.000,300.000,10,Tepung\n"
    batch = upload(by, rows, group=ledger.group_id)
    imports.commit(batch=batch, by=by)
    loan = Loan.objects.get()
    assert loan.member == ketua != loan.approved_by
    imports.undo(batch=batch, by=by)
    ledger.group.officer_terms.exclude(member=ketua).update(ended_on=date(2024, 1, 1))
    said = upload(by, rows, group=ledger.group_id).report["problems"][0]["message"]
    assert said.startswith(f"{ketua.name} satu-satunya pengurus yang tercatat")


def test_only_who_may_write_the_group_imports_and_the_sheet_has_its_members(ledger, by):
    elsewhere = f.kader(f.DEGAYU)
    assert found(upload(elsewhere, CUT_OFF))[0] == ("wrong", ["member_unknown"])
    kader = f.kader()
    kind = KINDS["savings_loans"]
    batch = upload(kader, template_of(kind, kader, kader.home_region), "isian.xlsx")
    assert found(batch) == [("same", [])] * 5
