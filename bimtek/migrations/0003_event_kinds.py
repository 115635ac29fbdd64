"""The first kinds of events; later changes are the admin's, in the app."""

from django.db import migrations

KINDS = [
    ("bimtek", "Bimtek", ""),
    ("pelatihan", "Pelatihan", ""),
    ("sosialisasi", "Sosialisasi", ""),
    ("lomba", "Lomba", ""),
    ("pembinaan", "Pembinaan", ""),
    ("lp3", "LP3 PKK", "lp3"),
    ("tpk3", "TPK 3 PKK", "tpk3"),
    ("damas", "DAMAS PKK", "damas"),
]


def fill(apps, schema_editor):
    table = apps.get_model("bimtek", "EventKind")
    for position, (code, name, column) in enumerate(KINDS, start=1):
        table.objects.get_or_create(
            code=code, defaults={"name": name, "position": position, "form_column": column}
        )


class Migration(migrations.Migration):
    dependencies = [("bimtek", "0002_links")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
