"""The books of a group, from the day they begin, and the categories of its cash."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models import BusinessGroup
from groups.models.base import Record, one_of
from groups.models.reference import ReferenceEntry
from groups.scoping.queryset import RegionScopedQuerySet

DIRECTIONS = [("masuk", "Uang masuk"), ("keluar", "Uang keluar")]
# Categories that a movement of its own writes; nobody chooses them for a plain line.
MOVEMENTS = [
    ("", "–"),
    ("simpanan", "Simpanan"),
    ("iuran", "Iuran"),
    ("pinjaman", "Pinjaman"),
    ("angsuran", "Angsuran pokok"),
    ("jasa", "Jasa pinjaman"),
]
LARGEST = 10**12  # rupiah


def amount_is_sane(name: str, field: str = "amount") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__gt": 0, f"{field}__lte": LARGEST}),
        violation_error_message="Jumlahnya lebih dari nol dan paling banyak satu triliun rupiah.",
    )


class CashCategory(ReferenceEntry):
    """What money came from or went to. ``movement``: set for those that savings and loans write."""

    direction = models.CharField(
        "arah", max_length=6, choices=[("", "Masuk atau keluar"), *DIRECTIONS], blank=True
    )
    movement = models.CharField("ditulis oleh", max_length=10, choices=MOVEMENTS, blank=True, editable=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "kategori kas"
        constraints = [
            *ReferenceEntry.Meta.constraints,
            one_of("direction", [("", ""), *DIRECTIONS], "cashcategory_direction_known"),
            one_of("movement", MOVEMENTS, "cashcategory_movement_known"),
        ]


class LedgerQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"


class Ledger(Record):
    """The books of a group, from the day they begin here.

    A new group begins with nothing; an old one with a cut-off sheet: cash here, savings and loans as
    opening receipts.
    """

    group = models.OneToOneField(
        BusinessGroup, models.PROTECT, related_name="ledger", verbose_name="kelompok"
    )
    starts_on = models.DateField("buku dimulai tanggal")
    opening_cash = models.PositiveBigIntegerField("uang kas waktu itu", default=0)
    dues = models.PositiveBigIntegerField("iuran setiap pertemuan", default=0)
    mandatory = models.PositiveBigIntegerField("simpanan wajib setiap pertemuan", default=0)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "buku kelompok"
        verbose_name_plural = "buku kelompok"
        ordering = ["group__region_id", "group__name"]
        constraints = [
            models.CheckConstraint(
                name="ledger_amounts_sane",
                condition=Q(opening_cash__lte=LARGEST, dues__lte=LARGEST, mandatory__lte=LARGEST),
                violation_error_message="Jumlahnya paling banyak satu triliun rupiah.",
            ),
            models.CheckConstraint(
                name="ledger_since_1985",
                condition=Q(starts_on__gte="1985-01-01"),
                violation_error_message="Program UP2K dimulai tahun 1985. Periksa tahunnya.",
            ),
        ]

    def __str__(self):
        return f"Buku {self.group}"

    def get_absolute_url(self):
        return reverse("ledger", args=[self.pk])
