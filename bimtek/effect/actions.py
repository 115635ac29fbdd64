"""Follow-up tasks: giving them, reporting them done, taking them back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from bimtek.effect.models import FollowUp
from groups.actions import not_in_future, require
from groups.values import show_date

MOST_AT_ONCE = 200


@transaction.atomic
def add_follow_ups(*, event, task, due_on, participants, person="", by) -> list[FollowUp]:
    """Give ``task`` to each of ``participants``, or to ``person`` of the organiser where there are none.

    Whoever has the same task already is passed over; ValidationError where nobody is left, for a date
    before the event is over, and for participants of another event.
    """
    require(by, "train", event.organiser_id)
    if event.status == "batal":
        raise ValidationError("Kegiatan ini dibatalkan.")
    if due_on <= event.ends_on:
        message = f"Kegiatan selesai {show_date(event.ends_on)}. Isi tanggal sesudahnya."
        raise ValidationError({"due_on": message})
    people = [(one.region_id, one, one.name) for one in participants]
    if any(one.event_id != event.pk or one.is_dropped for one in participants):
        raise ValidationError("Pilih peserta dari daftar kegiatan ini.")
    if not people:
        people = [(event.organiser_id, None, person)]
    if len(people) > MOST_AT_ONCE:
        raise ValidationError(f"Sekali tambah paling banyak {MOST_AT_ONCE} orang.")
    there = set(event.follow_ups.filter(voided_at__isnull=True, task=task).values_list("region_id", "person"))
    rows = []
    for region, participant, name in people:
        if (region, name) in there:
            continue
        there.add((region, name))
        row = FollowUp(event=event, region_id=region, participant=participant, person=name, task=task)
        row.due_on = due_on
        row.full_clean()
        row.save()
        rows.append(row)
    if not rows:
        raise ValidationError("Tindak lanjut ini sudah dicatat.")
    return rows


@transaction.atomic
def finish(*, follow_up, done_on, result, by) -> FollowUp:
    """It is done, with this result; whoever sees the task may say so. Once done it stays done."""
    require(by, "view", follow_up.region_id)
    follow_up = _open(follow_up)
    not_in_future("done_on", done_on)
    if done_on < follow_up.event.starts_on:
        raise ValidationError({"done_on": "Tanggal ini sebelum kegiatannya. Periksa tanggalnya."})
    follow_up.done_on, follow_up.result = done_on, result
    follow_up.version += 1
    follow_up.save()
    return follow_up


@transaction.atomic
def take_back(*, follow_up, reason, by) -> FollowUp:
    """It was a mistake: it waits for nobody any more."""
    require(by, "train", follow_up.event.organiser_id)
    follow_up = _open(follow_up)
    follow_up.void(reason, by)
    follow_up.save()
    return follow_up


def _open(follow_up):
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("event")
    follow_up = rows.get(pk=follow_up.pk)
    if follow_up.done_on or follow_up.voided_at:
        raise ValidationError("Tindak lanjut ini sudah selesai atau dihapus.")
    return follow_up
