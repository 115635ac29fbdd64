"""Follow-up tasks (rencana tindak lanjut, RTL) that came out of an event."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from bimtek.content.of_event import events_for
from bimtek.models import Participant, TrainingEvent
from groups.models import Region
from groups.models.base import Record, Voidable
from groups.scoping.queryset import RegionScopedQuerySet


class FollowUpQuerySet(RegionScopedQuerySet):
    """Seen, and reported done, in the region where the task lies; given and taken back by the organiser."""

    def allowed_to(self, user, may):
        rows = super().allowed_to(user, may)
        return rows if may == "view" else rows.filter(event__in=events_for(user, may))

    def kept(self):
        """Without those taken back, and those of events that did not take place."""
        return self.filter(voided_at__isnull=True).exclude(event__status="batal")

    def open(self):
        return self.kept().filter(done_on__isnull=True)


class FollowUp(Voidable, Record):
    """What somebody does after an event, until ``due_on``; ``result`` says what came of it.

    ``region``: where she came from, or the organiser's for somebody who was no participant.
    """

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="follow_ups", editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="follow_ups", editable=False)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="follow_ups", editable=False
    )
    person = models.CharField("penanggung jawab", max_length=120)
    task = models.CharField("yang dikerjakan", max_length=200)
    due_on = models.DateField("paling lambat")
    done_on = models.DateField("tanggal selesai", null=True, blank=True)
    result = models.CharField("hasilnya", max_length=200, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta(Voidable.Meta):
        verbose_name = "tindak lanjut"
        verbose_name_plural = "tindak lanjut"
        ordering = ["due_on", "pk"]
        constraints = [
            *Voidable.Meta.constraints,
            models.CheckConstraint(
                name="followup_says_what_and_who",
                condition=~Q(task="") & ~Q(person=""),
                violation_error_message="Tulis apa yang dikerjakan dan siapa penanggung jawabnya.",
            ),
            models.CheckConstraint(
                name="followup_done_says_result",
                condition=Q(done_on__isnull=True, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                violation_error_message="Tulis hasilnya dan tanggal selesainya.",
            ),
            models.CheckConstraint(
                name="followup_done_or_voided",
                condition=Q(done_on__isnull=True) | Q(voided_at__isnull=True),
                violation_error_message="Tindak lanjut yang selesai tidak dihapus.",
            ),
            models.UniqueConstraint(
                F("event"),
                F("person"),
                F("task"),
                F("region"),
                condition=Q(voided_at__isnull=True),
                name="followup_once",
                violation_error_message="Tindak lanjut ini sudah dicatat.",
            ),
        ]

    def __str__(self):
        return self.task

    def get_absolute_url(self):
        return reverse("event-effect", args=[self.event_id])

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on < timezone.localdate()
