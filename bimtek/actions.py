"""Writing events, who takes part, and who came. The organiser's Pokja II (or the admin) does it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bimtek.models import Attendance, Participant, TrainingEvent
from groups.actions import require
from groups.values import show_date

LONGEST = 31  # days
# Called as ``done(participant=, by=)`` when Pokja II took somebody off the list, in the same transaction:
# an app above keeps what hangs from her in step (see bimtek.invitations.apps).
WHEN_DROPPED = []


@transaction.atomic
def save_event(*, event, by):
    """Save a new or edited ``event``.

    Raises PermissionDenied where ``by`` runs no events for the organiser, ValidationError for dates
    that cannot be, or that leave recorded attendance outside the event.
    """
    require(by, "train", event.organiser_id)
    require(by, "train", event.region_id)
    if (event.ends_on - event.starts_on).days >= LONGEST:
        raise ValidationError({"ends_on": f"Satu kegiatan paling lama {LONGEST} hari. Periksa tanggalnya."})
    if event.status == "terlaksana" and event.starts_on > timezone.localdate():
        raise ValidationError({"status": "Kegiatan ini belum berlangsung. Pilih Direncanakan."})
    if event.pk:
        listed = event.participants.filter(is_dropped=False)
        present = Attendance.objects.filter(participant__in=listed)
        outside = present.exclude(day__range=(event.starts_on, event.ends_on)).order_by("day").first()
        if outside:
            message = f"Sudah ada kehadiran pada {show_date(outside.day)}. Tanggal itu harus tetap masuk."
            raise ValidationError({"starts_on": message})
        inside = listed.in_region(event.region).values("pk")
        stranger = listed.exclude(pk__in=inside).select_related("region").first()
        if stranger:
            message = f"Sudah ada peserta dari {stranger.region.title}. Pilih wilayah yang mencakupnya."
            raise ValidationError({"region": message})
        event.version += 1
    event.save()
    return event


@transaction.atomic
def save_speaker(*, speaker, by):
    """Save a speaker of an event."""
    require(by, "train", speaker.event.organiser_id)
    speaker.save()
    return speaker


@transaction.atomic
def remove_speaker(*, speaker, by):
    """Delete a speaker who did not speak; the history table keeps the row."""
    require(by, "train", speaker.event.organiser_id)
    speaker.delete()


@transaction.atomic
def add_members(*, event, members, by):
    """Put ``members`` on the list, with the group and kelurahan they have now.

    Whoever was taken off comes back; whoever is listed already stays as she was written then.

    Raises PermissionDenied for a member outside the scope of ``by``, ValidationError for one outside
    the event's region.
    """
    require(by, "train", event.organiser_id)
    event = locked(event)
    known = {row.member_id: row for row in event.participants.filter(member__in=members)}
    for member in members:
        require(by, "train", member.group.region_id)
        put_on_list(event=event, row=known.get(member.pk), member=member)


def put_on_list(*, event, row=None, member=None, **facts):
    """Her row on the list of the locked ``event``: the ``row`` that she had, or a new one.

    ``facts`` (capacity, name, region_id) are those of a person who is no member. Who may is the caller's
    to check. Raises ValidationError for a member outside the event's region.
    """
    if member and not _under(member.group.region_id, event.region_id):
        raise ValidationError(f"{member.name} bukan dari wilayah kegiatan ini.")
    row = row or Participant(event=event, member=member, **facts or {"capacity": "anggota"})
    if row.pk and not row.is_dropped:
        return row
    come_back(row, event, member)
    row.save()
    return row


def come_back(row, event, member):
    """Put a participant on the list (again), as who she is now; saving her is the caller's."""
    if row.pk:
        row.version += 1
        # The dates may have been changed while she was off the list.
        for stray in row.attendances.exclude(day__range=(event.starts_on, event.ends_on)):
            stray.delete()
    row.is_dropped = False
    if member:
        row.name, row.group, row.region_id = member.name, member.group, member.group.region_id


@transaction.atomic
def save_participant(*, participant, by):
    """Save a kader, official or guest by name."""
    require(by, "train", participant.event.organiser_id)
    if not _under(participant.region_id, participant.event.region_id):
        raise ValidationError({"region": "Pilih wilayah di dalam wilayah kegiatan ini."})
    if participant.pk:
        participant.version += 1
    participant.save()
    return participant


@transaction.atomic
def drop_participant(*, participant, by):
    """Take somebody off the list; she counts nowhere, and what was recorded stays."""
    require(by, "train", participant.event.organiser_id)
    locked(participant.event)
    take_off(participant)
    for done in WHEN_DROPPED:
        done(participant=participant, by=by)


def take_off(participant):
    """She is no longer on the list; who may is the caller's to check."""
    participant.is_dropped = True
    participant.version += 1
    participant.save()


@transaction.atomic
def set_attendance(*, event, day, came, left, by):
    """Record that the participants ``came`` (ids) were there on ``day``, and ``left`` were not after all.

    Only what changed is sent, so that two people ticking one list do not undo each other. Repeating it
    changes nothing. Raises ValidationError for a day that is not the event's or has not come.
    """
    require(by, "train", event.organiser_id)
    event = locked(event)
    if day not in event.days or day > timezone.localdate() or event.status == "batal":
        raise ValidationError("Kehadiran hanya dicatat pada hari kegiatan yang sudah berlangsung.")
    rows = event.participants.filter(is_dropped=False)
    for row in rows.filter(pk__in=came).exclude(attendances__day=day):
        Attendance.objects.create(participant=row, day=day, recorded_by=by)
    for attendance in Attendance.objects.filter(participant__in=rows.filter(pk__in=left), day=day):
        attendance.delete()


def locked(event):
    """The event as it is now, held until the end: who changes its list or dates waits."""
    return TrainingEvent.objects.select_for_update().get(pk=event.pk)


def _under(code, region_code):
    return code == region_code or code.startswith(f"{region_code}.")
