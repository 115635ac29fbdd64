"""Bimtek that are coming."""

from django.urls import reverse
from django.utils import timezone

from bimtek.models import TrainingEvent
from groups.todos import Todo, Waiting, first_of
from groups.values import show_date


def todos(user):
    events = TrainingEvent.objects.visible_to(user).filter(status="rencana")
    events = events.filter(ends_on__gte=timezone.localdate())
    yield Waiting(
        first_of(events, "starts_on", most=3, pk="pk", name="title", note="venue", day="starts_on"), say
    )


def say(rows):
    for row in rows:
        text, address = f"{row.name}, {show_date(row.day)}", reverse("event-detail", args=[row.pk])
        yield Todo(text, address, note=row.note, icon="calendar-event", needs=False)
