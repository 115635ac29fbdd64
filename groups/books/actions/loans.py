"""Lending, instalments, and what remains of a loan."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.books import queries
from groups.books.actions.common import check_amount, is_hers, locked, movement, new_receipt
from groups.books.models import Instalment, Loan, Receipt
from groups.models import OfficerTerm
from groups.values import show_date, show_rupiah


@transaction.atomic
def lend(*, ledger, loan, on, by, paper_no="", already_paid=None):
    """Pay out ``loan`` (unsaved). ``already_paid``: of a loan of the cut-off sheet, which moves no cash.

    Raises ValidationError for more than the cash there is without an ``override_reason``, an approver
    who is no officer or the borrower, or a group that is not a kelompok pelaksana of the same kelurahan.
    """
    ledger = locked(ledger, by)
    check_amount("amount", loan.amount)
    check_borrower(ledger, loan)
    check_approver(ledger, loan)
    is_opening = already_paid is not None
    who = {"member": loan.member, "party": "" if loan.member else str(loan.group)}
    receipt = new_receipt(ledger, on, by, paper_no=paper_no, is_opening=is_opening, **who)
    if not is_opening:
        cash = queries.cash_available(ledger, on)
        if loan.amount > cash and not loan.override_reason:
            there = show_rupiah(max(cash, 0))
            message = f"Uang kas hanya {there}. Kurangi, atau tulis alasan ketua di bawah."
            raise ValidationError({"amount": message})
        movement(
            receipt, "keluar", loan.amount, "pinjaman", f"Pinjaman {loan.borrower}: {loan.purpose}"[:160]
        )
    loan.receipt, loan.remaining = receipt, loan.amount
    loan.clean_fields(exclude=["receipt"])
    loan.validate_constraints()
    loan.save()
    if already_paid:
        if already_paid > loan.amount:
            raise ValidationError({"already_paid": "Yang sudah dibayar melebihi jumlah pinjamannya."})
        Instalment.objects.create(receipt=receipt, loan=loan, principal=already_paid)
        settle(loan)
    return loan


@transaction.atomic
def receive_from_group(*, loan, on, principal, jasa, by, paper_no=""):
    """An instalment of a kelompok pelaksana on what its kelompok khusus lent it."""
    ledger = locked(loan.receipt.ledger, by)
    loan = Loan.objects.select_for_update().get(pk=loan.pk)
    check_amount("principal", principal + jasa)
    receipt = new_receipt(ledger, on, by, party=str(loan.group), paper_no=paper_no)
    pay(receipt, loan, principal, jasa)
    return receipt


def pay(receipt, loan, principal, jasa):
    if receipt.on < loan.receipt.on:
        raise ValidationError({"on": f"Pinjaman ini baru diterima {show_date(loan.receipt.on)}."})
    if principal > loan.remaining:
        rest = show_rupiah(loan.remaining)
        raise ValidationError(
            f"Sisa pinjaman {loan.borrower} {rest}. Angsuran pokok paling banyak sebesar itu."
        )
    Instalment.objects.create(receipt=receipt, loan=loan, principal=principal, jasa=jasa)
    if principal:
        movement(receipt, "masuk", principal, "angsuran", f"Angsuran {loan.borrower}")
    if jasa:
        movement(receipt, "masuk", jasa, "jasa", f"Jasa pinjaman {loan.borrower}")
    settle(loan)


def settle(loan):
    """Bring ``remaining`` to what the lines say; ValidationError where that cannot be."""
    receipt = Receipt.objects.get(pk=loan.receipt_id)
    is_lent = not receipt.voided_at and not Receipt.objects.filter(reverses=receipt).exists()
    paid = Instalment.objects.filter(loan=loan).total("principal")
    if not is_lent and paid:
        raise ValidationError(
            "Pinjaman ini sudah diangsur. Batalkan dulu angsurannya, yang terakhir lebih dulu."
        )
    rest = loan.amount - paid if is_lent else 0
    if rest < 0:
        raise ValidationError("Angsuran pokok tidak boleh melebihi sisa pinjaman.")
    loan.remaining = rest
    loan.version += 1
    loan.save()


def check_borrower(ledger, loan):
    if loan.member:
        is_hers(ledger, loan.member)
        return
    if ledger.group.kind != "poksus" or not loan.group or loan.group.kind != "poklak":
        raise ValidationError({"group": "Hanya kelompok khusus yang meminjamkan kepada kelompok pelaksana."})
    if loan.group.region_id != ledger.group.region_id or loan.group.archived_at:
        raise ValidationError({"group": "Pilih kelompok pelaksana dari kelurahan yang sama."})


def check_approver(ledger, loan):
    officers = OfficerTerm.objects.filter(group=ledger.group, ended_on__isnull=True)
    if not officers.filter(member=loan.approved_by).exists():
        raise ValidationError({"approved_by": "Yang menyetujui pinjaman adalah pengurus kelompok ini."})
    if loan.member_id and loan.member_id == loan.approved_by_id:
        raise ValidationError({"approved_by": "Peminjam tidak boleh menyetujui pinjamannya sendiri."})
