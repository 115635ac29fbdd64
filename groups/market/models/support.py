"""What a group asks of partners, from the request to the result, each step with who and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.market.models.base import OfGroupQuerySet, amount_is_sane
from groups.market.models.products import Product
from groups.market.models.reference import Partner, SupportKind
from groups.models import BusinessGroup
from groups.models.base import Record, one_of
from groups.scoping.queryset import RegionScopedQuerySet

STATES = [
    ("diajukan", "Diajukan"),
    ("diusulkan", "Diusulkan"),
    ("ditangani", "Ditangani"),
    ("selesai", "Selesai"),
    ("ditolak", "Tidak dibantu"),
    ("ditarik", "Ditarik"),
]
UNDER_WAY = ["diajukan", "diusulkan", "ditangani"]
SETTLED = ["selesai", "ditolak", "ditarik"]


class SupportRequest(Record):
    """A group's request; ``outcome`` is the result, or why it came to nothing."""

    group = models.ForeignKey(
        BusinessGroup, models.PROTECT, related_name="support_requests", verbose_name="kelompok"
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support_requests",
        verbose_name="untuk produk",
    )
    kind = models.ForeignKey(
        SupportKind, models.PROTECT, related_name="requests", verbose_name="jenis dukungan"
    )
    need = models.CharField("yang dibutuhkan", max_length=500)
    asked_on = models.DateField("tanggal diajukan")
    state = models.CharField(
        "keadaan", max_length=10, choices=STATES, default="diajukan", editable=False, db_index=True
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        related_name="requests",
        editable=False,
        verbose_name="mitra",
    )
    outcome = models.CharField("hasil atau alasan", max_length=500, blank=True, editable=False)
    value = models.PositiveBigIntegerField("nilai bantuan (rupiah)", null=True, editable=False)
    settled_on = models.DateField("tanggal selesai", null=True, editable=False)

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan dukungan"
        verbose_name_plural = "permintaan dukungan"
        ordering = ["-asked_on", "-pk"]
        constraints = [
            one_of("state", STATES, "supportrequest_state_known"),
            models.CheckConstraint(
                name="supportrequest_partner_once_proposed",
                condition=Q(state__in=["diajukan", "ditolak", "ditarik"]) | Q(partner__isnull=False),
                violation_error_message="Pilih mitranya.",
            ),
            models.CheckConstraint(
                name="supportrequest_settled_says_how",
                condition=Q(state__in=UNDER_WAY, settled_on__isnull=True, outcome="")
                | Q(Q(state__in=SETTLED, settled_on__isnull=False), ~Q(outcome="")),
                violation_error_message="Tulis hasilnya, atau alasannya bila tidak dapat dibantu.",
            ),
            models.CheckConstraint(
                name="supportrequest_value_only_when_done",
                condition=Q(value__isnull=True) | Q(state="selesai"),
                violation_error_message="Nilai bantuan diisi bila dukungannya sudah selesai.",
            ),
            amount_is_sane("value", "supportrequest_value_sane", "Periksa nilai bantuannya."),
            models.CheckConstraint(
                name="supportrequest_since_1985",
                condition=Q(asked_on__gte="1985-01-01"),
                violation_error_message="Periksa tahun pada tanggal diajukan.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} untuk {self.group}"

    def get_absolute_url(self):
        return reverse("support-detail", args=[self.pk])


class SupportStepQuerySet(RegionScopedQuerySet):
    code_path = "request__group__region__code"


class SupportStep(models.Model):
    """One step of a request: the state it came to, on which day, and who recorded that."""

    request = models.ForeignKey(SupportRequest, models.PROTECT, related_name="steps")
    state = models.CharField("keadaan", max_length=10, choices=STATES)
    on = models.DateField("tanggal")
    note = models.CharField("catatan", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = SupportStepQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah dukungan"
        verbose_name_plural = "langkah dukungan"
        ordering = ["pk"]
        constraints = [
            one_of("state", STATES, "supportstep_state_known"),
            models.UniqueConstraint(
                fields=["request", "state"],
                name="supportstep_once",
                violation_error_message="Langkah ini sudah dicatat. Muat ulang halaman ini.",
            ),
        ]

    def __str__(self):
        return f"{self.request_id} {self.state}"
