"""The head of TP PKK that each region named becomes the first of its officials, with those before her.

When she took office was not recorded: the day on which her name was written stands for it.
"""

from django.db import migrations
from django.utils import timezone


def carry(apps, schema_editor):
    region_table, official_table = apps.get_model("groups", "Region"), apps.get_model("groups", "Official")
    past = apps.get_model("groups", "HistoricalRegion")
    history_table = apps.get_model("groups", "HistoricalOfficial")
    levels = ("kota", "kecamatan", "kelurahan")
    for region in region_table.objects.filter(level__in=levels):
        seen = past.objects.filter(code=region.code).order_by("history_date", "history_id")
        written = [(entry.history_date, entry.pkk_chair) for entry in seen]
        if not written or written[-1][1] != region.pkk_chair:
            written.append((timezone.now(), region.pkk_chair))
        for name, start, end in _terms(written):
            row = official_table.objects.create(
                region=region, office="ketua", name=name, from_on=start, until_on=end
            )
            history_table.objects.create(
                id=row.pk, region_id=region.code, office="ketua", name=name, from_on=start, until_on=end,
                history_date=timezone.now(), history_type="+", history_change_reason="pemindahan data",
            )  # fmt: skip


def _terms(written):
    """(name, first day, last day exclusive) of each name; of those of one day the last."""
    days = {}
    for moment, name in written:
        days[timezone.localtime(moment).date()] = name
    changes = []
    for day, name in sorted(days.items()):
        if not changes or changes[-1][1] != name:
            changes.append((day, name))
    ends = [day for day, _ in changes[1:]] + [None]
    return [(name, day, end) for (day, name), end in zip(changes, ends, strict=True) if name]


class Migration(migrations.Migration):
    dependencies = [("groups", "0006_officials")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
