"""The keys with which programs of other offices read: each stands at the door as a person would."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models import Region
from groups.models.access import MAY, ROLES, TASK_WORDS
from groups.models.base import Record, one_of
from groups.models.region import at_level
from groups.scoping.queryset import RegionScopedQuerySet
from groups.scoping.readers import Reader
from groups.secrets import keyed_hash

# A program administers nothing, so no key has the admin's task.
KEY_ROLES = [role for role in ROLES if role[0] != "admin"]
# What a key is asked for; whatever else its role may do, it may not.
READS = {"view", "decide"}


def key_hash(code: str) -> str:
    """What is kept of a key."""
    return keyed_hash("access-key", code)


class AccessKeyQuerySet(RegionScopedQuerySet):
    def with_code(self, code: str):
        """The key that a program sent, while it is good."""
        good = self.filter(revoked_at__isnull=True, expires_on__gte=timezone.localdate())
        return good.filter(key_hash=key_hash(code)).select_related("region")


class AccessKey(Reader, Record):
    """What a program of ``office`` may read: as much as somebody with ``role`` in ``region``, and no write.

    ``hint``: the beginning of the code, by which people tell keys apart.
    """

    office = models.CharField("kantor atau program", max_length=120)
    purpose = models.CharField("keperluan", max_length=200)
    role = models.CharField("membaca seperti", max_length=20, choices=KEY_ROLES)
    region = models.ForeignKey(Region, models.PROTECT, related_name="access_keys", verbose_name="wilayah")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField("berlaku sampai")
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, editable=False)
    revoked_at = models.DateTimeField("dicabut", null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reason = models.CharField("alasan dicabut", max_length=200, blank=True, editable=False)

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "kunci akses"
        verbose_name_plural = "kunci akses"
        ordering = ["office", "pk"]
        constraints = [
            one_of("role", KEY_ROLES, "accesskey_role_known"),
            models.CheckConstraint(
                name="accesskey_fits_level",
                condition=Q(Q(role="kader"), at_level("region", "kelurahan"))
                | Q(Q(role="pokja_kecamatan"), at_level("region", "kecamatan"))
                | Q(Q(role="pokja_kota"), at_level("region", "kota", "provinsi")),
                violation_error_message="Tugas dan wilayah tidak cocok: kader di kelurahan, "
                "Pokja II kecamatan di kecamatan, Pokja II kota di kota.",
            ),
            models.CheckConstraint(
                name="accesskey_revoked_says_who_and_why",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, reason="")
                | Q(Q(revoked_at__isnull=False, revoked_by__isnull=False), ~Q(reason="")),
                violation_error_message="Tulis alasan mencabutnya.",
            ),
        ]

    def __str__(self):
        return f"{self.office} ({self.hint}…)"

    @property
    def reads_as(self) -> str:
        """``Pokja II Kota Pekalongan``."""
        return f"{TASK_WORDS[self.role]} {self.region.title}"

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "dicabut"
        return "berlaku" if self.expires_on >= timezone.localdate() else "habis"

    def region_codes(self, may: str = "view") -> list[str]:
        return [self.region_id] if may in READS and self.role in MAY[may] else []
