"""What an admin keeps of a region: its postcode, its other names."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import require
from groups.models import Region, RegionAlias
from groups.scoping.queryset import under
from groups.values import letters_key


@transaction.atomic
def update_region(*, region, by):
    """Save an edited ``region``."""
    require(by, "manage", region.code)
    region.save()
    return region


@transaction.atomic
def change_aliases(*, region, name, note, remove, by):
    """Add ``name`` (if any) to the region's other names, and take away those of ``remove``.

    Raises ValidationError at ``name`` when it is already known: names are compared by their letters
    only, among the city's regions of the same level, so that a spreadsheet's name means one place.
    """
    require(by, "manage", region.code)
    for alias in region.aliases.filter(pk__in=[alias.pk for alias in remove]):
        alias.delete()
    if name:
        key = letters_key(name)
        if not key:
            raise ValidationError({"name": "Tulis nama dengan huruf."})
        _must_be_new(region, name, key)
        RegionAlias.objects.create(region=region, name=name, note=note)
    return region


def _must_be_new(region, name, key):
    peers = Region.objects.filter(under("code", region.city_code), level=region.level)
    for peer in peers.prefetch_related("aliases"):
        if key in {letters_key(peer.name), *(alias.key for alias in peer.aliases.all())}:
            raise ValidationError({"name": f"“{name}” sudah dikenal sebagai {peer.title}."})
