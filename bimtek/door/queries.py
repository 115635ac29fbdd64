"""What a desk shows: how many came, how, and who came last."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from bimtek.door.models import WAYS, CheckIn, Session
from bimtek.models import Attendance

LATEST = 8


@dataclass(frozen=True)
class Presence:
    """Of one day: ``came`` of ``listed``; by way of recording (label, number); and the latest check-ins.

    ``in_session`` counts the check-ins of the session asked for.
    """

    listed: int
    came: int
    in_session: int
    ways: list[tuple[str, int]]
    latest: list[CheckIn]


def presence(*, user, event, day: date, session: Session | None = None) -> Presence:
    """Of the participants whom ``user`` may see; three queries."""
    people = event.participants.visible_to(user).filter(is_dropped=False)
    there = Attendance.objects.visible_to(user).filter(participant__event=event, day=day)
    counted = CheckIn.objects.visible_to(user).counted().filter(participant__event=event, day=day)
    of_session = counted.filter(session=session)
    ways = Counter(dict(counted.order_by().values_list("way").annotate(Count("participant", distinct=True))))
    numbers = people.aggregate(
        listed=Count("pk"),
        came=Count("pk", filter=Q(pk__in=there.values("participant"))),
        in_session=Count("pk", filter=Q(pk__in=of_session.values("participant"))),
    )
    return Presence(
        **numbers,
        ways=[(label, ways[way]) for way, label in WAYS if ways[way]],
        latest=list(of_session.select_related("participant__region")[:LATEST]),
    )
