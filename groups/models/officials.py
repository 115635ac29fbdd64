"""Who holds which office in TP PKK of a region, and since when: the names under reports."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.models.base import during, interval_is_forward, one_of
from groups.models.region import Region, at_level
from groups.scoping.queryset import RegionScopedQuerySet

PKK_OFFICES = [
    ("ketua", "Ketua TP PKK"),
    ("sekretaris", "Sekretaris TP PKK"),
    ("pokja2", "Ketua Pokja II"),
    ("sekretaris_pokja2", "Sekretaris Pokja II"),
]


class OfficialQuerySet(RegionScopedQuerySet):
    def on(self, day):
        """Those in office on ``day``."""
        return self.filter(during(day))


class Official(models.Model):
    """A person's time in an office of TP PKK, from ``from_on`` until ``until_on`` (exclusive).

    That two never hold one office at a time is kept by ``groups.actions.officials``; the database sees
    to it that only one is open and that no two begin on one day.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="officials", verbose_name="wilayah")
    office = models.CharField("jabatan", max_length=20, choices=PKK_OFFICES)
    name = models.CharField("nama dan gelar", max_length=120)
    from_on = models.DateField("menjabat sejak")
    until_on = models.DateField("sampai", null=True, blank=True, editable=False)
    history = HistoricalRecords()

    objects = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = "pejabat"
        verbose_name_plural = "pejabat"
        ordering = ["office", "-from_on"]
        constraints = [
            one_of("office", PKK_OFFICES, "official_office_known"),
            models.CheckConstraint(
                name="official_region_has_tp_pkk",
                condition=at_level("region", "kota", "kecamatan", "kelurahan"),
                violation_error_message="Pejabat TP PKK dicatat untuk kota, kecamatan, atau kelurahan.",
            ),
            models.CheckConstraint(
                name="official_has_name", condition=~Q(name=""), violation_error_message="Tulis namanya."
            ),
            models.CheckConstraint(
                name="official_since_1985",
                condition=Q(from_on__gte="1985-01-01"),
                violation_error_message="Program UP2K dimulai tahun 1985. Periksa tahunnya.",
            ),
            interval_is_forward(
                "official_forward",
                "from_on",
                "until_on",
                "Tanggal berakhir tidak boleh sebelum mulai menjabat.",
            ),
            models.UniqueConstraint(
                fields=["region", "office"],
                condition=Q(until_on__isnull=True),
                name="official_one_open",
                violation_error_message="Pejabat lain baru saja disimpan. Muat ulang halaman ini.",
            ),
            models.UniqueConstraint(
                fields=["region", "office", "from_on"],
                name="official_once_a_day",
                violation_error_message="Sudah ada pejabat yang mulai pada tanggal itu. Betulkan namanya.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("region-officials", args=[self.region_id])


def officials_on(region: Region, day) -> dict[str, str]:
    """Names by office of those who signed for ``region`` on ``day``. Its caller has found the region."""
    return dict(Official.objects.filter(region=region).on(day).values_list("office", "name"))
