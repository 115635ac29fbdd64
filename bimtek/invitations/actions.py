"""Inviting people, their answers, and who gets a place.

Places belong to a kelurahan. Whoever says that she comes gets the lowest free one, or waits; whenever one
becomes free, the first who waits moves up. Each step holds the event's row, then the invitation's, so
that two who answer at once are settled one after the other.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from bimtek.actions import locked, put_on_list, save_event, take_off
from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import Speaker
from groups.actions import require
from groups.models import Region
from groups.values import name_key


def may_answer(by, invitation) -> bool:
    """Whoever keeps the registry of the kelurahan, and whoever runs the event."""
    return by.may_in("edit", invitation.region_id) or by.may_in("train", invitation.event.organiser_id)


@transaction.atomic
def copy_event(*, event, source, by):
    """Save the new ``event``, with the speakers of ``source`` and as many places for each kelurahan."""
    require(by, "train", source.organiser_id)
    save_event(event=event, by=by)
    for row in source.speakers.all():
        Speaker(event=event, name=row.name, institution=row.institution, topic=row.topic).save()
    for row in source.invitations.in_region(event.region).select_related("region"):
        Invitation(event=event, region=row.region, seats=row.seats).save()
    return event


@transaction.atomic
def invite(*, event, members, by, seats=None, answer_by=None):
    """Ask ``members`` to come; how many of them were not asked before.

    A kelurahan that was not invited gets ``seats`` places, without that as many as are asked of it; one
    that was gets so many more as are asked now, unless ``seats`` says that it keeps what it has.
    Raises PermissionDenied for a member outside the scope, ValidationError for an event that is over.
    """
    require(by, "train", event.organiser_id)
    event = _open(event)
    _check_answer_by(event, answer_by)
    known = set(Invitee.objects.filter(invitation__event=event).values_list("member", flat=True))
    by_place = {}
    for member in members:
        require(by, "train", member.group.region_id)
        if member.pk not in known:
            by_place.setdefault(member.group.region_id, []).append(member)
    for code, people in sorted(by_place.items()):
        invitation = _invitation(event, code)
        if seats is None:
            invitation.seats += len(people)
        elif not invitation.pk:
            invitation.seats = seats
        invitation.answer_by = answer_by or invitation.answer_by
        _save(invitation)
        for member in people:
            Invitee(invitation=invitation, member=member, name=member.name).save()
        _move_up(event, invitation)
    return sum(map(len, by_place.values()))


@transaction.atomic
def set_seats(*, event, seats, by, answer_by=None):
    """Give each kelurahan so many places: ``seats`` by region code. Those who wait move up.

    Raises ValidationError where more people are coming already.
    """
    require(by, "train", event.organiser_id)
    event = _open(event)
    _check_answer_by(event, answer_by)
    places = Region.objects.in_region(event.region).filter(level="kelurahan", pk__in=seats)
    for place in places.order_by("pk"):
        invitation = _invitation(event, place.pk)
        if invitation.pk is None and not seats[place.pk]:
            continue
        coming = invitation.people.filter(state="datang").count() if invitation.pk else 0
        if seats[place.pk] < coming:
            raise ValidationError(
                f"Dari {place.title} sudah {coming} orang datang. Isi paling sedikit {coming}, "
                "atau batalkan dulu kedatangannya."
            )
        is_same = invitation.seats == seats[place.pk]
        invitation.seats = seats[place.pk]
        invitation.answer_by = answer_by or invitation.answer_by
        if invitation.pk is None or not is_same or answer_by:
            _save(invitation)
            _keep_seats_inside(invitation)
            _move_up(event, invitation)


@transaction.atomic
def add_people(*, invitation, members, names, by):
    """The kelurahan sends these: ``members`` of its groups, and kader by ``names``; each comes or waits.

    Whoever was asked before is taken as having said yes. Returns the people in the given order.
    """
    event, invitation = _opened(invitation, by)
    people = []
    known = {row.member_id: row for row in invitation.people.filter(member__in=members)}
    for member in members:
        if member.group.region_id != invitation.region_id:
            raise ValidationError(f"{member.name} bukan dari {invitation.region.title}.")
        people.append(known.get(member.pk) or Invitee(member=member, name=member.name))
    by_name = {name_key(row.name): row for row in invitation.people.filter(member__isnull=True)}
    for name in names:
        row = by_name.setdefault(name_key(name), Invitee(name=name))
        if row not in people:
            people.append(row)
    for row in people:
        row.invitation = invitation
        _seat_or_queue(event, invitation, row)
    return people


@transaction.atomic
def answer(*, invitee, comes, by):
    """She comes (a place, or the waiting list), or does not; who moved up into her place, or None.

    Repeating an answer changes nothing. Raises ValidationError once she was seen at the event.
    """
    event, invitation = _opened(invitee.invitation, by)
    invitee = invitation.people.select_related("member__group", "participant").get(pk=invitee.pk)
    invitee.invitation = invitation
    if comes:
        _seat_or_queue(event, invitation, invitee)
        return None
    if invitee.state == "batal":
        return None
    _leave(invitee)
    return next(iter(_move_up(event, invitation)), None)


@transaction.atomic
def substitute(*, invitee, member, by):
    """``member`` comes in place of ``invitee``, with her seat, before those who wait.

    Raises ValidationError where she has no seat to give, or ``member`` has one already.
    """
    event, invitation = _opened(invitee.invitation, by)
    invitee = invitation.people.select_related("participant").get(pk=invitee.pk)
    invitee.invitation = invitation
    if member.group.region_id != invitation.region_id:
        raise ValidationError(f"{member.name} bukan dari {invitation.region.title}.")
    other = invitation.people.filter(member=member).select_related("participant").first()
    other = other or Invitee(member=member, name=member.name)
    other.invitation = invitation
    if other.state == "datang":
        raise ValidationError(f"{member.name} sudah punya tempat. Pilih pengganti yang lain.")
    if invitee.state == "batal":
        raise ValidationError(f"{invitee.name} sudah tidak datang. Tambahkan {member.name} sebagai peserta.")
    seat = invitee.seat
    _leave(invitee)
    other.replaces = invitee
    if seat is None:
        _seat_or_queue(event, invitation, other)
    else:
        _take(event, other, seat)
    return other


def give_up_seat(*, participant, by):
    """Pokja II took her off the event's list: her seat is free, and the first who waits moves up."""
    invitee = Invitee.objects.filter(participant=participant, state="datang").first()
    if invitee is None:
        return
    event = locked(participant.event)
    invitation = Invitation.objects.select_for_update().get(pk=invitee.invitation_id)
    _change(invitee, state="batal")
    if event.is_open:
        _move_up(event, invitation)


