"""What a report says of a group's permits; see ``groups.progress.facts``."""

from django.db.models import Q

from groups.lists import count_of
from groups.market.models import Permit
from groups.progress.facts import Source

KINDS = ("nib", "pirt", "halal")


def annotations(day):
    """How many permits of each kind had neither ended nor run out by ``day``, for a product or the group.

    Since when a permit holds is in no record: what is known today counts for a past day as well.
    """
    held = Permit.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return {f"permits_{code}": count_of(held.filter(kind__code=code), "group") for code in KINDS}


def answers(row, day):
    return {code: getattr(row, f"permits_{code}") for code in KINDS}


PERMITS = Source(annotations, answers)
