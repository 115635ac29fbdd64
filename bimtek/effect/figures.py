"""Scores of groups before and after an event, and where people were reached.

The rules (docs/decisions.md): *before* is the score held at the end of the day before the event began;
*after* is the one held 3, 6 and 12 months after its last day. Which score is held on a day says
``groups.score.queries.held_since``; a group holds one only while it is active, and is compared where both
are there. Beside those that took part stand the groups of the event's region that came to no event from its
first day to the last day compared.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from bimtek.models import Participant, TrainingEvent
from groups.models import BusinessGroup, Region, StatusChange
from groups.models.base import during
from groups.score.models import Score
from groups.score.queries import held_since
from groups.values import show_average, show_number

MONTHS = (3, 6, 12)


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Side:
    """Of ``groups`` groups, ``compared`` had a score on both days: their points together, then and after."""

    groups: int
    compared: int
    before: int
    after: int

    @property
    def change(self) -> str:
        if not self.compared:
            return "–"
        change = self.after - self.before
        return ("+" if change > 0 else "") + show_average(change, self.compared)

    @property
    def before_words(self) -> str:
        return show_average(self.before, self.compared)

    @property
    def after_words(self) -> str:
        return show_average(self.after, self.compared)

    @property
    def coverage(self) -> str:
        return f"{show_number(self.compared)} dari {show_number(self.groups)}"


@dataclass(frozen=True)
class Horizon:
    """``months`` after the event, on ``day``: those who took part, and those who did not.

    None for both while the day is still to come.
    """

    months: int
    day: date
    joined: Side | None
    others: Side | None


def effect(*, user, event, today: date | None = None) -> list[Horizon]:
    """How the scores of the groups in the user's scope went on after ``event``. One query."""
    today = today or timezone.localdate()
    before = event.starts_on - timedelta(days=1)
    days = [(months, months_after(event.ends_on, months)) for months in MONTHS]
    over = [(months, day) for months, day in days if day < today]  # the score of a day is kept that night
    groups = BusinessGroup.objects.visible_to(user).in_region(event.region).as_of(event.starts_on)
    groups = groups.filter(status="aktif").order_by()
    rows = []
    if over:
        points = {f"after_{months}": held(day) for months, day in over}
        groups = groups.annotate(
            joined=came_to(TrainingEvent.objects.filter(pk=event.pk)),
            elsewhere=came_to(TrainingEvent.objects.between(event.starts_on, over[-1][1])),
            before=held(before),
            **points,
        )
        rows = list(groups.values("joined", "elsewhere", "before", *points))
    joined = [row for row in rows if row["joined"]]
    others = [row for row in rows if not row["joined"] and not row["elsewhere"]]
    return [
        Horizon(months, day, _side(joined, months), _side(others, months))
        if (months, day) in over
        else Horizon(months, day, None, None)
        for months, day in days
    ]


def _side(rows, months) -> Side:
    pairs = [(row["before"], row[f"after_{months}"]) for row in rows]
    pairs = [pair for pair in pairs if None not in pair]
    return Side(len(rows), len(pairs), sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs))


def held(day: date) -> Subquery:
    """The points that the group at hand held at the end of ``day``, NULL of none."""
    active = StatusChange.objects.filter(during(day), group=OuterRef("group"), status="aktif")
    kept = Score.objects.of(OuterRef("pk")).filter(day__lte=day, day__gte=held_since(day))
    return Subquery(kept.filter(Exists(active)).order_by("-day").values("points")[:1])


def came_to(events) -> Exists:
    """Whether somebody of the group at hand was present at one of ``events``."""
    people = Participant.objects.filter(group=OuterRef("pk"), event__in=events, is_dropped=False)
    return Exists(people.filter(attendances__isnull=False))


# -- Who was reached


def reached(*, event, user) -> list[tuple[Region, int]]:
    """The kelurahan of the event's region, as far as the user sees, each with the people who came."""
    people = Participant.objects.visible_to(user).filter(event=event, is_dropped=False).with_presence()
    came = {}
    for code in people.filter(came=True).values_list("region_id", flat=True):
        came[code] = came.get(code, 0) + 1
    places = Region.objects.visible_to(user).in_region(event.region).filter(level="kelurahan")
    places = places.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=event.starts_on)).order_by("code")
    return [(place, came.get(place.pk, 0)) for place in places]


def gap_words(missing: int, of: int) -> str:
    """``5 kelurahan belum punya kader terlatih UP2K``."""
    if not of:
        return "Tidak ada kelurahan di sini."
    if not missing:
        return f"Semua {show_number(of)} kelurahan sudah punya kader terlatih UP2K."
    return f"{show_number(missing)} dari {show_number(of)} kelurahan belum punya kader terlatih UP2K."
