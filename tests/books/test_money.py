"""The books of a group agree after any order of operations, corrections and failures."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from groups.actions import members as member_actions
from groups.books import actions, queries
from groups.books.loans import add_months, arrears, next_due, schedule
from groups.books.models import CashCategory, CashLine, ClosedMonth, Instalment, Ledger, Loan, SavingsLine
from tests import factories as f

START = date(2024, 1, 1)


def a_ledger(group=None, by=None, **fields):
    """The books of a group with a ketua, a bendahara and three further members."""
    group = group or f.group()
    by = by or f.admin()
    ledger = f.books(group, by=by, **{"opening_cash": 1_000_000} | fields)
    for office in ("ketua", "bendahara"):
        member = f.member(group, name=f"Ibu {office}")
        member_actions.appoint(group=group, member=member, office=office, on=group.founded_on, by=by)
    for name in ("Ani", "Budi", "Cici"):
        f.member(group, name=name)
    return ledger


def people(ledger):
    return list(ledger.group.members.order_by("pk"))


def lend(ledger, by, member=None, amount=300_000, months=3, on=None, **fields):
    officers = people(ledger)[:2]
    member = member or people(ledger)[2]
    approver = next(officer for officer in officers if officer != member)
    already = fields.pop("already_paid", None)
    loan = Loan(member=member, amount=amount, months=months, purpose="Bahan", approved_by=approver, **fields)
    return actions.lend(ledger=ledger, loan=loan, on=on or date(2024, 2, 1), by=by, already_paid=already)


def category(code="penjualan"):
    return CashCategory.objects.get(code=code)


def sell(ledger, by, amount=50_000, on=None, direction="masuk"):
    return actions.record_cash(
        ledger=ledger, direction=direction, on=on or date(2024, 2, 3), amount=amount, category=category(),
        description="Keripik", by=by,
    )  # fmt: skip


# -- any order of operations


class Books(RuleBasedStateMachine):
    """Random operations by random dates; a refusal is an answer, and leaves nothing behind."""

    @initialize()
    def begin(self):
        self.by = f.admin()
        self.ledger = a_ledger(f.group(kind="poksus"), by=self.by)
        self.pelaksana = f.group(kind="poklak")
        self.members = people(self.ledger)
        self.expected = self.ledger.opening_cash

    def attempt(self, work, change):
        before = CashLine.objects.count(), SavingsLine.objects.count(), Instalment.objects.count()
        try:
            result = work()
        except ValidationError:
            after = CashLine.objects.count(), SavingsLine.objects.count(), Instalment.objects.count()
            assert after == before
            return None
        self.expected += change(result) if callable(change) else change
        return result

    days = st.integers(-3, 600).map(lambda n: START + timedelta(days=n))
    amounts = st.one_of(st.integers(-5, 400_000), st.sampled_from([0, 10**12, 10**13]))
    who = st.integers(0, 4)

    @rule(day=days, amount=amounts, direction=st.sampled_from(["masuk", "keluar"]))
    def cash(self, day, amount, direction):
        sign = 1 if direction == "masuk" else -1
        self.attempt(lambda: sell(self.ledger, self.by, amount, day, direction), sign * amount)

    @rule(
        day=days, who=who, wajib=amounts, dues=st.integers(0, 10_000), pay=amounts, jasa=st.integers(0, 5000)
    )
    def receive(self, day, who, wajib, dues, pay, jasa):
        member = self.members[who]
        loans = list(queries.open_loans(self.ledger).filter(member=member)[:1])
        parts = [(loan, pay, jasa) for loan in loans]
        total = wajib + dues + sum(p + j for _, p, j in parts)
        self.attempt(
            lambda: actions.receive(
                ledger=self.ledger, member=member, on=day, savings={"wajib": wajib}, dues=dues,
                instalments=parts, by=self.by,
            ),
            total,
        )  # fmt: skip

    @rule(day=days, who=who, amount=amounts)
    def withdraw(self, day, who, amount):
        self.attempt(
            lambda: actions.withdraw(
                ledger=self.ledger, member=self.members[who], on=day, kind="wajib", amount=amount, by=self.by
            ),
            -amount,
        )

    @rule(day=days, who=who, amount=amounts, months=st.integers(1, 14))
    def lend(self, day, who, amount, months):
        self.attempt(lambda: lend(self.ledger, self.by, self.members[who], amount, months, day), -amount)

    @rule(day=days, amount=amounts)
    def lend_to_a_group(self, day, amount):
        loan = Loan(
            group=self.pelaksana, amount=amount, months=5, purpose="Modal", approved_by=self.members[0]
        )
        self.attempt(lambda: actions.lend(ledger=self.ledger, loan=loan, on=day, by=self.by), -amount)

    @rule(day=days, amount=amounts, jasa=st.integers(0, 5000))
    def a_group_pays(self, day, amount, jasa):
        loan = queries.open_loans(self.ledger).filter(group=self.pelaksana).first()
        if loan:
            self.attempt(
                lambda: actions.receive_from_group(
                    loan=loan, on=day, principal=amount, jasa=jasa, by=self.by
                ),
                amount + jasa,
            )

    @rule(pick=st.integers(0, 50))
    def cancel(self, pick):
        receipts = list(self.ledger.receipts.order_by("pk"))
        if receipts:
            receipt = receipts[pick % len(receipts)]
            total = sum(line.signed for line in receipt.cash_lines.all())
            self.attempt(lambda: actions.cancel(receipt=receipt, reason="keliru", by=self.by), -total)

    @rule(month=st.integers(1, 12))
    def close(self, month):
        self.attempt(lambda: actions.close_month(ledger=self.ledger, year=2024, month=month, by=self.by), 0)

    @invariant()
    def the_books_agree(self):
        if not hasattr(self, "ledger"):
            return
        assert queries.disagreements(self.ledger) == []
        assert queries.cash_on(self.ledger) == self.expected
        page = queries.cash_page(self.ledger, START, timezone.localdate())
        assert (page.opening, page.closing) == (self.ledger.opening_cash, self.expected)
        assert page.rows == [] or page.rows[-1][1] == self.expected
        for loan in Loan.objects.all():
            assert 0 <= loan.remaining <= loan.amount
        by_member = queries.savings_by_member(self.ledger)
        assert (
            sum(sum(kinds.values()) for _, _, kinds, _ in by_member)
            == SavingsLine.objects.of(self.ledger).total()
        )


class TestBooksAgree(TestCase, Books.TestCase):
    settings = settings(
        max_examples=10, stateful_step_count=20, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip


# -- many at once


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_lose_nothing(reference_lists):
    by = f.admin()
    ledger = a_ledger(by=by)
    members = people(ledger)
    loan = lend(ledger, by, members[2], amount=250_000, months=5)
    results, barrier = [None] * 50, threading.Barrier(50)

    def work(index):
        barrier.wait()
        try:
            if index % 5 == 0:
                actions.receive(ledger=ledger, member=members[2], on=date(2024, 3, 1), by=by,
                                instalments=[(loan, 50_000, 1_000)])  # fmt: skip
            else:
                actions.receive(ledger=ledger, member=members[index % 5], on=date(2024, 3, 1), by=by,
                                savings={"wajib": 10_000}, dues=500)  # fmt: skip
            results[index] = "written"
        except ValidationError as error:
            results[index] = error.messages[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[index]) for index in range(50)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    # 10 instalments of 50,000 on 250,000: half of them find nothing left to pay.
    assert sum(result == "written" for result in results) == 45
    assert {result[:14] for result in results if result != "written"} == {"Sisa pinjaman "}
    assert queries.disagreements(ledger) == []
    assert queries.cash_on(ledger) == 1_000_000 - 250_000 + 40 * 10_500 + 5 * 51_000
    serials = sorted(ledger.receipts.values_list("serial", flat=True))
    assert serials == list(range(1, 47))


# -- rules, one by one

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return f.admin()


@pytest.fixture
def ledger(by):
    return a_ledger(by=by)


def refused(work, said):
    with pytest.raises(ValidationError) as error:
        work()
    assert said in " ".join(error.value.messages)


def test_a_schedule_of_equal_instalments_puts_the_rounding_into_the_last(ledger, by):
    loan = lend(ledger, by, amount=100_000, months=3, on=date(2024, 1, 31), jasa_percent="1.50")
    loan.refresh_from_db()
    items = schedule(loan)
    assert [(item.on, item.principal, item.jasa) for item in items] == [
        (date(2024, 2, 29), 33_333, 1_500),
        (date(2024, 3, 31), 33_333, 1_500),
        (date(2024, 4, 30), 33_334, 1_500),
    ]
    assert next_due(loan) == items[0]
    assert (arrears(loan, date(2024, 2, 28)), arrears(loan, date(2024, 3, 31))) == (0, 66_666)
    assert add_months(date(2024, 12, 15), 1) == date(2025, 1, 15)


def test_principal_never_exceeds_what_remains_and_paid_off_is_paid_off(ledger, by):
    loan = lend(ledger, by)
    payer = loan.member

    def pay(amount):
        actions.receive(
            ledger=ledger, member=payer, on=date(2024, 3, 1), instalments=[(loan, amount, 0)], by=by
        )

    refused(lambda: pay(300_001), "Sisa pinjaman")
    pay(300_000)
    loan.refresh_from_db()
    assert (loan.remaining, next_due(loan), list(queries.open_loans(ledger))) == (0, None, [])
    refused(lambda: pay(1), "Sisa pinjaman")


def test_savings_are_never_drawn_below_nothing_on_any_day(ledger, by):
    member = people(ledger)[3]
    actions.receive(ledger=ledger, member=member, on=date(2024, 3, 1), savings={"sukarela": 20_000}, by=by)

    def draw(amount, on):
        actions.withdraw(ledger=ledger, member=member, on=on, kind="sukarela", amount=amount, by=by)

    refused(lambda: draw(20_001, date(2024, 4, 1)), "tidak cukup")
    refused(lambda: draw(5_000, date(2024, 2, 1)), "tidak cukup")  # before it was paid in
    draw(20_000, date(2024, 4, 1))
    deposit = ledger.receipts.get(savings_lines__amount=20_000)
    refused(lambda: actions.cancel(receipt=deposit, reason="keliru", by=by), "tidak cukup")


def test_a_loan_beyond_the_cash_needs_the_reason_of_the_ketua(ledger, by):
    refused(lambda: lend(ledger, by, amount=1_000_001), "Uang kas hanya Rp 1.000.000")
    loan = lend(ledger, by, amount=1_000_001, override_reason="Dana bantuan datang besok")
    assert (loan.remaining, queries.cash_on(ledger)) == (1_000_001, -1)


def test_nobody_approves_her_own_loan_and_only_an_officer_approves(ledger, by):
    ketua, bendahara, plain, *_ = people(ledger)
    for borrower, approver, said in ((ketua, ketua, "sendiri"), (plain, people(ledger)[3], "pengurus")):
        loan = Loan(member=borrower, amount=1000, months=1, purpose="Bahan", approved_by=approver)
        refused(lambda loan=loan: actions.lend(ledger=ledger, loan=loan, on=date(2024, 2, 1), by=by), said)
    assert lend(ledger, by, member=ketua).approved_by == bendahara


def test_a_kelompok_khusus_lends_to_a_kelompok_pelaksana_of_its_kelurahan(by):
    khusus, pelaksana = f.group(kind="poksus"), f.group(kind="poklak")
    ledger = a_ledger(khusus, by)
    elsewhere, other = f.group(f.DEGAYU), a_ledger(by=by)

    def make(book, group):
        loan = Loan(group=group, amount=90_000, months=3, purpose="Modal", approved_by=people(book)[0])
        return actions.lend(ledger=book, loan=loan, on=date(2024, 2, 1), by=by)

    refused(lambda: make(ledger, elsewhere), "kelurahan yang sama")
    refused(lambda: make(other, pelaksana), "Hanya kelompok khusus")
    loan = make(ledger, pelaksana)
    actions.receive_from_group(loan=loan, on=date(2024, 3, 1), principal=30_000, jasa=900, by=by)
    loan.refresh_from_db()
    assert (loan.remaining, queries.cash_on(ledger)) == (60_000, 1_000_000 - 90_000 + 30_900)
    assert queries.disagreements(ledger) == []


def test_an_old_group_starts_from_a_cut_off_sheet(ledger, by):
    member = people(ledger)[2]
    actions.receive(ledger=ledger, member=member, on=START, savings={"pokok": 50_000, "wajib": 240_000},
                    is_opening=True, by=by)  # fmt: skip
    loan = lend(ledger, by, member, amount=500_000, months=10, on=START, already_paid=300_000)
    assert (loan.remaining, queries.cash_on(ledger)) == (200_000, 1_000_000)
    assert queries.overview(ledger).savings == 290_000
    assert CashLine.objects.count() == 0
    assert queries.disagreements(ledger) == []
    actions.cancel(receipt=loan.receipt, reason="keliru", by=by)
    loan.refresh_from_db()
    assert (loan.remaining, queries.disagreements(ledger)) == (0, [])


def test_a_closed_month_takes_no_line_and_is_corrected_by_a_reversing_one(ledger, by):
    receipt = sell(ledger, by, 70_000)
    loan = lend(ledger, by)
    actions.close_month(ledger=ledger, year=2024, month=2, by=by)
    assert [(row.year, row.month) for row in ClosedMonth.objects.all()] == [(2024, 1), (2024, 2)]
    refused(lambda: sell(ledger, by), "Februari 2024 sudah ditutup")
    line = receipt.cash_lines.get()
    refused(
        lambda: actions.update_cash(
            receipt=receipt, direction="masuk", on=date(2024, 3, 1), amount=1, category=line.category,
            description="x", by=by,
        ),
        "sudah ditutup",
    )  # fmt: skip
    for wrong in (receipt, loan.receipt):
        new = actions.cancel(receipt=wrong, reason="salah catat", by=by)
        wrong.refresh_from_db()
        assert (wrong.voided_at, new.reverses, new.on) == (None, wrong, timezone.localdate())
        refused(lambda wrong=wrong: actions.cancel(receipt=wrong, reason="lagi", by=by), "sudah dibatalkan")
        refused(lambda new=new: actions.cancel(receipt=new, reason="lagi", by=by), "Bukti pembatalan")
    loan.refresh_from_db()
    assert (loan.remaining, queries.cash_on(ledger)) == (0, 1_000_000)
    assert queries.cash_on(ledger, date(2024, 2, 29)) == 1_000_000 + 70_000 - 300_000
    assert queries.disagreements(ledger) == []


def test_in_an_open_month_a_plain_line_is_corrected_and_a_mistake_counts_nowhere(ledger, by):
    receipt = sell(ledger, by, 500_000)
    actions.update_cash(receipt=receipt, direction="masuk", on=date(2025, 1, 2), amount=50_000,
                        category=category(), description="Keripik tempe", by=by)  # fmt: skip
    receipt.refresh_from_db()
    assert (receipt.number, queries.cash_on(ledger)) == ("2025-0001", 1_050_000)
    actions.cancel(receipt=receipt, reason="dobel", by=by)
    assert queries.cash_on(ledger) == 1_000_000
    assert queries.cash_page(ledger, START, timezone.localdate()).rows == []


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2023, 12, 31), "Buku ini dimulai 1 Januari 2024"),
        (date(2999, 1, 1), "belum terjadi"),
    ],
)
def test_a_day_outside_the_book_is_refused(ledger, by, on, said):
    refused(lambda: sell(ledger, by, on=on), said)
    refused(lambda: lend(ledger, by, on=on), said)


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1])
def test_absurd_amounts_are_refused(ledger, by, amount):
    refused(lambda: sell(ledger, by, amount), "satu triliun")


def test_the_books_begin_no_earlier_than_the_group(by):
    group = f.group(founded_on=date(2020, 5, 1))
    refused(
        lambda: actions.begin(ledger=Ledger(group=group, starts_on=date(2020, 4, 30)), by=by), "1 Mei 2020"
    )


def test_only_past_months_can_be_closed(ledger, by):
    today = timezone.localdate()
    refused(
        lambda: actions.close_month(ledger=ledger, year=today.year, month=today.month, by=by),
        "belum berakhir",
    )
    refused(lambda: actions.close_month(ledger=ledger, year=2023, month=12, by=by), "belum dimulai")


def test_check_books_says_where_the_books_do_not_agree(ledger, by, capsys):
    loan = lend(ledger, by)
    call_command("check_books")
    assert "1 books, 0 disagreements" in capsys.readouterr().out
    Loan.objects.filter(pk=loan.pk).update(remaining=1)
    CashLine.objects.filter(receipt=loan.receipt).update(amount=5)
    with pytest.raises(SystemExit):
        call_command("check_books")
    assert "1 books, 2 disagreements" in capsys.readouterr().out
