"""Photos of a paper receipt: added to a receipt, and taken away with a reason.

PermissionDenied when ``by`` may not edit there, ValidationError (Indonesian) when it cannot be.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import require
from groups.books.models import PICTURES_A_RECEIPT, Receipt, ReceiptPicture


@transaction.atomic
def add_picture(*, receipt, file, by):
    """Keep ``file`` (a JPEG of PictureField) with the receipt; its month may be closed."""
    receipt = _locked(receipt, by)
    if receipt.pictures.counted().count() >= PICTURES_A_RECEIPT:
        most = f"Satu bukti paling banyak {PICTURES_A_RECEIPT} foto."
        raise ValidationError(f"{most} Batalkan dulu satu di antaranya.")
    return ReceiptPicture.objects.create(receipt=receipt, file=file, added_by=by)


@transaction.atomic
def void_picture(*, picture, reason, by):
    """Take a mistaken photo away: it is shown to nobody any more."""
    _locked(picture.receipt, by)
    picture = ReceiptPicture.objects.get(pk=picture.pk)
    if picture.voided_at:
        raise ValidationError("Foto ini sudah dibatalkan.")
    picture.void(reason, by)
    picture.save()
    return picture


def _locked(receipt, by) -> Receipt:
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("ledger__group")
    receipt = rows.get(pk=receipt.pk)
    require(by, "edit", receipt.ledger.group.region_id)
    if receipt.ledger.group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu, lalu catat.")
    return receipt
