"""Merging two records of one person or one group, undoing that, and remembering that two are not one.

What hangs from a record is found through its foreign keys, so that apps above this one need no word here.
"""

import json
from collections import defaultdict
from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.models import HistoricalChanges

from groups.actions import groups as group_actions
from groups.actions import require
from groups.models import (
    AccessRecord,
    BusinessGroup,
    GroupPair,
    LevelChange,
    Member,
    MemberPair,
    Membership,
    OfficerTerm,
    StatusChange,
)
from groups.secrets import keyed_hash

PAIRS = {Member: MemberPair, BusinessGroup: GroupPair}

# What is chosen between two records: each with the columns that go together.
MEMBER_FIELDS = {
    "name": ("name",),
    "nik": ("nik_token", "nik_hash"),
    "sex": ("sex",),
    "birth_place": ("birth_place",),
    "birth_on": ("birth_on",),
    "phone": ("phone",),
    "address": ("address",),
    "rw": ("rw",),
    "rt": ("rt",),
    "marital": ("marital",),
    "education": ("education",),
    "job": ("job",),
    "own_business": ("own_business",),
    "consent_on": ("consent_on", "consent_by"),
}
GROUP_FIELDS = {
    "name": ("name",),
    "kind": ("kind",),
    "business_kind": ("business_kind_id",),
    "founded_on": ("founded_on",),
    "rw": ("rw",),
    "rt": ("rt",),
    "address": ("address",),
    "contact_name": ("contact_name",),
    "contact_phone": ("contact_phone",),
    "meeting_schedule": ("meeting_schedule",),
    "product": ("product",),
    "ownership": ("ownership",),
    "capital_initial": ("capital_initial",),
    "capital_source": ("capital_source_id",),
    "capital_year": ("capital_year",),
    "decree_no": ("decree_no",),
    "decree_on": ("decree_on",),
    "cooperative_on": ("cooperative_on", "cooperative_no"),
}

# Rows that stay with the record they were written for, or are moved by a rule of their own.
_NOT_MOVED = {AccessRecord, LevelChange, StatusChange, Membership, OfficerTerm, MemberPair, GroupPair}

FOREVER = date.max
MERGED, UNDONE = "Catatan yang sama digabung", "Penggabungan dibatalkan"


@transaction.atomic
def merge_members(*, keep, drop, by, take=(), reason=""):
    """Make ``drop`` part of ``keep``; the MemberPair that remembers it, and how to undo it.

    ``take`` names the MEMBER_FIELDS whose value comes from ``drop``; what ``keep`` lacks comes from there
    too. On days when both were members, only the membership of ``keep`` counts. An office that ``drop``
    still holds goes on where ``keep`` is a member without one, and otherwise ends today.
    """
    keep, drop = _lock(keep, drop, by)
    ledger, note = Ledger(), f"Digabung dengan {keep.name}"
    spells = keep.memberships.filter(voided_at__isnull=True, group__archived_at__isnull=True)
    settled = list(spells.select_for_update(of=("self",)))
    left_out = set()
    for spell in drop.memberships.filter(voided_at__isnull=True).select_for_update():
        spell.member = keep
        if not _hand_over(spell, settled, ledger, note):
            left_out.add(spell.group_id)
    left_out -= {spell.group_id for spell in settled}
    if settled:
        latest = max(settled, key=lambda spell: (spell.left_on or FOREVER, spell.joined_on))
        keep.group, keep.is_active = latest.group, latest.left_on is None
    free = keep.is_active and not keep.officer_terms.filter(ended_on__isnull=True).exists()
    for term in drop.officer_terms.select_for_update():
        term.member = keep
        _move_term(term, ledger, goes_on=free and term.group_id == keep.group_id)
    _move_others(drop, keep, ledger, left_out)
    drop.is_active = False
    ledger.save(drop)
    _take(keep, drop, MEMBER_FIELDS, take)
    keep.set_nik(keep.nik, keep.group.region.city_code)
    keep.validate_constraints()
    ledger.save(keep)
    return _decide(keep, drop, by, merged=drop, reason=reason, changes=ledger.changes())


