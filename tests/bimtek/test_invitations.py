"""Inviting by rule, answers, places, the waiting list and letters."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bimtek import actions as events
from bimtek.invitations import actions
from bimtek.invitations import todos as invitation_todos
from bimtek.invitations.models import Invitation, Invitee
from bimtek.invitations.rules import Asked, candidates
from bimtek.models import Participant, TrainingEvent
from groups.actions.members import appoint
from groups.books.models import ClosedMonth
from groups.models import Level
from groups.score.queries import active_groups, scored
from groups.todos import gather
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def todos(user):
    return gather(invitation_todos.todos(user))


def officer(group, office="bendahara", **fields):
    person = f.member(group, **fields)
    appoint(group=group, member=person, office=office, on=group.founded_on, by=f.admin())
    return person


def states(invitation):
    """{name: (state, seat)} of its people."""
    return {row.name: (row.state, row.seat) for row in invitation.people.all()}


def people(invitation, *names):
    group = f.group(invitation.region_id)
    return [f.invitee(invitation, f.member(group, name=name)) for name in names]


def say(invitee, comes, by=None):
    return actions.answer(invitee=invitee, comes=comes, by=by or f.kader(invitee.invitation.region_id))


def listed(event):
    return sorted(event.participants.filter(is_dropped=False).values_list("name", flat=True))


# -- whom to choose


def test_each_rule_finds_whom_it_names_and_all_rules_hold_together(regions):
    event, user = f.coming_event(), f.pokja_kota()
    closed, plain, madya = f.group(name="Tertib"), f.group(name="Baru"), f.group(f.MEDONO, level="madya")
    f.group("33.76.01.1001")
    treasurers = [officer(group) for group in (closed, plain, madya)]
    ClosedMonth.objects.create(ledger=f.books(closed), year=2024, month=1, closed_by=f.admin())
    chair = officer(madya, "ketua")
    trained = f.member(plain, name="Sudah ikut")
    f.participant(f.event(), trained, present=[date(2022, 3, 17)])

    def found(**asked):
        return set(candidates(user, event, Asked(**asked)))

    assert found(who="bendahara") == set(treasurers)
    assert found(who="bendahara", no_closed_month=True) == set(treasurers[1:])
    assert found(who="pengurus", level=Level.objects.get(code="madya")) == {treasurers[2], chair}
    assert found(never="orang") == {*treasurers, chair}
    assert found(never="kelompok") == {treasurers[0], treasurers[2], chair}
    assert found(q="medono") == set()
    assert found(q="sudah") == {trained}
    points = {one.group.pk: one.points for one in scored(active_groups(user))}
    limit = max(points[closed.pk], points[plain.pk])
    under = {person for person in treasurers if points[person.group_id] < limit}
    assert found(who="bendahara", below=limit) == under != set(treasurers)
    assert found(who="bendahara", region=madya.region, no_closed_month=True) == {treasurers[2]}
    f.invitee(f.invitation(event, f.MEDONO), chair)
    f.participant(event, treasurers[0])
    assert found(who="pengurus") == {treasurers[1], treasurers[2]}


def test_the_preview_names_and_counts_them_and_what_is_ticked_is_invited(sign_in):
    first, second = f.group(f.KRAPYAK), f.group(f.MEDONO)
    invited, left_out, other = officer(first), officer(f.group(f.KRAPYAK)), officer(second)
    event = f.coming_event()
    client = sign_in(f.pokja_kota())
    url = reverse("invitation-choose", args=[event.pk])
    assert client.get(url).context["number"] is None
    page = client.get(url, {"siapa": "bendahara", "kas": "on"})
    assert (page.context["number"], page.context["kelurahan"]) == (3, 2)
    assert [member.pk for member in page.context["members"]] == [other.pk, invited.pk, left_out.pk]
    fill(client, page, {"members": [invited.pk, other.pk], "seats": "4"})
    assert {row.region_id: row.seats for row in event.invitations.all()} == {f.KRAPYAK: 4, f.MEDONO: 4}
    assert set(Invitee.objects.values_list("member", flat=True)) == {invited.pk, other.pk}
    assert client.get(url, {"siapa": "bendahara"}).context["members"] == [left_out]
    assert errors_of(fill(client, page, {"members": []})) == {
        "members": ["Centang paling sedikit satu orang."]
    }


def test_without_a_number_a_kelurahan_gets_as_many_places_as_are_asked_of_it():
    event, by = f.coming_event(), f.pokja_kota()
    group = f.group()
    actions.invite(event=event, members=[f.member(group), f.member(group)], by=by)
    actions.invite(event=event, members=[f.member(group)], by=by)
    assert event.invitations.get().seats == 3


def test_the_list_and_the_choice_cost_the_same_however_many(sign_in):
    event = f.coming_event()
    client = sign_in(f.pokja_kota())
    urls = [
        reverse("invitation-list", args=[event.pk]),
        reverse("invitation-choose", args=[event.pk]) + "?siapa=bendahara&kas=on&belum=orang",
        reverse("invitation-detail", args=[f.invitation(event).pk]),
    ]
    invitation = Invitation.objects.get()

    def costs():
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    f.invitee(invitation)
    officer(f.group())
    few = costs()
    f.kader(f.MEDONO)
    people(f.invitation(event, f.MEDONO), "A", "B")
    for _ in range(6):
        f.invitee(invitation)
        officer(f.group())
    assert costs() == few
    assert max(few) <= 10


# -- copying


def test_a_copied_event_keeps_what_it_is_its_speakers_and_places_but_not_its_days(sign_in, regions):
    source = f.event(f.KOTA, title="Bimtek UP2K", topics="Pembukuan", letter_no="005/1")
    source.speakers.create(name="Dra. Ratna", institution="Dindagkop-UKM")
    people(f.invitation(source, seats=5), "Bu Lama")
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-copy", args=[source.pk]))
    assert errors_of(fill(client, page, {}))["starts_on"] == ["Tanggal mulai belum diisi."]
    fill(client, page, {"starts_on": "2027-03-17"})
    copy = TrainingEvent.objects.exclude(pk=source.pk).get()
    assert (copy.title, copy.topics, copy.status, copy.letter_no) == (
        "Bimtek UP2K",
        "Pembukuan",
        "rencana",
        "",
    )
    assert (copy.starts_on, copy.ends_on, copy.kind) == (date(2027, 3, 17), date(2027, 3, 17), source.kind)
    assert [str(row) for row in copy.speakers.all()] == ["Dra. Ratna"]
    assert [(row.region_id, row.seats, row.people.count()) for row in copy.invitations.all()] == [
        (f.KRAPYAK, 5, 0)
    ]


# -- answers and places


def test_the_kader_confirms_from_beranda_and_who_comes_is_on_the_list(sign_in):
    invitation = f.invitation(seats=3)
    first, second, third = people(invitation, "Bu Ani", "Bu Budi", "Bu Cici")
    kader = f.kader()
    (line,) = todos(kader)
    day = invitation.event.starts_on
    assert line.text.startswith(f"Bimtek {day.day} ")
    assert line.text.endswith(": konfirmasi 3 peserta")
    assert line.needs
    client = sign_in(kader)
    page = client.get(line.address)
    assert page.context["can_answer"]
    for row, comes in ((first, "ya"), (second, "tidak")):
        url = reverse("invitee-answer", args=[row.pk])
        fill(client, client.get(url), {"comes": comes})
    assert states(invitation) == {
        "Bu Ani": ("datang", 1), "Bu Budi": ("batal", None), "Bu Cici": ("diundang", None)
    }  # fmt: skip
    assert listed(invitation.event) == ["Bu Ani"]
    assert todos(kader)[0].text.endswith(": konfirmasi 1 peserta")
    say(third, True)
    assert not todos(kader)[0].needs
    assert not todos(f.admin())[0].needs


def test_a_kelurahan_with_places_and_no_names_is_asked_to_choose(sign_in):
    event = f.coming_event()
    actions.set_seats(event=event, seats={f.KRAPYAK: 2, f.MEDONO: 0}, by=f.pokja_kota())
    invitation = event.invitations.get()
    kader = f.kader()
    assert todos(kader)[0].text.endswith(": pilih pesertanya")
    member = f.member(f.group(), name="Bu Ani")
    client = sign_in(kader)
    url = reverse("invitation-add", args=[invitation.pk])
    assert errors_of(fill(client, client.get(url), {}))
    page = fill(client, client.get(url), {"members": [member.pk], "name": "Bu Kader"})
    assert page.redirect_chain == [(invitation.get_absolute_url(), 302)]
    assert states(invitation) == {"Bu Ani": ("datang", 1), "Bu Kader": ("datang", 2)}
    kader_row = Participant.objects.get(name="Bu Kader")
    assert (kader_row.capacity, kader_row.region_id) == ("kader", f.KRAPYAK)


def test_full_means_waiting_in_order_and_who_cancels_makes_room_for_the_first():
    invitation = f.invitation(seats=2)
    rows = people(invitation, "A", "B", "C", "D")
    for row in rows:
        say(row, True)
    assert states(invitation) == {
        "A": ("datang", 1), "B": ("datang", 2), "C": ("menunggu", None), "D": ("menunggu", None)
    }  # fmt: skip
    assert say(rows[0], False).name == "C"
    assert say(rows[0], False) is None
    assert states(invitation)["C"] == ("datang", 1)
    assert listed(invitation.event) == ["B", "C"]
    say(rows[0], True)
    actions.set_seats(event=invitation.event, seats={f.KRAPYAK: 3}, by=f.pokja_kota())
    assert listed(invitation.event) == ["B", "C", "D"]
    assert states(invitation)["A"] == ("menunggu", None)


def test_pokja_taking_somebody_off_the_list_moves_the_first_up_too():
    invitation = f.invitation(seats=1)
    for row in people(invitation, "A", "B"):
        say(row, True)
    events.drop_participant(participant=Participant.objects.get(name="A"), by=f.pokja_kota())
    assert states(invitation) == {"A": ("batal", None), "B": ("datang", 1)}
    assert listed(invitation.event) == ["B"]


def test_places_cannot_go_below_those_who_come_and_seats_close_up():
    invitation = f.invitation(seats=3)
    rows = people(invitation, "A", "B", "C")
    for row in rows:
        say(row, True)
    with pytest.raises(ValidationError, match="sudah 3 orang datang"):
        actions.set_seats(event=invitation.event, seats={f.KRAPYAK: 2}, by=f.pokja_kota())
    say(rows[0], False)
    actions.set_seats(event=invitation.event, seats={f.KRAPYAK: 2}, by=f.pokja_kota())
    assert sorted(seat for _, seat in states(invitation).values() if seat) == [1, 2]


def test_a_substitute_takes_the_seat_in_one_tap_before_those_who_wait(sign_in):
    invitation = f.invitation(seats=1)
    first, waiting = people(invitation, "A", "B")
    say(first, True)
    say(waiting, True)
    other = officer(first.member.group, name="Bu Ganti")
    client = sign_in(f.kader())
    page = client.get(invitation.get_absolute_url())
    suggested = {row.name: row.suggested for row in page.context["people"]}
    assert suggested["A"] == [other]
    url = reverse("invitee-substitute", args=[first.pk])
    page = fill(client, client.get(url), {"member": other.pk})
    assert "Bu Ganti menggantikan A." in page.content.decode()
    assert states(invitation) == {
        "A": ("batal", None), "B": ("menunggu", None), "Bu Ganti": ("datang", 1)
    }  # fmt: skip
    assert invitation.people.get(name="Bu Ganti").replaces == first
    assert errors_of(fill(client, client.get(url), {"member": other.pk}))


def test_who_was_seen_at_the_event_cannot_be_cancelled():
    invitation = f.invitation(f.coming_event(days=0))
    (row,) = people(invitation, "A")
    say(row, True)
    row.refresh_from_db()
    row.participant.attendances.create(day=timezone.localdate(), recorded_by=f.admin())
    with pytest.raises(ValidationError, match="sudah tercatat hadir"):
        say(row, False)
    assert states(invitation) == {"A": ("datang", 1)}


def test_only_the_kelurahan_and_whoever_runs_the_event_answer(sign_in):
    invitation = f.invitation(f.coming_event(f.KOTA))
    (row,) = people(invitation, "A")
    for stranger in (f.kader(f.MEDONO), f.pokja_kecamatan(f.UTARA), f.kader("33.76.01.1001")):
        with pytest.raises(PermissionDenied):
            say(row, True, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.set_seats(event=invitation.event, seats={f.KRAPYAK: 9}, by=f.kader())
    outsider = f.member(f.group(f.MEDONO))
    with pytest.raises(ValidationError, match="bukan dari Kelurahan Krapyak"):
        actions.add_people(invitation=invitation, members=[outsider], names=[], by=f.kader())
    say(row, True, by=f.pokja_kota())
    assert states(invitation) == {"A": ("datang", 1)}


def test_an_event_that_is_over_takes_no_more_answers():
    invitation = f.invitation(f.event())
    (row,) = people(invitation, "A")
    with pytest.raises(ValidationError, match="sudah selesai"):
        say(row, True)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_answer_at_once_no_more_come_than_there_are_places(reference_lists):
    invitation = f.invitation(seats=3)
    rows = people(invitation, *"ABCDEFGH")
    kader = f.kader()

    def one(row):
        try:
            say(row, True, by=kader)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, rows))
    found = [row.state for row in invitation.people.all()]
    assert (found.count("datang"), found.count("menunggu")) == (3, 5)
    assert len(listed(invitation.event)) == 3


def test_pokja_gives_places_and_a_day_by_which_to_answer(sign_in, regions):
    event = f.coming_event(f.UTARA, organiser=f.KOTA)
    client = sign_in(f.pokja_kota())
    url = reverse("invitation-seats", args=[event.pk])
    late = (event.starts_on + timedelta(days=1)).isoformat()
    refused = fill(client, client.get(url), {f"seats-{f.KRAPYAK}": "4", "answer_by": late})
    assert errors_of(refused) == {"answer_by": ["Isi tanggal dari hari ini sampai hari kegiatan dimulai."]}
    assert not event.invitations.exists()
    said = {f"seats-{f.KRAPYAK}": "4", "rest": "2", "answer_by": event.starts_on.isoformat()}
    fill(client, client.get(url), said)
    found = {row.region_id: (row.seats, row.answer_by) for row in event.invitations.all()}
    assert found == {f.KRAPYAK: (4, event.starts_on), f.DEGAYU: (2, event.starts_on)}
    assert errors_of(fill(client, client.get(url), {f"seats-{f.KRAPYAK}": "501"}))


# -- letters


def test_letters_are_numbered_in_a_row_and_keep_their_number(sign_in):
    event = f.coming_event()
    for code in (f.KRAPYAK, f.MEDONO):
        f.invitation(event, code)
    f.official(f.KOTA, "ketua", name="Ny. Ketua Kota")
    client = sign_in(f.pokja_kota())
    url = reverse("invitation-letters", args=[event.pk])
    day = timezone.localdate()
    said = {"before": "005/", "first": "52", "after": "/PKK/2026", "on": day.isoformat()}
    fill(client, client.get(url), said)
    numbers = {row.region_id: row.letter_no for row in event.invitations.all()}
    assert numbers == {f.MEDONO: "005/052/PKK/2026", f.KRAPYAK: "005/053/PKK/2026"}
    f.invitation(event, f.DEGAYU)
    assert errors_of(fill(client, client.get(url), said)) == {
        "first": ["Nomor 005/052/PKK/2026 sudah dipakai. Mulailah dari nomor sesudahnya."]
    }
    response = client.get(reverse("invitation-letters-file", args=[event.pk]))
    assert response.getvalue()[:5] == b"%PDF-"
    page = client.get(reverse("invitation-list", args=[event.pk]))
    assert (page.context["numbered"], page.context["unnumbered"]) == (2, 1)


def test_the_message_to_the_kader_says_what_when_where_and_names_nobody(sign_in):
    event = f.coming_event(title="Bimtek Pembukuan")
    people(f.invitation(event, answer_by=event.starts_on - timedelta(days=2)), "Bu Rahasia")
    kader = f.kader(phone="+6281234567890")
    page = sign_in(f.pokja_kota()).get(reverse("invitation-list", args=[event.pk]))
    (row,) = page.context["rows"]
    ((name, link),) = row.links
    assert name == kader.name
    assert link.startswith("https://wa.me/6281234567890?text=Assalamualaikum")
    assert "Bimtek%20Pembukuan" in link
    assert "Rahasia" not in link
