"""The demo groups' books: a year and more of meetings, savings, loans and trade, up to a few days ago.

Written as the actions would write it (``check_books`` proves it), only unsaved and in bulk. Days are
reckoned from today, so that the demo looks alive whenever it is made.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from groups.books.loans import add_months, next_due
from groups.books.models import (
    CashLine,
    ClosedMonth,
    DuesLine,
    Instalment,
    Ledger,
    Loan,
    Meeting,
    MeetingAttendance,
    Receipt,
    SavingsLine,
)
from groups.models.people import OFFICES
from reports.demo import names

SHARE = 0.75  # of the groups keep books
HOME = "33.75.03.1002"  # the demo kader's kelurahan
SAVING = {"pokok": "Simpanan pokok", "wajib": "Simpanan wajib", "sukarela": "Simpanan sukarela"}


@dataclass
class Books:
    """Instances in the order in which they can be saved."""

    rows: dict = field(default_factory=lambda: defaultdict(list))

    def add(self, row):
        self.rows[type(row)].append(row)
        return row

    def batches(self):
        for model in (
            *(Ledger, Meeting, MeetingAttendance, Receipt, CashLine, SavingsLine, DuesLine, Loan),
            *(Instalment, ClosedMonth),
        ):
            yield model, self.rows[model]


def make_books(dice, *, city, categories, by, today, almost_all=HOME) -> Books:
    """Books of most groups of ``city`` (its rows saved); ``categories`` by code.

    ``almost_all``: a kelurahan where all groups but one keep them.
    """
    members, officers = defaultdict(list), defaultdict(list)
    for spell in city.memberships:
        if spell.left_on is None:
            members[spell.group].append(spell)
    offices = [code for code, _ in OFFICES]
    for term in sorted(city.terms, key=lambda term: offices.index(term.office)):
        if term.ended_on is None:
            officers[term.group].append(term.member)
    here = [group for group in city.groups if group.region_id == almost_all]
    books = Books()
    for group in city.groups:
        if dice.random() < SHARE if group.region_id != almost_all else group is not here[-1]:
            writer = Writer(dice, books, group, members[group], officers[group], categories, by, today)
            writer.write([other for other in city.groups if other.region_id == group.region_id])
    return books


class Writer:
    """One group's treasurer: what she would have written, month by month, each in its order."""

    def __init__(self, dice, books, group, members, officers, categories, by, today):
        self.dice, self.books, self.group, self.by = dice, books, group, by
        self.members, self.officers, self.categories = members, officers, categories
        self.serials, self.savings, self.loans = defaultdict(int), defaultdict(int), []
        self.until = today - timedelta(days=dice.randint(1, 6))
        if dice.random() < 0.15:
            self.until -= timedelta(days=dice.randint(70, 200))  # she has stopped writing
        self.starts_on = max(add_months(today.replace(day=1), -dice.randint(12, 15)), group.founded_on)
        self.habit = dice.choice([0.35, 0.5, 0.5, 0.7])  # of those who come, who pays

    def write(self, neighbours):
        dice = self.dice
        self.cash = dice.randrange(6, 60) * 50_000
        self.ledger = self.books.add(
            Ledger(
                group=self.group,
                starts_on=self.starts_on,
                opening_cash=self.cash,
                dues=dice.choice([2_000, 3_000, 5_000]),
                mandatory=dice.choice([5_000, 10_000, 20_000]),
            )
        )
        if dice.random() < 0.05:
            return  # begun, and left empty
        if dice.random() < 0.6:
            self.opening_balances()
        meets_on, month = dice.randint(5, 26), self.starts_on.replace(day=1)
        while month <= self.until:
            self.month(month, meets_on, neighbours)
            month = add_months(month, 1)
        self.close_months()

    def opening_balances(self):
        """The cut-off sheet: savings of each, and what one still owes; without cash."""
        for spell in self.members:
            if spell.joined_on <= self.starts_on:
                receipt = self.receipt(self.starts_on, member=spell.member, is_opening=True)
                self.save(receipt, spell.member, "pokok", 50_000)
                self.save(receipt, spell.member, "wajib", self.dice.randint(4, 40) * self.ledger.mandatory)
        borrower = next((m.member for m in self.members if m.member not in self.officers), None)
        if borrower and self.officers and self.dice.random() < 0.4:
            receipt = self.receipt(self.starts_on, member=borrower, is_opening=True)
            loan = self.lend(receipt, 1_000_000, 10, member=borrower)
            self.books.add(Instalment(receipt=receipt, loan=loan, principal=400_000))
            loan.remaining = 600_000

    def month(self, first, meets_on, neighbours):
        """Sales, purchases and the meeting, by day."""
        last = min(add_months(first, 1) - timedelta(days=1), self.until)
        first = max(first, self.starts_on)
        span = range((last - first).days + 1)
        days = [(first + timedelta(days=self.dice.choice(span)), self.trade) for _ in range(4)]
        if first <= first.replace(day=meets_on) <= last:
            days.append((first.replace(day=meets_on), self.meet))
        if self.group.kind == "poksus" and self.dice.random() < 0.12:
            days.append((last, lambda day: self.lend_to_group(day, neighbours)))
        for day, work in sorted(days, key=lambda pair: pair[0]):
            work(day)

    def trade(self, day):
        dice, product = self.dice, self.group.product
        if dice.random() < 0.55:
            what = dice.choice(["", " ke warung", " di bazar", " pesanan arisan", " lewat WhatsApp"])
            receipt = self.receipt(day, party=dice.choice(["", "", "Pembeli", "Warung Bu Siti"]))
            amount = dice.randrange(10, 120) * 5_000
            self.flow(receipt, "penjualan", "masuk", amount, f"Penjualan {product.lower()}{what}")
            if dice.random() < 0.01:  # written twice, and taken back
                again = self.receipt(day, reason="Tercatat dua kali")
                again.voided_at, again.voided_by = timezone.now(), self.by
                self.flow(again, "penjualan", "masuk", amount, f"Penjualan {product.lower()}{what}")
                self.cash -= amount
            return
        code, what, most = dice.choice(names.PURCHASES)
        amount = dice.randrange(10, most) * 1_000
        if amount <= self.cash:
            receipt = self.receipt(day, paper_no=f"K-{dice.randint(1, 400):03d}", party="Toko")
            self.flow(receipt, code, "keluar", amount, what)

    def meet(self, day):
        dice = self.dice
        agenda, decisions, follow_up = dice.choice(names.MEETINGS)
        meeting = self.books.add(
            Meeting(
                group=self.group,
                on=day,
                place=f"Rumah {(self.officers or [self.members[0].member])[0].name}",
                led_by=self.officers[0].name if self.officers else "",
                agenda=agenda,
                decisions=decisions,
                follow_up=follow_up,
            )
        )
        for spell in self.members:
            owes = self.owes(spell.member)
            if spell.joined_on <= day and dice.random() < (0.97 if owes else 0.75):
                self.books.add(MeetingAttendance(meeting=meeting, member=spell.member))
                if owes or dice.random() < self.habit:
                    self.pay(meeting, spell.member)
        self.withdraw_or_lend(day)
        for loan in self.loans:
            if loan.group and loan.is_reliable and loan.remaining and loan.receipt.on < day:
                self.instalment(self.receipt(day, party=str(loan.group)), loan)

    def pay(self, meeting, member):
        receipt = self.receipt(meeting.on, member=member, meeting=meeting)
        self.save(receipt, member, "wajib", self.ledger.mandatory)
        if self.dice.random() < 0.15:
            self.save(receipt, member, "sukarela", self.dice.randint(1, 10) * 5_000)
        self.books.add(DuesLine(receipt=receipt, member=member, amount=self.ledger.dues))
        self.flow(receipt, "iuran", "masuk", self.ledger.dues, f"Iuran {member.name}")
        for loan in self.owes(member):
            self.instalment(receipt, loan)

    def owes(self, member):
        return [loan for loan in self.loans if loan.member is member and loan.is_reliable and loan.remaining]

    def instalment(self, receipt, loan):
        due = next_due(loan)
        self.books.add(Instalment(receipt=receipt, loan=loan, principal=due.principal, jasa=due.jasa))
        loan.remaining -= due.principal
        self.flow(receipt, "angsuran", "masuk", due.principal, f"Angsuran {loan.borrower}")
        if due.jasa:
            self.flow(receipt, "jasa", "masuk", due.jasa, f"Jasa pinjaman {loan.borrower}")

    def withdraw_or_lend(self, day):
        dice = self.dice
        spell = dice.choice(self.members)
        there = self.savings[spell.member, "sukarela"]
        if there and there <= self.cash and dice.random() < 0.4:
            self.save(self.receipt(day, member=spell.member), spell.member, "sukarela", -there)
        approver = next((officer for officer in self.officers if officer is not spell.member), None)
        amount = min(self.cash * 6 // 10 // 50_000 * 50_000, dice.choice([500_000, 1_000_000, 1_500_000]))
        owes = any(loan.member is spell.member and loan.remaining for loan in self.loans)
        if approver and not owes and amount >= 200_000 and spell.joined_on <= day and dice.random() < 0.35:
            receipt = self.receipt(day, member=spell.member)
            self.lend(receipt, amount, dice.choice([5, 10]), member=spell.member, approver=approver)

    def lend_to_group(self, day, neighbours):
        """A kelompok khusus lends to a kelompok pelaksana of its kelurahan."""
        others = [group for group in neighbours if group.kind == "poklak"]
        amount = self.cash // 2 // 100_000 * 100_000
        if others and self.officers and amount >= 500_000:
            group = self.dice.choice(others)
            self.lend(self.receipt(day, party=str(group)), amount, 10, group=group)

    def lend(self, receipt, amount, months, *, member=None, group=None, approver=None):
        dice = self.dice
        percent, rupiah = dice.choice([("1.00", None), ("1.50", None), (None, 5_000), (None, None)])
        loan = Loan(
            receipt=receipt,
            member=member,
            group=group,
            purpose=dice.choice(names.PURPOSES),
            amount=amount,
            months=months,
            jasa_percent=percent,
            jasa_rupiah=rupiah,
            approved_by=approver or self.officers[0],
            remaining=amount,
        )
        loan.clean_fields(exclude=["receipt", "member", "group", "approved_by"])  # the percentage as a number
        loan.is_reliable = dice.random() < 0.8
        self.loans.append(self.books.add(loan))
        words = f"Pinjaman {loan.borrower}: {loan.purpose}"
        self.flow(receipt, "pinjaman", "keluar", amount, words)
        return loan

    def save(self, receipt, member, kind, amount):
        self.books.add(SavingsLine(receipt=receipt, member=member, kind=kind, amount=amount))
        self.savings[member, kind] += amount
        words = f"{SAVING[kind]} {member.name}"
        if amount < 0:
            words = f"Ambil {words[0].lower()}{words[1:]}"
        self.flow(receipt, "simpanan", "masuk" if amount > 0 else "keluar", abs(amount), words)

    def receipt(self, on, **more):
        self.serials[on.year] += 1
        more = {"year": on.year, "serial": self.serials[on.year], "recorded_by": self.by} | more
        return self.books.add(Receipt(ledger=self.ledger, on=on, **more))

    def flow(self, receipt, code, direction, amount, description):
        if receipt.is_opening:
            return
        self.cash += amount if direction == "masuk" else -amount
        line = {"direction": direction, "amount": amount, "description": description[:160]}
        self.books.add(CashLine(receipt=receipt, category=self.categories[code], **line))

    def close_months(self):
        """Most close their months, some only the first half of them, some never."""
        open_months = self.dice.choice([2, 2, 2, 7, 99])
        month, last = self.starts_on.replace(day=1), add_months(self.until.replace(day=1), -open_months)
        while month <= last:
            closed = {"ledger": self.ledger, "year": month.year, "month": month.month}
            self.books.add(ClosedMonth(closed_by=self.by, **closed))
            month = add_months(month, 1)
