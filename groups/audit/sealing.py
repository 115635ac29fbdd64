"""The chain: what history rows, access records and acts say, sealed link by link.

One process at a time seals (``manage.py seal_audit``, every five minutes), so that no writer ever waits
for the chain. What it finds is complete by construction: it reads the tables themselves, whatever way a
row came into them. Between a write and its seal lie minutes, in which only the database's own guard
protects; a head that was noted elsewhere proves that nothing sealed until then was taken back.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.models import registered_models

from groups.audit.models import Act, AuditEntry, Columns
from groups.models import AccessRecord, Member, RegionRole
from groups.scoping.queryset import RegionScopedQuerySet
from groups.secrets import keyed_hash

BATCH = 1000
# How long a transaction may take: a row with a smaller id may become visible after one with a larger.
OVERLAP = timedelta(days=1)
HISTORY_KINDS = {"+": "catat", "~": "ubah", "-": "hapus"}
FIRST = "0" * 64
# What of an entry its digest covers.
COVERED = ("number", "at", "kind", "user_id", "region_code", "record", "record_pk", "member_pk", "what",
           "address", "why", "source", "source_pk", "columns_id", "content")  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A table whose rows say what happened; ``base``: the model that its history rows are of."""

    model: type
    when: str
    base: type | None = None

    @property
    def label(self):
        return self.model._meta.label

    def unsealed(self):
        """Rows that no entry names yet, oldest first."""
        sealed = AuditEntry.objects.filter(source=self.label)
        last = sealed.order_by("-source_pk").values_list("source_pk", flat=True).first() or 0
        late = Q(**{f"{self.when}__gte": timezone.now() - OVERLAP}) & ~Exists(
            sealed.filter(source_pk=OuterRef("pk"))
        )
        return self.model._base_manager.filter(Q(pk__gt=last) | late).order_by("pk")


def sources() -> list[Source]:
    found = [Source(Act, "at"), Source(AccessRecord, "at")]
    for base in registered_models.values():
        history = getattr(base, base._meta.simple_history_manager_attribute)
        found.append(Source(history.model, "history_date", base))
    return sorted(found, key=lambda source: source.label)


def seal() -> int:
    """Seal everything that is not yet; the number of new entries.

    IntegrityError where another process seals at the same moment: what that one wrote stands.
    """
    number = 0
    for source in sources():
        while True:
            rows = list(source.unsealed()[:BATCH])
            if not rows:
                break
            with transaction.atomic():
                _append(source, rows)
            number += len(rows)
            if len(rows) < BATCH:
                break
    return number


def head() -> tuple[int, str]:
    """Number and digest of the last link."""
    return AuditEntry.objects.order_by("-number").values_list("number", "digest").first() or (0, FIRST)


def _append(source, rows):
    number, digest = head()
    # An encrypted value is new with every key; its hash beside it is sealed.
    fields = source.model._meta.concrete_fields
    names = [field.attname for field in fields if not field.attname.endswith("_token")]
    columns, _ = Columns.objects.get_or_create(source=source.label, names=" ".join(names))
    places, addresses = _places(source, rows), _addresses(source, rows)
    entries = []
    for row in rows:
        number += 1
        entry = AuditEntry(
            number=number,
            region_code=places[row.pk],
            address=addresses[row.pk],
            source=source.label,
            source_pk=row.pk,
            columns=columns,
            content=content_of(row, names),
            **_told(source, row),
        )
        digest = entry.digest = digest_of(entry, digest)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)


def _told(source, row) -> dict:
    """Who, when, what and why, as the row says it."""
    if source.model is Act:
        return {"at": row.at, "kind": row.kind, "user_id": row.user_id, "record": "", "record_pk": "",
                "what": row.what, "why": row.why, "member_pk": row.member_pk}  # fmt: skip
    if source.model is AccessRecord:
        return {"at": row.at, "kind": "lihat_nik", "user_id": row.user_id, "record": Member._meta.label,
                "record_pk": str(row.member_id), "why": row.purpose, "member_pk": row.member_id}  # fmt: skip
    key = getattr(row, source.base._meta.pk.attname)
    return {
        "at": row.history_date,
        "kind": HISTORY_KINDS[row.history_type],
        "user_id": row.history_user_id,
        "record": source.base._meta.label,
        "record_pk": str(key)[:40],
        "why": (row.history_change_reason or "")[:200],
        "member_pk": key if source.base is Member else getattr(row, "member_id", None),
    }


def _user_of(source, row):
    return row.history_user_id if source.base else row.user_id


