"""How a city's groups report, in versions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models import Region
from groups.models.base import Record, one_of
from groups.models.region import at_level
from groups.progress import periods
from groups.progress.models.people import person
from groups.progress.periods import RHYTHMS
from groups.scoping.queryset import RegionScopedQuerySet


class ReportingRuleQuerySet(RegionScopedQuerySet):
    def of(self, city_code: str):
        """Of a city; the rules are no secret, so whoever lives under them may read them."""
        return self.filter(region=city_code).select_related("decided_by")


class ReportingRule(Record):
    """How a city's groups report from ``valid_from`` on; past periods keep the rule they had.

    See ``periods.Rule``, which also is what holds where a city has none.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="reporting_rules", verbose_name="kota")
    valid_from = models.DateField("berlaku sejak periode yang mulai")
    rhythm = models.CharField("laporan dibuat setiap", max_length=10, choices=RHYTHMS, default="triwulan")
    due_days = models.PositiveSmallIntegerField("batas kirim (hari sesudah akhir periode)", default=15)
    close_days = models.PositiveSmallIntegerField("ditutup (hari sesudah batas kirim)", null=True, blank=True)
    kecamatan_step = models.BooleanField("diverifikasi Pokja II kecamatan dulu", default=True)
    decided_by = person("diputuskan oleh")

    objects = ReportingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan laporan"
        ordering = ["region_id", "-valid_from"]
        constraints = [
            one_of("rhythm", RHYTHMS, "reportingrule_rhythm_known"),
            models.UniqueConstraint(
                fields=["region", "valid_from"],
                name="reportingrule_once_a_day",
                violation_error_message="Sudah ada aturan yang berlaku sejak tanggal itu.",
            ),
            models.CheckConstraint(
                name="reportingrule_of_a_city",
                condition=at_level("region", "kota"),
                violation_error_message="Aturan laporan berlaku untuk satu kota.",
            ),
            models.CheckConstraint(
                name="reportingrule_days_sane",
                condition=Q(due_days__lte=180) & (Q(close_days__isnull=True) | Q(close_days__lte=365)),
                violation_error_message="Batas kirim paling lama 180 hari, penutupan paling lama 365 hari.",
            ),
        ]

    def __str__(self):
        return f"{self.rhythm} {self.valid_from}"

    def get_absolute_url(self):
        return reverse("reporting-rule")

    @property
    def rule(self) -> periods.Rule:
        return periods.Rule(
            self.valid_from,
            self.rhythm,
            self.due_days,
            self.close_days,
            self.kecamatan_step,
            self.decided_by.name,
        )
