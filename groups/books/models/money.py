"""A group's money: every movement is a Receipt with its lines in the cash book and in the other books.

Balances are never stored beside a line: cash and savings are sums of lines. What remains of a loan is
kept on the loan, so that the database itself refuses to take back more than was lent; ``check_books``
proves it equal to its lines. Who may write what, and when, is in ``groups.books.actions``.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.models import BusinessGroup, Member
from groups.models.base import Record, one_of, void_says_who_and_why
from groups.models.reference import ReferenceEntry
from groups.pictures import Picture
from groups.scoping.queryset import RegionScopedQuerySet
from groups.values import show_date

DIRECTIONS = [("masuk", "Uang masuk"), ("keluar", "Uang keluar")]
SAVINGS = [("pokok", "Simpanan pokok"), ("wajib", "Simpanan wajib"), ("sukarela", "Simpanan sukarela")]
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
PICTURES_A_RECEIPT = 3


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


class Meeting(Record):
    """A meeting of a group: minutes and who came. What was paid there are receipts of their own."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="meetings", verbose_name="kelompok")
    on = models.DateField("tanggal")
    place = models.CharField("tempat", max_length=120, blank=True)
    starts_at = models.TimeField("jam mulai", null=True, blank=True)
    kind = models.CharField("jenis rapat", max_length=80, blank=True)
    led_by = models.CharField("pimpinan rapat", max_length=120, blank=True)
    agenda = models.CharField("acara", max_length=300, blank=True)
    decisions = models.TextField("keputusan", max_length=2000, blank=True)
    follow_up = models.TextField("tindak lanjut", max_length=1000, blank=True)
    conclusion = models.TextField("kesimpulan", max_length=1000, blank=True)
    closing = models.CharField("penutup", max_length=300, blank=True)
    minutes_by = models.CharField("notulis", max_length=120, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = "pertemuan"
        verbose_name_plural = "pertemuan"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_since_1985",
                condition=Q(on__gte="1985-01-01"),
                violation_error_message="Program UP2K dimulai tahun 1985. Periksa tahunnya.",
            )
        ]

    def __str__(self):
        return f"Pertemuan {show_date(self.on)}"

    def get_absolute_url(self):
        return reverse("meeting-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """What it was about, for a list."""
        return self.agenda or self.kind or "Pertemuan"


class MeetingAttendanceQuerySet(RegionScopedQuerySet):
    code_path = "meeting__group__region__code"

    def of(self, meeting):
        """Of a meeting that the caller has through the door (or an OuterRef to it)."""
        return self.filter(meeting=meeting)


class MeetingAttendance(models.Model):
    """A member was at a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="meetings", verbose_name="anggota")
    history = HistoricalRecords()

    objects = MeetingAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "kehadiran pertemuan"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="meetingattendance_once",
                violation_error_message="Anggota ini sudah tercatat hadir.",
            )
        ]

    def __str__(self):
        return f"{self.meeting_id} {self.member_id}"


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
