"""What every record has: a version, a history, and a create that cannot happen twice."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from groups.values import receipt_number


def one_of(field: str, choices, name: str) -> models.CheckConstraint:
    """The database's own copy of a choices field's list."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": [value for value, _ in choices]}),
        violation_error_message="Pilih salah satu dari daftar.",
    )


class Record(models.Model):
    """A domain record: ``version`` counts its edits (see scoping.forms), ``history`` keeps them."""

    version = models.PositiveIntegerField("versi", default=1, editable=False)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


def void_says_who_and_why(name: str, message: str) -> models.CheckConstraint:
    """A row taken back says by whom and why; one that counts says neither by whom nor when."""
    return models.CheckConstraint(
        name=name,
        condition=Q(voided_at__isnull=True, voided_by__isnull=True)
        | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(reason="")),
        violation_error_message=message,
    )


class Voidable(models.Model):
    """A row that is taken back with a reason when it was a mistake, never deleted."""

    voided_at = models.DateTimeField("dibatalkan", null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reason = models.CharField("alasan dibatalkan", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            void_says_who_and_why("%(class)s_void_says_who_and_why", "Tulis alasan membatalkan catatan ini.")
        ]

    def void(self, reason: str, by):
        """Take the row back, unsaved; the action has checked that ``by`` may."""
        self.voided_at, self.voided_by, self.reason = timezone.now(), by, reason
        self.version += 1


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Her own, and those of people whose task lies where she decides."""
        tasks = apps.get_model("groups", "RegionRole").objects.allowed_to(user, "decide")
        return self.filter(models.Exists(tasks.filter(user=models.OuterRef("user"))) | Q(user=user))


class Submission(models.Model):
    """One sent form. Its id comes from the form, the person and what she filled in (scoping.forms),
    so sending the same twice makes one record.

    ``landed_at`` is the address of what it made: the second sender is taken there as well.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    landed_at = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubmissionQuerySet.as_manager()

    def __str__(self):
        return str(self.pk)

    @property
    def number(self):
        return receipt_number(self.pk)


class DatedChangeQuerySet(models.QuerySet):
    def on(self, day):
        """The rows in force on ``day``."""
        return self.filter(during(day))


def during(day, path: str = "", start: str = "from_on", end: str = "until_on") -> Q:
    """True where the half-open interval [start, end) at ``path`` covers ``day``; no end is for ever."""
    return Q(**{f"{path}{start}__lte": day}) & (
        Q(**{f"{path}{end}__isnull": True}) | Q(**{f"{path}{end}__gt": day})
    )


def interval_is_forward(name: str, start: str, end: str, message: str) -> models.CheckConstraint:
    """No interval ends before it starts."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": models.F(start)}),
        violation_error_message=message,
    )
