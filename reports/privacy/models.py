"""What members asked about their data, and when an account was last looked at."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from groups.models import Member
from groups.models.base import Record, one_of
from groups.scoping.queryset import RegionScopedQuerySet

REQUESTS = [
    ("salinan", "Minta salinan data"),
    ("perbaikan", "Minta data diperbaiki"),
    ("pembatasan", "Minta data tidak dipakai dulu"),
    ("tarik", "Menarik persetujuan"),
    ("hapus", "Minta data pribadi dihapus"),
]


class DataRequestQuerySet(RegionScopedQuerySet):
    code_path = "member__group__region__code"

    def open(self):
        return self.filter(settled_on__isnull=True)


class DataRequest(Record):
    """A member's request about her own data; to be answered within 3 x 24 hours (UU 27/2022)."""

    ANSWER_WITHIN = timedelta(days=3)

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="data_requests", verbose_name="anggota", editable=False
    )
    kind = models.CharField("permintaan", max_length=10, choices=REQUESTS)
    asked_on = models.DateField("diminta pada")
    note = models.CharField("isi permintaan", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="dicatat oleh",
    )
    settled_on = models.DateField("dijawab pada", null=True, editable=False)
    outcome = models.CharField("jawaban", max_length=300, blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan data pribadi"
        verbose_name_plural = "permintaan data pribadi"
        ordering = ["-asked_on", "-pk"]
        constraints = [
            one_of("kind", REQUESTS, "datarequest_kind_known"),
            models.CheckConstraint(
                name="datarequest_answer_says_what",
                condition=Q(settled_on__isnull=True, outcome="")
                | (Q(settled_on__isnull=False, settled_on__gte=models.F("asked_on")) & ~Q(outcome="")),
                violation_error_message="Tulis jawabannya; tanggalnya tidak boleh sebelum permintaannya.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("member-data", args=[self.member_id])

    @property
    def due_on(self):
        return self.asked_on + self.ANSWER_WITHIN

    @property
    def is_late(self):
        return self.settled_on is None and self.due_on < timezone.localdate()


class AccountReview(models.Model):
    """Somebody looked whether an account is still to be, and left it as it is. Never changed."""

    EVERY = timedelta(days=365)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "tinjauan akun"
        verbose_name_plural = "tinjauan akun"
        constraints = [
            models.CheckConstraint(
                name="accountreview_by_another",
                condition=~Q(user=models.F("by")),
                violation_error_message="Akun sendiri ditinjau oleh admin lain.",
            )
        ]

    def __str__(self):
        return f"tinjauan {self.user_id}"
