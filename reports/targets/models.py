"""What Pokja II sets itself for a year."""

from django.db import models
from django.db.models import Q

from groups.models import Region
from groups.models.base import Record, one_of
from groups.scoping.queryset import RegionScopedQuerySet
from reports.measures import MEASURES

LARGEST = 10**7  # more groups or people than any city has


class TargetQuerySet(RegionScopedQuerySet):
    def of(self, region: Region, year: int):
        """Of a region that the caller has through the door."""
        return self.filter(region=region, year=year)


MEASURE_CHOICES = [(code, measure.label) for code, measure in MEASURES.items()]


class Target(Record):
    """What a measure of a region should reach by the end of a year: a count, or whole percent."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="targets", verbose_name="wilayah")
    measure = models.CharField("ukuran", max_length=20, choices=MEASURE_CHOICES)
    year = models.PositiveSmallIntegerField("tahun")
    value = models.PositiveIntegerField("target")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "target"
        verbose_name_plural = "target"
        ordering = ["region_id", "-year", "measure"]
        constraints = [
            one_of("measure", MEASURE_CHOICES, "target_measure_known"),
            models.UniqueConstraint(
                fields=["region", "measure", "year"],
                name="target_once_a_year",
                violation_error_message="Target ukuran ini untuk tahun itu sudah ada.",
            ),
            models.CheckConstraint(
                name="target_sane",
                condition=Q(year__gte=1985, year__lte=2100, value__lte=LARGEST),
                violation_error_message="Periksa tahun dan angka targetnya.",
            ),
        ]

    def __str__(self):
        return f"{self.measure} {self.year}"
