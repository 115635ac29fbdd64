"""Determining an official form: what is kept of it, its seal, and how the live numbers differ later."""

import hashlib
import json
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.values import show_date, show_number
from reports.models import FrozenForm
from reports.official.definitions import Column
from reports.official.figures import Fact, gather, row_key
from reports.official.filling import TOTAL, belongs, fill
from reports.official.printing import document_of, to_pdf

CODE_BYTES = 24  # 192 bits, 32 letters


def canonical(content: dict) -> str:
    """The one way to write ``content``: what the checksum is taken of."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def checksum_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(form, region, facts) -> list[dict]:
    """Each fact with the row and the columns that count it, so that every number can be added up again."""
    key_of = row_key(region)
    kept = []
    for fact in facts:
        columns = [column.no for column in form.columns if belongs(column, fact.traits)]
        if columns:
            kept.append(fact.as_dict() | {"row": key_of(fact), "columns": columns})
    return kept


def facts_behind(content: dict, no: int, row: str) -> list[Fact]:
    """The kept facts that column ``no`` counts in ``row`` (or in all)."""
    found = [fact for fact in content["facts"] if no in fact["columns"] and row in (TOTAL, fact["row"])]
    return [Fact(**{name: fact[name] for name in fact if name not in ("row", "columns")}) for fact in found]


@transaction.atomic
def freeze(*, form, region, span, number: str, decided_on, verify_at: str, by) -> FrozenForm:
    """Keep ``form`` of ``region`` for ``span`` as it is now: numbers, rows behind them, papers.

    ``region`` comes with its parents. ``verify_at``: address of the verification page, to which the code
    is added. Raises PermissionDenied, or ValidationError where one is in force already or the day cannot be.
    """
    require(by, "decide", region.pk)
    not_in_future("decided_on", decided_on)
    if decided_on < span.last:
        message = f"Laporan ini memuat keadaan {show_date(span.last)}. Isi tanggal itu atau sesudahnya."
        raise ValidationError({"decided_on": message})
    earlier = FrozenForm.objects.of_form(form.code, region, span.year).light()
    if earlier.in_force().exists():
        raise ValidationError("Laporan ini sudah ditetapkan. Cabut dulu yang lama dengan alasan.")
    revision = earlier.count()
    content = document_of(fill(user=by, form=form, region=region, span=span), decided_on) | {
        "number": number,
        "decided_on": decided_on.isoformat(),
        "revision": revision,
        "facts": facts_of(form, region, gather(user=by, region=region, period=span)),
    }
    text = canonical(content)
    frozen = FrozenForm(
        region=region,
        form=form.code,
        year=span.year,
        first=span.first,
        last=span.last,
        revision=revision,
        number=number,
        decided_on=decided_on,
        decided_by=by,
        content=text,
        checksum=checksum_of(text),
        verification=secrets.token_urlsafe(CODE_BYTES),
    )
    seal = {
        "number": number,
        "day": show_date(decided_on),
        "revision": frozen.revision_words,
        "checksum": frozen.checksum,
        "address": f"{verify_at}?kode={frozen.verification}",
    }
    frozen.pdf_a4, frozen.pdf_f4 = (to_pdf(content, paper, seal) for paper in ("a4", "f4"))
    frozen.full_clean()
    frozen.save()
    return frozen


@transaction.atomic
def withdraw(*, frozen, reason: str, by) -> FrozenForm:
    """It is valid no more, for a ``reason`` that stays; the form itself stays as well."""
    require(by, "decide", frozen.region_id)
    frozen = FrozenForm.objects.select_for_update(of=("self",)).get(pk=frozen.pk)
    if frozen.withdrawn_at:
        raise ValidationError(f"Sudah dicabut {show_date(timezone.localdate(frozen.withdrawn_at))}.")
    frozen.withdrawn_at, frozen.withdrawn_by, frozen.withdraw_reason = timezone.now(), by, reason
    frozen.save(update_fields=FrozenForm.KEEPS)
    return frozen


@dataclass(frozen=True)
class Difference:
    """A cell that is not what it was: ``then`` and ``now`` as shown, a dash where there is no such row."""

    place: str
    no: int
    column: str
    then: str
    now: str


def differences(content: dict, filled) -> list[Difference]:
    """Cell by cell, what the live form says otherwise than the frozen ``content``."""
    then = {key: (name, values) for key, name, values in (*content["rows"], content["total"])}
    now = {row.key: (row.name, list(row.values)) for row in (*filled.rows, filled.total)}
    columns = [(no, Column(no, tuple(head)).title) for no, head in content["columns"][2:]]
    found = []
    for key in dict.fromkeys([*now, *then]):
        name = (now.get(key) or then[key])[0]
        nothing = (name, [None] * len(columns))
        pairs = zip(columns, then.get(key, nothing)[1], now.get(key, nothing)[1], strict=True)
        found += [
            Difference(name, no, title, _shown(old), _shown(new))
            for (no, title), old, new in pairs
            if old != new
        ]
    return found


def _shown(value) -> str:
    if value is None:
        return "tidak ada barisnya"
    return show_number(value) if isinstance(value, int) else value or "belum diisi"
