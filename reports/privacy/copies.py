"""Everything that is kept about one member, as data (JSON) and as pages (PDF)."""

import json

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst

from groups.history import history_of
from groups.models import AccessRecord, Member
from groups.pdf import render_pdf
from groups.values import show_date, show_rupiah
from reports.privacy.models import DataRequest

# Said elsewhere, or of no meaning outside the program.
SILENT = {"id", "version", "name_key", "nik_token", "nik_hash", "code_hash", "member"}


def copy_of(member, *, by) -> dict:
    """Sections by title; each a list of {label: text}. ``by``: whose name stands on it as the maker."""
    found = {"Data diri": [_row(member) | ({"NIK": member.nik} if member.nik_token else {})]}
    for relation in Member._meta.related_objects:
        model = relation.related_model
        if model in (AccessRecord, DataRequest) or not relation.field.concrete:
            continue
        rows = model._base_manager.filter(**{relation.field.name: member}).order_by("pk")
        if rows:
            found[capfirst(model._meta.verbose_name)] = [_row(row) for row in rows]
    found["Perubahan data"] = [
        {"Waktu": _moment(row.at), "Oleh": row.who, "Apa": row.what,
         "Isi": "; ".join(f"{label}: {old} menjadi {new}" if new is not None else f"{label} diubah"
                          for label, old, new in row.changes),
         "Alasan": row.reason}
        for row in history_of(member)
    ]  # fmt: skip
    seen = AccessRecord.objects.filter(member=member).select_related("user")
    found["NIK lengkap dilihat oleh"] = [
        {"Waktu": _moment(row.at), "Oleh": row.user.name, "Keperluan": row.purpose} for row in seen
    ]
    requests = DataRequest.objects.filter(member=member)
    found["Permintaan tentang data ini"] = [_row(row) for row in requests]
    return {"Dibuat": _moment(timezone.now()), "Oleh": by.name, "Isi": found}


def to_json(copy) -> bytes:
    return json.dumps(copy, ensure_ascii=False, indent=1).encode()


def to_pdf(member, copy) -> bytes:
    sections = [
        {"title": title, "rows": [[[label, text] for label, text in row.items() if text] for row in rows]}
        for title, rows in copy["Isi"].items()
        if rows
    ]
    data = {"name": member.name, "made": copy["Dibuat"], "by": copy["Oleh"], "sections": sections}
    return render_pdf("member_data", data)


def _row(row) -> dict:
    return {
        capfirst(field.verbose_name): _text(field, row)
        for field in row._meta.concrete_fields
        if field.name not in SILENT
    }


def _text(field, row) -> str:
    value = getattr(row, field.name)
    if value in (None, ""):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return show_date(value)
    if isinstance(field, models.PositiveBigIntegerField):
        return show_rupiah(value)
    return str(value)


def _moment(value) -> str:
    local = timezone.localtime(value)
    return f"{show_date(local.date())} {local:%H.%M}"
