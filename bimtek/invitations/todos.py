"""Bimtek that are coming, and those for which her kelurahan has not said who comes. One query."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import TrainingEvent
from groups.lists import count_of
from groups.todos import Todo
from groups.values import show_date, show_number

SHOWN = 3


def todos(user) -> list[Todo]:
    events = TrainingEvent.objects.visible_to(user).filter(
        status="rencana", ends_on__gte=timezone.localdate()
    )
    home = user.home_region
    # Whoever keeps a whole city answers for no kelurahan.
    mine, asked = Invitation.objects.none(), Invitee.objects.none()
    if home and home.level == "kelurahan":
        mine = Invitation.objects.editable_by(user).filter(seats__gt=0)
        asked = Invitee.objects.editable_by(user).filter(state="diundang")
    events = events.annotate(
        unanswered=count_of(asked, "invitation__event"),
        unnamed=count_of(mine.filter(people__isnull=True), "event"),
        invitation=Subquery(mine.filter(event=OuterRef("pk"), region=home).values("pk")[:1]),
    )
    return [_line(event) for event in events.order_by("starts_on", "pk")[:SHOWN]]


def _line(event):
    if not (event.unanswered or event.unnamed):
        text = f"{event.title}, {show_date(event.starts_on)}"
        address = event.get_absolute_url()
        return Todo(text, address, note=event.venue, icon="calendar-event", needs=False)
    what = f"konfirmasi {show_number(event.unanswered)} peserta" if event.unanswered else "pilih pesertanya"
    address = reverse("invitation-list", args=[event.pk])
    if event.invitation:
        address = reverse("invitation-detail", args=[event.invitation])
    text = f"Bimtek {show_date(event.starts_on)}: {what}"
    return Todo(text, address, note=event.title, icon="calendar-event")
