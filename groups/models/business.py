"""UP2K groups, and their levels and status as they were on any day."""

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.models.base import (
    DatedChangeQuerySet,
    Record,
    during,
    interval_is_forward,
    one_of,
)
from groups.models.reference import BusinessKind, CapitalSource, Level
from groups.models.region import Region, at_level
from groups.scoping.queryset import RegionScopedQuerySet

KINDS = [("poksus", "Kelompok Khusus (Poksus)"), ("poklak", "Kelompok Pelaksana (Poklak)")]
OWNERSHIPS = [("perorangan", "Perorangan"), ("kelompok", "Kelompok")]
STATUSES = [("aktif", "Aktif"), ("tidak_aktif", "Tidak aktif"), ("bubar", "Bubar")]


class BusinessGroupQuerySet(RegionScopedQuerySet):
    def kept(self):
        """Without the archived ones, which count nowhere and at no date."""
        return self.filter(archived_at__isnull=True)

    def as_of(self, day):
        """Kept groups that existed on ``day``, as they were then.

        Annotated with ``level_code``, ``level_name``, ``status`` and ``is_cooperative``.
        """
        return (
            self.kept()
            .alias(
                level_then=FilteredRelation("level_changes", condition=during(day, "level_changes__")),
                status_then=FilteredRelation("status_changes", condition=during(day, "status_changes__")),
            )
            .filter(level_then__isnull=False, status_then__isnull=False)
            .annotate(
                level_code=F("level_then__level_id"),
                level_name=F("level_then__level__name"),
                status=F("status_then__status"),
                is_cooperative=models.Case(
                    models.When(cooperative_on__lte=day, then=True),
                    default=False,
                    output_field=models.BooleanField(),
                ),
            )
        )


