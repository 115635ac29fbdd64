"""A kind of business for groups that a list of members brings, until somebody asks them."""

from django.db import migrations


def fill(apps, schema_editor):
    kinds = apps.get_model("groups", "BusinessKind")
    kinds.objects.get_or_create(code="belum", defaults={"name": "Belum didata", "position": 99})


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_duplicates")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
