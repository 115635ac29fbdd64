"""What products, permits and channels share: they hang from a group, and end without being deleted."""

from django.db import models
from django.db.models import Q

from groups.models.base import Record
from groups.scoping.queryset import RegionScopedQuerySet

MOST_RUPIAH = 10**12


class OfGroupQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def kept(self):
        """Without those of archived groups, which count nowhere."""
        return self.filter(group__archived_at__isnull=True)


class ClosableQuerySet(OfGroupQuerySet):
    def open(self):
        """Of kept groups, and not ended."""
        return self.kept().filter(closed_on__isnull=True)


class Closable(Record):
    """A record that ends on a day, with the reason; it is never deleted."""

    closed_on = models.DateField("berhenti sejak", null=True, editable=False)
    close_reason = models.CharField("alasan berhenti", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_close_has_reason",
                condition=Q(closed_on__isnull=True, close_reason="")
                | Q(closed_on__isnull=False) & ~Q(close_reason=""),
                violation_error_message="Tulis alasan berhentinya.",
            )
        ]


def amount_is_sane(field: str, name: str, message: str, least=1, most=MOST_RUPIAH) -> models.CheckConstraint:
    """Empty, or a number from ``least`` to ``most``."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": least, f"{field}__lte": most}),
        violation_error_message=message,
    )
