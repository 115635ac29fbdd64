"""How many groups and members each kelurahan had, on several days at once: three queries, however many days.

The definitions are those of ``reports.queries``; a test compares the two. Maps, tiles and trends read this.
"""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count, Q

from groups.models import BusinessGroup, Membership, Region
from groups.models.base import during
from groups.models.region import CODE_LENGTH


def census(*, user, region: Region, days: list[date], members=True) -> dict[date, dict[str, Counter]]:
    """{day: {kelurahan: Counter}} of ``groups``, levels, ``koperasi``, ``members``, ``women``, ``men``."""
    days = list(dict.fromkeys(days))
    found = {day: defaultdict(Counter) for day in days}
    groups = BusinessGroup.objects.visible_in(user, region).kept().order_by()
    columns = {}
    for place, day in enumerate(days):
        active = _active(day)
        is_cooperative = Q(cooperative_on__lte=day)
        columns[f"own{place}"] = Count("pk", filter=active & ~is_cooperative)
        columns[f"koperasi{place}"] = Count("pk", filter=active & is_cooperative)
    for row in groups.values("region_id", "level_changes__level_id").annotate(**columns):
        for place, day in enumerate(days):
            counts = found[day][row["region_id"]]
            counts[row["level_changes__level_id"]] += row[f"own{place}"]
            counts["koperasi"] += row[f"koperasi{place}"]
            counts["groups"] += row[f"own{place}"] + row[f"koperasi{place}"]
    if members:
        _count_members(found, user, region)
    return found


def _count_members(found, user, region):
    members = _counted_spells(user, region)
    days = list(found)
    columns = {
        f"n{place}": Count(
            "pk", filter=during(day, start="joined_on", end="left_on") & _active(day, "group__")
        )
        for place, day in enumerate(days)
    }
    for row in members.values("group__region_id", "member__sex").annotate(**columns):
        for place, day in enumerate(days):
            counts = found[day][row["group__region_id"]]
            counts["women" if row["member__sex"] == "P" else "men"] += row[f"n{place}"]
            counts["members"] += row[f"n{place}"]


def trained(*, user, region: Region, days: list[date]) -> dict[date, dict[str, Counter]]:
    """{day: {kelurahan: Counter}} of ``trained``: members on the day who had been at a held event by then."""
    days = list(dict.fromkeys(days))
    found = {day: defaultdict(Counter) for day in days}
    members = _counted_spells(user, region).filter(Q(**WAS_THERE))
    columns = {
        f"n{place}": Count(
            "pk",
            distinct=True,
            filter=during(day, start="joined_on", end="left_on")
            & _active(day, "group__")
            & Q(**{f"{DAYS_THERE}__lte": day}),
        )
        for place, day in enumerate(days)
    }
    for row in members.values("group__region_id").annotate(**columns):
        for place, day in enumerate(days):
            found[day][row["group__region_id"]]["trained"] += row[f"n{place}"]
    return found


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
