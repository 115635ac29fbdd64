"""The first categories of the cash book; later changes are the admin's, in the app."""

from django.db import migrations

CATEGORIES = [
    ("penjualan", "Penjualan", "masuk", ""),
    ("bantuan", "Bantuan atau modal", "masuk", ""),
    ("simpanan", "Simpanan", "", "simpanan"),
    ("iuran", "Iuran", "", "iuran"),
    ("angsuran", "Angsuran pokok", "", "angsuran"),
    ("jasa", "Jasa pinjaman", "", "jasa"),
    ("pinjaman", "Pinjaman diberikan", "", "pinjaman"),
    ("bahan", "Bahan dan alat", "keluar", ""),
    ("kemasan", "Kemasan dan pemasaran", "keluar", ""),
    ("upah", "Upah", "keluar", ""),
    ("rapat", "Rapat dan konsumsi", "keluar", ""),
    ("atk", "Alat tulis dan fotokopi", "keluar", ""),
    ("lain", "Lain-lain", "", ""),
]


def fill(apps, schema_editor):
    table = apps.get_model("books", "CashCategory")
    for position, (code, name, direction, movement) in enumerate(CATEGORIES, start=1):
        fields = {"name": name, "position": position, "direction": direction, "movement": movement}
        table.objects.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
