"""What a member pays at once, and takes out again."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.books.actions.common import check_amount, is_hers, locked, movement, new_receipt
from groups.books.actions.loans import pay
from groups.books.models import DuesLine, Loan, SavingsLine
from groups.values import show_rupiah


@transaction.atomic
def receive(*, ledger, member, on, by, savings=None, dues=0, instalments=(), paper_no="", is_opening=False):
    """What a member pays at once: savings by kind, dues, and (loan, principal, jasa) of her loans.

    ``is_opening``: savings of the cut-off sheet; no cash moves. Raises ValidationError for a payment of
    nothing, more principal than remains, or a loan of somebody else.
    """
    ledger = locked(ledger, by)
    is_hers(ledger, member)
    savings = {kind: amount for kind, amount in (savings or {}).items() if amount}
    instalments = [item for item in instalments if item[1] or item[2]]
    if not savings and not dues and not instalments:
        raise ValidationError("Isi paling sedikit satu jumlah.")
    for amount in (*savings.values(), dues or 1, *(p + j for _, p, j in instalments)):
        check_amount(None, amount)
    receipt = new_receipt(ledger, on, by, member=member, paper_no=paper_no, is_opening=is_opening)
    kinds = dict(SavingsLine._meta.get_field("kind").choices)
    for kind, amount in savings.items():
        SavingsLine.objects.create(receipt=receipt, member=member, kind=kind, amount=amount)
        movement(receipt, "masuk", amount, "simpanan", f"{kinds[kind]} {member.name}")
    if dues:
        DuesLine.objects.create(receipt=receipt, member=member, amount=dues)
        movement(receipt, "masuk", dues, "iuran", f"Iuran {member.name}")
    for loan, principal, jasa in instalments:
        loan = Loan.objects.select_for_update().get(pk=loan.pk)
        if loan.member_id != member.pk or loan.receipt.ledger_id != ledger.pk:
            raise ValidationError("Pinjaman ini bukan milik anggota tersebut.")
        pay(receipt, loan, principal, jasa)
    return receipt


@transaction.atomic
def withdraw(*, ledger, member, on, kind, amount, by, paper_no=""):
    """Pay savings back; never more than there was on that day and is since."""
    ledger = locked(ledger, by)
    is_hers(ledger, member)
    check_amount("amount", amount)
    receipt = new_receipt(ledger, on, by, member=member, paper_no=paper_no)
    SavingsLine.objects.create(receipt=receipt, member=member, kind=kind, amount=-amount)
    kinds = dict(SavingsLine._meta.get_field("kind").choices)
    movement(receipt, "keluar", amount, "simpanan", f"Ambil {kinds[kind].lower()} {member.name}")
    check_savings(member, kind, "amount")
    return receipt


def check_savings(member, kind, field=None):
    """On no day may more have been taken out than was there."""
    lines = SavingsLine.objects.filter(member=member, kind=kind).counted()
    rest, lowest = 0, 0
    for amount in lines.order_by("receipt__on", "pk").values_list("amount", flat=True):
        rest += amount
        lowest = min(lowest, rest)
    if lowest < 0:
        message = f"Simpanan {member.name} tidak cukup: kurang {show_rupiah(-lowest)}."
        raise ValidationError({field: message} if field else message)
