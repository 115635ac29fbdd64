"""Exceptions for a closed period: somebody asks, somebody else decides."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groups.models import BusinessGroup
from groups.models.base import Record, one_of
from groups.progress import periods
from groups.progress.models.people import person
from groups.scoping.queryset import RegionScopedQuerySet

REQUEST_STATES = [("menunggu", "Menunggu"), ("dibuka", "Dibuka"), ("ditolak", "Ditolak")]


class OpeningQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def of(self, group):
        """Of a group that the caller has through the door."""
        return self.filter(group=group)

    def waiting(self):
        return self.filter(state="menunggu")

    def until(self, period: str, day):
        """The last days of the exceptions for that period that hold on ``day``, the latest first."""
        rows = self.filter(state="dibuka", period=period, open_until__gte=day)
        return rows.order_by("-open_until").values_list("open_until", flat=True)


class Opening(Record):
    """ "Minta buka": somebody asks for a closed period, and it is opened until a day, or not."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="openings", verbose_name="kelompok")
    period = models.CharField("periode", max_length=7, editable=False)
    reason = models.CharField("alasan", max_length=300)
    asked_by = person("diminta oleh", editable=False)
    asked_at = models.DateTimeField("diminta", auto_now_add=True)
    state = models.CharField(
        "keadaan", max_length=8, choices=REQUEST_STATES, default="menunggu", editable=False
    )
    decided_by = person("diputuskan oleh", null=True, editable=False)
    decided_at = models.DateTimeField("diputuskan", null=True, editable=False)
    open_until = models.DateField("dibuka sampai", null=True, blank=True)
    answer = models.CharField("jawaban", max_length=300, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan buka"
        ordering = ["-asked_at"]
        constraints = [
            one_of("state", REQUEST_STATES, "opening_state_known"),
            models.UniqueConstraint(
                fields=["group", "period"],
                condition=Q(state="menunggu"),
                name="opening_asked_once",
                violation_error_message="Permintaan untuk periode ini sudah ada dan masih menunggu jawaban.",
            ),
            models.CheckConstraint(
                name="opening_says_why",
                condition=~Q(reason=""),
                violation_error_message="Tulis alasan minta dibuka.",
            ),
            models.CheckConstraint(
                name="opening_decision_complete",
                condition=Q(state="menunggu", decided_by__isnull=True, open_until__isnull=True)
                | Q(state="dibuka", decided_by__isnull=False, open_until__isnull=False)
                | (Q(state="ditolak", decided_by__isnull=False, open_until__isnull=True) & ~Q(answer="")),
                violation_error_message="Isi sampai tanggal berapa dibuka, atau alasan menolaknya.",
            ),
            models.CheckConstraint(
                name="opening_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message="Permintaan diputuskan orang lain, bukan yang meminta.",
            ),
        ]

    def __str__(self):
        return f"Permintaan buka {self.group} {self.period}"

    def get_absolute_url(self):
        return reverse("opening-decide", args=[self.pk])

    @property
    def period_label(self) -> str:
        return periods.parse(self.period).label
