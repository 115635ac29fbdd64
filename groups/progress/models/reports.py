"""What a group reports of a period, and the steps of its way up.

What may be written when, and by whom, is in ``actions``; which steps there are, in ``workflow``.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from groups.models import BusinessGroup, Level
from groups.models.base import Record, one_of
from groups.progress import periods
from groups.progress.boxes import BOX, BOXES, COUNT, LEVEL, MONEY, NUMBERS, PEOPLE, shown
from groups.progress.models.openings import Opening
from groups.progress.models.people import person
from groups.scoping.queryset import RegionScopedQuerySet

STATES = [
    ("draft", "Draf"),
    ("dikirim", "Dikirim"),
    ("diverifikasi", "Diverifikasi"),
    ("diterima", "Diterima"),
    ("dikembalikan", "Dikembalikan"),
]
WRITABLE = ("draft", "dikembalikan")
ON_THE_WAY = ("dikirim", "diverifikasi")
LARGEST = 10**12  # rupiah
MOST_PEOPLE = 10_000  # more are no group of a kelurahan


class ReportQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def of(self, groups):
        """Of groups that the caller has through the door (one, a queryset, or an OuterRef)."""
        if isinstance(groups, BusinessGroup | models.OuterRef):
            return self.filter(group=groups)
        return self.filter(group__in=groups)

    def newest(self):
        """The newest revision first: what a group's period stands at."""
        return self.order_by("-revision")

    def valid(self):
        """The accepted ones that no accepted revision has replaced: at most one a group and period."""
        return self.filter(state="diterima", superseded_at__isnull=True)

    def late(self):
        """First sent after the due date."""
        return self.filter(first_sent_on__gt=F("due_on"))


def number(label):
    return models.BigIntegerField(label, null=True, blank=True)


def words(label, most=500):
    return models.CharField(label, max_length=most, blank=True)


