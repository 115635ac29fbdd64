"""Training events, their speakers, participants and attendance per day.

``Attendance`` is the truth of who was there on which day, whatever way it was recorded. Invitations, the
door, certificates and effect hang from TrainingEvent and Participant, in apps above this one.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from groups.models import BusinessGroup, CapitalSource, Member, Region
from groups.models.base import Record, interval_is_forward, one_of
from groups.models.reference import ReferenceEntry
from groups.models.region import ancestor_codes, at_level
from groups.scoping.queryset import RegionScopedQuerySet

STATUSES = [("rencana", "Direncanakan"), ("terlaksana", "Terlaksana"), ("batal", "Dibatalkan")]
CAPACITIES = [
    ("anggota", "Anggota kelompok"),
    ("kader", "Kader"),
    ("pejabat", "Pengurus TP PKK atau pejabat"),
    ("tamu", "Tamu"),
]
FORM_COLUMNS = [("", "–"), ("lp3", "LP3 PKK (kolom 23)"), ("tpk3", "TPK 3 PKK (kolom 24)"),
                ("damas", "DAMAS PKK (kolom 25)")]  # fmt: skip


class EventKind(ReferenceEntry):
    """Jenis kegiatan; ``form_column`` says which column of form 4.22 (23 to 25) its kader count in."""

    form_column = models.CharField("kolom formulir 4.22", max_length=5, choices=FORM_COLUMNS, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "jenis kegiatan"
        constraints = [
            *ReferenceEntry.Meta.constraints,
            one_of("form_column", FORM_COLUMNS, "eventkind_form_column_known"),
        ]


class TrainingEventQuerySet(RegionScopedQuerySet):
    def allowed_to(self, user, may):
        """Running an event is its organiser's; everything else goes by the region that it is for."""
        rows = super().allowed_to(user, may)
        if may != "train":
            return rows
        organisers = Region.objects.allowed_to(user, may)
        return rows.filter(organiser__in=organisers)

    def visible_to(self, user):
        """Events inside her regions, and those held for a region that hers lies under."""
        codes = user.region_codes()
        if not codes:
            return self.none()
        above = {above for code in codes for above in ancestor_codes(code)}
        return super().visible_to(user) | self.filter(region__code__in=above)

    def between(self, first, last):
        """Held events with at least one day between ``first`` and ``last``, inclusive."""
        return self.filter(status="terlaksana", starts_on__lte=last, ends_on__gte=first)


class TrainingEvent(Record):
    """A bimtek, pelatihan, sosialisasi, lomba or pembinaan, of one or more days."""

    title = models.CharField("judul", max_length=160)
    kind = models.ForeignKey(EventKind, models.PROTECT, related_name="events", verbose_name="jenis kegiatan")
    organiser = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="organised_events",
        verbose_name="penyelenggara (Pokja II)",
    )
    partner = models.CharField("bersama", max_length=120, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="events", verbose_name="untuk wilayah")
    venue = models.CharField("tempat", max_length=120)
    starts_on = models.DateField("tanggal mulai")
    ends_on = models.DateField("tanggal selesai")
    starts_at = models.TimeField("jam mulai", null=True, blank=True)
    letter_no = models.CharField("nomor surat", max_length=60, blank=True)
    topics = models.TextField("materi", max_length=2000, blank=True)
    fund_source = models.ForeignKey(
        CapitalSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="sumber dana",
    )
    status = models.CharField("keadaan", max_length=10, choices=STATUSES, default="rencana")

    objects = TrainingEventQuerySet.as_manager()

    class Meta:
        verbose_name = "kegiatan"
        verbose_name_plural = "kegiatan"
        ordering = ["-starts_on", "title"]
        constraints = [
            one_of("status", STATUSES, "event_status_known"),
            interval_is_forward(
                "event_forward",
                "starts_on",
                "ends_on",
                "Tanggal selesai tidak boleh sebelum tanggal mulai.",
            ),
            models.CheckConstraint(
                name="event_organiser_is_pokja",
                condition=at_level("organiser", "kecamatan", "kota"),
                violation_error_message="Penyelenggara adalah Pokja II kota atau kecamatan.",
            ),
            models.CheckConstraint(
                name="event_since_1985",
                condition=Q(starts_on__gte="1985-01-01"),
                violation_error_message="Periksa tahun pada tanggal mulai.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("event-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Neither called off nor over: its list may still be prepared."""
        return self.status != "batal" and self.ends_on >= timezone.localdate()

    @property
    def days(self) -> list:
        """Every date of the event, in order."""
        count = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + timedelta(days=n) for n in range(count)]


class SpeakerQuerySet(RegionScopedQuerySet):
    code_path = "event__organiser__code"


class Speaker(models.Model):
    """Narasumber of an event, with the institution."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="speakers")
    name = models.CharField("nama dan gelar", max_length=120)
    institution = models.CharField("instansi", max_length=120, blank=True)
    topic = models.CharField("materi", max_length=160, blank=True)
    history = HistoricalRecords()

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = "narasumber"
        ordering = ["pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.event.get_absolute_url()


class ParticipantQuerySet(RegionScopedQuerySet):
    def with_presence(self):
        """With ``came``: present on at least one day."""
        present = Attendance.objects.filter(participant=OuterRef("pk"))
        return self.annotate(came=Exists(present))


class Participant(Record):
    """A person at an event: a member from the registry, or a kader, official or guest by name.

    ``region`` is where she came from at that time: it bounds who may see her, and where she counts.
    ``group`` is the member's group at that time. A row that was a mistake is ``is_dropped``.
    """

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="participants")
    capacity = models.CharField("sebagai", max_length=10, choices=CAPACITIES)
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="anggota",
    )
    group = models.ForeignKey(
        BusinessGroup, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="participants", verbose_name="asal wilayah"
    )
    name = models.CharField("nama", max_length=120)
    position = models.CharField("jabatan", max_length=80, blank=True)
    institution = models.CharField("instansi", max_length=120, blank=True)
    is_dropped = models.BooleanField(default=False, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "peserta"
        verbose_name_plural = "peserta"
        ordering = ["region_id", "name"]
        constraints = [
            one_of("capacity", CAPACITIES, "participant_capacity_known"),
            models.CheckConstraint(
                name="participant_member_from_registry",
                condition=Q(capacity="anggota", member__isnull=False, group__isnull=False)
                | Q(~Q(capacity="anggota"), member__isnull=True, group__isnull=True),
                violation_error_message="Pilih anggotanya dari daftar anggota.",
            ),
            models.UniqueConstraint(
                fields=["event", "member"],
                name="participant_member_once",
                violation_error_message="Anggota ini sudah ada di daftar peserta.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.event.get_absolute_url()


class AttendanceQuerySet(RegionScopedQuerySet):
    code_path = "participant__region__code"


class Attendance(models.Model):
    """A participant was there on ``day``."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendances")
    day = models.DateField("tanggal hadir")
    recorded_by = models.ForeignKey("groups.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "kehadiran"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day"],
                name="attendance_once_a_day",
                violation_error_message="Peserta ini sudah tercatat hadir pada tanggal itu.",
            )
        ]

    def __str__(self):
        return f"{self.participant_id} {self.day}"
