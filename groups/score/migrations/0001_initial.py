import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0005_imports'),
        ('groups', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalLevelCriteria',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('months_old', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='umur kelompok (bulan)')),
                ('members', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='anggota (orang)')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='nilai tertib administrasi')),
                ('needs_books', models.BooleanField(default=False, verbose_name='buku kas dan simpan pinjam sudah dimulai')),
                ('closed_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bulan yang sudah ditutup')),
                ('savings', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='simpanan anggota (rupiah)')),
                ('reports', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='laporan yang diterima')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('level', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.level', to_field='code', verbose_name='kategori')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.region', verbose_name='kota')),
            ],
            options={
                'verbose_name': 'historical ukuran kategori',
                'verbose_name_plural': 'historical ukuran kategoris',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalLevelReview',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('naik', 'Naik kategori'), ('belum', 'Belum')], max_length=5, verbose_name='keputusan')),
                ('on', models.DateField(verbose_name='tanggal keputusan')),
                ('basis', models.CharField(max_length=200, verbose_name='dasar atau alasan')),
                ('again_on', models.DateField(blank=True, null=True, verbose_name='ditinjau lagi mulai')),
                ('criteria_version', models.PositiveIntegerField(editable=False)),
                ('evidence', models.JSONField(editable=False)),
                ('decided_at', models.DateTimeField(blank=True, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('change', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.levelchange')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diputuskan oleh')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.businessgroup')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('level', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.level', to_field='code', verbose_name='kategori')),
                ('level_before', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.level', to_field='code')),
            ],
            options={
                'verbose_name': 'historical tinjauan kategori',
                'verbose_name_plural': 'historical tinjauan kategoris',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ScoreRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='berlaku sejak')),
                ('note', models.CharField(max_length=200, verbose_name='alasan perubahan')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='score_rules', to='groups.region', verbose_name='kota')),
            ],
            options={
                'verbose_name': 'aturan nilai',
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('region__isnull', True), django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 5), _connector='OR'), name='scorerule_of_a_city', violation_error_message='Aturan nilai berlaku untuk satu kota.'), models.CheckConstraint(condition=models.Q(('region__isnull', True), ('made_by__isnull', False), _connector='OR'), name='scorerule_says_who', violation_error_message='Tulis siapa yang menetapkan aturan ini.')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='keadaan tanggal')),
                ('points', models.PositiveSmallIntegerField(verbose_name='nilai')),
                ('parts', models.JSONField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='groups.businessgroup')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='score.scorerule')),
            ],
            options={
                'verbose_name': 'nilai tertib administrasi',
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('group', 'day'), name='score_once_a_day', violation_error_message='Nilai hari itu sudah tersimpan.'), models.CheckConstraint(condition=models.Q(('points__lte', 100)), name='score_within_hundred', violation_error_message='Nilai dari 0 sampai 100.')],
            },
        ),
        migrations.CreateModel(
            name='ScoreWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.SlugField(max_length=20, verbose_name='ukuran')),
                ('is_on', models.BooleanField(default=True, verbose_name='dipakai')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='bobot')),
                ('every', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='setiap')),
                ('unit', models.CharField(blank=True, choices=[('', '–'), ('hari', 'hari'), ('bulan', 'bulan')], max_length=5, verbose_name='satuan')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weights', to='score.scorerule')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__in', ['', 'hari', 'bulan'])), name='scoreweight_unit_known', violation_error_message='Pilih salah satu dari daftar.'), models.UniqueConstraint(fields=('rule', 'criterion'), name='scoreweight_once', violation_error_message='Ukuran ini sudah ada di aturan tersebut.'), models.CheckConstraint(condition=models.Q(('weight__lte', 100)), name='scoreweight_sane', violation_error_message='Bobot paling banyak 100.'), models.CheckConstraint(condition=models.Q(models.Q(('every__isnull', True), ('unit', '')), models.Q(('every__gte', 1), ('every__isnull', False), ('every__lte', 400), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='scoreweight_rhythm_whole', violation_error_message='Isi irama dengan angka 1 sampai 400 dan satuannya.')],
            },
        ),
        migrations.CreateModel(
            name='LevelCriteria',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versi')),
                ('months_old', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='umur kelompok (bulan)')),
                ('members', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='anggota (orang)')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='nilai tertib administrasi')),
                ('needs_books', models.BooleanField(default=False, verbose_name='buku kas dan simpan pinjam sudah dimulai')),
                ('closed_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bulan yang sudah ditutup')),
                ('savings', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='simpanan anggota (rupiah)')),
                ('reports', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='laporan yang diterima')),
                ('level', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='groups.level', to_field='code', verbose_name='kategori')),
                ('region', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='level_criteria', to='groups.region', verbose_name='kota')),
            ],
            options={
                'verbose_name': 'ukuran kategori',
                'constraints': [models.UniqueConstraint(fields=('region', 'level'), name='levelcriteria_once', violation_error_message='Ukuran kategori ini baru saja disimpan. Muat ulang halaman ini.'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('region'), 5)), name='levelcriteria_of_a_city', violation_error_message='Ukuran kategori berlaku untuk satu kota.'), models.CheckConstraint(condition=models.Q(('score__isnull', True), ('score__lte', 100), _connector='OR'), name='levelcriteria_score_within_hundred', violation_error_message='Nilai tertib administrasi dari 0 sampai 100.')],
            },
        ),
        migrations.CreateModel(
            name='LevelReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('naik', 'Naik kategori'), ('belum', 'Belum')], max_length=5, verbose_name='keputusan')),
                ('on', models.DateField(verbose_name='tanggal keputusan')),
                ('basis', models.CharField(max_length=200, verbose_name='dasar atau alasan')),
                ('again_on', models.DateField(blank=True, null=True, verbose_name='ditinjau lagi mulai')),
                ('criteria_version', models.PositiveIntegerField(editable=False)),
                ('evidence', models.JSONField(editable=False)),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
                ('change', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review', to='groups.levelchange')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='diputuskan oleh')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='level_reviews', to='groups.businessgroup')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.level', to_field='code', verbose_name='kategori')),
                ('level_before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.level', to_field='code')),
            ],
            options={
                'verbose_name': 'tinjauan kategori',
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['naik', 'belum'])), name='levelreview_outcome_known', violation_error_message='Pilih salah satu dari daftar.'), models.CheckConstraint(condition=models.Q(models.Q(('again_on__isnull', True), ('change__isnull', False), ('outcome', 'naik')), models.Q(('again_on__gt', models.F('on')), ('again_on__isnull', False), ('change__isnull', True), ('outcome', 'belum')), _connector='OR'), name='levelreview_says_what_follows', violation_error_message='Isi kapan kelompok ini ditinjau lagi, sesudah tanggal keputusan.')],
            },
        ),
    ]