def within(names, low, high) -> Q:
    """Each of ``names`` empty or from ``low`` to ``high``."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": low, f"{name}__lte": high})
    return condition


MONEY_BOXES = [box.name for box in BOXES if box.kind == MONEY]
COUNTED_BOXES = [box.name for box in BOXES if box.kind in (PEOPLE, COUNT)]
NEEDED = [name for name in NUMBERS if BOX[name].is_required]


class Report(Record):
    """What a group reports of a period. A correction after acceptance is the next ``revision``.

    The boxes (see ``boxes``) are filled from books and members while it can be written, and stay as they
    were sent. ``explanations``: {box: why an unusual value is right}. ``previous``: the report that it was
    compared with. ``first_sent_on`` decides whether it is late: a return costs nobody her punctuality.
    ``kecamatan_step`` and ``due_on``: the rule of its period.
    """

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="reports", verbose_name="kelompok")
    period = models.CharField("periode", max_length=7, editable=False)
    starts_on = models.DateField("awal periode", editable=False)
    ends_on = models.DateField("akhir periode", editable=False)
    due_on = models.DateField("batas kirim", editable=False)
    kecamatan_step = models.BooleanField("lewat kecamatan", default=True, editable=False)
    revision = models.PositiveSmallIntegerField("revisi", default=1, editable=False)
    revision_reason = models.CharField("alasan revisi", max_length=300, blank=True, editable=False)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name="laporan pembanding", editable=False)  # fmt: skip
    state = models.CharField("keadaan", max_length=12, choices=STATES, default="draft", editable=False)
    superseded_at = models.DateTimeField("diganti revisi", null=True, editable=False)

    level_before = models.ForeignKey(Level, models.PROTECT, to_field="code", null=True, blank=True,
                                     related_name="+", verbose_name="kategori lalu")  # fmt: skip
    level = models.ForeignKey(Level, models.PROTECT, to_field="code", null=True, blank=True,
                              related_name="+", verbose_name="kategori kini")  # fmt: skip
    members_p = number("anggota perempuan")
    members_l = number("anggota laki-laki")
    capital_before = number("modal sampai periode lalu (rupiah)")
    capital = number("modal kini (rupiah)")
    lent = number("pinjaman disalurkan (rupiah)")
    principal = number("angsuran pokok diterima (rupiah)")
    jasa = number("jasa diterima (rupiah)")
    remaining = number("sisa pinjaman beredar (rupiah)")
    arrears = number("tunggakan (rupiah)")
    savings = number("simpanan anggota (rupiah)")
    cash = number("uang kas (rupiah)")
    from_books = models.BooleanField("angka dari buku", default=False, editable=False)

    turnover = number("omzet (rupiah)")
    profit = number("laba (rupiah)")
    workers_p = number("tenaga kerja perempuan")
    workers_l = number("tenaga kerja laki-laki")
    production = words("hasil produksi")
    nib = number("NIB yang berlaku")
    pirt = number("P-IRT yang berlaku")
    halal = number("sertifikat halal yang berlaku")
    sells_offline = models.BooleanField("berjualan langsung (luring)", null=True, blank=True)
    offline_where = words("di mana", 200)
    sells_online = models.BooleanField("berjualan lewat internet (daring)", null=True, blank=True)
    online_where = words("di mana", 200)
    partners = words("mitra", 300)
    books_kept = words("kelengkapan buku", 7)
    problems = words("masalah", 1000)
    needs = words("kebutuhan", 1000)
    plan = words("rencana", 1000)
    explanations = models.JSONField("penjelasan", default=dict, blank=True, editable=False)

    written_by = person("diisi oleh", editable=False)
    first_sent_on = models.DateField("pertama dikirim", null=True, editable=False)
    sent_by = person("dikirim oleh", null=True, editable=False)
    sent_at = models.DateTimeField("dikirim", null=True, editable=False)
    verified_by = person("diverifikasi oleh", null=True, editable=False)
    verified_at = models.DateTimeField("diverifikasi", null=True, editable=False)
    accepted_by = person("diterima oleh", null=True, editable=False)
    accepted_at = models.DateTimeField("diterima", null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan"
        verbose_name_plural = "laporan"
        ordering = ["-ends_on", "group__name", "-revision"]
        indexes = [models.Index(fields=["period", "state"], name="report_by_period")]
        constraints = [
            one_of("state", STATES, "report_state_known"),
            models.UniqueConstraint(
                fields=["group", "period", "revision"],
                name="report_revision_once",
                violation_error_message="Laporan ini baru saja dibuat dari tempat lain. Muat ulang halaman.",
            ),
            models.UniqueConstraint(
                fields=["group", "period"],
                condition=~Q(state="diterima"),
                name="report_one_open",
                violation_error_message="Laporan periode ini masih berjalan. Muat ulang halaman.",
            ),
            models.UniqueConstraint(
                fields=["group", "period"],
                condition=Q(state="diterima", superseded_at__isnull=True),
                name="report_one_valid",
                violation_error_message="Laporan periode ini sudah diterima. Muat ulang halaman.",
            ),
            models.CheckConstraint(
                name="report_period_forward",
                condition=Q(starts_on__lt=F("ends_on"), due_on__gte=F("ends_on")),
                violation_error_message="Akhir periode sesudah awalnya, batas kirim sesudah akhirnya.",
            ),
            models.CheckConstraint(
                name="report_revision_says_why",
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(revision_reason="")),
                violation_error_message="Tulis alasan memperbaiki laporan yang sudah diterima.",
            ),
            models.CheckConstraint(
                name="report_amounts_sane",
                condition=within(MONEY_BOXES, -LARGEST, LARGEST) & within(COUNTED_BOXES, 0, MOST_PEOPLE),
                violation_error_message="Jumlahnya paling banyak satu triliun rupiah atau 10.000 orang.",
            ),
            models.CheckConstraint(
                name="report_sent_is_complete",
                condition=Q(state__in=WRITABLE)
                | (
                    Q(**{f"{name}__isnull": False for name in NEEDED})
                    & Q(level__isnull=False, sells_offline__isnull=False, sells_online__isnull=False)
                    & within([name for name in NUMBERS if name != "profit"], 0, LARGEST)
                    & Q(arrears__lte=F("remaining"), profit__lte=F("turnover"))
                ),
                violation_error_message="Laporan yang dikirim harus lengkap dan angkanya masuk akal.",
            ),
            models.CheckConstraint(
                name="report_step_says_who",
                condition=Q(state="draft")
                | Q(state="dikembalikan", sent_by__isnull=False)
                | Q(state="dikirim", sent_by__isnull=False, sent_at__isnull=False,
                    first_sent_on__isnull=False, verified_by__isnull=True, accepted_by__isnull=True)
                | Q(state="diverifikasi", sent_by__isnull=False, verified_by__isnull=False,
                    verified_at__isnull=False, accepted_by__isnull=True)
                | (Q(state="diterima", sent_by__isnull=False, accepted_by__isnull=False,
                     accepted_at__isnull=False)
                   & (Q(kecamatan_step=False) | Q(verified_by__isnull=False))),
                violation_error_message="Keadaan laporan ini tidak sesuai dengan langkah-langkahnya.",
            ),
            models.CheckConstraint(
                name="report_checked_by_others",
                condition=(
                    Q(verified_by__isnull=True)
                    | (Q(sent_by__isnull=False)
                       & ~Q(verified_by=F("sent_by")) & ~Q(verified_by=F("written_by")))
                )
                & (
                    Q(accepted_by__isnull=True)
                    | (Q(sent_by__isnull=False)
                       & ~Q(accepted_by=F("sent_by")) & ~Q(accepted_by=F("written_by")))
                )
                & (Q(verified_by__isnull=True) | Q(accepted_by__isnull=True)
                   | ~Q(accepted_by=F("verified_by"))),
                violation_error_message=(
                    "Laporan diperiksa orang lain: bukan yang mengisi, bukan yang mengirim, dan setiap "
                    "langkah oleh orang yang berbeda."
                ),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Laporan {self.period_label}{f' revisi {self.revision}' if self.revision > 1 else ''}"

    def get_absolute_url(self):
        return reverse("report-detail", args=[self.pk])

    @property
    def span(self) -> periods.Period:
        return periods.parse(self.period)

    @property
    def period_label(self) -> str:
        return self.span.label

    @property
    def is_late(self) -> bool:
        """Sent after the due date, or not sent although that is over."""
        return (self.first_sent_on or timezone.localdate()) > self.due_on

    @cached_property
    def opened_until(self):
        """The last day of an exception for its closed period, or None; annotated by ``with_people``."""
        return Opening.objects.of(self.group).until(self.period, timezone.localdate()).first()

    @property
    def values(self) -> dict:
        """{box: value} as ``checks`` takes them; a level is its code."""
        columns = {box.name: f"{box.name}_id" if box.kind == LEVEL else box.name for box in BOXES}
        return {name: getattr(self, column) for name, column in columns.items()}

    def shown(self, name: str) -> str:
        """The value of a box as people read it."""
        return shown(BOX[name], getattr(self, name))

    @property
    def growth(self) -> str:
        """How much the capital grew since the last period, in percent with one decimal; "" unless known."""
        if not self.capital_before or self.capital is None:
            return ""
        return f"{100 * (self.capital - self.capital_before) / self.capital_before:.1f}".replace(".", ",")


class ReportStepQuerySet(RegionScopedQuerySet):
    code_path = "report__group__region__code"


class ReportStep(models.Model):
    """One step of a report's way: who, when, from where to where, and what she said. Never changed.

    ``field_notes``: {box: what is to be mended there}, of a return.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    from_state = models.CharField("dari", max_length=12, choices=STATES)
    to_state = models.CharField("menjadi", max_length=12, choices=STATES)
    by = person("oleh")
    at = models.DateTimeField("waktu", auto_now_add=True)
    note = models.CharField("catatan", max_length=1000, blank=True)
    field_notes = models.JSONField("catatan isian", default=dict, blank=True)

    objects = ReportStepQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah laporan"
        ordering = ["at", "pk"]
        constraints = [
            one_of("from_state", STATES, "reportstep_from_known"),
            one_of("to_state", STATES, "reportstep_to_known"),
            models.CheckConstraint(
                name="reportstep_return_says_why",
                condition=~Q(to_state="dikembalikan") | ~Q(note=""),
                violation_error_message="Tulis apa yang perlu diperbaiki.",
            ),
        ]

    def __str__(self):
        return f"{self.report_id}: {self.from_state} → {self.to_state}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError("Langkah laporan tidak dapat diubah.")
        super().save(*args, **kwargs)
