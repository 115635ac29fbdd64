"""A region's head of TP PKK is an Official now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("groups", "0007_carry_pkk_chairs")]
    operations = [
        migrations.RemoveField(model_name="historicalregion", name="pkk_chair"),
        migrations.RemoveField(model_name="region", name="pkk_chair"),
    ]
