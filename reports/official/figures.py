"""What the program itself knows for the official forms, as facts that are counted and can be shown.

A fact is a row that counts: a group, a member, a kader, a yearly input. A figure says which facts it
counts. ``tally`` has the database add them up for the numbers of a form; ``gather`` lists them, for the rows
behind a number and for a frozen form. A test holds the two together.
"""

from collections import Counter
from dataclasses import asdict, dataclass

from django.db.models import CharField, Count, F, Sum, Value
from django.db.models.functions import Cast, Concat, Left

from bimtek.models import FORM_COLUMNS, Participant
from groups.models import Region, RegionRole
from groups.models.people import SEXES
from groups.models.region import CODE_LENGTH
from groups.values import name_key
from reports.models import YearlyFigure
from reports.queries import BELOW, LEVEL_CODES, counted_groups, counted_members

COOPERATIVE = "koperasi"
NO_RW = "tanpa-rw"
TRAININGS = dict(FORM_COLUMNS[1:])


@dataclass(frozen=True, slots=True)
class Fact:
    """``number`` of what ``kind`` says, in the kelurahan ``place``.

    kind: group, member, cadre, trained or input.
    ``level``: of the group, or "koperasi". ``code``: of the yearly input, or of the training.
    ``key``: id of the row. ``about``: the member's group, the event.
    """

    kind: str
    place: str
    number: int = 1
    rw: str = ""
    level: str = ""
    sex: str = ""
    code: str = ""
    key: int | None = None
    name: str = ""
    about: str = ""

    @property
    def traits(self) -> tuple:
        return (self.kind, self.level, self.sex, self.code)

    def as_dict(self) -> dict:
        """Without what is empty, as a frozen form keeps it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


@dataclass(frozen=True)
class Figure:
    """Counts the facts of ``kind`` that have this level, sex and code, where it names one."""

    means: str
    source: str
    kind: str
    level: str = ""
    sex: str = ""
    code: str = ""
    by_rw: bool = False

    def counts(self, traits: tuple) -> bool:
        kind, level, sex, code = traits
        return (
            kind == self.kind
            and self.level in ("", level)
            and self.sex in ("", sex)
            and self.code in ("", code)
        )


def _figures():
    source = "data kelompok dan anggota menurut keadaan pada tanggal laporan"
    for level in (*LEVEL_CODES, COOPERATIVE):
        what = "koperasi berbadan hukum" if level == COOPERATIVE else f"kelompok UP2K kategori {level}"
        name = "cooperative" if level == COOPERATIVE else level
        shared = {"source": source, "level": level, "by_rw": True}
        means = f"{what[0].upper()}{what[1:]} yang aktif pada tanggal laporan."
        yield f"{name}_groups", Figure(means, kind="group", **shared)
        yield f"{name}_members", Figure(f"Anggota {what} yang aktif.", kind="member", **shared)
        for sex, word in SEXES:
            means = f"Anggota {what} yang aktif, {word.lower()}."
            yield f"{name}_members_{sex.lower()}", Figure(means, kind="member", sex=sex, **shared)
    yield (
        "cadres",
        Figure(
            "Kader kelurahan yang bertugas di aplikasi ini pada tanggal laporan, sebagai kader UP2K.",
            "tugas kader kelurahan yang tercatat pada tanggal laporan",
            kind="cadre",
        ),
    )
    for code, label in TRAININGS.items():
        title = label.partition(" (")[0]
        yield (
            f"trained_{code}",
            Figure(
                f"Kader yang hadir pada kegiatan {title} terlaksana pada tahun laporan, satu kali.",
                "kehadiran kader dari kelurahan pada kegiatan Bimtek yang terlaksana dalam tahun laporan",
                kind="trained",
                code=code,
            ),
        )


FIGURES = dict(_figures())


def tally(*, user, region, period) -> Counter:
    """{(row, traits): number} of all facts of ``region``; the row as ``row_key`` says it of each fact.

    Two queries, whatever lies below: one adds up groups, members, kader and yearly inputs, one lists kader
    at trainings, whose names only Python can tell apart.
    """
    scope = {"user": user, "region": region, "period": period}
    in_kelurahan = region.level == "kelurahan"
    length = None if in_kelurahan else CODE_LENGTH[BELOW[region.level]]

    def counted(rows, kind, place, level="", is_cooperative=False, sex="", rw="", number=None):
        """Columns: kind, row, level (or code), cooperative or not, sex, how many."""
        row = Left(place, length) if length else F(rw) if rw else Value("")
        fixed = [one if hasattr(one, "resolve_expression") else Value(one)
                 for one in (level, is_cooperative, sex)]  # fmt: skip
        rows = rows.order_by().values_list(Value(kind), row, *fixed)
        return rows.annotate(number=number or Count("pk"))

    of_groups = {"level": F("level_code"), "is_cooperative": F("is_cooperative")}
    figures = YearlyFigure.objects.visible_in(user, region).filter(
        sheet__year=period.last.year, value__isnull=False
    )
    once_a_kelurahan = Concat("region_id", Value("-"), Cast("user_id", CharField()))
    parts = counted(counted_groups(**scope), "group", "region_id", rw="rw", **of_groups).union(
        counted(
            counted_members(**scope), "member", "group__region_id",
            sex=F("member__sex"), rw="group__rw", **of_groups,
        ),
        counted(_kader(**scope), "cadre", "region_id", number=Count(once_a_kelurahan, distinct=True)),
        counted(figures, "input", "sheet__region_id", level=F("code"), number=Sum("value")),
        all=True,
    )  # fmt: skip
    found = Counter()
    for kind, row, name, is_cooperative, sex, number in parts:
        level, code = ("", name) if kind == "input" else (COOPERATIVE if is_cooperative else name, "")
        if in_kelurahan:
            row = (plain_rw(row) or NO_RW) if kind in ("group", "member") else ""
        found[row, (kind, level, sex, code)] += number
    for fact in _trained(**scope):
        found[fact.place[:length] if length else "", fact.traits] += 1
    return found


def row_key(region: Region):
    """The function from a fact to the key of the row of ``region``'s form that it counts in."""
    if region.level == "kelurahan":
        return lambda fact: (fact.rw or NO_RW) if fact.kind in ("group", "member") else ""
    length = CODE_LENGTH[BELOW[region.level]]
    return lambda fact: fact.place[:length]


