"""The rules of the score, the scores that were kept, what a level asks for, and what was decided of it.

Which criteria there are is code (``groups.score.criteria``); how much each counts and how often it is due
is data. No official wording of either is known, so nothing here is official.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from groups.models import BusinessGroup, Level, LevelChange, Region
from groups.models.base import Record, one_of
from groups.models.region import at_level
from groups.scoping.queryset import RegionScopedQuerySet
from groups.score.criteria import Mark

UNITS = [("hari", "hari"), ("bulan", "bulan")]
OUTCOMES = [("naik", "Naik kategori"), ("belum", "Belum")]


class NeverChanged(models.Model):
    """A row that is written once; what comes later is another row."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError("Catatan ini tidak dapat diubah.")
        super().save(*args, **kwargs)


class ScoreRuleQuerySet(RegionScopedQuerySet):
    def of(self, city_code: str):
        """Of a city, and the first ones of all; no secret to whoever is measured by them."""
        return self.filter(Q(region=city_code) | Q(region__isnull=True))

    def in_force(self, day):
        """Those that may hold on ``day``, the one that does first: a city's own before the first of all."""
        return self.filter(valid_from__lte=day).order_by(
            F("region").asc(nulls_last=True), "-valid_from", "-pk"
        )


class ScoreRule(NeverChanged):
    """A version of a city's rules, in force from ``valid_from`` until another one is.

    Without ``region``: what holds where a city has made none of its own.
    """

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="score_rules",
                               verbose_name="kota", editable=False)  # fmt: skip
    valid_from = models.DateField("berlaku sejak", default=timezone.localdate)
    note = models.CharField("alasan perubahan", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
                                editable=False)  # fmt: skip
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "aturan nilai"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="scorerule_of_a_city",
                condition=Q(region__isnull=True) | at_level("region", "kota"),
                violation_error_message="Aturan nilai berlaku untuk satu kota.",
            ),
            models.CheckConstraint(
                name="scorerule_says_who",
                condition=Q(region__isnull=True) | Q(made_by__isnull=False),
                violation_error_message="Tulis siapa yang menetapkan aturan ini.",
            ),
        ]

    def __str__(self):
        return f"Aturan {self.pk}"


class ScoreWeightQuerySet(RegionScopedQuerySet):
    code_path = "rule__region__code"


class ScoreWeight(NeverChanged):
    """What one criterion counts in a version, and how often its book is due (``every`` ``unit``)."""

    rule = models.ForeignKey(ScoreRule, models.PROTECT, related_name="weights")
    criterion = models.SlugField("ukuran", max_length=20)
    is_on = models.BooleanField("dipakai", default=True)
    weight = models.PositiveSmallIntegerField("bobot")
    every = models.PositiveSmallIntegerField("setiap", null=True, blank=True)
    unit = models.CharField("satuan", max_length=5, choices=[("", "–"), *UNITS], blank=True)

    objects = ScoreWeightQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("unit", [("", ""), *UNITS], "scoreweight_unit_known"),
            models.UniqueConstraint(
                fields=["rule", "criterion"],
                name="scoreweight_once",
                violation_error_message="Ukuran ini sudah ada di aturan tersebut.",
            ),
            models.CheckConstraint(
                name="scoreweight_sane",
                condition=Q(weight__lte=100),
                violation_error_message="Bobot paling banyak 100.",
            ),
            models.CheckConstraint(
                name="scoreweight_rhythm_whole",
                condition=Q(every__isnull=True, unit="")
                | (Q(every__isnull=False, every__gte=1, every__lte=400) & ~Q(unit="")),
                violation_error_message="Isi jadwal dengan angka 1 sampai 400 dan satuannya.",
            ),
        ]

    def __str__(self):
        return f"{self.criterion} {self.weight}"


class ScoreQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def of(self, groups):
        """Of a group that the caller has through the door, an OuterRef to one, or a queryset of such."""
        is_one = isinstance(groups, BusinessGroup | OuterRef)
        return self.filter(group=groups) if is_one else self.filter(group__in=groups)


class Score(NeverChanged):
    """What a group's administration was worth at the end of a day, 0 to 100, and why.

    Kept where it differs from the one before, and at the end of each month: on any other day the last one
    before it still holds. ``parts``: [{code, name, weight, done, due, words}], see ``criteria.Mark``.
    ``counted_at``: None of those kept before it was noted.
    """

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="scores")
    day = models.DateField("keadaan tanggal")
    rule = models.ForeignKey(ScoreRule, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField("nilai")
    parts = models.JSONField()
    counted_at = models.DateTimeField(auto_now_add=True, null=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "nilai tertib administrasi"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "day"],
                name="score_once_a_day",
                violation_error_message="Nilai hari itu sudah tersimpan.",
            ),
            models.CheckConstraint(
                name="score_within_hundred",
                condition=Q(points__lte=100),
                violation_error_message="Nilai dari 0 sampai 100.",
            ),
        ]

    def __str__(self):
        return f"{self.points} pada {self.day:%d/%m/%Y}"

    @property
    def counted_late_on(self):
        """The day on which it was counted, where that is later than the night after: from the data of then.

        What a member's or a group's form says has no date, so such a score may mix two days.
        """
        counted_on = self.counted_at and timezone.localdate(self.counted_at)
        return counted_on if counted_on and counted_on > self.day + timedelta(days=1) else None

    @property
    def marks(self) -> list[Mark]:
        return [Mark(**part) for part in self.parts]

    def get_absolute_url(self):
        return f"{reverse('score-group', args=[self.group_id])}?tanggal={self.day:%Y-%m-%d}"


