"""A record's history as sentences: who changed what from what to what, and when."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.values import show_date, show_phone, show_rupiah

LIMIT = 200

# Fields that say nothing to a reader, or must not be read here.
_SILENT = {"id", "version", "name_key", "nik_hash"}
_NAMES = {"nik_token": "NIK"}


@dataclass(frozen=True)
class HistoryRow:
    """One change: ``changes`` holds (label, old, new); old and new are None where they stay hidden."""

    at: datetime
    who: str
    what: str
    changes: tuple
    reason: str


def history_of(record, *related) -> list[HistoryRow]:
    """The newest changes of ``record`` and of the rows of the ``related`` querysets, newest first.

    One query for each kind of row, whatever their number; at most LIMIT rows of each.
    """
    rows = _rows(type(record), Q(pk=record.pk))
    for queryset in related:
        rows += _rows(queryset.model, Q(pk__in=queryset.order_by().values("pk")))
    return sorted(rows, key=lambda row: row.at, reverse=True)[:LIMIT]


def _rows(model, which):
    manager = model.history
    key = model._meta.pk.attname
    condition = Q(**{f"{key}__in": model.objects.filter(which).values("pk")})
    entries = (
        manager.filter(condition).select_related("history_user").order_by("-history_date", "-history_id")
    )
    entries = list(entries[: LIMIT + 1])
    names = _Names(model)
    result, later = [], {}
    for entry in entries:
        pk = getattr(entry, key)
        if pk in later:
            result.append(names.row(later[pk], before=entry))
        later[pk] = entry
    result += [names.row(entry, before=None) for entry in later.values()]
    return [row for row in result if row]


class _Names:
    """Labels and values of a model's fields, with the names behind foreign keys looked up once."""

    def __init__(self, model):
        self.model = model
        self.label = str(model._meta.verbose_name)
        tracked = model.history.model.tracked_fields
        self.fields = [field for field in tracked if field.name not in _SILENT]
        self.known = {}

    def row(self, entry, before):
        """None for a saving that says nothing to a reader, such as a sign-in."""
        verb = "mencatat" if entry.history_type == "+" else "mengubah"
        changes = tuple(
            self.change(field, before, entry)
            for field in self.fields
            if before is not None and getattr(before, field.attname) != getattr(entry, field.attname)
        )
        reason = entry.history_change_reason or ""
        if before is not None and not changes and not reason:
            return None
        who = entry.history_user.name if entry.history_user else "Aplikasi"
        at = timezone.localtime(entry.history_date)
        return HistoryRow(at, who, f"{verb} {self.subject(entry)}", changes, reason)

    def subject(self, entry):
        """What kind of row it is, with the name that tells it from others."""
        for name in ("name", "title"):
            if hasattr(entry, name):
                return f"{self.label} {getattr(entry, name)}"
        for field in self.fields:
            if field.name == "member":
                return f"{self.label} {self.value(field, entry)}"
        parts = [self.value(field, entry) for field in self.fields if field.name in ("role", "region")]
        return " ".join([self.label, *parts])

    def change(self, field, before, after):
        label = _NAMES.get(field.name, str(field.verbose_name))
        if field.name in _NAMES:
            return (label, None, None)
        return (label, self.value(field, before), self.value(field, after))

    def value(self, field, entry):
        raw = getattr(entry, field.attname)
        if raw in (None, ""):
            return "(kosong)"
        if field.is_relation:
            return self._named(field, raw)
        if field.choices:
            return dict(field.flatchoices).get(raw, raw)
        if isinstance(raw, bool):
            return "ya" if raw else "tidak"
        if isinstance(field, models.DateTimeField):
            return show_date(timezone.localtime(raw).date())
        if isinstance(field, models.DateField):
            return show_date(raw)
        if "phone" in field.name:
            return show_phone(raw)
        if isinstance(field, models.PositiveBigIntegerField):
            return show_rupiah(raw)
        return str(raw)

    def _named(self, field, raw):
        """The text of the row that a foreign key names; each is looked up once a page."""
        key = (field.attname, raw)
        if key not in self.known:
            target = field.remote_field.model._base_manager.filter(**{field.target_field.name: raw}).first()
            self.known[key] = str(target) if target else str(raw)
        return self.known[key]
