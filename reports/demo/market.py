"""What the demo city's groups sell: products, permits (some run out), channels, sales and support."""

from datetime import date, timedelta
from random import Random

from django.core.files.base import ContentFile

from groups.market.models import (
    Channel,
    ChannelKind,
    ChannelSales,
    Partner,
    Permit,
    PermitKind,
    Product,
    ProductPhoto,
    SupportKind,
    SupportRequest,
    SupportStep,
)
from reports.demo import names
from reports.demo.pictures import batik

WITH_PHOTO = 16  # of the batik in the catalogue
PRICES = {
    "kuliner": (5, 40),
    "kerajinan": (15, 150),
    "fesyen": (60, 400),
    "jasa": (10, 200),
    "perdagangan": (5, 60),
    "pertanian": (5, 30),
}  # thousands of rupiah
UNITS = {"kuliner": "bungkus", "fesyen": "lembar", "jasa": "kali"}
PACKAGING = ("Plastik berlabel", "Kotak karton", "Toples", "Kantong kertas")
NEEDS = {
    "kemasan": "Kemasan berdiri dan label, 500 lembar",
    "pemasaran": "Titip jual di galeri Dekranasda",
    "perizinan": "Pendampingan mengurus P-IRT",
    "permodalan": "Tambahan modal untuk alat produksi",
    "pelatihan": "Pelatihan foto produk dan jualan daring",
}
WAYS = ["diajukan", "diusulkan", "ditangani", "selesai"]


def make_market(dice, groups, *, by, save):
    """Save what ``groups`` sell through ``save(model, instances)``, models in the order of their keys."""
    seller = _Seller(dice, by)
    for group in groups:
        seller.group(group)
    for model, rows in seller.rows.items():
        save(model, rows)
    cloths = [one for one in seller.rows[Product] if one.is_public and "batik" in one.name.lower()]
    dice = Random(20231002)
    photos = [
        ProductPhoto(product=one, file=ContentFile(batik(dice), "foto.jpg"), added_by=by)
        for one in dice.sample(cloths, min(WITH_PHOTO, len(cloths)))
    ]
    save(ProductPhoto, photos)


class _Seller:
    def __init__(self, dice, by):
        self.dice, self.by = dice, by
        self.rows = {
            model: [] for model in (Product, Permit, Channel, ChannelSales, SupportRequest, SupportStep)
        }
        lists = (PermitKind, ChannelKind, SupportKind, Partner)
        self.lists = {model: {row.code: row for row in model.objects.all()} for model in lists}
        self.serial = 0

    def add(self, model, **fields):
        row = model(**fields)
        self.rows[model].append(row)
        return row

    def group(self, group):
        dice = self.dice
        kind = group.business_kind.code
        titles = {group.product, *dice.sample(names.PRODUCTS[kind], dice.randint(0, 2))}
        products = [self.product(group, kind, title) for title in sorted(titles)]
        if dice.random() < 0.6:
            self.permit(group, "nib", f"{dice.randint(10**12, 10**13 - 1)}")
        if kind == "kuliner":
            for product in products:
                if dice.random() < 0.5:
                    self.pirt(group, product)
            if dice.random() < 0.3:
                self.permit(group, "halal", f"ID33110{dice.randint(10**11, 10**12 - 1)}")
        self.channels(group)
        if dice.random() < 0.2:
            self.support(group, products[0])

    def product(self, group, kind, title):
        dice = self.dice
        low, high = PRICES[kind]
        fields = {"is_public": False}
        if group.contact_phone and dice.random() < 0.6:
            fields = {
                "is_public": True,
                "consent_on": date(2026, 1, 1) + timedelta(days=dice.randint(0, 150)),
                "consent_name": "Ketua kelompok",
                "contact_phone": group.contact_phone if dice.random() < 0.8 else "",
            }
        return self.add(
            Product,
            group=group,
            name=title,
            kind=group.business_kind,
            description=f"{title} buatan {group.name}, {group.region.name}.",
            price=dice.randint(low, high) * 1000,
            unit=UNITS.get(kind, "buah"),
            packaging=dice.choice(PACKAGING) if kind == "kuliner" else "",
            shelf_life=dice.choice([3, 7, 30, 90, 180]) if kind == "kuliner" else None,
            capacity=dice.randint(2, 60) * 10,
            **fields,
        )

    def permit(self, group, kind, number, **fields):
        self.add(Permit, group=group, kind=self.lists[PermitKind][kind], number=number, **fields)

    def pirt(self, group, product):
        until = date(2026, 1, 1) + timedelta(days=self.dice.randint(0, 5 * 365))
        self.serial += 1
        number = f"2063375{1:02d}{self.serial:04d}-{until.year % 100:02d}"
        self.permit(group, "pirt", number, product=product, valid_until=until)

    def channels(self, group):
        dice, kinds = self.dice, self.lists[ChannelKind]
        since = max(group.founded_on, date(2019, 1, 1))
        used = dice.sample(["warung", "pasar", "bazar", "koperasi"], dice.choice([0, 1, 1, 2]))
        for code in used:
            self.channel(group, kinds[code], f"{kinds[code].name} {dice.choice(names.STREETS)}", "", since)
        if dice.random() < 0.4:
            shop = f"{group.name} {group.region.name}".lower().replace(" ", "")
            code, address = dice.choice(
                [
                    ("shopee", f"https://shopee.co.id/{shop}"),
                    ("tokopedia", f"https://tokopedia.com/{shop}"),
                    ("instagram", f"https://instagram.com/{shop}"),
                ]
            )
            self.channel(group, kinds[code], group.name, address, since)

    def channel(self, group, kind, name, address, since):
        row = self.add(Channel, group=group, kind=kind, name=name, address=address, since=since)
        if self.dice.random() < 0.3:
            for month in range(1, 7):
                amount = self.dice.randint(2, 40) * 50_000
                self.add(ChannelSales, channel=row, month=date(2026, month, 1), amount=amount)

    def support(self, group, product):
        dice = self.dice
        kind = dice.choice(sorted(NEEDS))
        way = WAYS[: dice.randint(1, len(WAYS))]
        on = date(2026, 1, 10) + timedelta(days=dice.randint(0, 90))
        partner = "dekranasda" if kind == "pemasaran" else dice.choice(["dindagkop-ukm", "dinperinaker"])
        fields = {"state": way[-1]}
        if len(way) > 1:
            fields["partner"] = self.lists[Partner][partner]
        if way[-1] == "selesai":
            fields |= {
                "outcome": f"{NEEDS[kind]}: sudah diterima kelompok",
                "settled_on": on + timedelta(days=14 * (len(way) - 1)),
                "value": dice.randint(2, 40) * 100_000 if kind != "perizinan" else None,
            }
        request = self.add(
            SupportRequest,
            group=group,
            product=product,
            kind=self.lists[SupportKind][kind],
            need=NEEDS[kind],
            asked_on=on,
            **fields,
        )
        for number, state in enumerate(way):
            note = fields.get("outcome", "") if state == "selesai" else ""
            day = on + timedelta(days=14 * number)
            self.add(SupportStep, request=request, state=state, on=day, note=note, by=self.by)
