
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('devices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.CharField(max_length=500, unique=True)),
                ('public_key', models.CharField(max_length=100)),
                ('secret', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('told', models.JSONField(default=list)),
                ('device', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='subscription', to='devices.device')),
            ],
            options={
                'verbose_name': 'pesan di HP',
                'verbose_name_plural': 'pesan di HP',
            },
        ),
        migrations.CreateModel(
            name='DigestMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'surel harian',
                'verbose_name_plural': 'surel harian',
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='digestmail_once_a_day', violation_error_message='Surel hari ini sudah dikirim.')],
            },
        ),
    ]
