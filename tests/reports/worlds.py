"""A small random city with everything that a summary must get right, and a slow way to count it."""

import random
from datetime import date, timedelta

from bimtek.models import Participant
from groups.actions import groups as group_actions
from groups.actions import members as member_actions
from groups.models import BusinessGroup, BusinessKind, Level, Member, Membership, Region
from tests import factories as f

PLACES = (f.KRAPYAK, f.DEGAYU, f.MEDONO, "33.76.01.1001")


def random_city(seed: int):
    """Groups and members that begin, change level, close, become cooperatives, move, leave, are voided."""
    dice = random.Random(seed)
    f.regions()
    by = {city: f.admin(city) for city in ("33.75", "33.76")}
    Level.objects.filter(code="utama").update(is_offered=True)
    kinds = list(BusinessKind.objects.all())
    levels = list(Level.objects.filter(code__in=["pemula", "madya", "utama"]))

    def day(first=date(2015, 1, 1), last=date(2025, 12, 31)):
        return first + timedelta(days=dice.randrange(max(1, (last - first).days)))

    groups = []
    for _ in range(dice.randint(4, 9)):
        group = f.group(
            dice.choice(PLACES), founded_on=day(last=date(2022, 1, 1)), business_kind=dice.choice(kinds)
        )
        groups.append(group)
        who = by[group.region_id[:5]]
        on = group.founded_on
        for level in dice.sample(levels, dice.randint(0, 3)):
            on = day(on + timedelta(days=1), date(2026, 1, 1))
            current = group.level_changes.get(until_on=None)
            if level.code != current.level_id and on > current.from_on:
                group_actions.change_level(group=group, to=level, on=on, basis="uji", by=who)
        on = group.founded_on
        for status in dice.choice([[], ["tidak_aktif"], ["bubar"], ["tidak_aktif", "aktif"]]):
            on = day(on + timedelta(days=1), date(2026, 1, 1))
            if on > group.status_changes.get(until_on=None).from_on:
                group_actions.change_status(group=group, to=status, on=on, basis="uji", by=who)
        if dice.random() < 0.3:
            BusinessGroup.objects.filter(pk=group.pk).update(cooperative_on=day(group.founded_on))
        for _ in range(dice.randint(0, 6)):
            f.member(group, joined_on=day(group.founded_on, date(2025, 1, 1)), sex=dice.choice("LP"))
    for member in Member.objects.all():
        who = by[member.group.region_id[:5]]
        since = member.memberships.get().joined_on
        fate = dice.random()
        if fate < 0.2:
            member_actions.end_membership(member=member, on=day(since), reason="uji", by=who)
        elif fate < 0.3:
            member_actions.void_member(member=member, reason="uji", by=who)
        elif fate < 0.5:
            near = [g for g in groups if g.region_id[:5] == member.group.region_id[:5] and g != member.group]
            if near:
                to = dice.choice(near)
                on = max(day(since), to.founded_on)
                member_actions.move_member(member=member, to=to, on=on, by=who)
    if groups and dice.random() < 0.5:
        group = dice.choice(groups)
        group.refresh_from_db()
        group_actions.archive_group(group=group, reason="uji", by=by[group.region_id[:5]])
    _events(dice, day)
    if dice.random() < 0.4:
        Region.objects.filter(pk=dice.choice([f.DEGAYU, f.UTARA])).update(closed_on=day())


def _events(dice, day):
    for _ in range(dice.randint(0, 4)):
        first = day(date(2019, 1, 1))
        event = f.event(
            starts_on=first,
            ends_on=first + timedelta(days=dice.randint(0, 2)),
            status=dice.choice(["terlaksana", "terlaksana", "terlaksana", "batal"]),
        )
        for spell in Membership.objects.as_of(first).select_related("member", "group"):
            if dice.random() < 0.5:
                days = [on for on in event.days if dice.random() < 0.6]
                row = f.participant(event, spell.member, present=days, is_dropped=dice.random() < 0.1)
                # Where she was a member then, not where she is now.
                Participant.objects.filter(pk=row.pk).update(
                    group=spell.group, region_id=spell.group.region_id
                )


def covers(start, end, day):
    return start <= day and (end is None or day < end)


def count_slowly(code: str, period) -> dict:
    """Every figure of the place ``code`` (or under it), by looking at each row, one after the other."""
    day = period.last
    figures = {"kelurahan": set(), "reached": set()}

    def inside(region):
        return region == code or region.startswith(f"{code}.")

    def add(name, number=1):
        figures[name] = figures.get(name, 0) + number

    for group in BusinessGroup.objects.all():
        if group.archived_at or not inside(group.region_id):
            continue
        status = [s.status for s in group.status_changes.all() if covers(s.from_on, s.until_on, day)]
        if status != ["aktif"]:
            continue
        [level] = [x.level_id for x in group.level_changes.all() if covers(x.from_on, x.until_on, day)]
        is_cooperative = group.cooperative_on is not None and group.cooperative_on <= day
        column = "koperasi" if is_cooperative else level
        figures["kelurahan"].add(group.region_id)
        add(f"{column} groups")
        add(f"{group.business_kind.code} kind")
        for spell in group.memberships.all():
            if spell.voided_at is None and covers(spell.joined_on, spell.left_on, day):
                add(f"{column} members")
                add(f"{spell.member.sex} sex")
    for row in Participant.objects.all():
        days = [attendance.day for attendance in row.attendances.all()]
        held = row.event.status == "terlaksana" and any(period.first <= on <= period.last for on in days)
        spells = row.member.memberships.filter(group=row.group)
        kept = row.group.archived_at is None and any(spell.voided_at is None for spell in spells)
        if row.capacity == "anggota" and kept and not row.is_dropped and held and inside(row.region_id):
            figures["reached"].add(row.member_id)
    closed = Region.objects.filter(level="kelurahan", closed_on__lte=day)
    figures["kelurahan"] -= set(closed.values_list("pk", flat=True))
    return {name: len(value) if isinstance(value, set) else value for name, value in figures.items()}


def as_counted(figures) -> dict:
    """The report's Figures in the words of ``count_slowly``."""
    named = {"kelurahan": figures.covered, "reached": figures.reached}
    named |= {f"{level} groups": number for level, number in figures.groups.items()}
    named |= {f"{level} members": number for level, number in figures.members.items()}
    named |= {"koperasi groups": figures.cooperatives, "koperasi members": figures.cooperative_members}
    named |= {f"{kind} kind": number for kind, number in figures.kinds.items()}
    named |= {f"{sex} sex": number for sex, number in figures.sexes.items()}
    return {name: number for name, number in named.items() if number or name in ("kelurahan", "reached")}
