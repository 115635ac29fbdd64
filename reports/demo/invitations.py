"""The demo's coming bimtek with invitations, some of them answered; and one that is held today."""

from datetime import time, timedelta

from django.utils import timezone

from bimtek.door.models import CheckIn, ListNumber, Session
from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import Attendance, EventKind, Participant, TrainingEvent
from groups.models import OfficerTerm

HOME = "33.75.03.1002"  # the demo kader's: hers are unanswered, so that Beranda asks for them
SEATS = 3


def make_invitations(dice, *, sources, by, today, save):
    """Through ``save(model, instances)``; officers of active groups are invited."""
    _invite(dice, save)
    _hold_today(dice, sources, by, today, save)


def _officers(region):
    terms = OfficerTerm.objects.filter(ended_on__isnull=True, group__archived_at__isnull=True)
    terms = terms.filter(group__region__code__startswith=region, member__is_active=True)
    return terms.select_related("member", "group").order_by("group__region_id", "group__name", "office")


def _invite(dice, save):
    event = TrainingEvent.objects.filter(status="rencana").order_by("starts_on").first()
    by_place = {}
    for term in _officers(event.region_id).filter(office="bendahara"):
        by_place.setdefault(term.group.region_id, []).append(term)
    number, invitations, people, seated = 0, [], [], []
    for place, terms in by_place.items():
        number += 1
        invitation = Invitation(
            event=event, region_id=place, seats=SEATS, answer_by=event.starts_on - timedelta(days=3),
            letter_no=f"005/{52 + number:03d}/PKK-Pokja II/XI/2026", letter_on=event.starts_on - timedelta(days=16),
        )  # fmt: skip
        invitations.append(invitation)
        chosen = terms[: SEATS if place == HOME else SEATS + dice.randint(0, 1)]
        for seat, term in enumerate(chosen, start=1):
            person = Invitee(invitation=invitation, member=term.member, name=term.member.name)
            people.append(person)
            if place == HOME or dice.random() < 0.3:
                continue
            if seat > SEATS:
                # She waits only where every place is taken.
                if all(row.state == "datang" for row in people[-seat:-1]):
                    person.state, person.queued_at = "menunggu", timezone.now()
                continue
            person.participant = _participant(event, term)
            seated.append(person.participant)
            person.state, person.seat = "datang", seat
    for model, rows in ((Invitation, invitations), (Participant, seated), (Invitee, people)):
        save(model, rows)


def _participant(event, term):
    return Participant(
        event=event, capacity="anggota", member=term.member, group=term.group, name=term.member.name,
        region_id=term.group.region_id,
    )  # fmt: skip


def _hold_today(dice, sources, by, today, save):
    event = TrainingEvent(
        title="Praktik kemasan dan label produk", kind=EventKind.objects.get(code="pelatihan"),
        organiser_id="33.75", region_id="33.75", venue="Aula Kantor PKK Kota Pekalongan", starts_on=today,
        ends_on=today, partner="Dindagkop-UKM Kota Pekalongan", fund_source=sources["apbd"],
        starts_at=time(8), topics="Kemasan berdiri, label, dan masa kedaluwarsa",
    )  # fmt: skip
    terms = list(_officers("33.75").filter(office="ketua"))
    people = [_participant(event, term) for term in dice.sample(terms, min(30, len(terms)))]
    people.sort(key=lambda person: (person.region_id, person.name))
    numbers = [
        ListNumber(event=event, participant=person, number=number)
        for number, person in enumerate(people, start=1)
    ]
    here = people[:12]
    attendances = [Attendance(participant=person, day=today, recorded_by=by) for person in here]
    session = Session(event=event, day=today, name="Sesi pagi", starts_at=event.starts_at)
    noon = Session(event=event, day=today, name="Sesi siang", starts_at=time(13))
    check_ins = [
        CheckIn(participant=person, day=today, session=session, way=dice.choice(["kode", "nama", "nomor"]),
                at=timezone.now() - timedelta(minutes=40 - place), recorded_by=by)
        for place, person in enumerate(here)
    ]  # fmt: skip
    for model, rows in (
        (TrainingEvent, [event]),
        (Participant, people),
        (ListNumber, numbers),
        (Attendance, attendances),
        (Session, [session, noon]),
        (CheckIn, check_ins),
    ):
        save(model, rows)
