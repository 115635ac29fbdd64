"""Events as Pokja II runs them, and as a kader sees them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bimtek import actions
from bimtek.models import Attendance, EventKind, Participant, TrainingEvent
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

DAY = date(2022, 3, 17)


def an_event(**changes):
    return {
        "title": "Bimtek UP2K",
        "kind": EventKind.objects.get(code="bimtek").pk,
        "venue": "Aula Kantor PKK",
        "starts_on": "2022-03-17",
        "status": "terlaksana",
    } | changes


def create(client, **changes):
    return fill(client, client.get(reverse("event-create")), an_event(**changes))


def tick(client, event, came, day=DAY, before=None, **more):
    """Open the attendance page and send it with ``came`` ticked."""
    url = reverse("event-attendance", args=[event.pk, day.isoformat()])
    page = client.get(url)
    before = page.context["before"] if before is None else before
    changes = {"came": [row.pk for row in came], "before": before, "shown": page.context["shown"]} | more
    return fill(client, page, changes)


def test_pokja_ii_records_a_bimtek_of_one_day_for_her_city(sign_in, regions):
    response = create(sign_in(f.pokja_kota()))
    event = TrainingEvent.objects.get()
    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    assert (event.organiser_id, event.region_id, event.ends_on) == (f.KOTA, f.KOTA, DAY)


def test_pokja_ii_of_a_kecamatan_runs_events_in_her_kecamatan_only(sign_in, regions):
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    create(client)
    assert TrainingEvent.objects.get().organiser_id == f.UTARA
    assert "organiser" in errors_of(create(client, organiser=f.KOTA))
    assert "region" in errors_of(create(client, region=f.MEDONO))
    assert TrainingEvent.objects.count() == 1


def test_an_event_is_for_its_organisers_region_or_below(sign_in, regions):
    response = create(sign_in(f.pokja_kota()), organiser=f.UTARA, region=f.MEDONO)
    assert errors_of(response) == {"region": ["Pilih wilayah penyelenggara, atau wilayah di bawahnya."]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2022-03-16"}, "__all__"),
        ({"ends_on": "2022-05-01"}, "ends_on"),
        ({"starts_on": "1984-01-01"}, "__all__"),
        ({"starts_on": "2999-01-01"}, "status"),
        ({"status": "ditunda"}, "status"),
        ({"kind": "999"}, "kind"),
        ({"title": ""}, "title"),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_a_message(sign_in, regions, changes, field):
    response = create(sign_in(f.pokja_kota()), **changes)
    assert response.status_code == 422
    assert field in errors_of(response)
    assert not TrainingEvent.objects.exists()


def test_a_kader_sees_events_held_for_her_city_but_runs_none(sign_in):
    event = f.event(f.KOTA)
    elsewhere = f.event(f.BARAT)
    client = sign_in(f.kader(f.KRAPYAK))
    shown = [row.title for row in client.get(reverse("event-list")).context["table"].data]
    assert shown == [event.title]
    page = client.get(event.get_absolute_url())
    assert reverse("event-update", args=[event.pk]) not in page.content.decode()
    assert client.get(reverse("event-update", args=[event.pk])).status_code == 403
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.save_event(event=event, by=f.kader(f.KRAPYAK))


def test_a_kader_sees_only_participants_of_her_kelurahan(sign_in):
    event = f.event(f.KOTA)
    mine = f.participant(event, f.member(f.group(f.KRAPYAK), name="Bu Krapyak"), present=[DAY])
    f.participant(event, f.member(f.group(f.MEDONO), name="Bu Medono"), present=[DAY])
    client = sign_in(f.kader(f.KRAPYAK))
    page = client.get(event.get_absolute_url())
    assert page.context["participants"] == [mine]
    assert "Bu Medono" not in page.content.decode()
    assert [row.listed for row in client.get(reverse("event-list")).context["table"].data] == [1]


def test_a_kecamatan_cannot_change_the_citys_event_held_in_it(sign_in):
    event = f.event(f.UTARA, organiser=f.KOTA)
    person = f.guest(event, "Bu Tamu", f.UTARA)
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    assert client.get(event.get_absolute_url()).status_code == 200
    for name, pk in [
        ("event-update", event.pk),
        ("participant-drop", person.pk),
        ("participant-update", person.pk),
    ]:
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_members_are_picked_with_the_group_they_have_now(sign_in):
    event = f.event(f.UTARA)
    group = f.group(f.KRAPYAK)
    people = [f.member(group) for _ in range(3)]
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    fill(client, page, {"members": [person.pk for person in people[:2]]})
    rows = [(row.member, row.group, row.region_id) for row in event.participants.order_by("pk")]
    assert rows == [(person, group, f.KRAPYAK) for person in people[:2]]
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    assert list(page.context["members"]) == people[2:]


def test_members_outside_the_events_region_or_the_scope_cannot_be_picked(sign_in):
    event = f.event(f.UTARA)
    stranger = f.member(f.group(f.MEDONO))
    for user in (f.pokja_kecamatan(f.UTARA), f.pokja_kota()):
        client = sign_in(user)
        page = client.get(reverse("participant-add-members", args=[event.pk]))
        assert stranger.name not in page.content.decode()
        assert "members" in errors_of(fill(client, page, {"members": [stranger.pk]}))
    assert not event.participants.exists()


def test_picking_nobody_says_so(sign_in):
    event = f.event(f.UTARA)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    assert errors_of(fill(client, page, {})) == {"members": ["Centang paling sedikit satu anggota."]}


def test_the_list_of_members_is_narrowed_by_name_group_and_kelurahan(sign_in):
    event = f.event(f.UTARA)
    f.member(f.group(f.KRAPYAK, name="Melati"), name="Tutik")
    f.member(f.group(f.DEGAYU, name="Mawar"), name="Siti")
    client = sign_in(f.pokja_kota())
    url = reverse("participant-add-members", args=[event.pk])

    def found(**asked):
        return [member.name for member in client.get(url, asked).context["members"]]

    assert [found(q="tut"), found(q="mawar"), found(wilayah=f.KRAPYAK)] == [["Tutik"], ["Siti"], ["Tutik"]]
    assert sorted(found(wilayah="x")) == ["Siti", "Tutik"]


def test_officials_and_guests_are_written_by_name_once(sign_in):
    event = f.event(f.KOTA)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("participant-create", args=[event.pk]))
    changes = {"name": "Hj. Endang", "capacity": "pejabat", "position": "Ketua Pokja II", "region": f.KOTA}
    for _ in range(2):
        fill(client, page, changes)
    row = event.participants.get()
    assert (row.name, row.capacity, row.position, row.member) == (
        "Hj. Endang",
        "pejabat",
        "Ketua Pokja II",
        None,
    )
    assert "capacity" in errors_of(fill(client, page, changes | {"capacity": "anggota"}))


def test_who_is_taken_off_the_list_counts_nowhere_and_can_come_back(sign_in):
    event = f.event(f.KOTA)
    row = f.participant(event, present=[DAY])
    client = sign_in(f.pokja_kota())
    fill(client, client.get(reverse("participant-drop", args=[row.pk])), {})
    page = client.get(event.get_absolute_url())
    assert (page.context["participants"], page.context["came"]) == ([], 0)
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    fill(client, page, {"members": [row.member_id]})
    assert Participant.objects.get().is_dropped is False


def test_attendance_is_ticked_per_day_and_saving_again_changes_nothing(sign_in):
    event = f.event(f.KOTA, ends_on=DAY + timedelta(days=1))
    people = [f.participant(event) for _ in range(3)]
    client = sign_in(f.pokja_kota())
    for _ in range(2):
        tick(client, event, people[:2])
    tick(client, event, people[2:], day=DAY + timedelta(days=1))
    rows = set(Attendance.objects.values_list("participant", "day"))
    second = DAY + timedelta(days=1)
    assert rows == {(people[0].pk, DAY), (people[1].pk, DAY), (people[2].pk, second)}
    tick(client, event, people[:1])
    assert set(Attendance.objects.filter(day=DAY).values_list("participant", flat=True)) == {people[0].pk}


def test_everybody_at_once(sign_in):
    event = f.event(f.KOTA)
    for _ in range(3):
        f.participant(event)
    tick(sign_in(f.pokja_kota()), event, [], semua="1")
    assert Attendance.objects.count() == 3


def test_two_people_ticking_one_list_do_not_undo_each_other(sign_in):
    event = f.event(f.KOTA)
    first, second = f.participant(event), f.participant(event)
    client = sign_in(f.pokja_kota())
    tick(client, event, [first])
    tick(client, event, [second], before="")  # her page was opened before the first was saved
    assert Attendance.objects.count() == 2


def test_a_participant_of_another_event_cannot_be_ticked(sign_in):
    event, other = f.event(f.KOTA), f.event(f.KOTA)
    stranger = f.participant(other)
    f.participant(event)
    assert "came" in errors_of(tick(sign_in(f.pokja_kota()), event, [stranger]))
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("day", ["2022-03-18", "2999-01-01", "x", "2022-3-17", "0000-00-00"])
def test_there_is_no_attendance_page_for_another_day(sign_in, day):
    event = f.event(f.KOTA)
    url = reverse("event-attendance", args=[event.pk, day])
    assert sign_in(f.pokja_kota()).get(url).status_code == 404


def test_nobody_is_present_at_a_cancelled_or_future_event(sign_in):
    tomorrow = timezone.localdate() + timedelta(days=1)
    client = sign_in(f.pokja_kota())
    for event, day in [
        (f.event(f.KOTA, status="batal"), DAY),
        (f.event(f.KOTA, status="rencana", starts_on=tomorrow), tomorrow),
    ]:
        url = reverse("event-attendance", args=[event.pk, day.isoformat()])
        assert client.get(url).status_code == 404


def test_dates_with_attendance_stay_inside_the_event(sign_in):
    event = f.event(f.KOTA)
    f.participant(event, present=[DAY])
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-update", args=[event.pk]))
    response = fill(client, page, {"starts_on": "2022-03-18", "ends_on": "2022-03-18"})
    message = "Sudah ada kehadiran pada 17 Maret 2022. Tanggal itu harus tetap masuk."
    assert errors_of(response) == {"starts_on": [message]}
    event.refresh_from_db()
    assert event.starts_on == DAY


def test_speakers_come_with_their_institution(sign_in):
    event = f.event(f.KOTA)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("speaker-create", args=[event.pk]))
    fill(client, page, {"name": "Dra. Rina", "institution": "Dindagkop-UKM"})
    speaker = event.speakers.get()
    fill(client, client.get(reverse("speaker-update", args=[speaker.pk])), {"topic": "Kemasan"})
    body = client.get(event.get_absolute_url()).content.decode()
    assert "Dra. Rina, Dindagkop-UKM: Kemasan" in body


def test_the_history_tells_of_participants_and_attendance(sign_in):
    event = f.event(f.KOTA)
    person = f.participant(event)
    client = sign_in(f.pokja_kota(name="Bu Pokja"))
    tick(client, event, [person])
    body = client.get(reverse("event-history", args=[event.pk])).content.decode()
    assert "Bu Pokja" in body
    assert f"peserta {person.name}" in body
    assert "kehadiran" in body


@pytest.mark.parametrize(
    "name", ["event-list", "event-detail", "participant-add-members", "event-attendance"]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, name):
    event = f.event(f.KOTA)
    client = sign_in(f.pokja_kota())
    args = {"event-list": [], "event-attendance": [event.pk, DAY.isoformat()]}.get(name, [event.pk])
    url = reverse(name, args=args)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def grow(number):
        for _ in range(number):
            f.participant(event, present=[DAY])
            f.event(f.KOTA)
            f.member()

    grow(1)
    few = queries()
    grow(29)
    assert queries() == few
    assert few <= 10


def test_the_organiser_is_asked_only_of_whoever_can_choose_and_the_region_is_hers_unless_told(
    sign_in, regions
):
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    page = client.get(reverse("event-create"))
    assert page.context["form"]["organiser"].is_hidden
    client = sign_in(f.pokja_kota())
    assert not client.get(reverse("event-create")).context["form"]["organiser"].is_hidden
    create(client, organiser=f.UTARA)
    event = TrainingEvent.objects.get()
    assert (event.organiser_id, event.region_id) == (f.UTARA, f.UTARA)


def test_two_people_editing_one_event_do_not_overwrite_each_other_unseen(sign_in):
    event = f.event(f.KOTA, title="Judul lama")
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-update", args=[event.pk]))
    fill(client, page, {"title": "Judul pertama"})
    response = fill(client, page, {"title": "Judul kedua"})
    assert response.status_code == 422
    assert [(row["theirs"], row["mine"]) for row in response.context["form"].conflicts] == [
        ("Judul pertama", "Judul kedua")
    ]
    event.refresh_from_db()
    assert event.title == "Judul pertama"


def test_an_event_sent_twice_is_one_event(sign_in, regions):
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-create"))
    landings = [fill(client, page, an_event()).redirect_chain for _ in range(2)]
    assert landings[0] == landings[1] == [(TrainingEvent.objects.get().get_absolute_url(), 302)]


def test_the_region_still_holds_everybody_on_the_list(sign_in):
    event = f.event(f.KOTA)
    f.guest(event, "Bu Medono", f.MEDONO)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-update", args=[event.pk]))
    message = "Sudah ada peserta dari Kelurahan Medono. Pilih wilayah yang mencakupnya."
    assert errors_of(fill(client, page, {"region": f.UTARA})) == {"region": [message]}
    event.refresh_from_db()
    assert event.region_id == f.KOTA


def test_attendance_of_whoever_was_taken_off_neither_holds_the_dates_nor_comes_back_outside_them(sign_in):
    event = f.event(f.KOTA)
    row = f.participant(event, present=[DAY])
    client = sign_in(f.pokja_kota())
    fill(client, client.get(reverse("participant-drop", args=[row.pk])), {})
    page = client.get(reverse("event-update", args=[event.pk]))
    assert errors_of(fill(client, page, {"starts_on": "2022-03-18", "ends_on": "2022-03-18"})) == {}
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    fill(client, page, {"members": [row.member_id]})
    listed = client.get(reverse("event-list")).context["table"].data[0]
    assert (listed.listed, listed.came) == (1, 0)


def test_whoever_is_listed_keeps_the_group_she_had_then_when_picked_again(sign_in):
    event = f.event(f.KOTA)
    row = f.participant(event)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("participant-add-members", args=[event.pk]))
    then, now = row.group, f.group(f.MEDONO)
    row.member.group = now
    row.member.save()
    fill(client, page, {"members": [row.member_id]})
    row.refresh_from_db()
    assert (row.group, row.region_id, row.version) == (then, f.KRAPYAK, 1)


def test_a_long_list_is_picked_page_by_page_with_the_same_search(sign_in):
    event = f.event(f.KOTA)
    members = [f.member(name=f"Siti {number}") for number in range(2)]
    client = sign_in(f.pokja_kota())
    url = reverse("participant-add-members", args=[event.pk])
    page = client.get(url)
    sent = {"submission": page.context["form"]["submission"].value(), "lagi": "1"}
    for asked, landing in [("?q=siti&wilayah=", "?q=siti&wilayah="), (f"?q={'é' * 80}", ""), ("", "")]:
        response = client.post(url + asked, sent | {"members": [members[0].pk]})
        assert response["Location"] == url + landing
        sent["submission"] = client.get(url).context["form"]["submission"].value()
    assert [member.name for member in client.get(url, {"q": "siti"}).context["members"]] == ["Siti 1"]


def test_everybody_at_once_means_those_who_were_on_the_page(sign_in):
    event = f.event(f.KOTA)
    shown = f.participant(event)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-attendance", args=[event.pk, DAY.isoformat()]))
    f.participant(event)
    fill(client, page, {"before": "", "shown": page.context["shown"], "semua": "1"})
    assert [row.participant for row in Attendance.objects.all()] == [shown]


def test_one_taken_off_meanwhile_costs_nobody_her_tick(sign_in):
    event = f.event(f.KOTA)
    stays, leaves = f.participant(event), f.participant(event)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("event-attendance", args=[event.pk, DAY.isoformat()]))
    actions.drop_participant(participant=leaves, by=f.pokja_kota())
    fill(client, page, {"came": [stays.pk, leaves.pk], "before": "", "shown": page.context["shown"]})
    assert [row.participant for row in Attendance.objects.all()] == [stays]


@pytest.mark.parametrize("sent", ["9" * 30, "-1", "x", "1\x00", "\u0661"])
def test_ids_that_cannot_be_are_refused_and_the_ticks_stay(sign_in, sent):
    event = f.event(f.KOTA)
    person, other = f.participant(event), f.participant(event)
    response = tick(sign_in(f.pokja_kota()), event, [person], before=sent)
    assert response.status_code in (400, 422)
    assert not Attendance.objects.exists()
    if response.status_code == 422:
        assert response.context["ticked"] == {str(person.pk)}
        assert f'value="{person.pk}" id="p{person.pk}" checked' in response.content.decode()
        assert f'value="{other.pk}" id="p{other.pk}" checked' not in response.content.decode()


def test_a_speaker_who_did_not_come_is_removed_and_the_history_table_keeps_her(sign_in):
    event = f.event(f.KOTA)
    speaker = event.speakers.create(name="Dra. Rina")
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("speaker-remove", args=[speaker.pk]))
    response = fill(client, page, {})
    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    assert not event.speakers.exists()
    assert [row.history_type for row in speaker.history.model.objects.filter(id=speaker.pk)] == ["-", "+"]


def test_participants_of_an_event_show_to_each_as_far_as_her_region_reaches(sign_in):
    event = f.event(f.KOTA)
    for region in (f.KRAPYAK, f.MEDONO):
        f.participant(event, f.member(f.group(region), name=f"Bu {region}"), present=[DAY])
    f.guest(event, "Bu Kota")
    seen = {}
    for who, person in [
        ("kader", f.kader(f.KRAPYAK)),
        ("kecamatan", f.pokja_kecamatan(f.BARAT)),
        ("kota", f.pokja_kota()),
        ("tegal", f.pokja_kota("33.76")),
        ("nobody", f.user()),
    ]:
        response = sign_in(person).get(event.get_absolute_url())
        context = response.context or {}
        names = sorted(row.name for row in context.get("participants", []))
        seen[who] = response.status_code, names, context.get("came")
    assert seen == {
        "kader": (200, [f"Bu {f.KRAPYAK}"], 1),
        "kecamatan": (200, [f"Bu {f.MEDONO}"], 1),
        "kota": (200, [f"Bu {f.MEDONO}", f"Bu {f.KRAPYAK}", "Bu Kota"], 2),
        "tegal": (404, [], None),
        "nobody": (403, [], None),
    }


def test_a_planned_event_whose_days_are_over_asks_to_be_marked_as_held(sign_in):
    event = f.event(f.KOTA, status="rencana")
    client = sign_in(f.pokja_kota())
    assert "Ubah keadaannya menjadi Terlaksana" in client.get(event.get_absolute_url()).content.decode()
    event.status = "terlaksana"
    event.save()
    assert "Ubah keadaannya" not in client.get(event.get_absolute_url()).content.decode()
