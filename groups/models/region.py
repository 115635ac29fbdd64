"""Regions by their official Kemendagri codes, and the other names that people write for them."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import Exact
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.scoping.queryset import NATION, RegionScopedQuerySet
from groups.values import letters_key

CODE_LENGTH = {"provinsi": 2, "kota": 5, "kecamatan": 8, "kelurahan": 13}
LEVELS = [
    ("provinsi", "Provinsi"),
    ("kota", "Kota/Kabupaten"),
    ("kecamatan", "Kecamatan"),
    ("kelurahan", "Kelurahan/Desa"),
]


def at_level(field: str, *levels: str) -> Q:
    """CHECK that the region foreign key ``field`` points to one of ``levels`` (by its code's length)."""
    condition = Q()
    for level in levels:
        condition |= Q(Exact(Length(field), CODE_LENGTH[level]))
    return condition


def ancestor_codes(code: str) -> list[str]:
    """Codes from the province down to the parent of ``code``."""
    parts = code.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


class RegionQuerySet(RegionScopedQuerySet):
    code_path = "code"

    def open(self):
        """Those still in the official list."""
        return self.filter(closed_on__isnull=True)

    def public(self):
        """Cities with groups: everybody may read their figures (``reports.published``)."""
        return self.open().filter(level="kota", children__children__groups__isnull=False).distinct()


class Region(models.Model):
    """A place; ``code`` is ``33``, ``33.75``, ``33.75.01`` or ``33.75.01.1001`` and begins with its parent's.

    ``tile_col`` and ``tile_row`` place a kelurahan in the schematic map, from 1, north up.
    """

    code = models.CharField("kode", max_length=13, primary_key=True)
    level = models.CharField("tingkat", max_length=10, choices=LEVELS)
    name = models.CharField("nama", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    bps_code = models.CharField("kode BPS", max_length=10, blank=True)
    postcode = models.CharField("kode pos", max_length=5, blank=True)
    tile_col = models.PositiveSmallIntegerField("kolom petak peta", null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField("baris petak peta", null=True, blank=True)
    closed_on = models.DateField("tidak ada lagi sejak", null=True, blank=True)
    history = HistoricalRecords()

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_code_extends_parent",
                condition=Q(level="provinsi", parent__isnull=True)
                | Q(parent__isnull=False, code__startswith=Concat(F("parent"), Value("."))),
                violation_error_message="Kode wilayah harus berawal dengan kode induknya.",
            ),
            models.CheckConstraint(
                name="region_code_fits_level",
                condition=Q(
                    *[Q(Exact(Length("code"), length), level=level) for level, length in CODE_LENGTH.items()],
                    _connector=Q.OR,
                ),
                violation_error_message="Panjang kode tidak sesuai dengan tingkat wilayah.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("region-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """``Kelurahan Krapyak``, ``Desa ...``, ``Kecamatan Pekalongan Utara``, ``Kota Pekalongan``."""
        if self.level == "kelurahan":
            # Kemendagri: the first digit of the last part is 1 for kelurahan, 2 and 3 for desa.
            return f"{'Kelurahan' if self.code[9] == '1' else 'Desa'} {self.name}"
        if self.level == "kecamatan":
            return f"Kecamatan {self.name}"
        if self.level == "provinsi":
            return f"Provinsi {self.name}"
        return self.name

    @property
    def city_code(self) -> str:
        return self.code[:5]

    @property
    def ancestor_codes(self) -> list[str]:
        return ancestor_codes(self.code)


def nation_of(user) -> Region | None:
    """All provinces of ``user`` as one place above them, never saved; None where she has not several."""
    provinces = sum(len(code) == CODE_LENGTH["provinsi"] for code in user.region_codes())
    return Region(code=NATION, level=NATION, name=f"Gabungan {provinces} provinsi") if provinces > 1 else None


class RegionAlias(models.Model):
    """Another name of a region: spelling variants, and names from before the merger of 2015."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="aliases")
    name = models.CharField("nama lain", max_length=80)
    key = models.CharField(max_length=80, db_index=True, editable=False)
    note = models.CharField("keterangan", max_length=120, blank=True)
    history = HistoricalRecords()

    objects = RegionScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "nama lain wilayah"
        verbose_name_plural = "nama lain wilayah"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "key"],
                name="region_alias_once",
                violation_error_message="Nama lain ini sudah ada untuk wilayah tersebut.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = letters_key(self.name)
        super().save(*args, **kwargs)
