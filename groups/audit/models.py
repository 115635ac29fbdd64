"""What was done without leaving a history row, and the sealed chain of everything that was done.

Three kinds of rows say what happened: history rows (every write), ``AccessRecord`` (a NIK seen in full)
and ``Act`` (sign-ins, exports, forms sent). ``AuditEntry`` names one of them and seals its content; see
``groups.audit.sealing``. None of these is ever changed or deleted; the database refuses it (guard.py).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from groups.scoping.queryset import RegionScopedQuerySet

ACTS = [
    ("masuk", "masuk"),
    ("kirim", "mengirim formulir"),
    ("unduh", "mengunduh"),
    ("anonim", "menghapus data pribadi"),
]
KINDS = [
    ("catat", "mencatat"),
    ("ubah", "mengubah"),
    ("hapus", "menghapus"),
    ("lihat_nik", "melihat NIK lengkap"),
    *ACTS,
]


class Act(models.Model):
    """Something that a person (None: a job of the server) did, from ``at`` to ``until``, and from where."""

    kind = models.CharField("perbuatan", max_length=10, choices=ACTS)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("waktu", db_index=True)
    until = models.DateTimeField()
    address = models.GenericIPAddressField("alamat jaringan", null=True)
    device = models.CharField("perangkat", max_length=80, blank=True)
    what = models.CharField("apa", max_length=200)
    why = models.CharField("alasan", max_length=200, blank=True)
    member_pk = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "perbuatan"
        verbose_name_plural = "perbuatan"
        indexes = [models.Index(fields=["user", "at"], name="act_user_at")]
        constraints = [
            models.CheckConstraint(
                name="act_kind_known",
                condition=Q(kind__in=[code for code, _ in ACTS]),
                violation_error_message="Perbuatan ini tidak dikenal.",
            ),
            models.CheckConstraint(
                name="act_ends_after_it_begins",
                condition=Q(until__gte=models.F("at")),
                violation_error_message="Perbuatan tidak dapat berakhir sebelum mulai.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.what}"


class Columns(models.Model):
    """Which columns of a table were sealed, so that a column that comes later breaks no old seal."""

    source = models.CharField(max_length=80)
    names = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "names"],
                name="columns_once",
                violation_error_message="Kolom ini sudah dicatat.",
            )
        ]

    def __str__(self):
        return self.source


class AuditEntryQuerySet(RegionScopedQuerySet):
    code_path = "region_code"

    def of(self, member):
        """About this person; ``member`` must have come through her own scope."""
        return self.filter(member_pk=member.pk)


class AuditEntry(models.Model):
    """One link: ``content`` seals the row that says what happened, ``digest`` the entry and all before it.

    ``record`` and ``record_pk`` name the row that was written, ``member_pk`` the person concerned. They are
    no foreign keys: the trail outlives what it tells of.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("waktu")
    kind = models.CharField("perbuatan", max_length=10, choices=KINDS)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="siapa"
    )
    region_code = models.CharField("wilayah", max_length=13, blank=True)
    record = models.CharField("apa", max_length=80)
    record_pk = models.CharField(max_length=40)
    member_pk = models.BigIntegerField(null=True, db_index=True)
    what = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField("dari mana", null=True)
    why = models.CharField("alasan", max_length=200, blank=True)
    source = models.CharField(max_length=80)
    source_pk = models.BigIntegerField()
    columns = models.ForeignKey(Columns, models.PROTECT, related_name="+")
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "jejak"
        verbose_name_plural = "jejak"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["region_code", "at"], name="auditentry_region_at"),
            models.Index(fields=["user", "at"], name="auditentry_user_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_pk"],
                name="auditentry_seals_once",
                violation_error_message="Baris ini sudah ada di jejak.",
            ),
            models.CheckConstraint(
                name="auditentry_kind_known",
                condition=Q(kind__in=[code for code, _ in KINDS]),
                violation_error_message="Perbuatan ini tidak dikenal.",
            ),
            models.CheckConstraint(
                name="auditentry_number_positive",
                condition=Q(number__gt=0),
                violation_error_message="Nomor jejak mulai dari 1.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.kind} {self.record} {self.record_pk}"
