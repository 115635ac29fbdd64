"""What the app knows by itself for a report: members and level from the registry, money from the books,
and what the apps above say of permits and books (see ``facts``).

Every function takes a group that the caller has through the door. A constant number of queries.
"""

from datetime import date, timedelta

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Sum

from groups.books.agreement import SIGNED
from groups.books.loans import arrears
from groups.books.models import CashLine, Loan, SavingsLine
from groups.lists import count_of
from groups.models import BusinessGroup, Membership
from groups.models.base import during
from groups.progress.boxes import named
from groups.progress.facts import answers, with_facts
from groups.progress.models import Report


def fill_in(report: Report) -> list[str]:
    """Set every box of ``report`` that members and books answer; the names of the boxes left to type.

    Money is taken from books that began before the period's end, members from the list; a group that has
    neither here keeps what was typed. Three queries, and what ``facts`` ask.
    """
    first, last = report.starts_on, report.ends_on
    known = _registry(report.group, first - timedelta(days=1), last)
    changes = (getattr(known, name, None) for name in ("level_then", "level_now"))
    report.level_before, report.level = (change and change.level for change in changes)
    for name, value in answers(known, last).items():
        setattr(report, name, value)
    typed = named("")
    if known.women or known.men:
        report.members_p, report.members_l = known.women, known.men
    else:
        typed = ["members_p", "members_l", *typed]
    ledger = getattr(report.group, "ledger", None)
    if ledger and ledger.starts_on > last:
        ledger = None
    report.from_books = ledger is not None
    report.capital_before = report.previous.capital if report.previous else report.group.capital_initial
    if ledger:
        for name, value in figures(ledger, first, last).items():
            setattr(report, name, value)
        report.savings = known.saved or 0
    else:
        typed = [name for name in named("buku") if name != "capital_before"] + typed
    return typed


def _level_on(day: date) -> FilteredRelation:
    """The change of level that holds on ``day``."""
    return FilteredRelation("level_changes", condition=during(day, "level_changes__"))


def _registry(group, before: date, last: date) -> BusinessGroup:
    """``group`` with members by sex, their savings, and what ``facts`` look at, on the day ``last``.

    ``level_then`` and ``level_now``: its changes of level as of ``before`` and ``last``, where it has one.
    """
    members = Membership.objects.as_of(last)
    lines = SavingsLine.objects.counted().filter(receipt__on__lte=last)
    lines = lines.filter(receipt__ledger__group=OuterRef("pk")).order_by().values("receipt__ledger__group")
    rows = BusinessGroup.objects.filter(pk=group.pk).annotate(
        level_then=_level_on(before),
        level_now=_level_on(last),
        women=count_of(members.filter(member__sex="P"), "group"),
        men=count_of(members.filter(member__sex="L"), "group"),
        saved=Subquery(lines.annotate(total=Sum("amount")).values("total")),
    )
    return with_facts(rows, last).select_related("level_then__level", "level_now__level").get()


def figures(ledger, first: date, last: date) -> dict[str, int]:
    """The money boxes from ``first`` to ``last``, in whole rupiah, but for savings; two queries.

    Capital is what the group's fund consists of: cash and what is lent out, with the savings in it.
    """
    before = first - timedelta(days=1)
    lines = CashLine.objects.of(ledger).counted()
    in_period = Q(receipt__on__range=(first, last))

    def moved(movement):
        return Sum(SIGNED, filter=in_period & Q(category__movement=movement), default=0)

    sums = lines.aggregate(
        before=Sum(SIGNED, filter=Q(receipt__on__lte=before), default=0),
        now=Sum(SIGNED, filter=Q(receipt__on__lte=last), default=0),
        lent=moved("pinjaman"),
        principal=moved("angsuran"),
        jasa=moved("jasa"),
    )
    loans = list(_loans(ledger, before, last))
    for loan in loans:
        loan.remaining = loan.amount - loan.paid  # as it was on the last day; not to be saved
    standing = [loan for loan in loans if not (loan.reversed_on and loan.reversed_on <= last)]
    remaining = sum(loan.remaining for loan in standing)
    cash = ledger.opening_cash + sums["now"]
    result = {
        "capital": cash + remaining,
        "lent": -sums["lent"],
        "principal": sums["principal"],
        "jasa": sums["jasa"],
        "remaining": remaining,
        "arrears": sum(arrears(loan, last) for loan in standing),
        "cash": cash,
    }
    if ledger.starts_on <= before:
        then = [
            loan.amount - loan.paid_before
            for loan in loans
            if loan.receipt.on <= before and not (loan.reversed_on and loan.reversed_on <= before)
        ]
        result["capital_before"] = ledger.opening_cash + sums["before"] + sum(then)
    return result


def _loans(ledger, before: date, last: date):
    """Loans given by the day ``last``, with what was ``paid`` on them by then and by ``before``."""
    counted = Q(instalments__receipt__voided_at__isnull=True)

    def paid_by(day):
        return Sum("instalments__principal", filter=counted & Q(instalments__receipt__on__lte=day), default=0)

    loans = Loan.objects.of(ledger).counted().filter(receipt__on__lte=last).select_related("receipt")
    return loans.annotate(
        paid=paid_by(last), paid_before=paid_by(before), reversed_on=F("receipt__reversed_by__on")
    )
