
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0009_member_restriction'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicaluser',
            name='wants_digest',
            field=models.BooleanField(default=True, verbose_name='surel harian'),
        ),
        migrations.AddField(
            model_name='user',
            name='wants_digest',
            field=models.BooleanField(default=True, verbose_name='surel harian'),
        ),
    ]
