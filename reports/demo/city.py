"""Generating a city's groups and members as unsaved model instances, and its events."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from groups.models import BusinessGroup, LevelChange, Member, Membership, OfficerTerm, StatusChange
from groups.models.people import OFFICES
from groups.values import name_key
from reports.demo import names

TODAY = date(2026, 6, 30)  # the demo's last day of writing; nothing depends on the calendar's


@dataclass
class City:
    """Instances in the order in which they can be saved."""

    groups: list = field(default_factory=list)
    levels: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    members: list = field(default_factory=list)
    memberships: list = field(default_factory=list)
    terms: list = field(default_factory=list)

    def batches(self):
        yield BusinessGroup, self.groups
        yield LevelChange, self.levels
        yield StatusChange, self.statuses
        yield Member, self.members
        yield Membership, self.memberships
        yield OfficerTerm, self.terms


class Maker:
    """``kinds``, ``sources`` and ``levels`` by code; ``by`` decides."""

    def __init__(self, dice, *, kinds, sources, levels, by):
        self.dice, self.by = dice, by
        self.kinds, self.sources, self.levels = kinds, sources, levels
        self.serial = 0
        self.phone = 0

    def day(self, first, last):
        """A day from ``first`` to ``last``, both included."""
        return first + timedelta(days=self.dice.randint(0, max(0, (last - first).days)))

    def city(self, kelurahan, number) -> City:
        """``number`` groups spread evenly over the regions ``kelurahan``, all of them active today."""
        city = City()
        for index, place in enumerate(kelurahan):
            share = number // len(kelurahan) + (index < number % len(kelurahan))
            titles = self.dice.sample(names.GROUPS, share - 1)
            for title in [f"Poksus UP2K {place.name}", *titles]:
                self.group(city, place, title)
        self.moves(city)
        return city

    def group(self, city, place, title):
        dice = self.dice
        kind = dice.choices(list(names.KIND_WEIGHTS), list(names.KIND_WEIGHTS.values()))[0]
        founded = self.day(date(2006, 1, 1), date(2024, 12, 31))
        has_decree = dice.random() < 0.8
        group = BusinessGroup(
            name=title,
            kind="poksus" if title.startswith("Poksus") else "poklak",
            region=place,
            rw=f"{dice.randint(1, 12):02d}",
            rt=f"{dice.randint(1, 8):02d}",
            address=self.street(),
            founded_on=founded,
            decree_no=f"411.4/{dice.randint(1, 90):03d}/SK/{founded.year}" if has_decree else "",
            decree_on=founded + timedelta(days=dice.randint(0, 60)) if has_decree else None,
            business_kind=self.kinds[kind],
            product=dice.choice(names.PRODUCTS[kind]),
            ownership=dice.choices(["kelompok", "perorangan"], [3, 1])[0],
            capital_initial=dice.randrange(5, 60) * 100_000 if dice.random() < 0.85 else None,
            capital_source=self.sources[dice.choice(["swadaya", "pkk", "kelurahan", "apbd"])],
            capital_year=founded.year,
            meeting_schedule=f"Setiap tanggal {dice.randint(1, 28)}, pukul {dice.choice(['15.30', '16.00'])}",
            contact_phone=self.mobile() if dice.random() < 0.7 else "",
        )
        city.groups.append(group)
        decided = {"group": group, "decided_by": self.by}
        level = LevelChange(level=self.levels["pemula"], from_on=founded, basis="Pendataan awal", **decided)
        city.levels.append(level)
        if dice.random() < 0.4:
            level.until_on = self.day(max(date(2019, 1, 1), founded + timedelta(days=200)), date(2026, 5, 31))
            basis = f"Berita acara pembinaan Pokja II tahun {level.until_on.year}"
            madya = self.levels["madya"]
            city.levels.append(LevelChange(level=madya, from_on=level.until_on, basis=basis, **decided))
        status = StatusChange(status="aktif", from_on=founded, basis="Pendataan awal", **decided)
        city.statuses.append(status)
        if dice.random() < 0.06:
            # Some stood still during the pandemic and began again.
            status.until_on = max(date(2020, 4, 1), founded + timedelta(days=30))
            again = max(self.day(date(2021, 3, 1), date(2022, 12, 31)), status.until_on + timedelta(days=90))
            city.statuses += [
                StatusChange(
                    status="tidak_aktif", from_on=status.until_on, until_on=again, basis="Pandemi", **decided
                ),
                StatusChange(status="aktif", from_on=again, basis="Mulai lagi", **decided),
            ]
        self.people(city, group)

    def people(self, city, group):
        dice = self.dice
        spells = [self.member(city, group) for _ in range(dice.randint(6, 18))]
        staying = [spell for spell in spells if spell.left_on is None]
        offices = [code for code, _ in OFFICES]
        if dice.random() > 0.75:
            offices = offices[: dice.randint(0, 2)]
        for office, spell in zip(offices, staying, strict=False):
            since = self.day(spell.joined_on, date(2025, 12, 31))
            city.terms.append(OfficerTerm(group=group, member=spell.member, office=office, started_on=since))
            left = next((s for s in spells if s.left_on and s.joined_on < s.left_on <= since), None)
            if left and office == "ketua":
                city.terms.append(
                    OfficerTerm(
                        group=group,
                        member=left.member,
                        office=office,
                        started_on=left.joined_on,
                        ended_on=left.left_on,
                    )
                )

    def member(self, city, group):
        dice = self.dice
        sex = "L" if dice.random() < 0.06 else "P"
        first, last = (names.MEN, names.MEN_LAST) if sex == "L" else (names.WOMEN, names.WOMEN_LAST)
        name = f"{dice.choice(first)} {dice.choice(last)}"
        if dice.random() < 0.1:
            title = dice.choice(names.TITLES)
            name = title.format(name) if sex == "P" else f"H. {name}"
        born = self.day(date(1955, 1, 1), date(2000, 12, 31))
        joined = self.day(group.founded_on, date(2025, 12, 31))
        member = Member(
            group=group,
            name=name,
            name_key=name_key(name),
            sex=sex,
            birth_place=dice.choices(["Pekalongan", "Batang", "Pemalang", "Tegal"], [8, 1, 1, 1])[0],
            birth_on=born,
            phone=self.mobile() if dice.random() < 0.5 else "",
            address=self.street(),
            rw=group.rw,
            rt=f"{dice.randint(1, 8):02d}",
            marital=dice.choices(["menikah", "belum", "cerai"], [8, 1, 1])[0],
            education=dice.choices(["sd", "smp", "sma", "diploma", "sarjana"], [3, 4, 6, 1, 1])[0],
            job=dice.choice(names.JOBS),
        )
        if dice.random() < 0.8:
            member.consent_on, member.consent_by = joined, "Kader kelurahan"
        if dice.random() < 0.7:
            self.serial += 1
            day = born.day + (40 if sex == "P" else 0)
            area = group.region_id[:8].replace(".", "")
            # Serials from 9000 and the birth date spread them over far more combinations than there are people.
            digits = f"{area}{day:02d}{born:%m%y}{9000 + self.serial % 1000:04d}"
            member.set_nik(digits, group.region_id[:5])
        spell = Membership(member=member, group=group, joined_on=joined)
        if dice.random() < 0.04:
            spell.left_on = self.day(joined + timedelta(days=1), TODAY)
            spell.left_reason = dice.choice(["Pindah rumah", "Sibuk bekerja", "Kesehatan"])
            member.is_active = False
        city.members.append(member)
        city.memberships.append(spell)
        return spell

    def moves(self, city):
        """Some members without an office go over to another group of their kelurahan."""
        officers = {id(term.member) for term in city.terms}
        by_place = {}
        for group in city.groups:
            by_place.setdefault(group.region_id, []).append(group)
        free = [
            spell
            for spell in city.memberships
            if spell.left_on is None
            and id(spell.member) not in officers
            and spell.joined_on < date(2024, 1, 1)
        ]
        for spell in self.dice.sample(free, min(len(free), len(city.groups) // 10)):
            others = [group for group in by_place[spell.group.region_id] if group is not spell.group]
            if others:
                to = self.dice.choice(others)
                on = self.day(max(spell.joined_on + timedelta(days=1), to.founded_on), date(2026, 3, 31))
                spell.left_on, spell.left_reason = on, f"Pindah ke {to.name}"
                spell.member.group = to
                city.memberships.append(Membership(member=spell.member, group=to, joined_on=on))

    def street(self):
        return f"Jl. {self.dice.choice(names.STREETS)} No. {self.dice.randint(1, 99)}"

    def mobile(self):
        self.phone += 1
        return f"+62812{70_000_000 + self.phone * 37}"
