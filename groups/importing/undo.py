"""Taking back what an import wrote, by the history that it left."""

from collections import defaultdict

from django.apps import apps
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

BATCH = 500
# Rows that are a part of another one: they stay when it stays.
PART_OF = {"Membership": "member", "OfficerTerm": "member", "LevelChange": "group", "StatusChange": "group",
           "Attendance": "participant", "CashLine": "receipt", "SavingsLine": "receipt",
           "DuesLine": "receipt", "Loan": "receipt", "Instalment": "receipt"}  # fmt: skip


def take_back(written: list, *, reason: str, by, made_by: str, must_stay=None) -> list[str]:
    """Delete what is new and restore what was changed; sentences about what stays, and why.

    ``written``: [model label, "new" or "changed", ids], oldest first. ``made_by``: how the import's own
    history rows begin their reason. ``must_stay``: {model: ids} of new rows that stay for a reason of their
    kind. What somebody changed or used since stays, and what it needs with it.
    """
    new = defaultdict(set)
    for label, action, ids in written:
        if action == "new":
            new[apps.get_model(label)] |= set(ids)
    staying, kept = _staying(new, made_by, must_stay or {})
    for label, action, ids in reversed(written):
        model = apps.get_model(label)
        if action == "changed":
            kept += _restore(model, set(ids) - new[model], reason, by, made_by)
        else:
            _delete(model, set(ids) - staying[model], reason, by)
    return list(dict.fromkeys(kept))


def _staying(new, made_by, must_stay):
    """({model: ids of new rows that cannot go}, sentences about those that somebody touched)."""
    staying, kept = defaultdict(set), []
    for model, ids in list(new.items()):
        staying[model] = (_later(model, ids, made_by) | _used(model, ids, new)) - must_stay.get(model, set())
        # A part that was deleted since is gone already; those that are left are named by what they are.
        kept += [
            f"{row} dipakai atau diubah sesudah impor, jadi tetap."
            for row in model.objects.filter(pk__in=staying[model])
        ]
        staying[model] |= must_stay.get(model, set())
    grew = True
    while grew:
        before = sum(map(len, staying.values()))
        for model, ids in list(staying.items()):
            for field in model._meta.concrete_fields:
                target = field.remote_field.model if field.is_relation else None
                if target in new and ids:  # what a staying row stands on stays
                    staying[target] |= set(_values(model, ids, field.attname)) & new[target]
        for model in list(new):
            part_of = PART_OF.get(model.__name__)
            whole = model._meta.get_field(part_of).remote_field.model if part_of else None
            if staying.get(whole):
                rows = model.objects.filter(**{f"{part_of}__in": staying[whole]})
                staying[model] |= set(rows.values_list("pk", flat=True)) & new[model]
        grew = sum(map(len, staying.values())) > before
    return staying, kept


def _values(model, ids, attname):
    return model.objects.filter(pk__in=ids).values_list(attname, flat=True)


def _used(model, ids, new):
    """Ids that rows of others point to."""
    used = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other.__name__.startswith("Historical"):
            continue
        column = relation.field.attname
        for chunk in _chunks(ids):
            rows = other._base_manager.filter(**{f"{column}__in": chunk}).values_list("pk", column)
            used |= {value for pk, value in rows if pk not in new[other]}
    return used


def _later(model, ids, made_by):
    """Ids of rows whose newest history is not the import's own."""
    key = model._meta.pk.attname
    changed = set()
    for chunk in _chunks(ids):
        newest = {}
        rows = model.history.filter(**{f"{key}__in": chunk}).order_by("history_id")
        for pk, why in rows.values_list(key, "history_change_reason"):
            newest[pk] = why or ""
        changed |= {pk for pk, why in newest.items() if not why.startswith(made_by)}
    return changed


def _restore(model, ids, reason, by, made_by):
    """Put the values from before the import back; sentences about rows that were changed since."""
    later = _later(model, ids, made_by)
    key = model._meta.pk.attname
    fields = [field for field in model.history.model.tracked_fields if not field.primary_key]
    back, kept = [], []
    for chunk in _chunks(sorted(set(ids))):
        before = {}
        for entry in model.history.filter(**{f"{key}__in": chunk}).order_by("history_id"):
            if not (entry.history_change_reason or "").startswith(made_by):
                before[getattr(entry, key)] = entry
        for row in model.objects.filter(pk__in=chunk):
            if row.pk in later:
                kept.append(f"{row} diubah orang sesudah impor, jadi tetap.")
                continue
            if row.pk not in before:
                continue  # made by this import as well: it goes with the new ones
            for field in fields:
                if field.name != "version":
                    setattr(row, field.attname, getattr(before[row.pk], field.attname))
            if hasattr(row, "version"):
                row.version += 1
            back.append(row)
    names = [field.name for field in fields]
    bulk_update_with_history(back, model, names, BATCH, default_user=by, default_change_reason=reason)
    return kept


def _delete(model, ids, reason, by):
    """Delete new rows, leaving their history."""
    for chunk in _chunks(ids):
        rows = model.objects.filter(pk__in=chunk)
        _note_deleted(model, list(rows), reason, by)
        rows._raw_delete(using=rows.db)


def _note_deleted(model, rows, reason, by):
    history = model.history.model
    now = timezone.now()
    history.objects.bulk_create(
        [
            history(
                history_date=now,
                history_type="-",
                history_user=by,
                history_change_reason=reason,
                **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def _chunks(ids):
    ids = sorted(ids)
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
