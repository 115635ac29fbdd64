"""The first entries of the admin's lists; later changes are hers, in the app."""

from django.db import migrations

LISTS = {
    "BusinessKind": [
        ("kuliner", "Kuliner"),
        ("kerajinan", "Kerajinan"),
        ("fesyen", "Fesyen dan batik"),
        ("jasa", "Jasa"),
        ("perdagangan", "Perdagangan"),
        ("pertanian", "Pertanian"),
    ],
    "CapitalSource": [
        ("swadaya", "Swadaya anggota"),
        ("pkk", "Hibah TP PKK"),
        ("apbd", "APBD kota"),
        ("kelurahan", "Dana kelurahan"),
        ("dbhcht", "DBHCHT"),
        ("bank", "Bank atau lembaga keuangan"),
        ("csr", "CSR perusahaan"),
        ("lain", "Lainnya"),
    ],
    "Level": [
        ("pemula", "Pemula"),
        ("madya", "Madya"),
        ("utama", "Utama"),
        ("mandiri", "Mandiri"),
    ],
}


def fill(apps, schema_editor):
    for model, entries in LISTS.items():
        table = apps.get_model("groups", model)
        for position, (code, name) in enumerate(entries, start=1):
            extra = {"is_offered": code in ("pemula", "madya")} if model == "Level" else {}
            table.objects.get_or_create(
                code=code, defaults={"name": name, "position": position, **extra}
            )


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