def plain_rw(rw: str) -> str:
    """``01`` and ``1`` are one RW."""
    return str(int(rw)) if rw.isdecimal() else rw


def gather(*, user, region, period) -> list[Fact]:
    """Every fact of ``region`` for the forms, each member for herself with her name."""
    scope = {"user": user, "region": region, "period": period}
    return [*_groups(**scope), *_cadres(**scope), *_trained(**scope), *_inputs(**scope)]


def _groups(**scope):
    """Groups on the last day, and each of their members."""
    columns = ("pk", "name", "region_id", "rw", "level_code", "is_cooperative")
    groups = {}
    for pk, name, place, rw, level, is_cooperative in (
        counted_groups(**scope).order_by("region_id", "name", "pk").values_list(*columns)
    ):
        level = COOPERATIVE if is_cooperative else level
        groups[pk] = Fact("group", place, rw=plain_rw(rw), level=level, key=pk, name=name)
    yield from groups.values()
    members = counted_members(**scope).order_by("group__region_id", "group__name", "member__name_key", "pk")
    for group, key, name, sex in members.values_list("group_id", "member_id", "member__name", "member__sex"):
        of = groups[group]
        yield Fact("member", of.place, rw=of.rw, level=of.level, sex=sex, key=key, name=name, about=of.name)


def _kader(*, user, region, period):
    return RegionRole.objects.visible_in(user, region).in_force(period.last).filter(role="kader")


def _cadres(**scope):
    """Whoever held the task of kader on the last day; once in each kelurahan."""
    roles = _kader(**scope).values_list("region_id", "user_id", "user__name")
    people = {(place, pk): name for place, pk, name in roles}
    for (place, pk), name in sorted(people.items(), key=lambda item: (item[0][0], item[1], item[0][1])):
        yield Fact("cadre", place, key=pk, name=name)


def _trained(*, user, region, period):
    """Kader from a kelurahan who came to a held training in the period; a name counts once a kelurahan.

    Kader are no rows of a registry, so that the name tells them apart. Those written for the city or a
    kecamatan stand in no row of the lowest form, and so count in none.
    """
    came = Participant.objects.visible_in(user, region).filter(
        capacity="kader",
        is_dropped=False,
        region__level="kelurahan",
        event__status="terlaksana",
        event__kind__form_column__in=TRAININGS,
        attendances__day__range=(period.first, period.last),
    )
    columns = ("event__kind__form_column", "region_id", "name", "pk", "event__title")
    seen = set()
    for code, place, name, pk, event in (
        came.order_by("region_id", "name", "pk").distinct().values_list(*columns)
    ):
        if (code, place, name_key(name)) not in seen:
            seen.add((code, place, name_key(name)))
            yield Fact("trained", place, code=code, key=pk, name=name, about=event)


def _inputs(*, user, region, period):
    """Each number of a kelurahan's yearly input."""
    figures = YearlyFigure.objects.visible_in(user, region).filter(
        sheet__year=period.last.year, value__isnull=False
    )
    columns = ("sheet__region_id", "sheet__region__name", "code", "value")
    for place, name, code, value in figures.order_by("sheet__region_id", "code").values_list(*columns):
        yield Fact("input", place, value, code=code, name=name)
