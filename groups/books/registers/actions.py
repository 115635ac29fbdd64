"""Writing a register: a row is saved, edited with its history, or taken back with a reason.

PermissionDenied when ``by`` may not edit there, ValidationError (Indonesian) when it cannot be.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from groups.actions import not_in_future, require
from groups.values import show_date


@transaction.atomic
def save_row(*, row, by):
    """Save a new or edited row; its days are neither in the future nor before the group was founded."""
    _may_write(row, by)
    for field in row._meta.concrete_fields:
        if type(field) is models.DateField and getattr(row, field.name):
            not_in_future(field.name, getattr(row, field.name))
    if row.on < row.group.founded_on:
        founded = show_date(row.group.founded_on)
        raise ValidationError({"on": f"Kelompok ini berdiri {founded}. Isi tanggal itu atau sesudahnya."})
    if row.pk:
        row.version += 1
    else:
        row.recorded_by = by
    row.save()
    return row


@transaction.atomic
def void_row(*, row, reason, by):
    """Take a mistaken row back: it counts and prints no more, and stays to be read with the reason."""
    row = type(row).objects.select_for_update(of=("self",)).select_related("group").get(pk=row.pk)
    _may_write(row, by)
    row.void(reason, by)
    row.save()
    return row


def _may_write(row, by):
    require(by, "edit", row.group.region_id)
    if row.group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu, lalu catat.")
    if row.voided_at:
        raise ValidationError("Catatan ini sudah dibatalkan. Catat lagi sebagai catatan baru.")
