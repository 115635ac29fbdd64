"""Taking a receipt back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.books.actions.common import cash, is_closed, locked, new_receipt
from groups.books.actions.loans import settle
from groups.books.actions.members import check_savings
from groups.books.models import DuesLine, Instalment, Loan, Receipt, SavingsLine


@transaction.atomic
def cancel(*, receipt, reason, by):
    """Take a receipt back: void it while its month is open, else reverse it today.

    Raises ValidationError where what came after stands on it: savings withdrawn since, instalments paid.
    """
    ledger = locked(receipt.ledger, by)
    receipt = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if receipt.voided_at or Receipt.objects.filter(reverses=receipt).exists():
        raise ValidationError("Bukti ini sudah dibatalkan.")
    if receipt.reverses_id:
        raise ValidationError(
            "Bukti pembatalan tidak dapat dibatalkan. Catat lagi uangnya sebagai bukti baru."
        )
    if not reason.strip():
        raise ValidationError({"reason": "Tulis alasannya."})
    savings = list(receipt.savings_lines.select_related("member"))
    loans = {line.loan for line in receipt.instalments.select_related("loan")}
    loans |= set(Loan.objects.filter(receipt=receipt))
    if is_closed(ledger, receipt.on):
        result = reverse(ledger, receipt, reason, by)
    else:
        receipt.voided_at, receipt.voided_by, receipt.reason = timezone.now(), by, reason
        receipt.version += 1
        receipt.save()
        result = receipt
    for line in savings:
        check_savings(line.member, line.kind)
    for loan in loans:
        settle(loan)
    return result


def reverse(ledger, receipt, reason, by):
    new = new_receipt(ledger, timezone.localdate(), by, member=receipt.member, party=receipt.party,
                       is_opening=receipt.is_opening, reverses=receipt, reason=reason)  # fmt: skip
    for line in receipt.cash_lines.all():
        other = "keluar" if line.direction == "masuk" else "masuk"
        cash(new, other, line.amount, line.category, f"Pembatalan {receipt.number}: {line.description}"[:160])
    for line in receipt.savings_lines.all():
        SavingsLine.objects.create(receipt=new, member=line.member, kind=line.kind, amount=-line.amount)
    for line in receipt.dues_lines.all():
        DuesLine.objects.create(receipt=new, member=line.member, amount=-line.amount)
    for line in receipt.instalments.all():
        Instalment.objects.create(receipt=new, loan=line.loan, principal=-line.principal, jasa=-line.jasa)
    return new