@transaction.atomic
def number_letters(*, event, first, before, after, on, by):
    """Number the letters that have none, from ``first`` on: ``before`` 052 ``after``; how many they were.

    A letter keeps its number and day. Raises ValidationError where a number is taken at this organiser.
    """
    require(by, "train", event.organiser_id)
    event = _open(event)
    waiting = list(event.invitations.select_for_update().filter(letter_no="", seats__gt=0).order_by("region"))
    numbers = [f"{before}{first + place:03d}{after}" for place in range(len(waiting))]
    mine = Invitation.objects.filter(event__organiser=event.organiser_id, letter_no__in=numbers)
    if taken := mine.order_by("letter_no").first():
        raise ValidationError(
            {"first": f"Nomor {taken.letter_no} sudah dipakai. Mulailah dari nomor sesudahnya."}
        )
    for invitation, number in zip(waiting, numbers, strict=True):
        invitation.letter_no, invitation.letter_on = number, on
        _save(invitation)
    return len(waiting)


# -- what the steps above share; all inside their transaction, with the event and the invitation held


def _open(event):
    event = locked(event)
    if not event.is_open:
        raise ValidationError("Kegiatan ini sudah selesai atau dibatalkan. Undangannya tidak berubah lagi.")
    return event


def _opened(invitation, by):
    """The open event and the invitation as they are now, both held."""
    if not may_answer(by, invitation):
        raise PermissionDenied("answers for another kelurahan")
    event = _open(invitation.event)
    held = Invitation.objects.select_for_update(of=("self",)).select_related("region")
    invitation = held.get(pk=invitation.pk)
    invitation.event = event
    return event, invitation


def _check_answer_by(event, day):
    if day and not timezone.localdate() <= day <= event.starts_on:
        raise ValidationError({"answer_by": "Isi tanggal dari hari ini sampai hari kegiatan dimulai."})


def _invitation(event, code):
    held = event.invitations.select_for_update().filter(region=code).first()
    return held or Invitation(event=event, region_id=code, seats=0)


def _save(row):
    if row.pk:
        row.version += 1
    row.full_clean(exclude=["event", "region"])
    row.save()


def _change(invitee, *, state, seat=None, queued_at=None):
    if invitee.pk:
        invitee.version += 1
    invitee.state, invitee.seat, invitee.queued_at = state, seat, queued_at
    invitee.save()


def _free_seats(invitation):
    taken = set(invitation.people.filter(seat__isnull=False).values_list("seat", flat=True))
    return [seat for seat in range(1, invitation.seats + 1) if seat not in taken]


def _seat_or_queue(event, invitation, invitee):
    if invitee.state in ("datang", "menunggu") and invitee.pk:
        return
    free = _free_seats(invitation)
    if free:
        _take(event, invitee, free[0])
    else:
        _change(invitee, state="menunggu", queued_at=timezone.now())


def _take(event, invitee, seat):
    """Give her the seat and put her on the event's list."""
    known = invitee.participant
    if known is None and invitee.member_id:
        known = event.participants.filter(member=invitee.member_id).first()
    facts = {} if invitee.member_id else {
        "capacity": "kader", "name": invitee.name, "region_id": invitee.invitation.region_id,
        "position": "Kader kelurahan",
    }  # fmt: skip
    invitee.participant = put_on_list(event=event, row=known, member=invitee.member, **facts)
    _change(invitee, state="datang", seat=seat)


def _leave(invitee):
    person = invitee.participant
    if invitee.state == "datang" and person:
        if person.attendances.exists():
            raise ValidationError(f"{invitee.name} sudah tercatat hadir, jadi tidak dapat dibatalkan.")
        if not person.is_dropped:
            take_off(person)
    _change(invitee, state="batal")


def _move_up(event, invitation):
    """Those who waited longest get the seats that are free; they are returned."""
    free = _free_seats(invitation)
    queue = invitation.people.filter(state="menunggu").select_related("member__group", "participant")
    moved = []
    for seat, invitee in zip(free, queue.order_by("queued_at", "pk")[: len(free)], strict=False):
        invitee.invitation = invitation
        _take(event, invitee, seat)
        moved.append(invitee)
    return moved


def _keep_seats_inside(invitation):
    """Fewer seats than before: whoever sits beyond the last one takes a free one further in front."""
    free = _free_seats(invitation)
    beyond = invitation.people.filter(seat__gt=invitation.seats).order_by("seat")
    for seat, invitee in zip(free, beyond, strict=False):
        _change(invitee, state="datang", seat=seat)
