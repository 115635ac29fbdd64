"""What scores say of many groups: of a region now, and month by month. For the lists and the dashboards.

``averages``, ``distribution`` and ``lowest`` take what ``measure`` gave; ``trend`` reads the scores that were
kept. Groups are the caller's, found through the access scope.
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from groups.books.models import Ledger
from groups.models import BusinessGroup
from groups.score.measuring import Assessment, measure
from groups.score.models import Score, ScoreRule

# Bounds of the ranges by which groups are found, lowest first; ours, for colour and filter only.
RANGES = {"rendah": (0, 49), "sedang": (50, 79), "baik": (80, 100)}
RANGE_NAMES = [("rendah", "Di bawah 50"), ("sedang", "50 sampai 79"), ("baik", "80 ke atas")]


def active_groups(user, day: date | None = None):
    """The groups of the user's scope that have a score on ``day`` (today, without one)."""
    groups = BusinessGroup.objects.visible_to(user).as_of(day or timezone.localdate())
    return groups.filter(status="aktif")


def scored(groups, day: date | None = None, cities=None) -> list[Assessment]:
    """The assessments of ``groups``, the lowest first, then by name; see ``measure``."""
    found = measure(groups.select_related("region"), day or timezone.localdate(), cities)
    return sorted(found.values(), key=lambda one: (one.points, one.group.name))


def range_of(points: int) -> str:
    return next(name for name, (low, high) in RANGES.items() if low <= points <= high)


def averages(assessments, digits: int = 13) -> dict[str, tuple[int, int]]:
    """{region code: (average points, rounded; groups)} of regions with codes of ``digits`` characters."""
    points = defaultdict(list)
    for one in assessments:
        points[one.group.region_id[:digits]].append(one.points)
    return {code: (round(sum(some) / len(some)), len(some)) for code, some in sorted(points.items())}


def distribution(assessments) -> dict[str, int]:
    """{range: groups}, the empty ranges too."""
    found = dict.fromkeys(RANGES, 0)
    for one in assessments:
        found[range_of(one.points)] += 1
    return found


def lowest(assessments, number: int = 10) -> list[Assessment]:
    return sorted(assessments, key=lambda one: (one.points, one.group.name))[:number]


@dataclass(frozen=True)
class Month:
    """The end of a month: how many groups had a score, and their average, rounded (None of none)."""

    last: date
    groups: int
    average: int | None


def month_ends(number: int, today: date | None = None) -> list[date]:
    """The last days of the ``number`` months that are over, the oldest first."""
    today = today or timezone.localdate()
    at, found = today.year * 12 + today.month - 1, []
    for month in range(at - number, at):
        year, index = divmod(month, 12)
        found.append(date(year, index + 1, monthrange(year, index + 1)[1]))
    return found


def trend(groups, months: int = 6, today: date | None = None) -> list[Month]:
    """The scores at the ends of the last ``months`` months that are over; one query."""
    days = month_ends(months, today)
    points = defaultdict(list)
    kept = Score.objects.of(groups).filter(day__in=days)
    for day, value in kept.values_list("day", "points"):
        points[day].append(value)
    return [
        Month(day, len(points[day]), round(sum(points[day]) / len(points[day])) if points[day] else None)
        for day in days
    ]


def course(group, months: int = 12) -> list[Score]:
    """The scores kept of a group at the ends of months, and the newest one, the newest first."""
    kept = Score.objects.of(group).select_related("rule")
    return list(kept.filter(day__in=month_ends(months)).order_by("-day"))


def points_on(day: date, group: str = "pk") -> Subquery:
    """The points that held at the end of ``day`` for the group at hand, NULL of none; to annotate."""
    kept = Score.objects.of(OuterRef(group)).filter(day__lte=day).order_by("-day")
    return Subquery(kept.values("points")[:1])


def least_orderly(user, region, number: int = 10) -> list[Assessment]:
    """The groups of ``region`` active today whose newest kept score is lowest, as it was kept; one query."""
    groups = BusinessGroup.objects.visible_in(user, region).as_of(timezone.localdate()).filter(status="aktif")
    later = Score.objects.of(OuterRef("group")).filter(day__gt=OuterRef("day"))
    newest = Score.objects.of(groups.order_by().values("pk")).filter(~Exists(later))
    # Looked up for the few that are shown: a join of all scores with all ledgers took most of the query.
    books = Ledger.objects.visible_in(user, region).filter(group=OuterRef("group")).values("pk")[:1]
    rows = newest.annotate(books=Subquery(books)).select_related("group__region")
    return [_as_kept(score) for score in rows.order_by("points", "group__name", "pk")[:number]]


def _as_kept(score) -> Assessment:
    score.group.books = score.books
    return Assessment(score.group, score.day, score.rule_id, score.marks)


def held_since(day: date) -> date:
    """The day from which on a kept score speaks for ``day``: the last month's end, ``day`` itself among them.

    One is kept at the end of every month. Where that is missing, the nights were missed (or the group was
    not active), and nobody knows what held after the one before.
    """
    return (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)


def score_on(group, day: date) -> Score | None:
    """The score that held at the end of ``day``: the last one kept on it or before, since ``held_since``."""
    kept = last_kept(group, day)
    return kept if kept and kept.day >= held_since(day) else None


def last_kept(group, day: date) -> Score | None:
    return Score.objects.of(group).filter(day__lte=day).select_related("rule").order_by("-day").first()


def rules_of(city: str):
    """The versions of a city's rules, the newest first, and the first one of all."""
    return ScoreRule.objects.of(city).select_related("made_by").order_by("-valid_from", "-pk")