@transaction.atomic
def merge_groups(*, keep, drop, by, take=(), reason=""):
    """Make ``drop`` part of ``keep`` and archive it; the GroupPair that remembers it, and how to undo it.

    Members and all else move to ``keep``, which keeps its own levels and status. Its officers stay; where
    it lacks one, that of ``drop`` goes on. Both must lie in one kelurahan.
    """
    keep, drop = _lock(keep, drop, by)
    if keep.region_id != drop.region_id:
        raise ValidationError("Kelompok dari kelurahan yang berbeda tidak dapat digabung.")
    ledger, note = Ledger(), f"Digabung dengan {keep.name}"
    drop.archived_at, drop.archive_reason = timezone.now(), note
    ledger.save(drop)
    settled = defaultdict(list)
    for spell in keep.memberships.filter(voided_at__isnull=True).select_for_update():
        settled[spell.member_id].append(spell)
    for spell in drop.memberships.filter(voided_at__isnull=True).select_for_update():
        spell.group = keep
        _hand_over(spell, settled[spell.member_id], ledger, note)
    held = set(keep.officer_terms.filter(ended_on__isnull=True).values_list("office", flat=True))
    for term in drop.officer_terms.select_for_update():
        term.group = keep
        _move_term(term, ledger, goes_on=term.office not in held)
    _move_others(drop, keep, ledger)
    _take(keep, drop, GROUP_FIELDS, take)
    keep.validate_constraints()
    for row in (keep.level_changes.earliest("from_on"), keep.status_changes.earliest("from_on"), keep):
        ledger.remember(row)
    keep._change_reason = MERGED
    group_actions.update_group(group=keep, by=by)
    return _decide(keep, drop, by, merged=drop, reason=reason, changes=ledger.changes())


@transaction.atomic
def not_the_same(*, one, other, by, reason=""):
    """Remember that two records are two people, or two groups; they are not offered again."""
    one, other = _lock(one, other, by)
    return _decide(one, other, by, reason=reason)


@transaction.atomic
def undo_decision(*, decision, by):
    """Take a decision back; after a merge every row is again as it was.

    Raises ValidationError, naming them, where such rows were changed since the merge.
    """
    decision = type(decision).objects.select_for_update().get(pk=decision.pk)
    for record in (decision.first, decision.second):
        require(by, "edit", _region_of(record))
    if decision.undone_at:
        raise ValidationError("Keputusan ini sudah dibatalkan.")
    rows, changed = [], []
    for change in decision.changes:
        model = apps.get_model(change["model"])
        row = model._base_manager.select_for_update().get(pk=change["pk"])
        rows.append((row, change["before"]))
        if _seal(row) != change["seal"]:
            changed.append(_called(row))
    if changed:
        raise ValidationError(
            f"Tidak dapat dibatalkan, karena sesudah digabung sudah diubah: {', '.join(changed)}. "
            "Betulkan datanya satu per satu."
        )
    for row, before in reversed(rows):
        for column, value in before.items():
            setattr(row, column, row._meta.get_field(column).to_python(value))
        row.validate_constraints()
        _save(row, UNDONE)
    decision.undone_by, decision.undone_at = by, timezone.now()
    decision.save()
    return decision


class Ledger:
    """The rows that a merge writes, each as it was before: what undoing puts back.

    ``changes`` gives, for each, the columns that changed with their old values, and a seal of the whole
    row as the merge left it, by which a later change is noticed.
    """

    def __init__(self):
        self.before = {}

    def remember(self, row):
        key = (type(row), row.pk)
        if key not in self.before:
            self.before[key] = _values(_stored(*key))

    def save(self, row):
        self.remember(row)
        _save(row, MERGED)

    def changes(self):
        result = []
        for (model, pk), before in self.before.items():
            row = _stored(model, pk)
            now = _values(row)
            old = {column: value for column, value in before.items() if now[column] != value}
            result.append({"model": model._meta.label_lower, "pk": pk, "before": old, "seal": _seal(row)})
        return result


def _lock(one, other, by):
    """Both, read again and locked; refuses what may not be decided, or was decided meanwhile."""
    model = type(one)
    locked = model.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk").select_for_update()
    rows = {row.pk: row for row in locked}
    for row in rows.values():
        require(by, "edit", _region_of(row))
    decisions = PAIRS[model].objects.in_force()
    if decisions.filter(first=min(rows), second=max(rows)).exists():
        raise ValidationError("Kedua catatan ini sudah diputuskan. Lihat daftarnya di “Tercatat dua kali?”.")
    if len(rows) != 2 or model.objects.kept().filter(pk__in=rows).count() != 2:
        raise ValidationError("Salah satu catatan ini sudah digabung dengan yang lain, atau diarsipkan.")
    return rows[one.pk], rows[other.pk]


