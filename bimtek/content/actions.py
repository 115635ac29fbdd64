"""Writing down what an event consisted of. The organiser's Pokja II (or the admin) does it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from bimtek.content.models import EventPhoto, Material
from bimtek.models import TrainingEvent
from groups.actions import not_in_future, require

MOST_MATERIALS = 20
MOST_PHOTOS = 30


@transaction.atomic
def save_agenda_item(*, item, by):
    """Save a line of the agenda; ValidationError for a day that is not the event's."""
    require(by, "train", item.event.organiser_id)
    if item.day not in item.event.days:
        raise ValidationError({"day": "Pilih salah satu hari kegiatan."})
    return _keep(item)


@transaction.atomic
def remove_agenda_item(*, item, by):
    """Delete a line that did not take place; the history table keeps the row."""
    require(by, "train", item.event.organiser_id)
    item.delete()


@transaction.atomic
def add_material(*, event, title, file, by) -> Material:
    """Keep a checked ``file`` (see ``files.MaterialField``); ValidationError above MOST_MATERIALS."""
    _room(event, event.materials, MOST_MATERIALS, "berkas", by)
    return Material.objects.create(
        event=event, title=title, file=file, kind=file.kind, size=file.size, added_by=by
    )


@transaction.atomic
def add_photo(*, event, caption, picture, by) -> EventPhoto:
    """Keep a ``picture`` (a JPEG file, see ``groups.pictures``); ValidationError above MOST_PHOTOS."""
    _room(event, event.photos, MOST_PHOTOS, "foto", by)
    return EventPhoto.objects.create(event=event, caption=caption, file=picture, added_by=by)


def _room(event, rows, most, what, by):
    """The event held until the end, so that two at once do not pass the limit."""
    require(by, "train", event.organiser_id)
    TrainingEvent.objects.select_for_update().get(pk=event.pk)
    if rows.filter(voided_at__isnull=True).count() >= most:
        raise ValidationError(f"Satu kegiatan paling banyak {most} {what}. Hapus dulu salah satunya.")


@transaction.atomic
def save_minutes(*, minutes, by):
    require(by, "train", minutes.event.organiser_id)
    return _keep(minutes)


@transaction.atomic
def save_expense(*, expense, by):
    """Save a new or edited expense; ValidationError for a day to come."""
    require(by, "train", expense.event.organiser_id)
    not_in_future("on", expense.on)
    if not expense.pk:
        expense.recorded_by = by
    return _keep(expense)


@transaction.atomic
def take_away(*, row, reason, by):
    """A material, photo or expense that was a mistake: shown and counted nowhere, kept with the reason."""
    require(by, "train", row.event.organiser_id)
    row.void(reason, by)
    row.save()
    return row


def _keep(row):
    if row.pk:
        row.version += 1
    row.save()
    return row
