"""How somebody's presence was recorded. That she was there is an Attendance of the event, one for a day.

A CheckIn is what a device, a poster or a paper list said; it has the id that the device gave it, so that
what is sent twice counts once. Taking one back marks it, so that a late second sending does not bring
it back. ``bimtek.door.actions`` keeps CheckIn and Attendance together.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from bimtek.models import Participant, TrainingEvent
from groups.models.base import Record, one_of
from groups.scoping.queryset import RegionScopedQuerySet
from groups.values import show_date

WAYS = [
    ("kode", "Kode peserta"),
    ("nama", "Cari nama"),
    ("nomor", "Nomor daftar"),
    ("langsung", "Peserta langsung"),
    ("poster", "Poster"),
]


class OfEventQuerySet(RegionScopedQuerySet):
    code_path = "event__organiser__code"


class Session(Record):
    """A part of a day, as the morning's, for which presence is asked separately."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="sessions")
    day = models.DateField("hari")
    name = models.CharField("nama sesi", max_length=60)
    starts_at = models.TimeField("jam mulai", null=True, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = "sesi"
        verbose_name_plural = "sesi"
        ordering = ["day", models.F("starts_at").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "day", "name"],
                name="session_named_once_a_day",
                violation_error_message="Sesi dengan nama ini sudah ada pada hari itu.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("door", args=[self.event_id])


class PosterQuerySet(OfEventQuerySet):
    def with_code(self, code):
        """The poster whose code somebody scanned: whoever stands before it needs no sign-in."""
        return self.filter(code=code)


class Poster(Record):
    """A code on the wall with which participants check themselves in, on its day only."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="posters")
    day = models.DateField("hari")
    code = models.CharField(max_length=12, unique=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("ditutup", null=True, blank=True, editable=False)

    objects = PosterQuerySet.as_manager()

    class Meta:
        verbose_name = "poster"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "day"],
                condition=Q(closed_at__isnull=True),
                name="poster_one_open_a_day",
                violation_error_message="Poster untuk hari itu sudah ada.",
            )
        ]

    def __str__(self):
        return f"{self.event_id} {self.day}"

    def get_absolute_url(self):
        return reverse("desk", args=[self.event_id, self.day.isoformat()])

    @property
    def why_closed(self) -> str:
        """A sentence for whoever stands before it; nothing while it may be used."""
        if self.closed_at:
            return "Poster ini sudah ditutup. Datanglah ke meja pendaftaran."
        if self.day != timezone.localdate():
            return f"Poster ini hanya berlaku pada {show_date(self.day)}."
        return ""


class ListNumber(models.Model):
    """The number of a participant on the printed lists of her event; it never changes."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="list_numbers")
    participant = models.OneToOneField(Participant, models.PROTECT, related_name="list_number")
    number = models.PositiveSmallIntegerField("nomor")
    history = HistoricalRecords()

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="listnumber_for_one",
                violation_error_message="Nomor ini sudah dipakai peserta lain.",
            )
        ]

    def __str__(self):
        return str(self.number)


class CheckInQuerySet(RegionScopedQuerySet):
    code_path = "participant__region__code"

    def counted(self):
        """Without those taken back."""
        return self.filter(undone_at__isnull=True)


class CheckIn(models.Model):
    """``submission``: the id that the sending device gave it. ``at``: when it happened there."""

    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="check_ins")
    day = models.DateField("hari")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="check_ins")
    way = models.CharField("cara", max_length=10, choices=WAYS)
    at = models.DateTimeField("waktu hadir")
    received_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("dibatalkan", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan hadir"
        ordering = ["-at", "-pk"]
        constraints = [
            one_of("way", WAYS, "checkin_way_known"),
            models.UniqueConstraint(
                fields=["submission"],
                name="checkin_sent_once",
                violation_error_message="Catatan ini sudah diterima.",
            ),
            models.UniqueConstraint(
                fields=["participant", "day"],
                condition=Q(undone_at__isnull=True, session__isnull=True),
                name="checkin_once_a_day",
                violation_error_message="Peserta ini sudah tercatat hadir pada hari itu.",
            ),
            models.UniqueConstraint(
                fields=["participant", "session"],
                condition=Q(undone_at__isnull=True, session__isnull=False),
                name="checkin_once_a_session",
                violation_error_message="Peserta ini sudah tercatat hadir pada sesi itu.",
            ),
            models.CheckConstraint(
                name="checkin_undone_says_by_whom",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Yang dibatalkan menyebut siapa yang membatalkan.",
            ),
        ]

    def __str__(self):
        return f"{self.participant_id} {self.day}"

    def get_absolute_url(self):
        return reverse("desk", args=[self.participant.event_id, self.day.isoformat()])
