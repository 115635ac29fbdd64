"""The invitation of a kelurahan to an event, and its people: who is asked, who comes, who waits.

A person who comes has a seat of her kelurahan, numbered from 1: the database gives no seat to two. She
is then a Participant of the event as well; ``bimtek.invitations.actions`` keeps both together.
"""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from bimtek.models import Participant, TrainingEvent
from groups.models import Member, Region
from groups.models.base import Record, one_of
from groups.models.region import at_level
from groups.scoping.queryset import RegionScopedQuerySet

MOST_SEATS = 500
STATES = [
    ("diundang", "Belum dijawab"),
    ("datang", "Datang"),
    ("menunggu", "Daftar tunggu"),
    ("batal", "Tidak datang"),
]


class InvitationQuerySet(RegionScopedQuerySet):
    def of(self, event):
        """Of an event that the caller has through the door."""
        return self.filter(event=event)

    def with_counts(self):
        """With ``coming``, ``waiting`` and ``unanswered``: how many of its people stand so."""
        return self.annotate(
            coming=Count("people", filter=Q(people__state="datang")),
            waiting=Count("people", filter=Q(people__state="menunggu")),
            unanswered=Count("people", filter=Q(people__state="diundang")),
        )


class Invitation(Record):
    """``seats``: places of this kelurahan at the event. The letter has a number once it is written."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="invitations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="invitations", verbose_name="kelurahan")
    seats = models.PositiveSmallIntegerField("tempat")
    answer_by = models.DateField("dijawab paling lambat", null=True, blank=True)
    letter_no = models.CharField("nomor surat", max_length=60, blank=True)
    letter_on = models.DateField("tanggal surat", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "undangan"
        verbose_name_plural = "undangan"
        ordering = ["region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "region"],
                name="invitation_once_a_kelurahan",
                violation_error_message="Kelurahan ini sudah diundang.",
            ),
            models.CheckConstraint(
                name="invitation_region_is_kelurahan",
                condition=at_level("region", "kelurahan"),
                violation_error_message="Undangan ditujukan kepada kelurahan.",
            ),
            models.CheckConstraint(
                name="invitation_seats_sane",
                condition=Q(seats__lte=MOST_SEATS),
                violation_error_message=f"Tempat untuk satu kelurahan paling banyak {MOST_SEATS}.",
            ),
            models.CheckConstraint(
                name="invitation_letter_complete",
                condition=Q(letter_no="", letter_on__isnull=True)
                | (~Q(letter_no="") & Q(letter_on__isnull=False)),
                violation_error_message="Surat undangan punya nomor dan tanggal.",
            ),
            models.UniqueConstraint(
                fields=["event", "letter_no"],
                condition=~Q(letter_no=""),
                name="invitation_letter_number_once",
                violation_error_message="Nomor surat ini sudah dipakai undangan lain.",
            ),
        ]

    def __str__(self):
        return f"{self.event_id} {self.region_id}"

    def get_absolute_url(self):
        return reverse("invitation-detail", args=[self.pk])


class InviteeQuerySet(RegionScopedQuerySet):
    code_path = "invitation__region__code"


class Invitee(Record):
    """Somebody who is asked to come: a member, or a kader by ``name``.

    ``queued_at``: since when she waits, which is her place in the list. ``replaces``: whose seat she
    was given.
    """

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="people")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="anggota"
    )
    name = models.CharField("nama", max_length=120)
    state = models.CharField("jawaban", max_length=10, choices=STATES, default="diundang")
    seat = models.PositiveSmallIntegerField("tempat nomor", null=True, blank=True, editable=False)
    queued_at = models.DateTimeField("menunggu sejak", null=True, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    participant = models.OneToOneField(
        Participant, models.PROTECT, null=True, blank=True, related_name="invitee", editable=False
    )

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = "yang diundang"
        verbose_name_plural = "yang diundang"
        ordering = ["name", "pk"]
        constraints = [
            one_of("state", STATES, "invitee_state_known"),
            models.UniqueConstraint(
                fields=["invitation", "member"],
                condition=Q(member__isnull=False),
                name="invitee_member_once",
                violation_error_message="Anggota ini sudah diundang.",
            ),
            models.UniqueConstraint(
                fields=["invitation", "seat"],
                condition=Q(seat__isnull=False),
                name="invitee_seat_for_one",
                violation_error_message="Tempat ini baru saja dipakai orang lain. Coba sekali lagi.",
            ),
            models.CheckConstraint(
                name="invitee_seat_fits_state",
                condition=Q(state="datang", seat__isnull=False, seat__gte=1, participant__isnull=False)
                | (~Q(state="datang") & Q(seat__isnull=True)),
                violation_error_message="Hanya yang datang punya tempat.",
            ),
            models.CheckConstraint(
                name="invitee_queue_fits_state",
                condition=Q(state="menunggu", queued_at__isnull=False)
                | (~Q(state="menunggu") & Q(queued_at__isnull=True)),
                violation_error_message="Hanya yang menunggu punya urutan.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.invitation.get_absolute_url()
