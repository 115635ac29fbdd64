"""``manage.py seed_demo``: a made-up Kota Pekalongan to try the program with, the same each time."""

import os
from datetime import date
from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from groups.books.models import CashCategory
from groups.models import BusinessGroup, Region, RegionRole, User
from groups.score.actions import keep_scores, set_level_criteria
from groups.score.models import LevelCriteria
from groups.score.queries import month_ends
from reports.demo.books import make_books
from reports.demo.city import Maker
from reports.demo.country import copy_city
from reports.demo.events import make_events
from reports.demo.invitations import make_invitations
from reports.demo.keys import make_key
from reports.demo.learning import SCORED, make_learning
from reports.demo.market import make_market
from reports.demo.official import determine, make_official
from reports.demo.privacy import make_privacy
from reports.demo.progress import make_people, make_reports
from reports.demo.registers import make_registers
from reports.demo.saving import references, saver

CITY = "33.75"
EMPTY = ("33.75.02.1010", "33.75.04.1002")  # two kelurahan without groups, so that coverage is not full
GROUPS = 211
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


def made_up_city(number: int) -> tuple[str, str]:
    """(province, city) codes of the ``number``-th city beside the real one, 99 to a province."""
    province = str(FREE_PROVINCES[(number - 1) // 99])
    return province, f"{province}.{1 + (number - 1) % 99:02d}"


class Command(BaseCommand):
    help = (
        "Mengisi basis data dengan kota contoh: 211 kelompok dengan bukunya, sekitar 2.500 anggota, "
        "7 kegiatan, 4 pengguna."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="tidak berbuat apa-apa bila sudah ada kelompok"
        )
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            help="kalikan dengan kota-kota buatan, untuk pengukuran; 3103 kota adalah senegara",
        )
        parser.add_argument(
            "--address", default="http://localhost:8000", help="alamat aplikasi, untuk kode QR di laporan"
        )
        parser.add_argument("--password", help="kata sandi pengguna contoh; bawaan: UP2K_DEMO_PASSWORD")

    def handle(self, *, if_empty, scale, password, address, **options):
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
            self.seed(password, address)
            if scale > 1:
                copy_city(CITY, [made_up_city(number) for number in range(1, scale)], self.by)
        self.stdout.write(
            f"{BusinessGroup.objects.count()} kelompok contoh dengan penggunanya: "
            + ", ".join(row[0] for row in USERS)
            + "."
        )

    def seed(self, password, address):
        self.by = self.users(password)
        self.keep = saver(self.by)
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
        today = timezone.localdate()
        make_learning(Random(20231112), by=self.by, today=today, save=self.keep)
        categories = {row.code: row for row in CashCategory.objects.all()}
        books = make_books(Random(19850501), city=city, categories=categories, by=self.by, today=today)
        for model, rows in books.batches():
            self.keep(model, rows)
        make_invitations(
            Random(20261210), sources=self.refs["sources"], by=self.by, today=today, save=self.keep
        )
        make_market(Random(20230609), city.groups, by=self.by, save=self.keep)
        make_key(city=CITY, by=self.by, today=today, save=self.keep)
        names = [row[0] for row in USERS]
        dice = Random(20260401)
        people = make_people(dice, names, save=self.keep)
        make_reports(dice, city=city, people=people, today=today, save=self.keep)
        make_privacy(city=CITY, by=self.by, today=today, now=timezone.now(), save=self.keep)
        if not LevelCriteria.objects.filter(region=CITY).exists():
            asked = LevelCriteria(region_id=CITY, level=self.refs["levels"]["madya"], **MADYA)
            set_level_criteria(criteria=asked, by=self.by)
        ends = month_ends(12, today)
        # The older ones by quarter, and around the bimtek: measuring takes its time.
        days = {*ends[:6:3], *ends[6:], *(day for day in SCORED if day < today)}
        for day in sorted(days):
            keep_scores(day=day)
        determine(city=CITY, by=self.by, address=address)

    def users(self, password):
        for username, name, phone, role, region in USERS:
            email = "" if role == "kader" else f"{username}@up2k.example"
            user = User.objects.create_user(username, email, password, name=name, phone=phone)
            RegionRole.objects.create(user=user, role=role, region_id=region, starts_on=date(2021, 1, 1))
        return user
