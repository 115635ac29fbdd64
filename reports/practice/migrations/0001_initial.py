from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="UsedPass",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("used_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"verbose_name": "tiket latihan", "verbose_name_plural": "tiket latihan"},
        ),
    ]
