"""Bimtek that are coming."""

from django.utils import timezone

from bimtek.models import TrainingEvent
from groups.todos import Todo
from groups.values import show_date


def todos(user) -> list[Todo]:
    events = TrainingEvent.objects.visible_to(user).filter(status="rencana")
    events = events.filter(ends_on__gte=timezone.localdate()).order_by("starts_on")[:3]
    return [
        Todo(f"{event.title}, {show_date(event.starts_on)}", event.get_absolute_url(), note=event.venue,
             icon="calendar-event", needs=False)
        for event in events
    ]  # fmt: skip
