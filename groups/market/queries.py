"""Figures of the market for a region: who sells how, which permits hold, what partners did."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Left

from groups.market.models import Channel, Permit, SupportRequest
from groups.models import BusinessGroup, Region
from groups.models.region import CODE_LENGTH

BELOW = {"provinsi": "kota", "kota": "kecamatan", "kecamatan": "kelurahan", "kelurahan": "kelurahan"}


@dataclass(frozen=True)
class Marketing:
    """How many groups sell only on the internet (``online``), only face to face, both ways, or nowhere."""

    online: int = 0
    offline: int = 0
    both: int = 0
    none: int = 0


@dataclass(frozen=True)
class Permits:
    """How many open permits hold, run out within 60 days, have run out, or lack their date."""

    valid: int = 0
    expiring: int = 0
    expired: int = 0
    undated: int = 0


@dataclass(frozen=True)
class Support:
    """Requests of one kelurahan: still under way, and done by kind of support, with their worth in rupiah."""

    region: Region
    under_way: int
    done: dict
    value: int

    @property
    def all_done(self) -> int:
        return sum(self.done.values())


def _per_part(rows, path, region, **counts) -> dict:
    """``counts`` of ``rows`` by the code of the parts of ``region`` (itself, where it is a kelurahan)."""
    length = CODE_LENGTH[BELOW[region.level]]
    rows = rows.order_by().annotate(part=Left(path, length)).values("part").annotate(**counts)
    return {row.pop("part"): row for row in rows}


def marketing_by_region(*, user, region: Region, day) -> dict[str, Marketing]:
    """Groups active on ``day`` by how they sold then, by code of the next level below. One query."""
    used = Channel.objects.visible_to(user).as_of(day).filter(group=OuterRef("pk"))
    groups = BusinessGroup.objects.visible_in(user, region).as_of(day).filter(status="aktif")
    groups = groups.annotate(
        by_net=Exists(used.filter(kind__mode="daring")), by_hand=Exists(used.filter(kind__mode="luring"))
    )
    counts = _per_part(
        groups,
        "region_id",
        region,
        online=Count("pk", filter=Q(by_net=True, by_hand=False)),
        offline=Count("pk", filter=Q(by_net=False, by_hand=True)),
        both=Count("pk", filter=Q(by_net=True, by_hand=True)),
        none=Count("pk", filter=Q(by_net=False, by_hand=False)),
    )
    return {code: Marketing(**numbers) for code, numbers in counts.items()}


def permits_by_region(*, user, region: Region, day) -> dict[str, Permits]:
    """Open permits by their state on ``day``, by code of the next level below. One query."""
    permits = Permit.objects.visible_in(user, region).open().with_state(day)
    counts = _per_part(
        permits,
        "group__region_id",
        region,
        valid=Count("pk", filter=Q(state="berlaku")),
        expiring=Count("pk", filter=Q(state="segera")),
        expired=Count("pk", filter=Q(state="habis")),
        undated=Count("pk", filter=Q(state="tanpa_tanggal")),
    )
    return {code: Permits(**numbers) for code, numbers in counts.items()}


def support_by_kelurahan(*, user, region: Region, year=None) -> list[Support]:
    """What each kelurahan of ``region`` got and waits for; of requests of ``year``, if given.

    Kelurahan without any stay in. Two queries.
    """
    requests = SupportRequest.objects.visible_in(user, region).kept()
    if year:
        requests = requests.filter(asked_on__year=year)
    done, value, under_way = defaultdict(dict), defaultdict(int), defaultdict(int)
    rows = requests.order_by().values("group__region_id", "kind__name", "state")
    for row in rows.annotate(number=Count("pk"), worth=Sum("value")):
        code = row["group__region_id"]
        if row["state"] == "selesai":
            done[code][row["kind__name"]] = row["number"]
            value[code] += row["worth"] or 0
        elif row["state"] not in ("ditolak", "ditarik"):
            under_way[code] += row["number"]
    places = Region.objects.visible_in(user, region).filter(level="kelurahan").open()
    return [
        Support(place, under_way[place.pk], done[place.pk], value[place.pk])
        for place in places.select_related("parent").order_by("code")
    ]
