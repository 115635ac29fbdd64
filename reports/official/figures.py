"""What the program itself knows for the official forms, as facts that are counted and can be shown.

A fact is a row that counts: a group, members, a kader, a yearly input. A figure says which facts it
counts. Number and list come from the same facts, and a frozen form keeps them.
"""

from dataclasses import asdict, dataclass

from bimtek.models import FORM_COLUMNS, Participant
from groups.models import RegionRole
from groups.models.people import SEXES
from groups.values import name_key
from reports.models import YearlyInput
from reports.queries import LEVEL_CODES, counted_groups, counted_members, sexes_of_groups

COOPERATIVE = "koperasi"
TRAININGS = dict(FORM_COLUMNS[1:])


@dataclass(frozen=True, slots=True)
class Fact:
    """``number`` of what ``kind`` says, in the kelurahan ``place``.

    kind: group, member, cadre, trained, input, or sheet (an input as a whole, its note the name).
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


def gather(*, user, region, period, named=False) -> list[Fact]:
    """Every fact of ``region`` for the forms. ``named``: each member for herself, with her name."""
    scope = {"user": user, "region": region, "period": period}
    return [*_groups(named=named, **scope), *_cadres(**scope), *_trained(**scope), *_inputs(**scope)]


def _groups(*, named, **scope):
    """Groups on the last day, and their members: each, or counted by group and sex."""
    columns = ("pk", "name", "region_id", "rw", "level_code", "is_cooperative")
    groups = {}
    for pk, name, place, rw, level, is_cooperative in (
        counted_groups(**scope).order_by("region_id", "name", "pk").values_list(*columns)
    ):
        level = COOPERATIVE if is_cooperative else level
        rw = str(int(rw)) if rw.isdecimal() else rw
        groups[pk] = Fact("group", place, rw=rw, level=level, key=pk, name=name)
    yield from groups.values()
    for group, key, name, sex, number in _members(named=named, **scope):
        of = groups.get(group)
        if of:
            yield Fact("member", of.place, number, rw=of.rw, level=of.level, sex=sex, key=key, name=name,
                       about=of.name)  # fmt: skip


def _members(*, named, **scope):
    """(group, member's id, name, sex, how many)."""
    if named:
        members = counted_members(**scope).order_by(
            "group__region_id", "group__name", "member__name_key", "pk"
        )
        for row in members.values_list("group_id", "member_id", "member__name", "member__sex"):
            yield (*row, 1)
        return
    for group, sexes in sexes_of_groups(**scope).items():
        for sex, number in sexes.items():
            yield group, None, "", sex, number


def _cadres(*, user, region, period):
    """Whoever held the task of kader on the last day; once in each kelurahan."""
    roles = RegionRole.objects.visible_in(user, region).in_force(period.last).filter(role="kader")
    people = {
        (place, pk): name for place, pk, name in roles.values_list("region_id", "user_id", "user__name")
    }
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
    """Each kelurahan's yearly input, its note as the name, and each number that it holds."""
    sheets = YearlyInput.objects.visible_in(user, region).filter(year=period.last.year)
    columns = ("region_id", "region__name", "note", "figures__code", "figures__value")
    seen = set()
    for place, name, note, code, value in sheets.order_by("region_id", "figures__code").values_list(*columns):
        if place not in seen:
            seen.add(place)
            yield Fact("sheet", place, 0, name=note)
        if value is not None:
            yield Fact("input", place, value, code=code, name=name)
