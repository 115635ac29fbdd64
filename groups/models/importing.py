"""Imports as sessions: the file, what the person decided about it, what came of it, what it wrote."""

import json
import zlib
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from groups.models.base import one_of
from groups.models.region import Region
from groups.scoping.queryset import RegionScopedQuerySet
from groups.secrets import decrypt_bytes, encrypt_bytes

STATES = [
    ("memeriksa", "Sedang diperiksa"),
    ("siap", "Menunggu keputusan Anda"),
    ("menulis", "Sedang diimpor"),
    ("sebagian", "Sebagian diimpor, sisanya menunggu perbaikan"),
    ("selesai", "Sudah diimpor"),
    ("ditutup", "Ditutup tanpa diimpor"),
    ("batal", "Impor dibatalkan"),
]
KEPT_FOR = timedelta(days=30)


class SealedField(models.BinaryField):
    """JSON, compressed and encrypted with the keys of the NIK: a spreadsheet is full of personal data."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else json.loads(zlib.decompress(decrypt_bytes(bytes(value))))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not prepared:
            value = encrypt_bytes(_compressed(value))
        return super().get_db_prep_value(value, connection, prepared)


def _compressed(value) -> bytes:
    """The JSON of ``value``, compressed by pieces: a report of 100,000 rows has 50 MB of it."""
    packer = zlib.compressobj()
    packed = [packer.compress(piece.encode()) for piece in _json_pieces(value)]
    return b"".join([*packed, packer.flush()])


def _json_pieces(value, rows=1000):
    to_json = partial(json.dumps, separators=(",", ":"))
    if not isinstance(value, dict):
        yield to_json(value)
        return
    for place, (name, part) in enumerate(value.items()):
        yield f"{',' if place else '{'}{to_json(name)}:"
        if not isinstance(part, list) or not part:
            yield to_json(part)
            continue
        for at in range(0, len(part), rows):
            yield f"{',' if at else '['}{to_json(part[at : at + rows])[1:-1]}"
        yield "]"
    yield "}" if value else "{}"


class ImportBatchQuerySet(RegionScopedQuerySet):
    def visible_to(self, user):
        """Her own, and those of the regions where she is admin; fails closed with her last task."""
        if not user.region_codes():
            return self.none()
        return self.filter(owner=user) | self.allowed_to(user, "manage")

    def without_contents(self):
        """Without the file and what was found in it, which no list shows."""
        return self.defer("content", "report", "decisions", "written")

    def unfinished(self):
        return self.filter(state__in=["memeriksa", "siap", "menulis", "sebagian"])


class ImportBatch(models.Model):
    """One uploaded file and its way into the registry.

    ``content``, ``decisions`` and ``report`` are encrypted and deleted after KEPT_FOR. ``written`` lists
    what was written: [model label, "new" or "changed", ids], oldest first. ``event``: the id of the
    event whose attendance this is (events live in an app above this one).
    """

    kind = models.CharField("jenis data", max_length=20)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports",
                              verbose_name="diunggah oleh")  # fmt: skip
    region = models.ForeignKey(Region, models.PROTECT, related_name="imports", verbose_name="wilayah")
    event = models.PositiveBigIntegerField(null=True, blank=True)
    filename = models.CharField("nama berkas", max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField(null=True)
    decisions = SealedField(null=True)
    report = SealedField(null=True)
    state = models.CharField("keadaan", max_length=10, choices=STATES, default="memeriksa")
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    written = models.JSONField(default=list)
    notice = models.CharField("catatan", max_length=300, blank=True)
    created_at = models.DateTimeField("diunggah", auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("diimpor", null=True)
    undone_at = models.DateTimeField("dibatalkan", null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "impor"
        verbose_name_plural = "impor"
        ordering = ["-created_at"]
        constraints = [
            one_of("state", STATES, "importbatch_state_known"),
            models.CheckConstraint(
                name="importbatch_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Pembatalan impor harus menyebut siapa yang membatalkan.",
            ),
        ]

    def __str__(self):
        return f"Impor {self.pk}: {self.filename}"

    def get_absolute_url(self):
        return reverse("import-detail", args=[self.pk])

    @property
    def last_day(self):
        """The last day on which the file is kept and the import can be undone."""
        return timezone.localdate(self.created_at + KEPT_FOR)

    def set_content(self, content: bytes):
        self.content = encrypt_bytes(content)

    def get_content(self) -> bytes | None:
        """The file, or None when it was deleted; read anew, so that nobody keeps 20 MB for longer."""
        kept = type(self).objects.values_list("content", flat=True).get(pk=self.pk)
        return None if kept is None else decrypt_bytes(bytes(kept))


class RememberedMapping(models.Model):
    """Which column is what in files of a shape, as their owner said last time."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    shape = models.CharField(max_length=32)
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "shape"],
                name="rememberedmapping_once",
                violation_error_message="Susunan kolom ini sudah diingat.",
            )
        ]

    def __str__(self):
        return self.shape