def _places(source, rows) -> dict:
    """For each row the code of the region that it belongs to: its record's, or else of who did it."""
    base = Member if source.model is AccessRecord else source.base
    found = {}
    manager = getattr(base, "objects", None)
    if manager is not None and isinstance(manager.all(), RegionScopedQuerySet):
        path = manager.all().code_path
        column = "member_id" if source.model is AccessRecord else base._meta.pk.attname
        keys = {row.pk: getattr(row, column) for row in rows}
        codes = dict(manager.filter(pk__in=set(keys.values())).values_list("pk", path))
        found = {pk: codes.get(key) for pk, key in keys.items()}
    widest = {}
    roles = RegionRole.objects.filter(user__in={_user_of(source, row) for row in rows} - {None})
    for user_pk, code in roles.values_list("user", "region_id"):
        widest[user_pk] = min(widest.get(user_pk, code), code, key=len)
    return {row.pk: found.get(row.pk) or widest.get(_user_of(source, row), "") for row in rows}


def _addresses(source, rows) -> dict:
    """From where: an act says it itself, a write was part of the form that its writer sent at that moment."""
    if source.model is Act:
        return {row.pk: row.address for row in rows}
    moments = {row.pk: getattr(row, source.when) for row in rows}
    users = {_user_of(source, row) for row in rows} - {None}
    acts = Act.objects.filter(user__in=users, at__lte=max(moments.values()), until__gte=min(moments.values()))
    sent = defaultdict(list)
    for act in acts.exclude(address=None):
        sent[act.user_id].append(act)
    return {
        row.pk: next(
            (act.address for act in sent[_user_of(source, row)] if act.at <= moments[row.pk] <= act.until),
            None,
        )
        for row in rows
    }


def content_of(row, names) -> str:
    """SHA-256 of the named columns of a row as the database holds it."""
    values = [[name, getattr(row, name)] for name in names]
    return sha256(json.dumps(values, default=_text, sort_keys=True).encode()).hexdigest()


def digest_of(entry, before: str) -> str:
    """Keyed, so that nobody without the server's key can make a chain that fits."""
    values = [before, *(getattr(entry, name) for name in COVERED)]
    return keyed_hash("audit", json.dumps(values, default=_text))


def _text(value):
    if isinstance(value, datetime):
        return value.timestamp()
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)


@dataclass(frozen=True)
class Finding:
    number: int
    text: str


def verify(noted: dict[int, str] | None = None):
    """Walk the chain from its first link; yields a ``Finding`` for whatever does not fit.

    ``noted``: heads written down elsewhere, number to digest. Personal data that were taken out of old
    rows on request do not count as changed: an entry of kind "anonim" says whose they were, or names the
    record that spoke of her.
    """
    noted = dict(noted or {})
    forgotten = set()
    for member_pk, what in AuditEntry.objects.filter(kind="anonim").values_list("member_pk", "what"):
        forgotten |= {member_pk, what}
    names = dict(Columns.objects.values_list("pk", "names"))
    expected, before = 1, FIRST
    entries = AuditEntry.objects.order_by("number")
    while True:
        batch = list(entries.filter(number__gte=expected)[:BATCH])
        for entry in batch:
            if entry.number != expected:
                yield Finding(expected, f"entries {expected} to {entry.number - 1} are missing")
            if entry.digest != digest_of(entry, before):
                yield Finding(entry.number, "the entry or the order of entries was changed")
            if noted.pop(entry.number, entry.digest) != entry.digest:
                yield Finding(entry.number, "differs from the head that was noted")
            expected, before = entry.number + 1, entry.digest
        yield from _unfit(batch, names, forgotten)
        if len(batch) < BATCH:
            break
    for number in noted:
        yield Finding(number, "a noted head is missing: entries were cut off at the end")


def _unfit(entries, names, forgotten):
    by_source = defaultdict(list)
    for entry in entries:
        by_source[entry.source].append(entry)
    for label, some in by_source.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue  # a table that the program no longer has
        present = {field.attname for field in model._meta.concrete_fields}
        rows = model._base_manager.in_bulk([entry.source_pk for entry in some])
        for entry in some:
            row, columns = rows.get(entry.source_pk), names.get(entry.columns_id, "").split()
            if row is None:
                yield Finding(entry.number, f"{label} {entry.source_pk} was deleted")
            elif not set(columns) <= present:
                continue  # a column that was dropped cannot be compared any more
            elif content_of(row, columns) != entry.content and not forgotten & {
                entry.member_pk,
                f"{entry.record} {entry.record_pk}",
            }:
                yield Finding(entry.number, f"{label} {entry.source_pk} was changed")
