"""Official forms that were determined and stay as they are."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0008_drop_pkk_chair'),
        ('reports', '0001_yearly_inputs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalFrozenForm',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('form', models.CharField(max_length=20, verbose_name='formulir')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tahun')),
                ('first', models.DateField(verbose_name='sejak')),
                ('last', models.DateField(verbose_name='keadaan tanggal')),
                ('revision', models.PositiveSmallIntegerField(default=0, verbose_name='revisi ke')),
                ('number', models.CharField(max_length=60, verbose_name='nomor')),
                ('decided_on', models.DateField(verbose_name='tanggal penetapan')),
                ('made_at', models.DateTimeField(blank=True, editable=False)),
                ('checksum', models.CharField(max_length=64)),
                ('verification', models.CharField(db_index=True, max_length=32)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='dicabut')),
                ('withdraw_reason', models.CharField(blank=True, max_length=200, verbose_name='alasan dicabut')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ditetapkan oleh')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.region', verbose_name='wilayah')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicabut oleh')),
            ],
            options={
                'verbose_name': 'historical laporan yang ditetapkan',
                'verbose_name_plural': 'historical laporan yang ditetapkan',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='FrozenForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=20, verbose_name='formulir')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tahun')),
                ('first', models.DateField(verbose_name='sejak')),
                ('last', models.DateField(verbose_name='keadaan tanggal')),
                ('revision', models.PositiveSmallIntegerField(default=0, verbose_name='revisi ke')),
                ('number', models.CharField(max_length=60, verbose_name='nomor')),
                ('decided_on', models.DateField(verbose_name='tanggal penetapan')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('content', models.TextField()),
                ('checksum', models.CharField(max_length=64)),
                ('verification', models.CharField(max_length=32, unique=True)),
                ('pdf_a4', models.BinaryField()),
                ('pdf_f4', models.BinaryField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='dicabut')),
                ('withdraw_reason', models.CharField(blank=True, max_length=200, verbose_name='alasan dicabut')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ditetapkan oleh')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_forms', to='groups.region', verbose_name='wilayah')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicabut oleh')),
            ],
            options={
                'verbose_name': 'laporan yang ditetapkan',
                'verbose_name_plural': 'laporan yang ditetapkan',
                'ordering': ['-decided_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('year__gte', 1985), ('year__lte', 2100)), name='frozenform_year_possible', violation_error_message='Program UP2K dimulai tahun 1985. Periksa tahunnya.'), models.CheckConstraint(condition=models.Q(('decided_on__gte', models.F('last')), ('last__gte', models.F('first'))), name='frozenform_forward', violation_error_message='Tanggal penetapan tidak boleh sebelum tanggal keadaannya.'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='frozenform_has_number', violation_error_message='Tulis nomor penetapannya.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('checksum'), 64), django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('verification'), 32)), name='frozenform_is_sealed', violation_error_message='Laporan ini tidak lengkap tersimpan. Tetapkan lagi.'), models.CheckConstraint(condition=models.Q(models.Q(('withdraw_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdraw_reason', ''), _negated=True)), _connector='OR'), name='frozenform_withdrawal_says_who_and_why', violation_error_message='Tulis alasan mencabutnya.'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('region', 'form', 'year'), name='frozenform_one_in_force', violation_error_message='Laporan ini sudah ditetapkan. Cabut dulu yang lama.'), models.UniqueConstraint(fields=('region', 'form', 'year', 'revision'), name='frozenform_revision_once', violation_error_message='Revisi ini baru saja ditetapkan. Muat ulang halaman ini.')],
            },
        ),
    ]
