"""What the books say: balances, pages of the cash book, savings by member, and whether all agrees."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from groups.books.loans import arrears
from groups.books.models import (
    CashLine,
    ClosedMonth,
    DuesLine,
    Instalment,
    Loan,
    MeetingAttendance,
    Receipt,
    SavingsLine,
)
from groups.models.base import during
from groups.models.people import OFFICES
from groups.values import show_rupiah

SIGNED = Case(When(direction="masuk", then=F("amount")), default=-F("amount"))


def is_plain(receipt) -> bool:
    """One line of the cash book and nothing of another book."""
    return not receipt.is_opening and not receipt.cash_lines.exclude(category__movement="").exists()


def cash_on(ledger, day: date | None = None) -> int:
    """Cash at the end of ``day`` (of today and later, without one); may be below zero."""
    lines = CashLine.objects.of(ledger).counted()
    if day:
        lines = lines.filter(receipt__on__lte=day)
    return ledger.opening_cash + (lines.aggregate(total=Sum(SIGNED))["total"] or 0)


def cash_available(ledger, day: date) -> int:
    """What can be paid out on ``day`` so that neither then nor now more is gone than there was."""
    return min(cash_on(ledger, day), cash_on(ledger))


@dataclass(frozen=True)
class CashPage:
    """A stretch of the cash book: (line, balance after it) in order, with the balances around all of it.

    ``count``: its lines; ``rows`` may be a part of them.
    """

    opening: int
    rows: list
    received: int
    spent: int
    count: int

    @property
    def closing(self) -> int:
        return self.opening + self.received - self.spent


def cash_page(ledger, first: date, last: date, part: Callable[[int], slice] | None = None) -> CashPage:
    """The lines from ``first`` to ``last``, inclusive; three queries, however many lines.

    ``part``: which of so many lines are wanted; the database adds up the balance before them.
    """
    before = CashLine.objects.of(ledger).filter(receipt__on__lt=first).counted()
    opening = ledger.opening_cash + (before.aggregate(total=Sum(SIGNED))["total"] or 0)
    lines = CashLine.objects.of(ledger).filter(receipt__on__range=(first, last)).counted()
    sums = lines.aggregate(
        received=Sum("amount", filter=Q(direction="masuk"), default=0),
        spent=Sum("amount", filter=Q(direction="keluar"), default=0),
        count=Count("pk"),
    )
    order = ("receipt__on", "receipt_id", "pk")
    lines = lines.select_related("receipt__member", "category").order_by(*order)
    lines = lines.annotate(so_far=Window(Sum(SIGNED), order_by=order))
    wanted = lines[part(sums["count"])] if part else lines
    return CashPage(opening, [(line, opening + int(line.so_far)) for line in wanted], **sums)


def savings_by_member(ledger) -> list[tuple]:
    """(member id, name, {kind: rupiah}, dues) of everybody who ever paid, by name; two queries."""
    kinds = defaultdict(lambda: defaultdict(int))
    names = {}
    lines = SavingsLine.objects.of(ledger).counted().order_by()
    for pk, name, kind, total in lines.values_list("member", "member__name", "kind").annotate(
        t=Sum("amount")
    ):
        kinds[pk][kind], names[pk] = total, name
    dues = {}
    lines = DuesLine.objects.of(ledger).counted().order_by()
    for pk, name, total in lines.values_list("member", "member__name").annotate(t=Sum("amount")):
        dues[pk], names[pk] = total, name
    return [(pk, names[pk], dict(kinds[pk]), dues.get(pk, 0)) for pk in sorted(names, key=names.get)]


def open_loans(ledger):
    """Loans with something left to pay, the oldest first."""
    loans = Loan.objects.of(ledger).filter(remaining__gt=0, receipt__voided_at__isnull=True)
    return loans.select_related("receipt", "member", "group", "approved_by").order_by("receipt__on", "pk")


@dataclass(frozen=True)
class Overview:
    """Where a group stands today, in whole rupiah."""

    cash: int
    savings: int
    lent: int
    arrears: int
    borrowers: int


def overview(ledger) -> Overview:
    loans = list(open_loans(ledger))
    today = timezone.localdate()
    return Overview(
        cash=cash_on(ledger),
        savings=SavingsLine.objects.of(ledger).total(),
        lent=sum(loan.remaining for loan in loans),
        arrears=sum(arrears(loan, today) for loan in loans),
        borrowers=len(loans),
    )


def with_balances(groups):
    """Groups with ``cash``, ``savings``, ``lent`` of their books, and ``last_on`` of the newest receipt."""

    here = OuterRef("ledger")

    def total(lines, value):
        lines = lines.order_by().values("receipt__ledger")
        return Coalesce(Subquery(lines.annotate(t=Sum(value)).values("t")), Value(0))

    newest = Receipt.objects.of(here).counted().order_by("-on").values("on")[:1]
    return groups.annotate(
        cash=Coalesce(F("ledger__opening_cash"), Value(0))
        + total(CashLine.objects.of(here).counted(), SIGNED),
        savings=total(SavingsLine.objects.of(here).counted(), "amount"),
        lent=total(Loan.objects.of(here), "remaining"),
        last_on=Subquery(newest),
    )


def with_closed(ledgers):
    """Ledgers with ``closed_until``: the newest closed month as 202403, or None."""
    months = ClosedMonth.objects.of(OuterRef("pk")).annotate(at=F("year") * 100 + F("month"))
    return ledgers.annotate(closed_until=Subquery(months.order_by("-at").values("at")[:1]))


def with_attendance(meetings):
    """Meetings with ``came`` (people) and ``received`` (rupiah)."""
    here = OuterRef("pk")
    people = MeetingAttendance.objects.of(here).order_by().values("meeting")
    money = CashLine.objects.of_meeting(here).counted().order_by()
    money = money.values("receipt__meeting").annotate(t=Sum(SIGNED)).values("t")
    return meetings.annotate(
        came=Coalesce(Subquery(people.annotate(n=Count("pk")).values("n")), Value(0)),
        received=Coalesce(Subquery(money), Value(0)),
    )


def people_of(meeting) -> list[tuple]:
    """(member, office, came) of those invited to a meeting and those who came, by name; three queries.

    Invited is every member of the group on that day.
    """
    group, on = meeting.group, meeting.on
    spells = group.memberships.filter(during(on, "", "joined_on", "left_on"), voided_at__isnull=True)
    came = {row.member_id: row.member for row in meeting.attendances.select_related("member")}
    members = {spell.member_id: spell.member for spell in spells.select_related("member")} | came
    terms = group.officer_terms.filter(during(on, "", "started_on", "ended_on"))
    offices = {pk: dict(OFFICES)[office] for pk, office in terms.values_list("member_id", "office")}
    people = sorted(members.values(), key=lambda member: (member.name_key, member.pk))
    return [(member, offices.get(member.pk, ""), member.pk in came) for member in people]


def disagreements(ledger) -> list[str]:
    """Everything in which the books of a group do not agree; nothing when they do."""
    found = []
    wrong = defaultdict(int)
    openings = set(ledger.receipts.filter(is_opening=True).values_list("pk", flat=True))
    for lines, value in (
        (CashLine.objects.of(ledger).exclude(category__movement=""), SIGNED),
        (SavingsLine.objects.of(ledger), -F("amount")),
        (DuesLine.objects.of(ledger), -F("amount")),
        (Instalment.objects.of(ledger), -F("principal") - F("jasa")),
    ):
        for receipt, total in lines.order_by().values_list("receipt").annotate(t=Sum(value)):
            wrong[receipt] += total
    reversals = dict(ledger.receipts.filter(reverses__isnull=False).values_list("pk", "reverses"))
    lent = dict(Loan.objects.of(ledger).values_list("receipt", "amount"))
    for receipt in ledger.receipts.all():
        loan = lent.get(receipt.pk, 0) - lent.get(reversals.get(receipt.pk), 0)
        if receipt.pk not in openings and wrong[receipt.pk] + loan:
            found.append(f"{receipt}: kas berbeda {show_rupiah(wrong[receipt.pk] + loan)} dari bukunya")
    for loan in Loan.objects.of(ledger).select_related("receipt", "member", "group"):
        is_lent = not loan.receipt.voided_at and loan.receipt_id not in reversals.values()
        paid = loan.instalments.all().total("principal")
        if loan.remaining != (loan.amount if is_lent else 0) - paid:
            found.append(f"{loan}: sisa {show_rupiah(loan.remaining)} tidak sama dengan barisnya")
    running = defaultdict(int)
    lines = SavingsLine.objects.of(ledger).counted().order_by("receipt__on", "pk")
    for *whose, name, amount in lines.values_list("member", "kind", "member__name", "amount"):
        running[tuple(whose)] += amount
        if running[tuple(whose)] < 0:
            found.append(f"Simpanan {whose[1]} {name} di bawah nol")
    numbers = ledger.receipts.values("year").annotate(n=Count("pk"), last=Count("serial", distinct=True))
    found += [f"Nomor bukti tahun {row['year']} tidak lengkap" for row in numbers if row["n"] != row["last"]]
    return found
