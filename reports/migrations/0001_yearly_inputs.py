"""What a kelurahan writes down for a year."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0008_drop_pkk_chair'),
        ('groups', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalYearlyInput',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tahun')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='keterangan')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.region', verbose_name='kelurahan')),
            ],
            options={
                'verbose_name': 'historical isian tahunan',
                'verbose_name_plural': 'historical isian tahunan',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='YearlyInput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tahun')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='keterangan')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='yearly_inputs', to='groups.region', verbose_name='kelurahan')),
            ],
            options={
                'verbose_name': 'isian tahunan',
                'verbose_name_plural': 'isian tahunan',
                'ordering': ['-year', 'region_id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('year__gte', 1985), ('year__lte', 2100)), name='yearlyinput_year_possible', violation_error_message='Program UP2K dimulai tahun 1985. Periksa tahunnya.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 13)), name='yearlyinput_of_kelurahan', violation_error_message='Isian tahunan ditulis per kelurahan.'), models.UniqueConstraint(fields=('region', 'year'), name='yearlyinput_once', violation_error_message='Isian tahun ini sudah ada. Muat ulang halaman ini.')],
            },
        ),
        migrations.CreateModel(
            name='YearlyFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='isian')),
                ('value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='jumlah')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='reports.yearlyinput', verbose_name='isian')),
            ],
            options={
                'verbose_name': 'angka isian tahunan',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('value__gte', 0), ('value__lte', 1000000)), _connector='OR'), name='yearlyfigure_possible', violation_error_message='Jumlah ini tidak mungkin. Periksa angka nolnya.'), models.UniqueConstraint(fields=('sheet', 'code'), name='yearlyfigure_once', violation_error_message='Angka ini baru saja diisi orang lain. Muat ulang halaman ini.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalYearlyFigure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='isian')),
                ('value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='jumlah')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.yearlyinput', verbose_name='isian')),
            ],
            options={
                'verbose_name': 'historical angka isian tahunan',
                'verbose_name_plural': 'historical angka isian tahunans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