def _decide(one, other, by, **fields):
    first, second = sorted((one, other), key=lambda row: row.pk)
    return PAIRS[type(one)].objects.create(first=first, second=second, decided_by=by, **fields)


def _hand_over(spell, settled, ledger, note):
    """Save ``spell``, with its new member or group, for those of its days that no settled spell covers.

    Days beside a settled spell of that group lengthen it. Others are ``spell`` itself, shortened and
    settled; with none of them left it is voided where it was, and counts at no date. True where days of
    it count still.
    """
    parts = [(spell.joined_on, spell.left_on or FOREVER)]
    for other in settled:
        parts = [rest for part in parts for rest in _without(part, other)]
    lengthened, own = [], []
    for start, end in parts:
        for other in settled:
            if other.group_id == spell.group_id and other.left_on == start:
                other.left_on = None if end == FOREVER else end
                other.left_reason = spell.left_reason
            elif other.group_id == spell.group_id and other.joined_on == end:
                other.joined_on = start
            else:
                continue
            lengthened.append(other)
            break
        else:
            own.append((start, end))
    if len(own) > 1:
        raise ValidationError(
            f"Keanggotaan di {spell.group.name} mencakup waktu sebelum dan sesudah keanggotaan yang "
            "dipertahankan. Pertahankan catatan yang satu lagi, atau betulkan dulu tanggalnya."
        )
    if own:
        ((spell.joined_on, end),) = own
        if end != (spell.left_on or FOREVER):
            spell.left_on, spell.left_reason = end, note
        settled.append(spell)
    else:
        spell = _stored(Membership, spell.pk)
        spell.voided_at, spell.left_reason = timezone.now(), note
    for row in dict.fromkeys([spell, *lengthened]):
        ledger.save(row)
    return bool(own or lengthened)


def _without(part, other):
    """The days of ``part``, a half-open (start, end), before and after the membership ``other``."""
    start, end = part
    before = (start, min(end, other.joined_on))
    after = (max(start, other.left_on or FOREVER), end)
    return [(first, last) for first, last in (before, after) if first < last]


def _move_term(term, ledger, *, goes_on):
    if term.ended_on is None and not goes_on:
        term.ended_on = max(timezone.localdate(), term.started_on)
    ledger.save(term)


def _move_others(drop, keep, ledger, left_out=()):
    """Point every other row at ``keep``; one that ``keep`` has already, as at the same event, stays.

    A row that also names a group in which the member counts no longer (``left_out``) takes her group.
    """
    for relation in drop._meta.get_fields(include_hidden=True):
        model = relation.related_model
        points_here = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if not points_here or model in _NOT_MOVED or issubclass(model, HistoricalChanges):
            continue
        name = relation.field.name
        for row in model._base_manager.filter(**{name: drop}).select_for_update().order_by("pk"):
            setattr(row, name, keep)
            if getattr(row, "group_id", None) in left_out:
                row.group = keep.group
            try:
                row.validate_unique()
                row.validate_constraints()
            except ValidationError:
                continue
            ledger.save(row)


def _take(keep, drop, fields, take):
    for name, columns in fields.items():
        lacks = all(getattr(keep, column) in (None, "") for column in columns)
        if name in take or lacks:
            for column in columns:
                setattr(keep, column, getattr(drop, column))


def _save(row, why):
    if hasattr(row, "version"):
        row.version += 1
    row._change_reason = why
    row.save()


def _stored(model, pk):
    return model._base_manager.get(pk=pk)


def _values(row):
    """All columns as JSON can hold them, but the version: it only ever counts up."""
    columns = [field.attname for field in row._meta.concrete_fields if field.attname != "version"]
    return {column: _plain(getattr(row, column)) for column in columns}


def _plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def _seal(row):
    return keyed_hash("merge", json.dumps(_values(row), sort_keys=True))


def _called(row):
    """How a person knows the row: anggota Siti, keanggotaan di Melati."""
    label = row._meta.verbose_name
    return f"{label} {row.name}" if hasattr(row, "name") else f"{label} di {row.group.name}"


def _region_of(record):
    return record.group.region_id if isinstance(record, Member) else record.region_id
