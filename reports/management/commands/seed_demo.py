"""``manage.py seed_demo``: a made-up Kota Pekalongan to try the program with, the same each time."""

import os
from datetime import date
from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from groups.books.models import CashCategory
from groups.importing.writing import create_with_history
from groups.models import BusinessGroup, BusinessKind, CapitalSource, Level, Region, RegionRole, User
from groups.score.actions import keep_scores, set_level_criteria
from groups.score.models import LevelCriteria
from groups.score.queries import month_ends
from reports.demo.books import make_books
from reports.demo.city import Maker
from reports.demo.events import make_events
from reports.demo.market import make_market
from reports.demo.official import make_official
from reports.demo.privacy import make_privacy
from reports.demo.progress import make_reports
from reports.demo.registers import make_registers

CITY = "33.75"
EMPTY = ("33.75.02.1010", "33.75.04.1002")  # two kelurahan without groups, so that coverage is not full
GROUPS = 211
BATCH = 500
# Province codes that Kemendagri has not given, so that a generated city collides with no real one.
REAL_PROVINCES = (*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82)
FREE_PROVINCES = [code for code in range(10, 91) if code not in REAL_PROVINCES]

# username, name, phone, role, region
USERS = (
    ("kader.krapyak", "Sri Wahyuningtyas", "+6281270000001", "kader", "33.75.03.1002"),
    ("pokja.utara", "Endang Setyaningrum", "+6281270000002", "pokja_kecamatan", "33.75.03"),
    ("pokja.kota", "Larasati Kusumaningdyah", "+6281270000003", "pokja_kota", CITY),
    ("admin", "Prabandari Utaminingsih", "+6281270000004", "admin", CITY),
)

# What the demo's city asks of a group for madya; made up, as all of it.
MADYA = {"months_old": 24, "members": 8, "score": 80, "needs_books": True, "closed_months": 6}


def references() -> dict:
    """The lists' entries by code, as Maker takes them."""
    lists = {"kinds": BusinessKind, "sources": CapitalSource, "levels": Level}
    return {name: {row.code: row for row in model.objects.all()} for name, model in lists.items()}


class Command(BaseCommand):
    help = (
        "Mengisi basis data dengan kota contoh: 211 kelompok dengan bukunya, sekitar 2.500 anggota, "
        "6 kegiatan, 4 pengguna."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="tidak berbuat apa-apa bila sudah ada kelompok"
        )
        parser.add_argument(
            "--scale", type=int, default=1, help="kalikan dengan kota-kota buatan, untuk pengukuran"
        )
        parser.add_argument("--password", help="kata sandi pengguna contoh; bawaan: UP2K_DEMO_PASSWORD")

    def handle(self, *, if_empty, scale, password, **options):
        if if_empty and BusinessGroup.objects.exists():
            self.stdout.write("Sudah ada kelompok; data contoh tidak ditambahkan.")
            return
        password = password or os.environ.get("UP2K_DEMO_PASSWORD")
        if not password:
            raise CommandError("Tentukan kata sandi dengan --password atau UP2K_DEMO_PASSWORD.")
        most = 99 * len(FREE_PROVINCES)
        if not 1 <= scale <= most:
            raise CommandError(f"--scale dari 1 sampai {most}.")
        if not Region.objects.filter(pk=CITY).exists():
            raise CommandError("Muat wilayahnya dulu: manage.py load_regions data/wilayah_3375.csv")
        if User.objects.filter(username__in=[row[0] for row in USERS]).exists():
            raise CommandError("Pengguna contoh sudah ada. Kosongkan dulu basis datanya (make clean-demo).")
        with transaction.atomic():
            self.seed(password)
            for number in range(1, scale):
                self.extra_city(number)
        self.stdout.write(
            f"{BusinessGroup.objects.count()} kelompok contoh dengan penggunanya: "
            + ", ".join(row[0] for row in USERS)
            + "."
        )

    def seed(self, password):
        self.by = self.users(password)
        self.refs = references()
        dice = Random(20220317)
        places = Region.objects.filter(level="kelurahan", code__startswith=f"{CITY}.").exclude(pk__in=EMPTY)
        city = Maker(dice, by=self.by, **self.refs).city(list(places.order_by("pk")), GROUPS)
        for group in dice.sample([g for g in city.groups if g.founded_on < date(2020, 1, 1)], 2):
            group.cooperative_on = date(2023, 8, 17)
            group.cooperative_no = f"AHU-{dice.randint(1000, 9999)}.AH.01.26"
        for model, rows in city.batches():
            self.keep(model, rows)
        for model, rows in make_registers(city.groups, by=self.by):
            self.keep(model, rows)
        make_events(dice, sources=self.refs["sources"], by=self.by, save=self.keep)
        make_official(Random(422), city=CITY, save=self.keep)
        categories = {row.code: row for row in CashCategory.objects.all()}
        today = timezone.localdate()
        books = make_books(Random(19850501), city=city, categories=categories, by=self.by, today=today)
        for model, rows in books.batches():
            self.keep(model, rows)
        make_market(Random(20230609), city.groups, by=self.by, save=self.keep)
        names = [row[0] for row in USERS]
        make_reports(Random(20260401), city=city, usernames=names, today=today, save=self.keep)
        make_privacy(city=CITY, by=self.by, today=today, now=timezone.now(), save=self.keep)
        if not LevelCriteria.objects.filter(region=CITY).exists():
            asked = LevelCriteria(region_id=CITY, level=self.refs["levels"]["madya"], **MADYA)
            set_level_criteria(criteria=asked, by=self.by)
        for day in month_ends(6, today):
            keep_scores(day=day)

    def users(self, password):
        for username, name, phone, role, region in USERS:
            user = User.objects.create_user(username, password=password, name=name, phone=phone)
            RegionRole.objects.create(user=user, role=role, region_id=region, starts_on=date(2021, 1, 1))
        return user

    def keep(self, model, rows):
        """Save with the first entry of each row's history."""
        for row in rows:
            row._prepare_related_fields_for_save("seed_demo")  # takes the keys of what was saved meanwhile
        create_with_history(model, rows, self.by, "seed_demo")

    def extra_city(self, number):
        """One more city of the same shape under a made-up province, without history and NIK."""
        province = str(FREE_PROVINCES[(number - 1) // 99])
        city = f"{province}.{1 + (number - 1) % 99:02d}"
        Region.objects.get_or_create(
            code=province, defaults={"level": "provinsi", "name": f"Contoh {province}"}
        )
        rows = [Region(code=city, level="kota", name=f"Kota Contoh {number}", parent_id=province)]
        for source in Region.objects.filter(code__startswith=f"{CITY}.").order_by("code"):
            code = source.code.replace(CITY, city, 1)
            parent = source.parent_id.replace(CITY, city, 1)
            rows.append(Region(code=code, level=source.level, name=source.name, parent_id=parent))
        Region.objects.bulk_create(rows)
        places = [row for row in rows if row.level == "kelurahan"]
        maker = Maker(Random(number), by=self.by, with_nik=False, **self.refs)
        for model, instances in maker.city(places, GROUPS).batches():
            model.objects.bulk_create(instances, batch_size=BATCH)
