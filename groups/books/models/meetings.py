"""Meetings of a group and who was there."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.books.models.ledger import LedgerQuerySet
from groups.models import BusinessGroup, Member
from groups.models.base import Record
from groups.scoping.queryset import RegionScopedQuerySet
from groups.values import show_date


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
