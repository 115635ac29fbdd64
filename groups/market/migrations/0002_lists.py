"""The first kinds of permits, channels and support, and partners; later changes are the admin's, in the app."""

from django.db import migrations

PERMITS = [("nib", "NIB", False), ("pirt", "P-IRT", True), ("halal", "Halal", False), ("merek", "Merek", True)]
CHANNELS = [
    ("warung", "Warung", "luring", ""),
    ("pasar", "Pasar", "luring", ""),
    ("bazar", "Bazar", "luring", ""),
    ("pameran", "Pameran", "luring", ""),
    ("koperasi", "Koperasi", "luring", ""),
    ("dekranasda", "Dekranasda", "luring", ""),
    ("whatsapp", "WhatsApp", "daring", "wa.me"),
    ("shopee", "Shopee", "daring", "shopee.co.id"),
    ("tokopedia", "Tokopedia", "daring", "tokopedia.com"),
    ("instagram", "Instagram", "daring", "instagram.com"),
    ("facebook", "Facebook", "daring", "facebook.com"),
    ("tiktok", "TikTok", "daring", "tiktok.com"),
]
SUPPORT = [
    ("kemasan", "Kemasan"),
    ("pemasaran", "Pemasaran"),
    ("perizinan", "Perizinan"),
    ("permodalan", "Permodalan"),
    ("pelatihan", "Pelatihan"),
]
PARTNERS = [
    ("dindagkop-ukm", "Dindagkop-UKM"),
    ("dinperinaker", "Dinperinaker"),
    ("dinkes", "Dinas Kesehatan"),
    ("dpmptsp", "DPMPTSP"),
    ("dekranasda", "Dekranasda"),
]


def fill(apps, schema_editor):
    for name, rows, own in (
        ("PermitKind", PERMITS, ["expires"]),
        ("ChannelKind", CHANNELS, ["mode", "sites"]),
        ("SupportKind", SUPPORT, []),
        ("Partner", PARTNERS, []),
    ):
        table = apps.get_model("market", name)
        for position, (code, label, *more) in enumerate(rows, start=1):
            fields = {"name": label, "position": position} | dict(zip(own, more, strict=True))
            table.objects.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("market", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
