"""How many groups and members each kelurahan had, on several days at once: one query, however many days.

Every row that counts does so from one day until another; the database says between which of the asked days
that is, and how many rows share the answer. The definitions are those of ``reports.queries``; a test compares
the two. Maps, tiles and trends read this.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least

from bimtek.models import Attendance
from groups.models import BusinessGroup, Membership, Region
from groups.models.region import CODE_LENGTH
from groups.score.models import Score
from groups.score.queries import held_since

NEVER = date(9999, 12, 31)


class DaysBefore(Func):
    """How many of the ascending ``days`` are before a date: where it falls among them.

    Compared from the first on, or from the last where ``mostly_late``, so that most rows need one comparison.
    """

    output_field = IntegerField()

    def __init__(self, expression, days=(), mostly_late=False):
        super().__init__(expression)
        self.days, self.mostly_late = tuple(days), mostly_late

    def as_sql(self, compiler, connection):
        sql, params = compiler.compile(self.source_expressions[0])
        places = list(enumerate(self.days))
        if self.mostly_late:
            sign, places, otherwise = ">", [(at + 1, day) for at, day in reversed(places)], 0
        else:
            sign, otherwise = "<=", len(places)
        whens = " ".join(f"WHEN {sql} {sign} %s THEN {at}" for at, _ in places)
        adapt = connection.ops.adapt_datefield_value
        return f"CASE {whens} ELSE {otherwise} END", [x for _, day in places for x in (*params, adapt(day))]


def census(*, user, region: Region, days: list[date], only_groups=False) -> dict[date, dict[str, Counter]]:
    """{day: {kelurahan: Counter}} of ``groups``, levels, ``koperasi``, ``members``, ``women``, ``men``,
    ``trained`` (members who had been at a held event by then), ``scored`` (groups with a kept score) and
    ``points`` (the sum of the last kept ones).
    """
    days = sorted(set(days))
    found = {day: defaultdict(Counter) for day in days}
    parts = [_groups(user, region, days)]
    if not only_groups:
        parts += [_members(user, region, days), _scores(user, region, days)]
    for kind, place, what, later, first, end, number, points in parts[0].union(*parts[1:], all=True):
        for at in range(first, end):
            counts = found[days[at]][place]
            if kind == "group":
                counts["koperasi" if at >= later else what] += number
                counts["groups"] += number
            elif kind == "member":
                counts["women" if what == "P" else "men"] += number
                counts["members"] += number
                counts["trained"] += number if at >= later else 0
            else:
                counts["scored"] += number
                counts["points"] += points
    return found


def _counted(rows, kind, days, *, place, group, what, later, starts=(), ends=(), until=None, points=None):
    """How many of ``rows`` share kind, place, ``what`` and the days between which they count.

    A row counts from the last of ``starts`` to the first of ``ends`` (and before the place ``until`` among
    the days), while its ``group`` is active: has a status and a level in force. ``later``: the place among
    the days from which it counts as something more.
    """
    states, rungs = f"{group}status_changes", f"{group}level_changes"
    active = Q(**{f"{states}__status": "aktif"})
    rows = rows.order_by().alias(
        state=FilteredRelation(states, condition=active & _touches(days, states)),
        rung=FilteredRelation(rungs, condition=_touches(days, rungs)),
    )
    opened = Greatest("state__from_on", "rung__from_on", *starts)
    closed = Least(*(Coalesce(end, NEVER) for end in ("state__until_on", "rung__until_on", *ends)))
    closed = DaysBefore(closed, days, mostly_late=True)
    rows = rows.filter(state__isnull=False, rung__isnull=False).values_list(
        Value(kind),
        F(place),
        what,
        later,
        DaysBefore(opened, days),
        closed if until is None else Least(closed, until),
    )
    return rows.annotate(number=Count("pk"), points=points or Value(0))


def _touches(days, path, start="from_on", end="until_on"):
    """That the interval at ``path`` is in force on one of the days, or between two of them."""
    path = f"{path}__" if path else ""
    is_open = Q(**{f"{path}{end}__isnull": True}) | Q(**{f"{path}{end}__gt": days[0]})
    return is_open & Q(**{f"{path}{start}__lte": days[-1]})


def _first(rows, days):
    """The place among the days of the first of ``rows``; behind them all of none. Looked up once a row."""
    at = rows.order_by("day").annotate(at=DaysBefore("day", days)).values("at")[:1]
    return Coalesce(Subquery(at), len(days))


def _groups(user, region, days):
    rows = BusinessGroup.objects.visible_in(user, region).kept()
    later = DaysBefore(Coalesce("cooperative_on", NEVER), days, mostly_late=True)
    return _counted(rows, "group", days, place="region_id", group="", what=F("rung__level_id"), later=later)


def _members(user, region, days):
    first_there = Attendance.objects.filter(
        participant__member=OuterRef("member"),
        participant__is_dropped=False,
        participant__event__status="terlaksana",
    )
    rows = Membership.objects.visible_in(user, region)
    return _counted(
        rows.filter(
            _touches(days, "", "joined_on", "left_on"),
            voided_at__isnull=True,
            group__archived_at__isnull=True,
        ),
        "member",
        days,
        place="group__region_id",
        group="group__",
        what=F("member__sex"),
        later=_first(first_there, days),
        starts=["joined_on"],
        ends=["left_on"],
    )


def _scores(user, region, days):
    """A kept score holds until the next one, and for the days for which it speaks."""
    speaks = DaysBefore("day", [held_since(day) - timedelta(days=1) for day in days], mostly_late=True)
    next_one = Score.objects.of(OuterRef("group")).filter(day__gt=OuterRef("day"))
    rows = Score.objects.visible_in(user, region)
    return _counted(
        rows.filter(day__range=(held_since(days[0]), days[-1]), group__archived_at__isnull=True),
        "score",
        days,
        place="group__region_id",
        group="group__",
        what=Value(""),
        later=Value(0),
        starts=["day"],
        until=Least(_first(next_one, days), speaks),
        points=Sum("points"),
    )


# From a membership to the days on which its member was at a held event.
WAS_THERE = {
    "member__participations__is_dropped": False,
    "member__participations__event__status": "terlaksana",
}
DAYS_THERE = "member__participations__attendances__day"


def trained_among(memberships, day: date):
    """Those ``memberships`` whose member had been at a held event by ``day``."""
    return memberships.filter(**WAS_THERE, **{f"{DAYS_THERE}__lte": day}).distinct()


def rolled_up(counts: dict[str, Counter], level: str) -> dict[str, Counter]:
    """The counts of kelurahan, added up for the places at ``level`` above them."""
    found = defaultdict(Counter)
    for code, numbers in counts.items():
        found[code[: CODE_LENGTH[level]]].update(numbers)
    return found
