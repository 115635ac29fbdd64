"""Making and revoking the keys of other offices, and noting that one is used."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import require
from groups.values import show_date
from reports.api.models import AccessKey, key_hash

LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=5)  # so that reading writes hardly ever
HINT = len("up2k_") + 5


def new_code() -> str:
    """A fresh code of 256 bits."""
    return f"up2k_{secrets.token_urlsafe(32)}"


@transaction.atomic
def make_key(*, key, code, by):
    """Save a new ``key`` that opens to ``code``, of which only a keyed hash is kept.

    Raises PermissionDenied unless ``by`` manages the region, ValidationError for an expiry that is past or
    more than a year away.
    """
    require(by, "manage", key.region_id)
    today = timezone.localdate()
    if not today <= key.expires_on <= today + LONGEST:
        latest = show_date(today + LONGEST)
        raise ValidationError(
            {"expires_on": f"Isi tanggal dari hari ini sampai {latest}, paling lama setahun."}
        )
    key.key_hash, key.hint, key.made_by = key_hash(code), code[:HINT], by
    key.save()
    return key


@transaction.atomic
def revoke_key(*, key, reason, by):
    """End ``key`` at once; ValidationError where somebody has already."""
    key = AccessKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    require(by, "manage", key.region_id)
    if key.revoked_at:
        raise ValidationError("Kunci ini sudah dicabut.")
    key.revoked_at, key.revoked_by, key.reason = timezone.now(), by, reason
    key.version += 1
    key.save()
    return key


def note_use(key):
    """Remember that ``key`` was used just now; no change of the key, so it leaves no history."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        AccessKey.objects.filter(pk=key.pk).update(last_used_at=now)
