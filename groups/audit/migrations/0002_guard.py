"""What the trail stands on can neither be changed nor deleted."""

from django.db import migrations

from groups.audit.guard import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("groups", "0008_drop_pkk_chair")]
    operations = [migrations.RunPython(guard, unguard)]
