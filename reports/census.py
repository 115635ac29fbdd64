"""How many groups and members each kelurahan had, on several days at once: two queries, however many days.

The definitions are those of ``reports.queries``; a test compares the two. Maps, tiles and trends read this.
"""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum

from bimtek.models import Attendance
from groups.models import BusinessGroup, Membership, Region
from groups.models.base import during
from groups.models.region import CODE_LENGTH
from groups.score.queries import points_on


def census(
    *, user, region: Region, days: list[date], members=True, closely: list[date] = ()
) -> dict[date, dict[str, Counter]]:
    """{day: {kelurahan: Counter}} of ``groups``, levels, ``koperasi``, ``members``, ``women``, ``men``.

    ``closely``: the days of which also ``scored`` (groups with a kept score), ``points`` (the sum of the
    last kept ones) and ``trained`` (members who had been at a held event by then) are counted.
    """
    days = list(dict.fromkeys(days))
    found = {day: defaultdict(Counter) for day in days}
    groups = BusinessGroup.objects.visible_in(user, region).kept().order_by()
    columns = {}
    for place, day in enumerate(days):
        active = _active(day)
        is_cooperative = Q(cooperative_on__lte=day)
        columns[f"own{place}"] = Count("pk", filter=active & ~is_cooperative)
        columns[f"koperasi{place}"] = Count("pk", filter=active & is_cooperative)
        if day in closely:
            groups = groups.alias(**{f"kept{place}": points_on(day)})
            columns[f"scored{place}"] = Count(f"kept{place}", filter=active)
            columns[f"points{place}"] = Sum(f"kept{place}", filter=active, default=0)
    for row in groups.values("region_id", "level_changes__level_id").annotate(**columns):
        for place, day in enumerate(days):
            counts = found[day][row["region_id"]]
            counts[row["level_changes__level_id"]] += row[f"own{place}"]
            counts["koperasi"] += row[f"koperasi{place}"]
            counts["groups"] += row[f"own{place}"] + row[f"koperasi{place}"]
            if day in closely:
                counts["scored"] += row[f"scored{place}"]
                counts["points"] += row[f"points{place}"]
    if members:
        _count_members(found, user, region, closely)
    return found


def _count_members(found, user, region, closely):
    members = _counted_spells(user, region)
    columns = {}
    for place, day in enumerate(found):
        is_in = during(day, start="joined_on", end="left_on") & _active(day, "group__")
        columns[f"n{place}"] = Count("pk", filter=is_in)
        if day in closely:
            columns[f"trained{place}"] = Count("pk", filter=is_in & Q(_was_there_by(day)))
    for row in members.values("group__region_id", "member__sex").annotate(**columns):
        for place, day in enumerate(found):
            counts = found[day][row["group__region_id"]]
            counts["women" if row["member__sex"] == "P" else "men"] += row[f"n{place}"]
            counts["members"] += row[f"n{place}"]
            if day in closely:
                counts["trained"] += row[f"trained{place}"]


def _was_there_by(day):
    """Of the membership at hand; as ``trained_among`` says it, which a test compares."""
    came = Attendance.objects.filter(
        participant__member=OuterRef("member"),
        participant__is_dropped=False,
        participant__event__status="terlaksana",
        day__lte=day,
    )
    return Exists(came)


# From a membership to the days on which its member was at a held event.
WAS_THERE = {
    "member__participations__is_dropped": False,
    "member__participations__event__status": "terlaksana",
}
DAYS_THERE = "member__participations__attendances__day"


def trained_among(memberships, day: date):
    """Those ``memberships`` whose member had been at a held event by ``day``."""
    return memberships.filter(**WAS_THERE, **{f"{DAYS_THERE}__lte": day}).distinct()


def _counted_spells(user, region):
    rows = Membership.objects.visible_in(user, region)
    return rows.filter(voided_at__isnull=True, group__archived_at__isnull=True).order_by()


def _active(day, path=""):
    """In force on ``day``: a level, and the status of an active group. One of each at most."""
    return (
        during(day, f"{path}level_changes__")
        & during(day, f"{path}status_changes__")
        & Q(**{f"{path}status_changes__status": "aktif"})
    )


def rolled_up(counts: dict[str, Counter], level: str) -> dict[str, Counter]:
    """The counts of kelurahan, added up for the places at ``level`` above them."""
    found = defaultdict(Counter)
    for code, numbers in counts.items():
        found[code[: CODE_LENGTH[level]]].update(numbers)
    return found
