"""Lists that the admin edits: a new national guideline (juknis) must not need a developer."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords


class ReferenceQuerySet(models.QuerySet):
    def valid_on(self, day):
        """The entries that may be chosen on ``day``."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def allowed_to(self, user, may):
        """The lists are the same everywhere: all of it to whoever may do ``may`` somewhere."""
        return self if user.may(may) else self.none()

    def visible_to(self, user):
        return self.allowed_to(user, "view")

    def offered(self, day, keep=None):
        """Those, and the entry ``keep`` (a primary key) that a record already has."""
        return self.valid_on(day) | self.filter(pk=keep)


class ReferenceEntry(models.Model):
    """One entry of a list; never deleted, only no longer offered after ``valid_until``."""

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=80)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    valid_from = models.DateField("berlaku sejak", default="2000-01-01")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    history = HistoricalRecords(inherit=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_valid_forward",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="Tanggal akhir berlaku tidak boleh sebelum tanggal mulainya.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reference-update", args=[self.list_slug(), self.pk])

    @classmethod
    def list_slug(cls) -> str:
        """The list's name in addresses: ``jenis-usaha``."""
        return slugify(cls._meta.verbose_name)


def reference_lists() -> dict[str, type[ReferenceEntry]]:
    """Every list that the admin edits, of whatever app, by its name in addresses."""
    lists = [model for model in apps.get_models() if issubclass(model, ReferenceEntry)]
    return {model.list_slug(): model for model in sorted(lists, key=lambda model: model.list_slug())}


class BusinessKind(ReferenceEntry):
    """Jenis usaha: kuliner, kerajinan, fesyen/batik, jasa, perdagangan, pertanian."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = "jenis usaha"


class CapitalSource(ReferenceEntry):
    """Where money comes from: swadaya, hibah, APBD, bank, CSR."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = "sumber dana"


class LevelQuerySet(ReferenceQuerySet):
    def valid_on(self, day):
        return super().valid_on(day).filter(is_offered=True)


class Level(ReferenceEntry):
    """Kategori of a group. Source: form 4.22, columns 26 to 33 (pemula, madya, utama, mandiri).

    The city uses pemula and madya; the other two exist and are switched on by ``is_offered``.
    """

    is_offered = models.BooleanField("dipakai di kota ini", default=False)

    objects = LevelQuerySet.as_manager()

    class Meta(ReferenceEntry.Meta):
        verbose_name = "kategori"
