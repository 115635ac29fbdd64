"""Plain lines of the cash book."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.books import queries
from groups.books.actions.common import (
    cash,
    check_amount,
    check_day,
    check_open,
    locked,
    new_receipt,
    next_serial,
)
from groups.books.models import Receipt


@transaction.atomic
def record_cash(*, ledger, direction, on, amount, category, description, by, party="", paper_no=""):
    """A plain line of the cash book: a sale, a purchase, a gift."""
    ledger = locked(ledger, by)
    if category.movement:
        raise ValidationError({"category": "Simpanan dan pinjaman dicatat lewat halamannya sendiri."})
    check_amount("amount", amount)
    receipt = new_receipt(ledger, on, by, party=party, paper_no=paper_no)
    cash(receipt, direction, amount, category, description)
    return receipt


@transaction.atomic
def update_cash(*, receipt, direction, on, amount, category, description, by, party="", paper_no=""):
    """Correct a plain line while its month is open, to a day whose month is open too."""
    ledger = locked(receipt.ledger, by)
    receipt = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if not queries.is_plain(receipt) or receipt.voided_at or receipt.reverses_id:
        raise ValidationError("Bukti ini tidak diubah di sini. Batalkan, lalu catat lagi.")
    check_open(ledger, receipt.on, "on")
    check_day(ledger, on)
    check_amount("amount", amount)
    if receipt.on.year != on.year:
        receipt.year, receipt.serial = on.year, next_serial(ledger, on.year)
    receipt.on, receipt.party, receipt.paper_no = on, party, paper_no
    receipt.version += 1
    receipt.save()
    line = receipt.cash_lines.get()
    line.direction, line.amount, line.category, line.description = direction, amount, category, description
    line.save()
    return receipt
