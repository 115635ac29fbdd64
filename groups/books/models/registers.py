"""The registers that a group keeps beside its money: goods, guests, activities, letters.

They hang from the group, not from its ledger: a group may keep a guest book years before its cash book
begins here. Columns as in the domain's books 4.10, 4.12, 4.13 and the guest book (DOMAIN 1.5).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groups.models import BusinessGroup
from groups.models.base import Record, Voidable, one_of
from groups.scoping.queryset import RegionScopedQuerySet
from groups.values import show_date

CONDITIONS = [("baik", "Baik"), ("rusak_ringan", "Rusak ringan"), ("rusak_berat", "Rusak berat")]
LETTERS = [("masuk", "Surat masuk"), ("keluar", "Surat keluar")]


class RegisterQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def of(self, group):
        """Of a group that the caller has through the door (or an OuterRef to it)."""
        return self.filter(group=group)

    def counted(self):
        """Without those taken back as a mistake."""
        return self.filter(voided_at__isnull=True)


class RegisterRow(Voidable, Record):
    """A row of a register, of the day ``on``; ``register`` is its name in ``groups.books.registers``."""

    group = models.ForeignKey(
        BusinessGroup, models.PROTECT, related_name="%(class)s_rows", verbose_name="kelompok"
    )
    on = models.DateField("tanggal")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["group", "on"], name="%(class)s_by_day")]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_since_1985",
                condition=Q(on__gte="1985-01-01"),
                violation_error_message="Program UP2K dimulai tahun 1985. Periksa tahunnya.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("register-row", args=[self.register, self.pk])


class InventoryItem(RegisterRow):
    """Goods of one kind that came on the day ``on``; ``condition`` is as seen on ``condition_on``.

    A new condition overwrites the old one with its day; the history keeps both.
    """

    register = "inventaris"
    name = models.CharField("nama barang", max_length=120)
    origin = models.CharField("asal barang", max_length=120)
    quantity = models.PositiveIntegerField("jumlah")
    unit = models.CharField("satuan", max_length=20, blank=True)
    kept_at = models.CharField("tempat penyimpanan", max_length=120, blank=True)
    condition = models.CharField("kondisi", max_length=12, choices=CONDITIONS, default="baik")
    condition_on = models.DateField("kondisi dilihat tanggal")
    notes = models.CharField("keterangan", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "barang inventaris"
        constraints = [
            *RegisterRow.Meta.constraints,
            one_of("condition", CONDITIONS, "inventoryitem_condition_known"),
            models.CheckConstraint(
                name="inventoryitem_quantity_sane",
                condition=Q(quantity__gte=1, quantity__lte=100_000),
                violation_error_message="Jumlah barang dari 1 sampai 100.000.",
            ),
            models.CheckConstraint(
                name="inventoryitem_seen_after_it_came",
                condition=Q(condition_on__gte=F("on")),
                violation_error_message="Kondisi dilihat pada tanggal barang diterima atau sesudahnya.",
            ),
        ]

    def __str__(self):
        return self.name


class GuestVisit(RegisterRow):
    """Somebody who came to see the group."""

    register = "tamu"
    name = models.CharField("nama tamu", max_length=120)
    purpose = models.CharField("keperluan", max_length=200)
    institution = models.CharField("instansi", max_length=120, blank=True)
    message = models.TextField("kesan dan pesan", max_length=1000, blank=True)
    notes = models.CharField("keterangan", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "tamu"

    def __str__(self):
        return self.name


class Activity(RegisterRow):
    """What somebody of the group did, where and when."""

    register = "kegiatan"
    name = models.CharField("nama", max_length=120)
    position = models.CharField("jabatan", max_length=80, blank=True)
    place = models.CharField("tempat", max_length=120)
    description = models.TextField("uraian kegiatan", max_length=1000)

    class Meta(RegisterRow.Meta):
        verbose_name = "kegiatan"

    def __str__(self):
        return f"{self.name}, {show_date(self.on)}"


class Letter(RegisterRow):
    """A letter that came in or went out.

    ``on``: the day it was received, or the day of the letter that went out; ``letter_on``: the day
    written on one that came in. ``passed_to``: to whom it was handed on, or who got a copy.
    """

    register = "surat"
    direction = models.CharField("masuk atau keluar", max_length=6, choices=LETTERS)
    letter_on = models.DateField("tanggal surat", null=True, blank=True)
    number = models.CharField("nomor surat", max_length=60, blank=True)
    party = models.CharField("dari atau kepada", max_length=120)
    subject = models.CharField("perihal", max_length=200)
    attachments = models.CharField("lampiran", max_length=60, blank=True)
    passed_to = models.CharField("diteruskan kepada atau tembusan", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "surat"
        constraints = [
            *RegisterRow.Meta.constraints,
            one_of("direction", LETTERS, "letter_direction_known"),
            models.CheckConstraint(
                name="letter_written_before_it_came",
                condition=Q(letter_on__isnull=True)
                | Q(
                    letter_on__isnull=False,
                    direction="masuk",
                    letter_on__gte="1985-01-01",
                    letter_on__lte=F("on"),
                ),
                violation_error_message="Tanggal surat tidak boleh sesudah tanggal surat itu diterima.",
            ),
        ]

    def __str__(self):
        return self.subject