class BusinessGroup(Record):
    """A UP2K group of a kelurahan. Its level, status, members and officers are rows of their own, dated."""

    name = models.CharField("nama kelompok", max_length=120)
    kind = models.CharField("bentuk", max_length=10, choices=KINDS, default="poklak")
    region = models.ForeignKey(Region, models.PROTECT, related_name="groups", verbose_name="kelurahan")
    rw = models.CharField("RW", max_length=3, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    address = models.CharField("alamat", max_length=200, blank=True)
    founded_on = models.DateField("tanggal berdiri")
    decree_no = models.CharField("nomor SK", max_length=60, blank=True)
    decree_on = models.DateField("tanggal SK", null=True, blank=True)
    business_kind = models.ForeignKey(
        BusinessKind, models.PROTECT, related_name="groups", verbose_name="jenis usaha"
    )
    product = models.CharField("usaha atau produk utama", max_length=120, blank=True)
    ownership = models.CharField("kepemilikan usaha", max_length=10, choices=OWNERSHIPS, default="kelompok")
    capital_initial = models.PositiveBigIntegerField("modal awal (rupiah)", null=True, blank=True)
    capital_source = models.ForeignKey(
        CapitalSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name="sumber modal awal",
    )
    capital_year = models.PositiveSmallIntegerField("tahun modal awal", null=True, blank=True)
    meeting_schedule = models.CharField("jadwal pertemuan", max_length=120, blank=True)
    contact_name = models.CharField("nama kontak", max_length=120, blank=True)
    contact_phone = models.CharField("nomor HP kontak", max_length=16, blank=True)
    cooperative_on = models.DateField("menjadi koperasi berbadan hukum sejak", null=True, blank=True)
    cooperative_no = models.CharField("nomor badan hukum koperasi", max_length=60, blank=True)
    archived_at = models.DateTimeField("diarsipkan", null=True, editable=False)
    archive_reason = models.CharField("alasan arsip", max_length=200, blank=True, editable=False)

    objects = BusinessGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "kelompok"
        verbose_name_plural = "kelompok"
        ordering = ["region_id", "name"]
        constraints = [
            one_of("kind", KINDS, "group_kind_known"),
            one_of("ownership", OWNERSHIPS, "group_ownership_known"),
            models.CheckConstraint(
                name="group_region_is_kelurahan",
                condition=at_level("region", "kelurahan"),
                violation_error_message="Kelompok UP2K terdaftar di kelurahan. Pilih kelurahannya.",
            ),
            models.CheckConstraint(
                name="group_archive_has_reason",
                condition=Q(archived_at__isnull=True) | ~Q(archive_reason=""),
                violation_error_message="Tulis alasan mengarsipkan kelompok ini.",
            ),
            models.CheckConstraint(
                name="group_decree_since_1985",
                condition=Q(decree_on__isnull=True) | Q(decree_on__gte="1985-01-01"),
                violation_error_message=("Program UP2K dimulai tahun 1985. Periksa tahun pada tanggal SK."),
            ),
            models.CheckConstraint(
                name="group_founded_since_1985",
                condition=Q(founded_on__gte="1985-01-01"),
                violation_error_message=(
                    "Program UP2K dimulai tahun 1985. Periksa tahun pada tanggal berdiri."
                ),
            ),
            models.CheckConstraint(
                name="group_capital_year_plausible",
                condition=Q(capital_year__isnull=True) | Q(capital_year__gte=1985, capital_year__lte=2100),
                violation_error_message="Tahun modal awal ditulis empat angka, misalnya 2019.",
            ),
            models.CheckConstraint(
                name="group_cooperative_after_founding",
                condition=Q(cooperative_on__isnull=True) | Q(cooperative_on__gte=F("founded_on")),
                violation_error_message=("Tanggal menjadi koperasi tidak boleh sebelum tanggal berdiri."),
            ),
            models.UniqueConstraint(
                models.functions.Lower("name"),
                "region",
                condition=Q(archived_at__isnull=True),
                name="group_name_once_per_kelurahan",
                violation_error_message=(
                    "Sudah ada kelompok dengan nama ini di kelurahan tersebut. "
                    "Buka kelompok itu, atau beri nama yang lain."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("group-detail", args=[self.pk])


class DatedChange(models.Model):
    """What holds for a group from ``from_on`` until ``until_on`` (exclusive; empty while in force)."""

    from_on = models.DateField("mulai")
    until_on = models.DateField("sampai", null=True, blank=True, editable=False)
    basis = models.CharField("dasar atau alasan", max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diputuskan oleh"
    )
    history = HistoricalRecords(inherit=True)

    objects = DatedChangeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["from_on"]
        constraints = [
            interval_is_forward(
                "%(class)s_forward",
                "from_on",
                "until_on",
                "Tanggalnya tidak boleh sebelum perubahan yang terakhir.",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(until_on__isnull=True),
                name="%(class)s_one_open",
                violation_error_message="Perubahan lain baru saja disimpan. Muat ulang halaman ini.",
            ),
            models.UniqueConstraint(
                fields=["group", "from_on"],
                name="%(class)s_once_a_day",
                violation_error_message="Sudah ada perubahan pada tanggal itu.",
            ),
        ]


class LevelChange(DatedChange):
    """The level (kategori) of a group over time, with basis and decider. Source: form 4.22."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="level_changes")
    level = models.ForeignKey(
        Level, models.PROTECT, to_field="code", related_name="+", verbose_name="kategori"
    )

    class Meta(DatedChange.Meta):
        verbose_name = "kategori"

    def __str__(self):
        return f"{self.level_id} {self.from_on}"


class StatusChange(DatedChange):
    """Whether a group was active over time, with the reason."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="status_changes")
    status = models.CharField("keadaan", max_length=12, choices=STATUSES)

    class Meta(DatedChange.Meta):
        verbose_name = "keadaan"
        constraints = [
            *DatedChange.Meta.constraints,
            one_of("status", STATUSES, "statuschange_status_known"),
        ]

    def __str__(self):
        return f"{self.status} {self.from_on}"
