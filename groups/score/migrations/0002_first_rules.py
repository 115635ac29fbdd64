"""The first rules of the score, ours and not official; every city may make its own, in the app."""

from django.db import migrations

# criterion, weight, how often due
WEIGHTS = [
    ("pengurus", 12, None, ""),
    ("anggota", 12, None, ""),
    ("sk", 8, None, ""),
    ("kas", 14, 1, "bulan"),
    ("simpanan", 8, 1, "bulan"),
    ("notulen", 8, 1, "bulan"),
    ("hadir", 8, 1, "bulan"),
    ("pinjaman", 8, 1, "bulan"),
    ("tutup", 6, 1, "bulan"),
    ("cocok", 6, None, ""),
    ("laporan", 10, None, ""),
    ("inventaris", 4, 12, "bulan"),
    ("tamu", 2, 6, "bulan"),
    ("kegiatan", 4, 3, "bulan"),
    ("surat", 2, 6, "bulan"),
]


def fill(apps, schema_editor):
    rules = apps.get_model("score", "ScoreRule").objects
    if rules.filter(region=None).exists():
        return
    rule = rules.create(valid_from="1985-01-01", note="Aturan awal aplikasi, sementara")
    weights = apps.get_model("score", "ScoreWeight").objects
    for criterion, weight, every, unit in WEIGHTS:
        weights.create(rule=rule, criterion=criterion, weight=weight, every=every, unit=unit)


class Migration(migrations.Migration):
    dependencies = [("score", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
