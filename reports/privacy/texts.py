"""A person's name and numbers in what others wrote: notes, minutes, books, certificates, imports, drafts.

Where to look is found through the foreign keys, so that a new table needs no word here: rows that hang
from her own, and rows of the groups and events that she was in. Rows of the sealed trail and of signed
official forms cannot be changed; nothing that names a member gets into them (docs/decisions.md).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from bimtek.models import Participant, TrainingEvent
from groups.drafts.models import Draft
from groups.models import BusinessGroup, ImportBatch, Member, Official
from groups.values import name_key, name_pattern, show_phone

TEXT = (models.CharField, models.TextField, models.JSONField)
# Never changed by anybody; the database refuses it.
SEALED = {"audit.Act", "audit.AuditEntry", "audit.Columns", "groups.AccessRecord", "reports.FrozenForm"}
# What these are called says who or what they are. Of others it is not hers, and her own is taken out whole.
CALLED = {"groups.Member", "bimtek.Participant", "invitations.Invitee", "groups.BusinessGroup"}
TARGETS = (Member, BusinessGroup, TrainingEvent)
OURS = {"groups", "bimtek", "reports"}
FARTHEST = 4  # foreign keys between a row and what it hangs from
GONE = "(dihapus)"


@dataclass(frozen=True)
class Words:
    """What to take out, and ``instead``, which takes the place of her names."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    instead: str

    def without(self, value, own=True):
        """``value`` without them. ``own`` False: in a text that does not hang from her, where a name of
        one word may be anybody's and counts only where it stands alone."""
        if isinstance(value, dict):
            return {key: self.without(part, own) for key, part in value.items()}
        if isinstance(value, list):
            return [self.without(part, own) for part in value]
        if not isinstance(value, str):
            return value
        for number in self.numbers:
            value = value.replace(number, GONE)
        for name in self.names:
            if own or " " in name:
                value = name_pattern(name).sub(self.instead, value)
            elif name_key(value) == name_key(name):
                value = self.instead
        return value

    def are_in(self, value) -> bool:
        return self.without(value, own=False) != value


def words_of(member, instead: str) -> Words:
    """Every name, phone number and NIK that the records ever had of her; asked before they are taken out."""
    rows = [member, *member.history.all()]
    names = {row.name for row in rows}
    names |= set(Participant.objects.filter(member=member).values_list("name", flat=True))
    phones = {row.phone for row in rows} - {""}
    shown = {show_phone(phone) for phone in phones}
    numbers = phones | shown | {re.sub(r"\D", "", phone) for phone in phones | shown} | ({member.nik} - {""})
    return Words(*(tuple(sorted(found, key=len, reverse=True)) for found in (names, numbers)), instead)


def take_out(member, words: Words) -> set[str]:
    """Replace ``words`` wherever they may stand; the records whose history was changed, as "label key"."""
    groups = set(member.memberships.values_list("group", flat=True)) | {member.group_id}
    events = set(Participant.objects.filter(member=member).values_list("event", flat=True))
    keys = {Member: {member.pk}, BusinessGroup: groups, TrainingEvent: events}
    shared = _without_namesakes(member, words, groups, events)
    changed = set()
    for model in apps.get_models():
        if _base(model)._meta.label in SEALED:
            continue
        for way, target in ways(model):
            rows = model._base_manager.filter(**{f"{way}__in": keys[target]})
            own = target is Member
            changed |= _reword(rows, words if own else shared, own)
    _forget_unsent(words, groups)
    return changed


def ways(model) -> list[tuple[str, type]]:
    """The shortest ways along foreign keys from a row to its members, its group and its event."""
    base, found, edge, seen = _base(model), [], [("", model)], set()
    if base in TARGETS:
        found.append(("pk" if base is model else base._meta.pk.name, base))
    for _ in range(FARTHEST):
        nearer = []
        reached = {target for _, target in found}
        for way, at in edge:
            for field in at._meta.concrete_fields:
                to = field.related_model
                if not field.is_relation or to in seen or to in reached:
                    continue
                path = f"{way}__{field.name}" if way else field.name
                if to in TARGETS:
                    found.append((path, to))
                elif to._meta.label in _domain():
                    nearer.append((path, to))
        seen |= {to for _, to in nearer}
        edge = nearer
    return found


def _base(model):
    """The model that a history table is of, or the model itself."""
    return getattr(model, "instance_type", model)


@lru_cache(maxsize=1)
def _domain():
    """Tables that lead from one row to the next; accounts and regions lead to everybody's."""
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}
    labels = {model._meta.label for model in apps.get_models() if model._meta.app_label in ours}
    return labels - {"groups.User", "groups.Region"}


def _without_namesakes(member, words, groups, events) -> Words:
    """Without a name that somebody else there has as well, or as a part of hers, and without officials'."""
    others = Member.objects.filter(memberships__group__in=groups, forgotten_on=None).exclude(pk=member.pk)
    guests = Participant.objects.filter(event__in=events).exclude(member=member)
    known = {row.name for rows in (others, guests, Official.objects.all()) for row in rows.only("name")}
    names = tuple(name for name in words.names if not any(map(name_pattern(name).search, known)))
    return Words(names, words.numbers, words.instead)


def _reword(rows, words, own) -> set[str]:
    model, base = rows.model, _base(rows.model)
    skipped = {"name", "name_key"} if base._meta.label in CALLED else set()
    texts = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and not field.choices and field.name not in skipped
    ]
    changed = set()
    if not texts or not (words.names or words.numbers):
        return changed
    key = base._meta.pk.attname
    for pk, record, *values in rows.values_list("pk", key, *(field.attname for field in texts)):
        new = {}
        for field, value in zip(texts, values, strict=True):
            text = words.without(value, own)
            if text != value:
                new[field.attname] = _fitting(field, text)
        if new:
            if hasattr(model, "version") and base is model:
                new["version"] = F("version") + 1  # a form that is open somewhere brings nothing back
            model._base_manager.filter(pk=pk).update(**new)
            if base is not model:
                changed.add(f"{base._meta.label} {record}")
    return changed


def _fitting(field, value):
    if value == GONE and field.blank:
        return ""
    return value[: field.max_length] if isinstance(field, models.CharField) else value


def _forget_unsent(words, groups):
    """Uploaded files and begun forms that name her go early; what tasks say is cleared of her."""
    codes = BusinessGroup.objects.filter(pk__in=groups).values_list("region_id", flat=True)
    cities = {code[:5] for code in codes}
    for batch in ImportBatch.objects.filter(content__isnull=False).defer("content"):
        texts = [batch.filename, batch.notice, batch.decisions, batch.report]
        if batch.region_id[:5] in cities and words.are_in(texts):
            ImportBatch.objects.filter(pk=batch.pk).unfinished().update(state="ditutup")
            names = {name: words.without(getattr(batch, name), own=False) for name in ("filename", "notice")}
            ImportBatch.objects.filter(pk=batch.pk).update(content=None, decisions=None, report=None, **names)
    for draft in Draft.objects.waiting():
        if words.are_in([text for texts in draft.values.values() for text in texts]):
            draft.delete()
    for task in DBTaskResult.objects.exclude(traceback="", args_kwargs={}):
        new = {name: words.without(getattr(task, name), own=False) for name in ("traceback", "args_kwargs")}
        if any(getattr(task, name) != value for name, value in new.items()):
            DBTaskResult.objects.filter(pk=task.pk).update(**new)
