"""Where a group sells, offline and online, and what it sold there in a month."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from groups.market.models.base import MOST_RUPIAH, Closable, ClosableQuerySet
from groups.market.models.reference import ChannelKind
from groups.models import BusinessGroup
from groups.models.base import during, interval_is_forward
from groups.scoping.queryset import RegionScopedQuerySet


class ChannelQuerySet(ClosableQuerySet):
    def as_of(self, day):
        """Those used on ``day``."""
        return self.kept().filter(during(day, start="since", end="closed_on"))


class Channel(Closable):
    """A place or a shop on the internet where a group sells, since a day."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="channels", verbose_name="kelompok")
    kind = models.ForeignKey(ChannelKind, models.PROTECT, related_name="channels", verbose_name="saluran")
    name = models.CharField("nama tempat atau toko", max_length=120)
    address = models.CharField("alamat web", max_length=200, blank=True)
    since = models.DateField("dipakai sejak", default=timezone.localdate)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = "saluran pemasaran"
        verbose_name_plural = "saluran pemasaran"
        ordering = ["kind__position", "name"]
        constraints = [
            *Closable.Meta.constraints,
            models.CheckConstraint(
                name="channel_address_is_https",
                condition=Q(address="") | Q(address__startswith="https://"),
                violation_error_message="Alamat web harus dimulai dengan https://.",
            ),
            models.CheckConstraint(
                name="channel_since_1985",
                condition=Q(since__gte="1985-01-01"),
                violation_error_message="Periksa tahun mulai dipakainya.",
            ),
            interval_is_forward(
                "channel_forward",
                "since",
                "closed_on",
                "Tanggal berhenti tidak boleh sebelum tanggal mulai dipakai.",
            ),
            models.UniqueConstraint(
                F("group"),
                F("kind"),
                Lower("name"),
                condition=Q(closed_on__isnull=True),
                name="channel_once_per_group",
                violation_error_message="Saluran ini sudah tercatat di kelompok ini.",
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.name}"

    def get_absolute_url(self):
        return reverse("channel-detail", args=[self.pk])


class ChannelSalesQuerySet(RegionScopedQuerySet):
    code_path = "channel__group__region__code"


class ChannelSales(models.Model):
    """Whole rupiah sold through a channel in the month that begins on ``month``."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="sales", verbose_name="saluran")
    month = models.DateField("bulan")
    amount = models.PositiveBigIntegerField("penjualan (rupiah)")
    history = HistoricalRecords()

    objects = ChannelSalesQuerySet.as_manager()

    class Meta:
        verbose_name = "penjualan"
        verbose_name_plural = "penjualan"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                name="channelsales_is_a_month",
                condition=Q(month__day=1, month__gte="1985-01-01"),
                violation_error_message="Penjualan dicatat per bulan.",
            ),
            models.CheckConstraint(
                name="channelsales_amount_sane",
                condition=Q(amount__gte=0, amount__lte=MOST_RUPIAH),
                violation_error_message="Periksa jumlahnya: paling banyak satu triliun rupiah.",
            ),
            models.UniqueConstraint(
                fields=["channel", "month"],
                name="channelsales_once_a_month",
                violation_error_message="Penjualan bulan itu sudah dicatat.",
            ),
        ]

    def __str__(self):
        return f"{self.channel_id} {self.month:%Y-%m}"

    def get_absolute_url(self):
        return self.channel.get_absolute_url()
