"""Who holds an office of TP PKK in a region, and when."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_imports'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalOfficial',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('office', models.CharField(choices=[('ketua', 'Ketua TP PKK'), ('sekretaris', 'Sekretaris TP PKK'), ('pokja2', 'Ketua Pokja II'), ('sekretaris_pokja2', 'Sekretaris Pokja II')], max_length=20, verbose_name='jabatan')),
                ('name', models.CharField(max_length=120, verbose_name='nama dan gelar')),
                ('from_on', models.DateField(verbose_name='menjabat sejak')),
                ('until_on', models.DateField(blank=True, editable=False, null=True, verbose_name='sampai')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.region', verbose_name='wilayah')),
            ],
            options={
                'verbose_name': 'historical pejabat',
                'verbose_name_plural': 'historical pejabat',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Official',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(choices=[('ketua', 'Ketua TP PKK'), ('sekretaris', 'Sekretaris TP PKK'), ('pokja2', 'Ketua Pokja II'), ('sekretaris_pokja2', 'Sekretaris Pokja II')], max_length=20, verbose_name='jabatan')),
                ('name', models.CharField(max_length=120, verbose_name='nama dan gelar')),
                ('from_on', models.DateField(verbose_name='menjabat sejak')),
                ('until_on', models.DateField(blank=True, editable=False, null=True, verbose_name='sampai')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='officials', to='groups.region', verbose_name='wilayah')),
            ],
            options={
                'verbose_name': 'pejabat',
                'verbose_name_plural': 'pejabat',
                'ordering': ['office', '-from_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('office__in', ['ketua', 'sekretaris', 'pokja2', 'sekretaris_pokja2'])), name='official_office_known', violation_error_message='Pilih salah satu dari daftar.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 5), django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 8), django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 13), _connector='OR'), name='official_region_has_tp_pkk', violation_error_message='Pejabat TP PKK dicatat untuk kota, kecamatan, atau kelurahan.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='official_has_name', violation_error_message='Tulis namanya.'), models.CheckConstraint(condition=models.Q(('from_on__gte', '1985-01-01')), name='official_since_1985', violation_error_message='Program UP2K dimulai tahun 1985. Periksa tahunnya.'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='official_forward', violation_error_message='Tanggal berakhir tidak boleh sebelum mulai menjabat.'), models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('region', 'office'), name='official_one_open', violation_error_message='Pejabat lain baru saja disimpan. Muat ulang halaman ini.'), models.UniqueConstraint(fields=('region', 'office', 'from_on'), name='official_once_a_day', violation_error_message='Sudah ada pejabat yang mulai pada tanggal itu. Betulkan namanya.')],
            },
        ),
    ]
