"""A package of reports that somebody asked for: of what, how far it is, and its file while it is kept."""

from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from groups.books.layout import PAPERS
from groups.models import Region
from groups.models.base import one_of
from groups.scoping.queryset import RegionScopedQuerySet

KEPT_FOR = timedelta(days=30)
STATES = [
    ("antre", "Menunggu giliran"),
    ("dibuat", "Sedang dibuat"),
    ("siap", "Siap diunduh"),
    ("gagal", "Tidak jadi"),
    ("dihapus", "Berkasnya sudah dihapus"),
]
WORKING = ("antre", "dibuat")
PAPER_CHOICES = [(code, code.upper()) for code in PAPERS]


def file_name(package, name) -> str:
    """Random: the file is found through its row alone."""
    return f"paket/{token_hex(24)}.zip"


class PackageQuerySet(RegionScopedQuerySet):
    def allowed_to(self, user, may):
        """Her own, as long as the region lies in her scope."""
        return super().allowed_to(user, may).filter(owner=user)

    def in_work(self):
        return self.filter(state__in=WORKING)


class Package(models.Model):
    """``done`` of ``total`` places are in it. ``attempt``: which start of the work it listens to;
    ``heard_at``: its last sign of life.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="packages", verbose_name="diminta oleh"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="packages", verbose_name="wilayah")
    form = models.CharField("susunan formulir", max_length=20)
    year = models.PositiveSmallIntegerField("tahun")
    paper = models.CharField("kertas", max_length=2, choices=PAPER_CHOICES)
    state = models.CharField("keadaan", max_length=10, choices=STATES, default="antre")
    notice = models.CharField("catatan", max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField(default=1)
    file = models.FileField(upload_to=file_name, blank=True)
    size = models.PositiveBigIntegerField("ukuran (byte)", default=0)
    asked_at = models.DateTimeField("diminta", default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = "paket laporan"
        verbose_name_plural = "paket laporan"
        ordering = ["-asked_at"]
        constraints = [
            one_of("state", STATES, "package_state_known"),
            one_of("paper", PAPER_CHOICES, "package_paper_known"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state__in=WORKING),
                name="package_one_at_a_time",
                violation_error_message="Paket Anda yang lain masih dibuat. Tunggu sampai selesai.",
            ),
            models.CheckConstraint(
                name="package_done_within_total",
                condition=Q(total__gte=1, done__lte=F("total")),
                violation_error_message="Jumlah wilayah dalam paket ini tidak cocok.",
            ),
            models.CheckConstraint(
                name="package_file_while_ready",
                condition=Q(~Q(file=""), state="siap", made_at__isnull=False)
                | Q(Q(file=""), ~Q(state="siap")),
                violation_error_message="Paket yang siap punya berkas, yang lain tidak.",
            ),
            models.CheckConstraint(
                name="package_failure_says_why",
                condition=~Q(state="gagal") | ~Q(notice=""),
                violation_error_message="Tulis mengapa paketnya tidak jadi.",
            ),
        ]

    def __str__(self):
        return f"Paket laporan {self.region.title} {self.year}"

    def get_absolute_url(self):
        return reverse("package-detail", args=[self.pk])

    @property
    def works(self) -> bool:
        return self.state in WORKING

    @property
    def last_day(self):
        """The last day on which its file is kept."""
        return timezone.localdate(self.asked_at + KEPT_FOR)
