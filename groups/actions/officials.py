"""Who holds an office of TP PKK, and when; at most one at a time in each office of a region."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import not_in_future, require
from groups.models import Region
from groups.models.base import during
from groups.values import show_date


@transaction.atomic
def appoint_official(*, official, by):
    """Record that ``official`` (new) holds her office from ``from_on``, also of times long past.

    Whoever held it on that day ends then; where a later holder is known, hers ends when that one's
    begins. Raises PermissionDenied, or ValidationError for a day to come or already taken.
    """
    require(by, "manage", official.region_id)
    not_in_future("from_on", official.from_on)
    Region.objects.select_for_update().get(pk=official.region_id)
    others = official.region.officials.filter(office=official.office)
    if others.filter(from_on=official.from_on).exists():
        message = "Sudah ada pejabat yang mulai pada tanggal itu. Betulkan namanya di daftar."
        raise ValidationError({"from_on": message})
    before = others.filter(during(official.from_on)).first()
    after = others.filter(from_on__gt=official.from_on).order_by("from_on").first()
    official.until_on = after.from_on if after else None
    if before:
        official.until_on = before.until_on
        before.until_on = official.from_on
        before.save()
    official.save()
    return official


@transaction.atomic
def correct_official(*, official, by):
    """Save a name that was written wrongly."""
    require(by, "manage", official.region_id)
    official.save()
    return official


@transaction.atomic
def end_official(*, official, on, by):
    """The office is vacant from ``on``, with no successor yet."""
    require(by, "manage", official.region_id)
    not_in_future("on", on)
    if official.until_on:
        raise ValidationError({"on": f"Jabatan ini sudah berakhir {show_date(official.until_on)}."})
    if on < official.from_on:
        raise ValidationError(
            {"on": f"Ia mulai menjabat {show_date(official.from_on)}. Isi tanggal sesudahnya."}
        )
    official.until_on = on
    official.save()
    return official
