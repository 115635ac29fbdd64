"""Making groups, and deciding their level and status."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.models import LevelChange, StatusChange
from groups.values import show_date

FIRST_ENTRY = "Pendataan awal"


@transaction.atomic
def create_group(*, group, level, by):
    """Save a new ``group`` with its ``level``, active since its founding date.

    Raises PermissionDenied outside ``by``'s regions, ValidationError for a date in the future.
    """
    require(by, "edit", group.region_id)
    not_in_future("founded_on", group.founded_on)
    group.save()
    first = {"group": group, "from_on": group.founded_on, "basis": FIRST_ENTRY, "decided_by": by}
    LevelChange.objects.create(level=level, **first)
    StatusChange.objects.create(status="aktif", **first)
    return group


@transaction.atomic
def update_group(*, group, by):
    """Save an edited ``group``; its first level and status follow a corrected founding date.

    Raises ValidationError where the new date lies after something that already happened.
    """
    require(by, "edit", group.region_id)
    not_in_future("founded_on", group.founded_on)
    for changes in (group.level_changes, group.status_changes):
        first = changes.order_by("from_on").first()
        if first.until_on and first.until_on <= group.founded_on:
            _too_late(first.until_on, "perubahan kategori atau keadaan")
        if first.from_on != group.founded_on:
            first.from_on = group.founded_on
            first.save()
    earliest = group.memberships.filter(voided_at__isnull=True).order_by("joined_on").first()
    if earliest and earliest.joined_on < group.founded_on:
        _too_late(earliest.joined_on, "anggota yang masuk")
    group.version += 1
    group.save()
    return group


def _too_late(day, what):
    raise ValidationError(
        {"founded_on": f"Sudah ada {what} pada {show_date(day)}. Isi tanggal berdiri sebelum itu."}
    )


@transaction.atomic
def change_level(*, group, to, on, basis, by):
    """Record that ``group`` is at level ``to`` from the date ``on``.

    Raises PermissionDenied if ``by`` may not decide levels here, ValidationError (Indonesian text)
    if ``on`` is before the last change or in the future. Source of the levels: form 4.22.
    """
    require(by, "decide", group.region_id)
    current = _current(group.level_changes, on)
    if current.level_id == to.code:
        raise ValidationError({"to": f"Kelompok ini sudah {to.name}."})
    return _follow(current, on, level=to, basis=basis, decided_by=by)


@transaction.atomic
def change_status(*, group, to, on, basis, by):
    """Record that ``group`` is aktif, tidak_aktif or bubar from ``on``, with the reason."""
    require(by, "edit", group.region_id)
    current = _current(group.status_changes, on)
    if current.status == to:
        raise ValidationError({"to": f"Kelompok ini sudah tercatat {current.get_status_display().lower()}."})
    return _follow(current, on, status=to, basis=basis, decided_by=by)


def _current(changes, on):
    """The change in force, locked; ValidationError unless ``on`` comes after it and is not in the future."""
    not_in_future("on", on)
    current = changes.select_for_update().get(until_on__isnull=True)
    if on <= current.from_on:
        raise ValidationError(
            {"on": f"Perubahan terakhir pada {show_date(current.from_on)}. Isi tanggal sesudahnya."}
        )
    return current


def _follow(current, on, **fields):
    current.until_on = on
    current.save()
    return type(current).objects.create(group=current.group, from_on=on, **fields)


@transaction.atomic
def archive_group(*, group, reason, by):
    """Take a wrong or double record out of every list and count; nothing under it is touched."""
    require(by, "edit", group.region_id)
    if group.archived_at:
        raise ValidationError("Kelompok ini sudah diarsipkan.")
    group.archived_at, group.archive_reason = timezone.now(), reason
    group.version += 1
    group.save()


@transaction.atomic
def restore_group(*, group, by):
    """Bring an archived group back with all it had; ValidationError if its name was given again."""
    require(by, "edit", group.region_id)
    if group.mergings.filter(undone_at__isnull=True).exists():
        raise ValidationError(
            "Kelompok ini digabung dengan kelompok lain. Batalkan penggabungannya di “Tercatat dua kali?”."
        )
    group.archived_at, group.archive_reason = None, ""
    group.version += 1
    group.validate_constraints()
    group.save()
