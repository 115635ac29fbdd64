"""People who sign in, the tasks they hold and until when, and the cards that let them in."""

from datetime import timedelta

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from groups.models.base import interval_is_forward
from groups.models.region import Region, at_level
from groups.scoping.queryset import RegionScopedQuerySet
from groups.scoping.readers import Reader

ROLES = [
    ("kader", "Kader kelurahan"),
    ("pokja_kecamatan", "Pokja II kecamatan"),
    ("pokja_kota", "Pokja II kota"),
    ("admin", "Admin"),
]

# Before the title of a region, which says the level: Kader Kelurahan Krapyak.
TASK_WORDS = {"kader": "Kader", "pokja_kecamatan": "Pokja II", "pokja_kota": "Pokja II", "admin": "Admin"}

# What each role may do inside its region; "view" is also what the others need to begin with.
MAY = {
    "view": {"kader", "pokja_kecamatan", "pokja_kota", "admin"},
    "edit": {"kader", "admin"},  # groups and members
    "decide": {"pokja_kecamatan", "pokja_kota", "admin"},  # levels, archiving
    "accept": {"pokja_kota", "admin"},  # reports, and exceptions from their deadlines
    "train": {"pokja_kecamatan", "pokja_kota", "admin"},  # bimtek
    "manage": {"admin"},  # users, regions, lists
}


class AccountManager(UserManager):
    """Django's own, plus the door to the accounts of an admin's region."""

    def managed_by(self, user):
        """Accounts whose every role lies where ``user`` is admin; closed for everything else.

        An account with a role elsewhere, or with a place in Django's admin, is not hers to reset: she
        could enter another city through it. Ended and future roles count as well.
        """
        roles = RegionRole.objects.filter(user=OuterRef("pk"))
        inside = RegionRole.objects.allowed_to(user, "manage")
        return self.get_queryset().filter(
            Exists(inside.filter(user=OuterRef("pk"))),
            ~Exists(roles.exclude(pk__in=inside.values("pk"))),
            is_superuser=False,
            is_staff=False,
        )


class User(Reader, AbstractUser):
    """A person who signs in, by username or phone. Kader have no e-mail."""

    first_name = None
    last_name = None
    name = models.CharField("nama lengkap", max_length=120)
    phone = models.CharField("nomor HP", max_length=16, null=True, blank=True, unique=True)
    wants_digest = models.BooleanField("surel harian", default=True)
    must_change_password = models.BooleanField("harus ganti kata sandi", default=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    def __str__(self):
        return self.name or self.username

    def save(self, *args, **kwargs):
        # A sign-in is no change of the account: it leaves no history.
        if kwargs.get("update_fields") == ["last_login"]:
            self.skip_history_when_saving = True
        super().save(*args, **kwargs)
        vars(self).pop("skip_history_when_saving", None)

    def get_absolute_url(self):
        return reverse("user-detail", args=[self.pk])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def current_roles(self) -> list["RegionRole"]:
        """Her roles in force today, by region; none once the account is switched off.

        Cached for the request: a role that ends is gone with the next one.
        """
        if not self.is_active or self.pk is None:
            return []
        roles = RegionRole.objects.in_force(timezone.localdate()).filter(user=self)
        return list(roles.select_related("region").order_by("region_id"))

    def region_codes(self, may: str = "view") -> list[str]:
        """Codes of the regions where she may do ``may``; a KeyError for an unknown word."""
        roles = MAY[may]
        return sorted({role.region_id for role in self.current_roles if role.role in roles})

    @cached_property
    def home_region(self) -> Region | None:
        """The region of her widest role: what her pages begin with."""
        roles = sorted(self.current_roles, key=lambda role: (len(role.region_id), role.region_id))
        return roles[0].region if roles else None


class RegionRoleQuerySet(RegionScopedQuerySet):
    def in_force(self, day):
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def above(self, user):
        """The tasks in the regions that hers lie in, and in hers: whom she may turn to."""
        parts = [code.split(".") for code in user.region_codes()]
        codes = {".".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
        return self.filter(region_id__in=codes)


class RegionRole(models.Model):
    """A task (role) of a person in a region, from ``starts_on`` to ``ends_on`` inclusive."""

    user = models.ForeignKey(User, models.PROTECT, related_name="roles", verbose_name="pengguna")
    role = models.CharField("tugas", max_length=20, choices=ROLES)
    region = models.ForeignKey(Region, models.PROTECT, related_name="roles", verbose_name="wilayah tugas")
    starts_on = models.DateField("mulai bertugas", default=timezone.localdate)
    ends_on = models.DateField("selesai bertugas", null=True, blank=True)
    history = HistoricalRecords()

    objects = RegionRoleQuerySet.as_manager()

    class Meta:
        verbose_name = "tugas"
        verbose_name_plural = "tugas"
        ordering = ["region_id", "role"]
        constraints = [
            models.CheckConstraint(
                name="regionrole_fits_level",
                condition=Q(Q(role="kader"), at_level("region", "kelurahan"))
                | Q(Q(role="pokja_kecamatan"), at_level("region", "kecamatan"))
                | Q(Q(role__in=["pokja_kota", "admin"]), at_level("region", "kota", "provinsi")),
                violation_error_message=(
                    "Tugas dan wilayah tidak cocok: kader di kelurahan, Pokja II kecamatan "
                    "di kecamatan, Pokja II kota dan admin di kota."
                ),
            ),
            interval_is_forward(
                "regionrole_forward",
                "starts_on",
                "ends_on",
                "Selesai bertugas tidak boleh sebelum mulai bertugas.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(ends_on__isnull=True),
                name="regionrole_open_once",
                violation_error_message="Pengguna ini sudah memegang tugas itu di wilayah tersebut.",
            ),
        ]

    def __str__(self):
        return f"{TASK_WORDS[self.role]} {self.region.title}"


class ActivationCard(models.Model):
    """A printed one-time code with which a person sets her password; only its keyed hash is kept."""

    VALID_FOR = timedelta(days=14)

    user = models.ForeignKey(User, models.PROTECT, related_name="cards")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, voided_at__isnull=True),
                name="activationcard_one_open",
                violation_error_message="Pengguna ini masih memegang kartu yang berlaku.",
            )
        ]

    def __str__(self):
        return f"kartu {self.pk}"

    @property
    def last_day(self):
        """The last day on which it opens the account, as it is printed on the card."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))


class AccessRecord(models.Model):
    """Somebody saw a NIK in full: who, whose, when and what for. Never changed, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    member = models.ForeignKey("groups.Member", models.PROTECT, related_name="access_records")
    purpose = models.CharField("keperluan", max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.user_id} {self.member_id}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValidationError("Catatan akses tidak dapat diubah.")
        super().save(*args, **kwargs)
