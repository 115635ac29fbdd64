"""What an event consisted of: its agenda, materials, photos, minutes and expenses."""

import secrets

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bimtek.content.files import KINDS
from bimtek.content.of_event import OfEventQuerySet
from bimtek.models import TrainingEvent
from groups.market.models.base import amount_is_sane
from groups.models import CapitalSource
from groups.models.base import Record, Voidable, one_of
from groups.pictures import Picture


class ContentQuerySet(OfEventQuerySet):
    def kept(self):
        """Without those taken away."""
        return self.filter(voided_at__isnull=True)


class OfEvent(models.Model):
    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse("event-content", args=[self.event_id])


class AgendaItem(OfEvent, Record):
    """One line of the agenda (susunan acara). ``speaker``: who leads it, as it is to be printed."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="agenda", editable=False)
    day = models.DateField("tanggal")
    starts_at = models.TimeField("mulai pukul")
    ends_at = models.TimeField("sampai pukul", null=True, blank=True)
    title = models.CharField("acara", max_length=160)
    speaker = models.CharField("oleh", max_length=120, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = "acara"
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agendaitem_forward",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="Jam selesai harus sesudah jam mulai.",
            ),
            models.UniqueConstraint(
                fields=["event", "day", "starts_at", "title"],
                name="agendaitem_once",
                violation_error_message="Acara ini sudah ada pada jam itu.",
            ),
        ]

    def __str__(self):
        return self.title


def material_name(instance, filename) -> str:
    """Where a material is kept: 192 random bits, nothing of the name that the sender gave it."""
    name = secrets.token_hex(24)
    return f"materi/{name[:2]}/{name}.{instance.kind}"


class Material(OfEvent, Voidable, Record):
    """A file for the participants. ``kind`` is what is in it, see ``files``."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="materials", editable=False)
    title = models.CharField("judul", max_length=120)
    kind = models.CharField(max_length=4, choices=KINDS, editable=False)
    size = models.PositiveIntegerField(editable=False)
    file = models.FileField("berkas", upload_to=material_name, max_length=120, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ContentQuerySet.as_manager()

    class Meta(Voidable.Meta):
        verbose_name = "berkas materi"
        ordering = ["pk"]
        constraints = [*Voidable.Meta.constraints, one_of("kind", KINDS, "material_kind_known")]

    def __str__(self):
        return self.title


class EventPhoto(OfEvent, Picture):
    """A photo of an event (dokumentasi)."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="photos", editable=False)
    caption = models.CharField("keterangan", max_length=120)

    objects = ContentQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = "foto kegiatan"
        verbose_name_plural = "foto kegiatan"

    def __str__(self):
        return self.caption


class EventMinutes(OfEvent, Record):
    """The minutes (notulen) of an event."""

    event = models.OneToOneField(TrainingEvent, models.PROTECT, related_name="minutes", editable=False)
    chair = models.CharField("pemimpin acara", max_length=120, blank=True)
    writer = models.CharField("notulis", max_length=120)
    course = models.TextField("jalannya acara", max_length=6000)
    conclusion = models.TextField("kesimpulan", max_length=2000, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = "notulen"

    def __str__(self):
        return f"notulen {self.event_id}"


class Expense(OfEvent, Voidable, Record):
    """What an event cost, from which fund."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="expenses", editable=False)
    on = models.DateField("tanggal")
    description = models.CharField("untuk apa", max_length=160)
    amount = models.PositiveBigIntegerField("jumlah (rupiah)", validators=[MinValueValidator(1)])
    fund_source = models.ForeignKey(
        CapitalSource, models.PROTECT, related_name="event_expenses", verbose_name="sumber dana"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    objects = ContentQuerySet.as_manager()

    class Meta(Voidable.Meta):
        verbose_name = "biaya"
        ordering = ["on", "pk"]
        constraints = [
            *Voidable.Meta.constraints,
            amount_is_sane("amount", "expense_amount_sane", "Jumlahnya tidak mungkin. Periksa angka nolnya."),
        ]

    def __str__(self):
        return self.description
