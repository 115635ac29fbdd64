"""Figures of the Pokja II summary, and the rows behind each of them.

Each figure and its list start from the same ``counted_*`` function, so that they cannot differ.
Nothing here knows a request or a file. One SQL aggregate for each concern.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    Min,
    Q,
    When,
)

from bimtek.models import Participant
from groups.models import BusinessGroup, Membership, Region
from groups.models.base import during
from groups.models.region import CODE_LENGTH
from groups.scoping.queryset import NATION
from reports.periods import Period

LEVEL_CODES = ("pemula", "madya", "utama", "mandiri")
BELOW = {NATION: "provinsi", "provinsi": "kota", "kota": "kecamatan", "kecamatan": "kelurahan"}


def counted_groups(*, user, region: Region, period: Period):
    """Groups of ``region`` that were active on the last day, with the level they had then."""
    groups = BusinessGroup.objects.visible_in(user, region)
    return groups.as_of(period.last).filter(status="aktif")


def counted_members(*, user, region: Region, period: Period):
    """Memberships on the last day in groups that count; with ``level_code`` and ``is_cooperative``."""
    day = period.last
    return (
        Membership.objects.visible_in(user, region)
        .as_of(day)
        .alias(
            level_then=FilteredRelation(
                "group__level_changes", condition=during(day, "group__level_changes__")
            ),
            status_then=FilteredRelation(
                "group__status_changes", condition=during(day, "group__status_changes__")
            ),
        )
        .filter(level_then__isnull=False, status_then__status="aktif")
        .annotate(
            level_code=F("level_then__level_id"),
            is_cooperative=Case(
                When(group__cooperative_on__lte=day, then=True),
                default=False,
                output_field=BooleanField(),
            ),
        )
    )


def counted_reach(*, user, region: Region, period: Period):
    """Participations of members from ``region`` who were present at a held event within the period.

    ``region`` is where the member came from at that time. Archived groups and members entered by
    mistake count at no date, here as elsewhere.
    """
    return Participant.objects.visible_in(user, region).filter(
        capacity="anggota",
        is_dropped=False,
        event__status="terlaksana",
        attendances__day__range=(period.first, period.last),
        group__archived_at__isnull=True,
        member__memberships__group=F("group"),
        member__memberships__voided_at__isnull=True,
    )


def once_each(participations):
    """One participation of each member, the earliest entered: what a list of reached members shows."""
    first = participations.order_by().values("member").annotate(first=Min("pk")).values("first")
    return participations.filter(pk__in=first).distinct()


def kelurahan_of(*, user, region: Region, period: Period):
    """Kelurahan of ``region`` that were in the official list on the last day."""
    places = Region.objects.visible_in(user, region).filter(level="kelurahan")
    return places.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=period.last))


def covered_kelurahan(*, user, region: Region, period: Period):
    """Those of them with at least one group that counts."""
    groups = counted_groups(user=user, region=region, period=period)
    places = kelurahan_of(user=user, region=region, period=period)
    return places.filter(pk__in=groups.order_by().values("region"))


def coverage(*, user, region: Region, period: Period) -> tuple[int, int]:
    """How many are covered, of how many kelurahan. One query."""
    scope = {"user": user, "region": region, "period": period}
    covered = Count("pk", filter=Q(pk__in=covered_kelurahan(**scope).values("pk")))
    counts = kelurahan_of(**scope).aggregate(covered=covered, places=Count("pk"))
    return counts["covered"], counts["places"]


@dataclass
class Figures:
    """Counts of one row. ``groups`` and ``members`` by level leave legal cooperatives out (form 4.22)."""

    groups: Counter = field(default_factory=Counter)
    members: Counter = field(default_factory=Counter)
    cooperatives: int = 0
    cooperative_members: int = 0
    sexes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    kelurahan: int = 0
    covered: int = 0
    reached: int = 0

    @property
    def all_groups(self) -> int:
        return sum(self.groups.values()) + self.cooperatives

    @property
    def all_members(self) -> int:
        return sum(self.members.values()) + self.cooperative_members


@dataclass(frozen=True)
class SummaryRow:
    """``key``: the region's code, or the group's id where the rows are groups."""

    key: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class Summary:
    region: Region
    period: Period
    rows: list
    total: Figures
    kind_names: dict
    rows_are_groups: bool


def summary(*, user, region: Region, period: Period) -> Summary:
    """The figures of ``region`` and of each place directly below it (each group, in a kelurahan).

    Places with nothing stay in with zeros. One that is no longer in the official list stays while
    something is still counted there, so that the rows add up. Columns: form 4.22, 26 to 35.
    """
    scope = {"user": user, "region": region, "period": period}
    rows_are_groups = region.level == "kelurahan"
    names, rows, is_open, total = {}, {}, {region.pk}, Figures()
    if not rows_are_groups:
        names, rows, is_open = _places_below(**scope)
    elif region.closed_on and region.closed_on <= period.last:
        is_open = set()
    length = CODE_LENGTH[BELOW.get(region.level, "kelurahan")]

    def row_of(group, place):
        return group if rows_are_groups else place[:length]

    sexes = sexes_of_groups(**scope)
    kind_names, covered = {}, set()
    columns = ("pk", "name", "region_id", "level_code", "is_cooperative")
    kind_columns = ("business_kind__code", "business_kind__name")
    groups = counted_groups(**scope).order_by("name").values_list(*columns, *kind_columns)
    for group, name, place, level, is_cooperative, kind, kind_name in groups:
        kind_names[kind] = kind_name
        if rows_are_groups:
            names[group], rows[group] = name, Figures(covered=len(is_open))
        women, men = sexes[group]["P"], sexes[group]["L"]
        for figures in (total, rows[row_of(group, place)]):
            figures.kinds[kind] += 1
            figures.sexes["P"] += women
            figures.sexes["L"] += men
            if is_cooperative:
                figures.cooperatives += 1
                figures.cooperative_members += women + men
            else:
                figures.groups[level] += 1
                figures.members[level] += women + men
        covered.add(place)
    covered &= is_open
    total.covered = len(covered)
    if rows_are_groups:
        total.kelurahan = len(is_open)
    else:
        total.kelurahan = sum(figures.kelurahan for figures in rows.values())
        for place in covered:
            rows[place[:length]].covered += 1

    reached = counted_reach(**scope).order_by().values_list("member", "group_id", "region_id")
    reached = {(member, row_of(group, place)) for member, group, place in reached}
    total.reached = len({member for member, _ in reached})
    for _, key in reached:
        if key in rows:
            rows[key].reached += 1
    listed = [
        SummaryRow(key, names[key], figures)
        for key, figures in rows.items()
        if rows_are_groups or key in is_open or figures != Figures()
    ]
    return Summary(region, period, listed, total, dict(sorted(kind_names.items())), rows_are_groups)


def sexes_of_groups(*, user, region, period):
    """A Counter of sexes for each group with members on the last day.

    Counted by group, whatever its level: three tables instead of five halve the time of the page,
    and which of the groups count is known already.
    """
    members = Membership.objects.visible_in(user, region).as_of(period.last).order_by()
    sexes = defaultdict(Counter)
    counted = members.values("group_id", "member__sex").annotate(number=Count("pk"))
    for group, sex, number in counted.values_list("group_id", "member__sex", "number"):
        sexes[group][sex] = number
    return sexes


def _places_below(*, user, region, period):
    """Names and Figures (kelurahan only) by code of the places directly below, and what is still open.

    ``is_open`` holds the codes in the official list on the last day: kelurahan, and places directly below.
    """
    below = BELOW[region.level]
    names, rows, is_open = {}, {}, set()
    places = Region.objects.visible_in(user, region).filter(level__in=[below, "kelurahan"]).order_by("code")
    for code, level, name, closed_on in places.values_list("code", "level", "name", "closed_on"):
        if level == below:
            names[code], rows[code] = name, Figures()
        if closed_on is None or closed_on > period.last:
            is_open.add(code)
            # A code begins with its parent's, so the place above came first.
            rows[code[: CODE_LENGTH[below]]].kelurahan += level == "kelurahan"
    return names, rows, is_open
