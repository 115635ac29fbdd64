"""What people do: one rule-bound write each, in one transaction, keyword arguments and ``by=``.

No request here. PermissionDenied when ``by`` may not, ValidationError (Indonesian) when it cannot be.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone


def require(by, what: str, region_code: str):
    """PermissionDenied unless ``by`` may do ``what`` in ``region_code``."""
    if not by.may_in(what, region_code):
        raise PermissionDenied(f"may not {what} in {region_code}")


def not_in_future(field: str, day):
    """ValidationError at ``field`` when ``day`` is after today in Jakarta."""
    if day > timezone.localdate():
        raise ValidationError({field: "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
