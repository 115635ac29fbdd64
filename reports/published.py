"""The figures of a city that everybody may read: the page of figures and the open data are made of this.

Counted by the functions of the summaries, on the last day of the month before: one set of figures a month, so
that nobody can subtract yesterday's from today's. ``reports.disclosure`` decides which of them stay hidden.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from groups.market.queries import marketing_by_region
from groups.models import Region
from groups.models.region import ancestor_codes
from groups.scoping.readers import RegionReader
from groups.values import show_date
from reports.board import SERIES, SERIES_LABELS
from reports.census import census
from reports.disclosure import LEAST, hide, joined
from reports.periods import Period
from reports.queries import counted_groups

KEPT_FOR = 3600  # seconds

NOTES = (
    f"Angka di bawah {LEAST} tidak ditampilkan, begitu pula angka lain yang dapat dipakai menghitungnya.",
    f"Banyaknya anggota tidak ditampilkan di tempat yang kelompoknya kurang dari {LEAST}.",
    "Kelompok: yang aktif pada tanggal data, menurut kategorinya pada tanggal itu. "
    "Kategori yang isinya terlalu sedikit digabung.",
    "Anggota: orang yang pada tanggal data menjadi anggota kelompok aktif. "
    "Ikut bimtek: yang pernah hadir di kegiatan terlaksana.",
)


@dataclass(frozen=True)
class Row:
    """``values``: a number for each column, None where it is hidden."""

    code: str
    name: str
    level: str
    values: tuple


@dataclass(frozen=True)
class Part:
    """A table: ``columns`` as (code, label)."""

    code: str
    title: str
    columns: tuple
    rows: tuple

    @property
    def upper(self) -> list[Row]:
        """The city and its kecamatan."""
        return [row for row in self.rows if row.level != "kelurahan"]


@dataclass(frozen=True)
class Published:
    """All of a city on a day; no parts where the city has too few groups to publish anything."""

    city: Region
    day: date
    parts: tuple
    kelurahan: int

    @property
    def source(self) -> str:
        return f"TP PKK {self.city.title}, keadaan {show_date(self.day)}"

    def part(self, code) -> Part | None:
        return next((part for part in self.parts if part.code == code), None)


def last_month_end() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def published(city: Region) -> Published:
    """The figures of ``city``; counted once an hour for all processes. At most seven queries."""
    day = last_month_end()
    key = f"published-1:{city.pk}:{day}"  # another number whenever the classes here change
    found = cache.get(key)
    if found is None:
        found = _count(city, day)
        cache.set(key, found, KEPT_FOR)
    return found


def _count(city, day) -> Published:
    scope = {"user": RegionReader(city.pk), "region": city}
    counts = census(**scope, days=[day])[day]
    total = _of(counts, city.pk)
    places = {place.pk: place for place in _places(scope, day, counts)}
    kelurahan = [code for code, place in places.items() if place.level == "kelurahan"]
    if min(total["groups"], total["members"]) < LEAST:
        return Published(city, day, (), len(kelurahan))
    paths = [(code, *reversed([one for one in ancestor_codes(code) if one in places])) for code in kelurahan]
    places = {code: place for code, place in places.items() if any(code in path for path in paths)}
    group_part = _groups(city, places, paths, counts, total)
    few = {code for code in places if _of(counts, code)["groups"] < LEAST}
    member_part = _members(city, places, paths, counts, few)
    sexes = {"perempuan": total["women"], "laki_laki": total["men"]}
    kinds = counted_groups(**scope, period=Period(day, day)).order_by()
    kinds = kinds.values_list("business_kind__code", "business_kind__name").annotate(n=Count("pk"))
    kinds = sorted(kinds, key=lambda kind: (-kind[2], kind[0]))
    selling = Counter()
    for one in marketing_by_region(**scope, day=day).values():
        selling.update(luring=one.offline, daring=one.online, keduanya=one.both, belum=one.none)
    parts = (
        group_part,
        member_part,
        _alone(city, "jenis_usaha", "Jenis usaha", *_joined(kinds)),
        _alone(city, "pemasaran", "Pemasaran", selling, SELLING),
        _alone(city, "jenis_kelamin", "Anggota menurut jenis kelamin", sexes, SEXES),
    )
    return Published(city, day, parts, len(kelurahan))


SELLING = {
    "luring": "Hanya luring",
    "daring": "Hanya daring",
    "keduanya": "Luring dan daring",
    "belum": "Belum tercatat",
}
SEXES = {"perempuan": "Perempuan", "laki_laki": "Laki-laki"}


def _places(scope, day, counts):
    """The city, then each kecamatan before its kelurahan; those gone from the list while they count."""
    found = Region.objects.visible_in(**scope).filter(level__in=["kota", "kecamatan", "kelurahan"])
    for place in found.order_by("code"):
        if place.closed_on is None or place.closed_on > day or _of(counts, place.pk)["groups"]:
            yield place


def _of(counts, code) -> Counter:
    inside = (numbers for place, numbers in counts.items() if f"{place}.".startswith(f"{code}."))
    return sum(inside, Counter())


def _groups(city, places, paths, counts, total) -> Part:
    """Groups by level; levels with too few in the whole city join the one before."""
    levels = joined({code: total[code] for code in SERIES})
    columns = {"kelompok": "Kelompok"} | {"_".join(codes): _ladder(codes) for codes in levels}
    values = {}
    for code in places:
        here = _of(counts, code)
        values[code, "kelompok"] = here["groups"]
        for codes in levels:
            values[code, "_".join(codes)] = sum(here[one] for one in codes)
    parts = [(column, "kelompok") for column in columns if column != "kelompok"]
    hidden = hide(values, paths, parts, fixed={(city.pk, "kelompok")})
    return _part("kelompok", "Kelompok", columns, places, values, hidden)


def _ladder(codes) -> str:
    """``Pemula``, ``Utama, Mandiri``, ``Madya ke atas dan koperasi``."""
    names = [SERIES_LABELS[SERIES.index(code)] for code in codes]
    if len(codes) > 2 and codes[-1] == SERIES[-1]:
        return f"{names[0]} ke atas dan koperasi"
    return ", ".join(names)


def _members(city, places, paths, counts, few) -> Part:
    """Members, and how many of them were ever at a bimtek; hidden where ``few`` groups are."""
    columns = {"anggota": "Anggota", "ikut_bimtek": "Pernah ikut bimtek", "belum_bimtek": "Belum"}
    values = {}
    for code in places:
        here = _of(counts, code)
        numbers = (here["members"], here["trained"], here["members"] - here["trained"])
        values |= {(code, column): number for column, number in zip(columns, numbers, strict=True)}
    parts = [("ikut_bimtek", "anggota"), ("belum_bimtek", "anggota")]
    small = {(code, column) for code in few for column in columns}
    hidden = hide(values, paths, parts, small, fixed={(city.pk, "anggota")})
    return _part("anggota", "Anggota", columns, places, values, hidden)


def _part(code, title, columns, places, values, hidden) -> Part:
    rows = tuple(
        Row(
            place.pk,
            place.name if place.level != "kota" else place.title,
            place.level,
            tuple(None if (place.pk, column) in hidden else values[place.pk, column] for column in columns),
        )
        for place in places.values()
    )
    return Part(code, title, tuple(columns.items()), rows)


def _alone(city, code, title, numbers: dict, labels: dict) -> Part:
    """One row of the whole city, whose total is published already."""
    total = {"jumlah": sum(numbers.values())}
    values = {(city.pk, column): number for column, number in ({**numbers, **total}).items()}
    parts = [(column, "jumlah") for column in numbers]
    hidden = hide(values, [(city.pk,)], parts, fixed={(city.pk, "jumlah")})
    columns = {column: labels[column] for column in numbers}
    return _part(code, title, columns, {city.pk: city}, values, hidden)


def _joined(kinds):
    """Counts and labels of kinds of business, the most common first; rare ones joined."""
    names = {code: name for code, name, _ in kinds}
    counts = {code: number for code, _, number in kinds}
    codes = joined(counts)
    return (
        {"_".join(some): sum(counts[one] for one in some) for some in codes},
        {"_".join(some): ", ".join(names[one] for one in some) for some in codes},
    )
