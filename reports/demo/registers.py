"""A few rows in the registers of a share of the groups, the same each time."""

from datetime import date, timedelta
from random import Random

from groups.books.models import Activity, GuestVisit, InventoryItem, Letter
from reports.demo.city import TODAY

GOODS = [
    ("Kompor gas dua tungku", "Bantuan kelurahan", 1, "buah"),
    ("Wajan besar", "Dibeli dari kas", 2, "buah"),
    ("Timbangan kue", "Bantuan Dindagkop-UKM", 1, "buah"),
    ("Kursi lipat", "Hibah TP PKK kecamatan", 20, "buah"),
    ("Alat pengemas plastik", "Dibeli dari kas", 1, "set"),
]
GUESTS = [
    ("Ibu Endang", "Pembinaan administrasi", "TP PKK Kecamatan", "Buku sudah rapi, pertahankan"),
    ("Bapak Hadi", "Melihat hasil usaha", "Kelurahan", ""),
    ("Ibu Ratna", "Belajar mengemas produk", "Kelompok UP2K tetangga", "Senang sekali, akan datang lagi"),
]
ACTIVITIES = [
    ("Ketua kelompok", "Ketua", "Balai RW", "Membuat keripik tempe untuk bazar kelurahan"),
    ("Bendahara kelompok", "Bendahara", "Rumah ketua", "Membukukan setoran dan angsuran anggota"),
    ("Anggota kelompok", "", "Pasar Grogolan", "Menjual hasil usaha bersama"),
]
LETTERS = [
    ("masuk", "Kelurahan", "Undangan rapat UP2K"),
    ("masuk", "TP PKK Kota Pekalongan", "Undangan bimtek"),
    ("keluar", "Kelurahan", "Permohonan pinjam balai"),
]


def make_registers(groups, *, by):
    """(model, unsaved rows) of each register, for every third group; dice of their own move no other data."""
    dice = Random(1985)
    goods, guests, activities, letters = [], [], [], []
    for group in groups[::3]:
        fields = {"group": group, "recorded_by": by}

        def day(group=group):
            first = max(group.founded_on, date(2024, 1, 1))
            return first + timedelta(days=dice.randint(0, (TODAY - first).days))

        for name, origin, quantity, unit in dice.sample(GOODS, 3):
            on = day()
            condition = dice.choices(["baik", "rusak_ringan", "rusak_berat"], [8, 1, 1])[0]
            seen = on if condition == "baik" else on + (TODAY - on) / 2
            goods.append(
                InventoryItem(name=name, origin=origin, quantity=quantity, unit=unit, on=on, kept_at="Rumah ketua",
                              condition=condition, condition_on=seen, **fields)
            )  # fmt: skip
        for name, purpose, institution, message in dice.sample(GUESTS, 2):
            guests.append(
                GuestVisit(
                    name=name, purpose=purpose, institution=institution, message=message, on=day(), **fields
                )
            )
        for name, position, place, description in dice.sample(ACTIVITIES, 2):
            activities.append(
                Activity(
                    name=name, position=position, place=place, description=description, on=day(), **fields
                )
            )
        for number, (direction, party, subject) in enumerate(LETTERS, start=1):
            on = day()
            letter_on = on - timedelta(days=2) if direction == "masuk" else None
            letters.append(
                Letter(direction=direction, party=party, subject=subject, on=on, letter_on=letter_on,
                       number=f"005/{dice.randint(1, 90):03d}/{on.year}" if number < 3 else "01/UP2K", **fields)
            )  # fmt: skip
    return [(InventoryItem, goods), (GuestVisit, guests), (Activity, activities), (Letter, letters)]