class LevelCriteriaQuerySet(RegionScopedQuerySet):
    def of(self, city_code: str):
        """Of a city; no secret to whoever is measured by them."""
        return self.filter(region=city_code)


class LevelCriteria(Record):
    """What a city's group should show before Pokja II considers it for ``level``; empty is not asked."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="level_criteria", verbose_name="kota",
                               editable=False)  # fmt: skip
    level = models.ForeignKey(Level, models.PROTECT, to_field="code", related_name="criteria",
                              verbose_name="kategori", editable=False)  # fmt: skip
    months_old = models.PositiveSmallIntegerField("umur kelompok (bulan)", null=True, blank=True)
    members = models.PositiveSmallIntegerField("anggota (orang)", null=True, blank=True)
    score = models.PositiveSmallIntegerField("nilai tertib administrasi", null=True, blank=True)
    needs_books = models.BooleanField("buku kas dan simpan pinjam sudah dimulai", default=False)
    closed_months = models.PositiveSmallIntegerField("bulan yang sudah ditutup", null=True, blank=True)
    savings = models.PositiveBigIntegerField("simpanan anggota (rupiah)", null=True, blank=True)
    reports = models.PositiveSmallIntegerField("laporan yang diterima", null=True, blank=True)

    objects = LevelCriteriaQuerySet.as_manager()

    class Meta:
        verbose_name = "ukuran kategori"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "level"],
                name="levelcriteria_once",
                violation_error_message="Ukuran kategori ini baru saja disimpan. Muat ulang halaman ini.",
            ),
            models.CheckConstraint(
                name="levelcriteria_of_a_city",
                condition=at_level("region", "kota"),
                violation_error_message="Ukuran kategori berlaku untuk satu kota.",
            ),
            models.CheckConstraint(
                name="levelcriteria_score_within_hundred",
                condition=Q(score__isnull=True) | Q(score__lte=100),
                violation_error_message="Nilai tertib administrasi dari 0 sampai 100.",
            ),
        ]

    def __str__(self):
        return f"Ukuran {self.level_id}"

    @property
    def asks_something(self) -> bool:
        names = ("months_old", "members", "score", "closed_months", "savings", "reports")
        return self.needs_books or any(getattr(self, name) is not None for name in names)

    def get_absolute_url(self):
        return reverse("level-review")


class LevelReview(models.Model):
    """Pokja II looked at a group for a level: what she saw (``evidence``) and what she decided.

    ``belum`` keeps the group off the list until ``again_on``, or until what was seen or asked changes.
    ``evidence``: [{code, name, need, have, met}], see ``review.Evidence``.
    """

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="level_reviews")
    level_before = models.ForeignKey(Level, models.PROTECT, to_field="code", related_name="+")
    level = models.ForeignKey(
        Level, models.PROTECT, to_field="code", related_name="+", verbose_name="kategori"
    )
    outcome = models.CharField("keputusan", max_length=5, choices=OUTCOMES)
    on = models.DateField("tanggal keputusan")
    basis = models.CharField("dasar atau alasan", max_length=200)
    again_on = models.DateField("ditinjau lagi mulai", null=True, blank=True)
    criteria_version = models.PositiveIntegerField(editable=False)
    evidence = models.JSONField(editable=False)
    change = models.OneToOneField(
        LevelChange, models.PROTECT, null=True, related_name="review", editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diputuskan oleh"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "tinjauan kategori"
        ordering = ["-on", "-pk"]
        constraints = [
            one_of("outcome", OUTCOMES, "levelreview_outcome_known"),
            models.CheckConstraint(
                name="levelreview_says_what_follows",
                condition=Q(outcome="naik", change__isnull=False, again_on__isnull=True)
                | Q(outcome="belum", change__isnull=True, again_on__isnull=False, again_on__gt=F("on")),
                violation_error_message="Isi kapan kelompok ini ditinjau lagi, sesudah tanggal keputusan.",
            ),
        ]

    def __str__(self):
        return f"{self.outcome} {self.on}"

    def holds(self, day, criteria, evidence) -> bool:
        """Whether a "belum" still keeps the group off the list: asked and seen the same, and not yet time."""
        if self.outcome != "belum" or self.again_on <= day or self.criteria_version != criteria.version:
            return False
        return {one["code"]: one["met"] for one in self.evidence} == {
            one["code"]: one["met"] for one in evidence
        }

    def get_absolute_url(self):
        return reverse("level-review")
