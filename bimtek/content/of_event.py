"""The door to what hangs from an event: seen by whoever sees the event, changed by whoever runs it."""

from bimtek.models import TrainingEvent
from groups.scoping.queryset import RegionScopedQuerySet


class OfEventQuerySet(RegionScopedQuerySet):
    """``event_path`` is the lookup to the event."""

    event_path = "event"
    code_path = "event__region__code"

    def allowed_to(self, user, may):
        return self.filter(**{f"{self.event_path}__in": events_for(user, may)})


def events_for(user, may):
    """The events that ``user`` may see, or run (``train``)."""
    events = TrainingEvent.objects
    return events.visible_to(user) if may == "view" else events.allowed_to(user, may)
