"""Whether the books of a group agree: cash with savings, dues and loans, and balances with their lines.

Each rule is said once, as a query of the rows that break it; of many ledgers it finds which do not agree,
of one it says where.
"""

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, When, Window
from django.db.models.functions import Coalesce

from groups.books.models import CashLine, DuesLine, Instalment, Ledger, Loan, Receipt, SavingsLine
from groups.values import show_rupiah

SIGNED = Case(When(direction="masuk", then=F("amount")), default=-F("amount"))


def _total(lines, value, of="receipt"):
    """Subquery: the sum of ``value`` over the lines that point with ``of`` to the row at hand."""
    lines = lines.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return _or_nothing(lines.annotate(t=Sum(value)).values("t"))


def _or_nothing(rupiah):
    return Coalesce(Subquery(rupiah), 0, output_field=BigIntegerField())


def wrong_receipts(receipts):
    """Receipts whose cash differs by ``gap`` rupiah from what they say in the other books."""
    lent = Loan.objects.filter(receipt=OuterRef("pk")).values("amount")[:1]
    taken_back = Loan.objects.filter(receipt=OuterRef("reverses")).values("amount")[:1]
    return (
        receipts.filter(is_opening=False)
        .annotate(
            gap=_total(CashLine.objects.exclude(category__movement=""), SIGNED)
            - _total(SavingsLine.objects.all(), "amount")
            - _total(DuesLine.objects.all(), "amount")
            - _total(Instalment.objects.all(), F("principal") + F("jasa"))
            + _or_nothing(lent)
            - _or_nothing(taken_back)
        )
        .exclude(gap=0)
    )


def wrong_loans(loans):
    """Loans of which more or less remains than their instalments say."""
    is_void = Q(receipt__voided_at__isnull=False) | Exists(
        Receipt.objects.filter(reverses=OuterRef("receipt"))
    )
    return loans.annotate(
        due=Case(When(is_void, then=0), default=F("amount"), output_field=BigIntegerField())
        - _total(Instalment.objects.counted(), "principal", of="loan")
    ).exclude(remaining=F("due"))


def overdrawn_savings(lines):
    """Savings lines after which a member's savings of that kind are below zero."""
    running = Window(
        Sum("amount"),
        partition_by=["receipt__ledger", "member", "kind"],
        order_by=["receipt__on", "pk"],
    )
    return lines.counted().order_by().annotate(running=running).filter(running__lt=0)


def wrong_numbers(receipts):
    """(ledger, year) in which two receipts have the same number."""
    numbers = receipts.order_by().values("ledger", "year")
    return numbers.annotate(n=Count("pk"), last=Count("serial", distinct=True)).exclude(n=F("last"))


def disagreeing(ledgers) -> set[int]:
    """Primary keys of those of ``ledgers`` (a queryset) whose books do not agree; one query."""
    receipts = Receipt.objects.filter(ledger__in=ledgers)
    loans = Loan.objects.filter(receipt__ledger__in=ledgers)
    lines = SavingsLine.objects.filter(receipt__ledger__in=ledgers)
    found = Ledger.objects.filter(
        Q(pk__in=wrong_receipts(receipts).values("ledger"))
        | Q(pk__in=wrong_loans(loans).values("receipt__ledger"))
        | Q(pk__in=overdrawn_savings(lines).values("receipt__ledger"))
        | Q(pk__in=wrong_numbers(receipts).values("ledger"))
    )
    return set(found.values_list("pk", flat=True))


def disagreements(ledger) -> list[str]:
    """Everything in which the books of a group do not agree; nothing when they do."""
    receipts = Receipt.objects.filter(ledger=ledger)
    loans = Loan.objects.filter(receipt__ledger=ledger).select_related("member", "group")
    lines = SavingsLine.objects.filter(receipt__ledger=ledger).select_related("member")
    return [
        *(f"{row}: kas berbeda {show_rupiah(row.gap)} dari bukunya" for row in wrong_receipts(receipts)),
        *(
            f"{row}: sisa {show_rupiah(row.remaining)} tidak sama dengan barisnya"
            for row in wrong_loans(loans)
        ),
        *(f"Simpanan {row.kind} {row.member.name} di bawah nol" for row in overdrawn_savings(lines)),
        *(f"Nomor bukti tahun {row['year']} tidak lengkap" for row in wrong_numbers(receipts)),
    ]
