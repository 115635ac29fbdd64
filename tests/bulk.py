"""Long lists of invented members as an admin has them, and the registry that they are imported into."""

import random
from datetime import date, timedelta
from importlib import import_module
from io import StringIO

from django.apps import apps
from django.core.management import call_command

from groups.models import BusinessGroup, BusinessKind, Level, LevelChange, Region, StatusChange, User
from groups.resources import MemberResource
from groups.spreadsheets import to_xlsx
from reports.demo import names
from tests import factories

MEMBERS_OF_A_GROUP = 25
FIRST_WORDS = ("Melati", "Kenanga", "Cempaka", "Anggrek", "Dahlia", "Teratai", "Bougenville", "Flamboyan",
               "Sakura", "Mawar", "Seruni", "Wijaya", "Kartini", "Srikandi", "Pandan", "Jlamprang", "Merak",
               "Cendrawasih", "Kutilang", "Rajawali", "Mutiara", "Permata", "Zamrud", "Intan", "Delima",
               "Manggis", "Rambutan", "Nusa", "Bahari", "Samudra")  # fmt: skip
SECOND_WORDS = ("Jaya", "Mandiri", "Sejahtera", "Barokah", "Lestari", "Makmur", "Abadi", "Sentosa", "Asri",
                "Gemilang", "Rahayu", "Harapan", "Bersatu", "Utama", "Mulya")  # fmt: skip
JOINED_SINCE = date(2016, 1, 1)


def city():
    """The 27 kelurahan of the city, the lists, and the admin who imports."""
    import_module("groups.migrations.0002_reference_lists").fill(apps, None)
    call_command("load_regions", "data/wilayah_3375.csv", stdout=StringIO())
    return factories.admin(username="pengimpor")


def group_name(number: int) -> str:
    """A name that no other group has; those of one kelurahan are not alike."""
    words, again = len(FIRST_WORDS), len(FIRST_WORDS) * len(SECOND_WORDS)
    name = f"{FIRST_WORDS[number % words]} {SECOND_WORDS[number // words % len(SECOND_WORDS)]}"
    return f"{name} {number // again + 1}" if number >= again else name


def places() -> list[Region]:
    return list(Region.objects.filter(level="kelurahan", code__startswith="33.75.").select_related("parent"))


def groups(number: int):
    """Record groups until there are ``number``, those that ``members`` names first."""
    here = places()
    kind, level = BusinessKind.objects.get(code="kuliner"), Level.objects.get(code="pemula")
    admin = User.objects.get(username="pengimpor")
    made = BusinessGroup.objects.bulk_create(
        BusinessGroup(name=group_name(index), region=here[index % len(here)], business_kind=kind,
                      founded_on=date(2015, 5, 1))
        for index in range(BusinessGroup.objects.count(), number)
    )  # fmt: skip
    first = [
        {"group": group, "from_on": group.founded_on, "basis": "-", "decided_by": admin} for group in made
    ]
    LevelChange.objects.bulk_create(LevelChange(level=level, **fields) for fields in first)
    StatusChange.objects.bulk_create(StatusChange(status="aktif", **fields) for fields in first)


def members(number: int, seed: int = 3375) -> list[dict]:
    """The texts of ``number`` rows by column, no NIK twice, MEMBERS_OF_A_GROUP to a group."""
    dice = random.Random(seed)
    here, seen, rows = places(), set(), []
    for index in range(number):
        group = index // MEMBERS_OF_A_GROUP
        place = here[group % len(here)]
        sex = "L" if dice.random() < 0.08 else "P"
        first, last = (names.MEN, names.MEN_LAST) if sex == "L" else (names.WOMEN, names.WOMEN_LAST)
        name = f"{dice.choice(first)} {dice.choice(first)} {dice.choice(last)}"
        born = date(1955, 1, 1) + timedelta(days=dice.randrange(50 * 365))
        while (nik := factories.nik(dice.randrange(1000), sex=sex, born=born)) in seen:
            born += timedelta(days=1)
        seen.add(nik)
        joined = JOINED_SINCE + timedelta(days=dice.randrange(8 * 365))
        office = ("Ketua", "Sekretaris", "Bendahara", *[""] * 22)[index % MEMBERS_OF_A_GROUP]
        rows.append({
            "name": dice.choice(names.TITLES).format(name) if dice.random() < 0.1 else name,
            "nik": nik,
            "sex": sex,
            "birth_place": dice.choice(("Pekalongan", "Batang", "Pemalang", "Tegal")),
            "birth_on": f"{born:%d/%m/%Y}",
            "phone": f"08{dice.choice(('12', '13', '21', '52', '57', '95'))}-{dice.randrange(10**4):04d}"
                     f"-{dice.randrange(10**4):04d}",
            "group": group_name(group),
            "region": place.name,
            "district": place.parent.name,
            "rt": f"{dice.randint(1, 9):02d}",
            "rw": f"{dice.randint(1, 14):02d}",
            "address": f"Jalan {dice.choice(names.STREETS)} {dice.randint(1, 99)}",
            "marital": dice.choice(("Menikah", "Menikah", "Menikah", "Belum menikah")),
            "education": dice.choice(("SD/MI", "SMP/MTs", "SMA/SMK/MA", "Sarjana atau lebih")),
            "job": dice.choice(names.JOBS),
            "own_business": dice.choice(("", "Warung", "Katering", "Batik tulis")),
            "office": office,
            "joined_on": f"{joined:%d/%m/%Y}",
            "consent_on": f"{joined:%d/%m/%Y}",
            "consent_by": "Ketua Pokja II",
        })  # fmt: skip
    return rows


def to_file(rows: list[dict]) -> bytes:
    """An xlsx with all columns of the members' template."""
    table = ([row.get(column, "") for column in MemberResource.fields] for row in rows)
    return to_xlsx("Anggota", [MemberResource.headings(), *table])
