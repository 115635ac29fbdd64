"""Loans to members and what they paid back."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groups.books.models.ledger import LARGEST
from groups.books.models.money import Line, LineQuerySet, Receipt, amount_is_sane
from groups.models import BusinessGroup, Member
from groups.models.base import Record


class Loan(Record):
    """Money lent to a member, or by a kelompok khusus to a kelompok pelaksana.

    ``jasa_percent`` (of the amount, each month) or ``jasa_rupiah`` (each month), or neither.
    ``remaining`` is the principal not yet paid back: maintained, and equal to the lines.
    """

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="loan")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="loans",
                               verbose_name="peminjam")  # fmt: skip
    group = models.ForeignKey(BusinessGroup, models.PROTECT, null=True, blank=True, related_name="loans",
                              verbose_name="kelompok peminjam")  # fmt: skip
    purpose = models.CharField("untuk keperluan usaha", max_length=160)
    amount = models.PositiveBigIntegerField("jumlah pinjaman (rupiah)")
    months = models.PositiveSmallIntegerField("lama angsuran (bulan)")
    jasa_percent = models.DecimalField(
        "jasa (persen sebulan)", max_digits=4, decimal_places=2, null=True, blank=True
    )
    jasa_rupiah = models.PositiveBigIntegerField("jasa (rupiah sebulan)", null=True, blank=True)
    approved_by = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="disetujui oleh")
    override_reason = models.CharField("alasan melebihi kas", max_length=200, blank=True)
    remaining = models.PositiveBigIntegerField("sisa pinjaman", editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "pinjaman"
        verbose_name_plural = "pinjaman"
        ordering = ["receipt__on", "pk"]
        constraints = [
            amount_is_sane("loan_amount_sane"),
            models.CheckConstraint(
                name="loan_has_one_borrower",
                condition=Q(member__isnull=False, group__isnull=True)
                | Q(member__isnull=True, group__isnull=False),
                violation_error_message="Pilih satu peminjam: anggota atau kelompok.",
            ),
            models.CheckConstraint(
                name="loan_not_approved_by_borrower",
                condition=Q(member__isnull=True) | ~Q(member=F("approved_by")),
                violation_error_message="Peminjam tidak boleh menyetujui pinjamannya sendiri.",
            ),
            models.CheckConstraint(
                name="loan_term_sane",
                condition=Q(months__gte=1, months__lte=120),
                violation_error_message="Lama angsuran 1 sampai 120 bulan.",
            ),
            models.CheckConstraint(
                name="loan_jasa_of_one_kind",
                condition=Q(jasa_percent__isnull=True) | Q(jasa_rupiah__isnull=True),
                violation_error_message="Isi jasa dengan persen atau rupiah, tidak dua-duanya.",
            ),
            models.CheckConstraint(
                name="loan_jasa_sane",
                condition=(Q(jasa_percent__isnull=True) | Q(jasa_percent__gte=0, jasa_percent__lte=20))
                & (Q(jasa_rupiah__isnull=True) | Q(jasa_rupiah__lte=LARGEST)),
                violation_error_message="Jasa paling banyak 20 persen sebulan.",
            ),
            models.CheckConstraint(
                name="loan_remaining_within_amount",
                condition=Q(remaining__gte=0, remaining__lte=F("amount")),
                violation_error_message="Angsuran pokok tidak boleh melebihi sisa pinjaman.",
            ),
        ]

    def __str__(self):
        return f"Pinjaman {self.borrower}"

    def get_absolute_url(self):
        return reverse("loan-detail", args=[self.pk])

    @property
    def borrower(self) -> str:
        return str(self.member or self.group)


class Instalment(Line):
    """Principal and jasa paid on a loan; negative only where a receipt was taken back."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="instalments")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="instalments", verbose_name="pinjaman")
    principal = models.BigIntegerField("angsuran pokok", default=0)
    jasa = models.BigIntegerField("jasa", default=0)

    class Meta(Line.Meta):
        verbose_name = "angsuran"
        constraints = [
            models.CheckConstraint(
                name="instalment_amounts_sane",
                condition=(~Q(principal=0) | ~Q(jasa=0))
                & (
                    Q(principal__gte=0, jasa__gte=0, principal__lte=LARGEST, jasa__lte=LARGEST)
                    | Q(principal__lte=0, jasa__lte=0, principal__gte=-LARGEST, jasa__gte=-LARGEST)
                ),
                violation_error_message="Isi angsuran pokok atau jasanya.",
            )
        ]

    def __str__(self):
        return f"angsuran {self.principal} + {self.jasa}"
