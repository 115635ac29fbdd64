"""What people decided about two records that look like one: not the same, or merged, and undone.

Finding such pairs: ``groups.duplicates``. Merging and undoing: ``groups.actions.duplicates``.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from groups.models.business import BusinessGroup
from groups.models.people import Member
from groups.scoping.queryset import RegionScopedQuerySet, under


class PairQuerySet(RegionScopedQuerySet):
    """A pair lies where both of its records do."""

    def in_force(self):
        return self.filter(undone_at__isnull=True)

    def _inside(self, codes):
        second = Q()
        for code in codes:
            second |= under(self.code_path.replace("first", "second"), code)
        return super()._inside(codes).filter(second)


class MemberPairQuerySet(PairQuerySet):
    code_path = "first__group__region__code"


class GroupPairQuerySet(PairQuerySet):
    code_path = "first__region__code"


class Pair(models.Model):
    """A decision on two records, the one with the smaller id first; at most one in force for a pair.

    ``merged`` is the one that became part of the other; empty where the two are not the same.
    ``changes`` is what the merge wrote, for undoing it: see ``groups.actions.duplicates.Ledger``.
    """

    reason = models.CharField("catatan", max_length=200, blank=True)
    changes = models.JSONField(default=list, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="diputuskan oleh"
    )
    decided_at = models.DateTimeField("diputuskan", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dibatalkan oleh"
    )
    undone_at = models.DateTimeField("dibatalkan", null=True)
    history = HistoricalRecords(inherit=True, excluded_fields=["changes"])

    class Meta:
        abstract = True
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_smaller_id_first",
                condition=Q(first__lt=F("second")),
                violation_error_message="Pilih dua catatan yang berbeda.",
            ),
            models.CheckConstraint(
                name="%(class)s_merged_is_one_of_both",
                condition=Q(merged__isnull=True)
                | Q(merged__isnull=False, merged=F("first"))
                | Q(merged__isnull=False, merged=F("second")),
                violation_error_message="Yang digabung harus salah satu dari keduanya.",
            ),
            models.CheckConstraint(
                name="%(class)s_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Tulis siapa yang membatalkan.",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(undone_at__isnull=True),
                name="%(class)s_one_in_force",
                violation_error_message="Kedua catatan ini sudah diputuskan.",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="%(class)s_merged_once",
                violation_error_message="Catatan ini sudah digabung dengan yang lain.",
            ),
        ]

    def __str__(self):
        return f"{self.first_id} {self.second_id}"

    @property
    def kept(self):
        """The record that the merged one is part of now."""
        return self.second if self.merged_id == self.first_id else self.first


class MemberPair(Pair):
    first = models.ForeignKey(Member, models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Member, models.PROTECT, null=True, related_name="mergings")

    objects = MemberPairQuerySet.as_manager()

    class Meta(Pair.Meta):
        verbose_name = "keputusan tentang dua anggota"


class GroupPair(Pair):
    first = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="+")
    second = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="+")
    merged = models.ForeignKey(BusinessGroup, models.PROTECT, null=True, related_name="mergings")

    objects = GroupPairQuerySet.as_manager()

    class Meta(Pair.Meta):
        verbose_name = "keputusan tentang dua kelompok"
