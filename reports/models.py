"""What reports own: the yearly inputs of form 4.22, and forms that were signed and stay as they are."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.models import Region
from groups.models.base import Record
from groups.models.region import at_level
from groups.scoping.queryset import RegionScopedQuerySet

MOST = 1_000_000  # more than the people of any kelurahan


def year_is_possible(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(year__gte=1985, year__lte=2100),
        violation_error_message="Program UP2K dimulai tahun 1985. Periksa tahunnya.",
    )


class YearlyInput(Record):
    """What a kelurahan wrote down for a year. ``note``: for the column "Ket."."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="yearly_inputs", verbose_name="kelurahan")
    year = models.PositiveSmallIntegerField("tahun")
    note = models.CharField("keterangan", max_length=200, blank=True)

    objects = RegionScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "isian tahunan"
        verbose_name_plural = "isian tahunan"
        ordering = ["-year", "region_id"]
        constraints = [
            year_is_possible("yearlyinput_year_possible"),
            models.CheckConstraint(
                name="yearlyinput_of_kelurahan",
                condition=at_level("region", "kelurahan"),
                violation_error_message="Isian tahunan ditulis per kelurahan.",
            ),
            models.UniqueConstraint(
                fields=["region", "year"],
                name="yearlyinput_once",
                violation_error_message="Isian tahun ini sudah ada. Muat ulang halaman ini.",
            ),
        ]

    def __str__(self):
        return f"{self.region_id} {self.year}"

    def get_absolute_url(self):
        return f"{reverse('yearly-list')}?tahun={self.year}"


class YearlyFigureQuerySet(RegionScopedQuerySet):
    code_path = "sheet__region__code"


class YearlyFigure(models.Model):
    """One number of a yearly input; ``code`` as in ``official/inputs.toml``, None while not filled in."""

    sheet = models.ForeignKey(YearlyInput, models.PROTECT, related_name="figures", verbose_name="isian")
    code = models.CharField("isian", max_length=40)
    value = models.PositiveIntegerField("jumlah", null=True, blank=True, validators=[MaxValueValidator(MOST)])
    history = HistoricalRecords()

    objects = YearlyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "angka isian tahunan"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="yearlyfigure_possible",
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=MOST),
                violation_error_message="Jumlah ini tidak mungkin. Periksa angka nolnya.",
            ),
            models.UniqueConstraint(
                fields=["sheet", "code"],
                name="yearlyfigure_once",
                violation_error_message="Angka ini baru saja diisi orang lain. Muat ulang halaman ini.",
            ),
        ]

    def __str__(self):
        return f"{self.code}: {self.value}"


class FrozenFormQuerySet(RegionScopedQuerySet):
    def of_form(self, form, region, year):
        return self.filter(form=form, region=region, year=year)

    def in_force(self):
        return self.filter(withdrawn_at__isnull=True)

    def light(self):
        """Without the papers themselves."""
        return self.defer("content", "pdf_a4", "pdf_f4")

    def with_code(self, code: str):
        """The one that a printed code names: open to whoever holds the paper."""
        return self.filter(verification=code)


class FrozenForm(models.Model):
    """An official form as it was determined (ditetapkan): never changed, never deleted, only withdrawn.

    ``content``: canonical JSON of all that was printed and of the rows behind it; ``checksum``: its SHA-256.
    ``verification``: the code in the QR, 192 random bits. The database refuses changes by triggers
    (migration 0003); what may change is only the withdrawal.
    """

    KEEPS = ("withdrawn_at", "withdrawn_by", "withdraw_reason")

    region = models.ForeignKey(Region, models.PROTECT, related_name="frozen_forms", verbose_name="wilayah")
    form = models.CharField("formulir", max_length=20)
    year = models.PositiveSmallIntegerField("tahun")
    first = models.DateField("sejak")
    last = models.DateField("keadaan tanggal")
    revision = models.PositiveSmallIntegerField("revisi ke", default=0)
    number = models.CharField("nomor", max_length=60)
    decided_on = models.DateField("tanggal penetapan")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ditetapkan oleh"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    content = models.TextField()
    checksum = models.CharField(max_length=64)
    verification = models.CharField(max_length=32, unique=True)
    pdf_a4 = models.BinaryField()
    pdf_f4 = models.BinaryField()
    withdrawn_at = models.DateTimeField("dicabut", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dicabut oleh",
    )
    withdraw_reason = models.CharField("alasan dicabut", max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["content", "pdf_a4", "pdf_f4"])

    objects = FrozenFormQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan yang ditetapkan"
        verbose_name_plural = "laporan yang ditetapkan"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            year_is_possible("frozenform_year_possible"),
            models.CheckConstraint(
                name="frozenform_forward",
                condition=Q(last__gte=models.F("first"), decided_on__gte=models.F("last")),
                violation_error_message="Tanggal penetapan tidak boleh sebelum tanggal keadaannya.",
            ),
            models.CheckConstraint(
                name="frozenform_has_number",
                condition=~Q(number=""),
                violation_error_message="Tulis nomor penetapannya.",
            ),
            models.CheckConstraint(
                name="frozenform_is_sealed",
                condition=Q(Exact(Length("checksum"), 64))
                & Q(GreaterThanOrEqual(Length("verification"), 32)),
                violation_error_message="Laporan ini tidak lengkap tersimpan. Tetapkan lagi.",
            ),
            models.CheckConstraint(
                name="frozenform_withdrawal_says_who_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                violation_error_message="Tulis alasan mencabutnya.",
            ),
            models.UniqueConstraint(
                fields=["region", "form", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="frozenform_one_in_force",
                violation_error_message="Laporan ini sudah ditetapkan. Cabut dulu yang lama.",
            ),
            models.UniqueConstraint(
                fields=["region", "form", "year", "revision"],
                name="frozenform_revision_once",
                violation_error_message="Revisi ini baru saja ditetapkan. Muat ulang halaman ini.",
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.region_id} {self.year}, nomor {self.number}"

    def save(self, *args, **kwargs):
        if self.pk and set(kwargs.get("update_fields") or ["content"]) - set(self.KEEPS):
            raise ValidationError("Laporan yang sudah ditetapkan tidak dapat diubah. Cabut dengan alasan.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("Laporan yang sudah ditetapkan tidak dapat dihapus. Cabut dengan alasan.")

    def get_absolute_url(self):
        return reverse("frozen-detail", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None

    @property
    def revision_words(self) -> str:
        return f"revisi {self.revision}" if self.revision else ""
