"""A group's money: every movement is a Receipt with its lines in the cash book and in the other books.

Balances are never stored beside a line: cash and savings are sums of lines. What remains of a loan is
kept on the loan, so that the database itself refuses to take back more than was lent; ``check_books``
proves it equal to its lines. Who may write what, and when, is in ``groups.books.actions``.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.books.models.ledger import DIRECTIONS, LARGEST, CashCategory, Ledger, amount_is_sane
from groups.books.models.meetings import Meeting
from groups.models import Member
from groups.models.base import Record, one_of, void_says_who_and_why
from groups.pictures import Picture
from groups.scoping.queryset import RegionScopedQuerySet

SAVINGS = [("pokok", "Simpanan pokok"), ("wajib", "Simpanan wajib"), ("sukarela", "Simpanan sukarela")]
PICTURES_A_RECEIPT = 3


class ReceiptQuerySet(RegionScopedQuerySet):
    code_path = "ledger__group__region__code"

    def of(self, ledger):
        """Of a ledger that the caller has through the door (or an OuterRef to it)."""
        return self.filter(ledger=ledger)

    def counted(self):
        """Without those declared a mistake while their month was open."""
        return self.filter(voided_at__isnull=True)


class Receipt(Record):
    """One movement of money (bukti kas), with a number of its own in the group and year.

    ``member`` or ``party``: who paid or got it. ``is_opening``: from the cut-off sheet, without cash.
    A mistake in an open month is voided and counts nowhere; one in a closed month is taken back by a
    receipt that ``reverses`` it.
    """

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="receipts", verbose_name="buku")
    on = models.DateField("tanggal")
    year = models.PositiveSmallIntegerField(editable=False)
    serial = models.PositiveIntegerField("nomor", editable=False)
    paper_no = models.CharField("nomor kuitansi", max_length=30, blank=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="receipts",
                               verbose_name="anggota")  # fmt: skip
    party = models.CharField("dari atau kepada", max_length=120, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="receipts",
                                verbose_name="pertemuan", editable=False)  # fmt: skip
    is_opening = models.BooleanField(default=False, editable=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by",
                                    editable=False)  # fmt: skip
    reason = models.CharField("alasan", max_length=200, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField("dibatalkan", null=True, editable=False)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
                                  editable=False)  # fmt: skip

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti kas"
        verbose_name_plural = "bukti kas"
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["ledger", "on"], name="receipt_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "year", "serial"],
                name="receipt_number_once",
                violation_error_message="Nomor bukti ini sudah dipakai. Muat ulang halaman.",
            ),
            void_says_who_and_why("receipt_void_says_who_and_why", "Tulis alasan membatalkan bukti ini."),
            models.CheckConstraint(
                name="receipt_reversal_says_why",
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                violation_error_message="Tulis alasan membatalkan bukti ini.",
            ),
        ]

    def __str__(self):
        return f"Bukti {self.number}"

    def get_absolute_url(self):
        return reverse("receipt-detail", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial:04d}"

    @property
    def who(self) -> str:
        return self.member.name if self.member else self.party


class ReceiptPictureQuerySet(RegionScopedQuerySet):
    code_path = "receipt__ledger__group__region__code"

    def counted(self):
        """Without those taken away."""
        return self.filter(voided_at__isnull=True)


class ReceiptPicture(Picture):
    """A photo of the paper receipt; of one Receipt at most PICTURES_A_RECEIPT count."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="pictures")

    objects = ReceiptPictureQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = "foto nota"

    def get_absolute_url(self):
        return reverse("receipt-picture", args=[self.pk])


class LineQuerySet(RegionScopedQuerySet):
    """Lines of receipts; ``total`` is what the maintained balances are compared with."""

    code_path = "receipt__ledger__group__region__code"

    def of(self, ledger):
        """Of a ledger that the caller has through the door (or an OuterRef to it)."""
        return self.filter(receipt__ledger=ledger)

    def of_meeting(self, meeting):
        return self.filter(receipt__meeting=meeting)

    def counted(self):
        return self.filter(receipt__voided_at__isnull=True)

    def total(self, field="amount") -> int:
        return self.counted().aggregate(total=Sum(field))["total"] or 0


class Line(models.Model):
    """What one receipt says in one book."""

    history = HistoricalRecords(inherit=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["receipt__on", "receipt_id", "pk"]


class CashLine(Line):
    """A line of the Buku Kas Umum."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="cash_lines")
    category = models.ForeignKey(CashCategory, models.PROTECT, related_name="+", verbose_name="kategori")
    direction = models.CharField("masuk atau keluar", max_length=6, choices=DIRECTIONS)
    amount = models.PositiveBigIntegerField("jumlah (rupiah)")
    description = models.CharField("uraian", max_length=160)

    class Meta(Line.Meta):
        verbose_name = "baris kas"
        constraints = [
            one_of("direction", DIRECTIONS, "cashline_direction_known"),
            amount_is_sane("cashline_amount_sane"),
        ]

    def __str__(self):
        return self.description

    @property
    def signed(self) -> int:
        return self.amount if self.direction == "masuk" else -self.amount


class SavingsLine(Line):
    """A deposit (positive) or withdrawal (negative) of a member's savings."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="savings_lines")
    member = models.ForeignKey(Member, models.PROTECT, related_name="savings", verbose_name="anggota")
    kind = models.CharField("jenis simpanan", max_length=8, choices=SAVINGS)
    amount = models.BigIntegerField("jumlah (rupiah)")

    class Meta(Line.Meta):
        verbose_name = "simpanan"
        constraints = [
            one_of("kind", SAVINGS, "savingsline_kind_known"),
            models.CheckConstraint(
                name="savingsline_amount_sane",
                condition=~Q(amount=0) & Q(amount__gte=-LARGEST, amount__lte=LARGEST),
                violation_error_message="Jumlah simpanan tidak boleh nol.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.amount}"


class DuesLine(Line):
    """Iuran that a member paid; negative only where a receipt was taken back."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="dues_lines")
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues", verbose_name="anggota")
    amount = models.BigIntegerField("jumlah (rupiah)")

    class Meta(Line.Meta):
        verbose_name = "iuran"
        constraints = [
            models.CheckConstraint(
                name="duesline_amount_sane",
                condition=~Q(amount=0) & Q(amount__gte=-LARGEST, amount__lte=LARGEST),
                violation_error_message="Jumlah iuran tidak boleh nol.",
            )
        ]

    def __str__(self):
        return f"iuran {self.amount}"


class ClosedMonth(models.Model):
    """A month whose lines nobody changes any more; corrections are reversing receipts of a later one."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="closed_months")
    year = models.PositiveSmallIntegerField("tahun")
    month = models.PositiveSmallIntegerField("bulan")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["year", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "year", "month"],
                name="closedmonth_once",
                violation_error_message="Bulan ini sudah ditutup.",
            ),
            models.CheckConstraint(
                name="closedmonth_exists",
                condition=Q(month__gte=1, month__lte=12, year__gte=1985),
                violation_error_message="Bulan ini tidak ada.",
            ),
        ]

    def __str__(self):
        return f"{self.year}-{self.month:02d}"
