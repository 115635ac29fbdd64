"""Who came: by code, by name, from paper, walking in, and from the poster; each once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bimtek import codes
from bimtek.door import actions
from bimtek.door.forms import parse_numbers
from bimtek.door.models import CheckIn, Poster
from bimtek.door.printing import list_pdf
from bimtek.models import Attendance, Participant
from groups.secrets import SIGNS
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(regions):
    """A bimtek of the city that is held today."""
    return f.coming_event(days=0)


def today():
    return timezone.localdate()


def person(event, name="Bu Ani", region=f.KRAPYAK, **fields):
    return f.participant(event, f.member(f.group(region), name=name), **fields)


def entry(text, at=None, submission=None):
    return actions.Entry(submission or uuid4(), text, at or timezone.now())


def scan(event, *entries, day=None, session=None, by=None):
    return actions.check_in_codes(
        event=event, day=day or today(), session=session, entries=entries, by=by or f.pokja_kota()
    )


def came(event):
    return sorted(Attendance.objects.filter(participant__event=event).values_list("participant__name", "day"))


def desk(name, event, day=None, **kwargs):
    return reverse(name, args=[event.pk, (day or today()).isoformat(), *kwargs.values()])


def send(client, event, *entries, **more):
    body = {"entries": [{"id": str(e.submission), "code": e.text, "at": e.at.isoformat()} for e in entries]}
    return client.post(desk("desk-send", event), json.dumps(body), content_type="application/json", **more)


# -- codes


def test_a_code_says_nothing_and_is_the_same_each_time_it_is_printed():
    first, second = codes.code_of(1), codes.code_of(2)
    assert first == codes.code_of(1) != second
    assert len(first) == 8
    assert set(first + second) <= set(SIGNS)
    assert codes.bare(f" {codes.shown(first).lower()} ") == first
    assert codes.bare(codes.qr_text(7, 1)) == first
    assert codes.of_other_event(codes.qr_text(7, 1), 8)
    assert not codes.of_other_event(codes.qr_text(7, 1), 7)


# -- the desk


def test_a_scanned_code_records_her_once_however_often_it_is_sent(sign_in, event):
    ani = person(event)
    client = sign_in(f.pokja_kota())
    one = entry(codes.qr_text(event.pk, ani.pk))
    told = {"id": str(one.submission), "status": "baru", "text": "Bu Ani hadir."}
    for _ in range(2):
        assert send(client, event, one).json() == {"results": [told]}
    again = send(client, event, entry(codes.shown(codes.code_of(ani.pk)).lower())).json()["results"][0]
    assert again["status"] == "sudah"
    assert again["text"].startswith("Bu Ani sudah tercatat (pukul ")
    assert came(event) == [("Bu Ani", today())]
    assert [(row.way, row.submission) for row in CheckIn.objects.all()] == [("kode", one.submission)]


def test_of_a_sending_what_cannot_be_is_refused_by_itself_with_a_sentence(event):
    ani, budi, gone = person(event), person(event, "Bu Budi"), person(event, "Bu Cici", is_dropped=True)
    f.list_number(budi, 7)
    stranger = person(f.coming_event(days=0), "Bu Lain")
    results = scan(
        event,
        entry(codes.qr_text(event.pk, ani.pk)),
        entry(codes.qr_text(stranger.event_id, stranger.pk)),
        entry(codes.code_of(stranger.pk)),
        entry("https://contoh.id"),
        entry("99"),
        entry(codes.code_of(gone.pk)),
        entry("007"),
        entry(codes.code_of(budi.pk), timezone.now() - timedelta(days=1)),
    )
    assert [result.status for result in results] == [
        "baru", "tolak", "tolak", "tolak", "tolak", "tolak", "baru", "tolak"
    ]  # fmt: skip
    assert results[1].text == "Kode ini untuk kegiatan lain. Tidak dicatat; cari namanya di daftar ini."
    assert results[2].text == results[3].text == results[4].text == actions.UNKNOWN
    assert results[5].text.startswith("Bu Cici sudah dikeluarkan")
    assert results[7].text.endswith("Tidak dicatat.")
    assert came(event) == [("Bu Ani", today()), ("Bu Budi", today())]
    assert CheckIn.objects.count() == 2


@pytest.mark.parametrize("days", [-1, 1])
def test_outside_its_day_nothing_is_recorded(event, days):
    day = today() + timedelta(days=days)
    (result,) = scan(event, entry(codes.code_of(person(event).pk)), day=day)
    assert result.status == "tolak"
    assert result.text.startswith("Kegiatan ini berlangsung")
    later = f.coming_event(days=1)
    (result,) = scan(later, entry(codes.code_of(person(later).pk)), day=later.starts_on)
    assert result.text.startswith("Hari ini ")
    called_off = f.coming_event(days=0, status="batal")
    (result,) = scan(called_off, entry(codes.code_of(person(called_off).pk)))
    assert result.text.startswith("Kegiatan ini dibatalkan")
    assert not Attendance.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_clock_that_runs_ahead_costs_nobody_her_presence(event):
    ani = person(event)
    (result,) = scan(event, entry(codes.code_of(ani.pk), timezone.now() + timedelta(days=2)))
    assert result.status == "baru"
    assert timezone.localdate(CheckIn.objects.get().at) == today()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"entries": []}', '{"entries": [{}]}', '{"entries": [3]}', "\x00",
             '{"entries": [{"id": "x", "code": "A", "at": "2026-01-01T00:00:00Z"}]}',
             '{"entries": [{"id": "00000000-0000-4000-8000-000000000000", "code": "A", "at": "kemarin"}]}',
             '{"entries": [{"id": "00000000-0000-4000-8000-000000000000", "code": 5, "at": ""}]}']
)  # fmt: skip
def test_a_sending_that_cannot_be_read_is_refused(sign_in, event, body):
    response = sign_in(f.pokja_kota()).post(desk("desk-send", event), body, content_type="application/json")
    assert response.status_code == 400


def test_presence_is_recorded_for_each_session_and_once_for_the_day(event):
    ani = person(event)
    morning, noon = f.session(event, "Pagi"), f.session(event, "Siang")
    code = codes.code_of(ani.pk)
    assert [scan(event, entry(code), session=one)[0].status for one in (morning, noon, noon)] == [
        "baru", "baru", "sudah"
    ]  # fmt: skip
    assert came(event) == [("Bu Ani", today())]
    by = f.pokja_kota()
    actions.undo(check_in=noon.check_ins.get(), by=by)
    assert came(event) == [("Bu Ani", today())]
    actions.undo(check_in=morning.check_ins.get(), by=by)
    assert came(event) == []
    with pytest.raises(ValidationError, match="Sudah ada yang tercatat"):
        actions.remove_session(session=noon, by=by)


def test_a_session_is_added_for_a_day_of_the_event_and_named_once(sign_in, event):
    client = sign_in(f.pokja_kota())
    url = reverse("session-create", args=[event.pk])
    said = {"name": "Sesi pagi", "day": today().isoformat(), "starts_at": "08.00"}
    fill(client, client.get(url), said)
    session = event.sessions.get()
    assert (session.name, session.day, session.starts_at) == ("Sesi pagi", today(), time(8))
    assert errors_of(fill(client, client.get(url), said))
    assert errors_of(fill(client, client.get(url), said | {"day": "2020-01-01"})) == {
        "day": ["Pilih salah satu dari daftar."]
    }
    page = client.get(desk("desk", event))
    assert (page.context["session"], page.context["sessions"]) == (session, [session])
    fill(client, client.get(reverse("session-remove", args=[session.pk])), {})
    assert not event.sessions.exists()


def test_a_check_in_taken_back_does_not_return_with_a_late_second_sending(event):
    ani, by = person(event), f.pokja_kota()
    one = entry(codes.code_of(ani.pk))
    scan(event, one)
    for _ in range(2):
        actions.undo(check_in=CheckIn.objects.get(), by=by)
    (result,) = scan(event, one)
    assert result == actions.Result("tolak", "Kehadiran Bu Ani sudah dibatalkan petugas.", one.submission)
    assert came(event) == []
    assert scan(event, entry(codes.code_of(ani.pk)))[0].status == "baru"
    assert came(event) == [("Bu Ani", today())]


def test_whoever_was_unticked_by_mistake_comes_back_when_she_is_scanned_again(event):
    ani = person(event)
    scan(event, entry(codes.code_of(ani.pk)))
    Attendance.objects.all().delete()
    scan(event, entry(codes.code_of(ani.pk)))
    assert came(event) == [("Bu Ani", today())]
    assert CheckIn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_devices_with_the_same_person_record_her_once(reference_lists):
    event = f.coming_event(days=0)
    ani, by = person(event), f.pokja_kota()

    def one(_):
        try:
            return scan(event, entry(codes.code_of(ani.pk)), by=by)[0].status
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(one, range(5)))
    assert found == ["baru", "sudah", "sudah", "sudah", "sudah"]
    assert came(event) == [("Bu Ani", today())]
    assert CheckIn.objects.count() == 1


def test_the_desk_works_without_scripts_by_code_and_by_name(sign_in, event):
    ani, budi = person(event), person(event, "Bu Budi", f.MEDONO)
    client = sign_in(f.pokja_kota())
    url = desk("desk", event)
    page = client.get(url)
    assert page["Permissions-Policy"].startswith("camera=(self)")
    page = fill(client, page, {"code": codes.code_of(ani.pk)})
    assert "Bu Ani hadir." in page.content.decode()
    assert errors_of(fill(client, client.get(url), {"code": "ABCD"})) == {"code": [actions.UNKNOWN]}
    found = client.get(url, {"q": "budi"}, headers={"HX-Request": "true"})
    assert [(row.pk, row.is_here) for row in found.context["found"]] == [(budi.pk, False)]
    button = desk("desk-person", event, person=budi.pk)
    fill(client, client.get(button), {})
    count = client.get(desk("desk-count", event)).context["presence"]
    assert (count.listed, count.came) == (2, 2)
    assert count.ways == [("Kode peserta", 1), ("Cari nama", 1)]
    assert [row.participant for row in count.latest] == [budi, ani]
    undo = reverse("check-in-undo", args=[count.latest[0].pk])
    fill(client, client.get(undo), {})
    assert came(event) == [("Bu Ani", today())]


def test_the_desk_and_the_door_cost_the_same_however_many(sign_in, event):
    client = sign_in(f.pokja_kota())
    urls = [desk("desk", event), desk("desk", event) + "?q=bu", reverse("door", args=[event.pk])]

    def costs():
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    scan(event, entry(codes.code_of(person(event).pk)))
    few = costs()
    scan(event, *[entry(codes.code_of(person(event, f"Bu {n}").pk)) for n in range(12)])
    assert costs() == few
    assert max(few) <= 10


# -- paper


def test_the_printed_list_keeps_its_numbers_and_is_ticked_back_by_them(sign_in, event):
    names = ["Bu Ani", "Bu Budi", "Bu Cici"]
    people = [person(event, name) for name in names]
    client = sign_in(f.pokja_kota())
    url = reverse("door-list", args=[event.pk])
    assert client.post(url).getvalue()[:5] == b"%PDF-"
    late = person(event, "Bu Aa", f.MEDONO)
    client.post(url)
    numbers = {row.name: row.list_number.number for row in Participant.objects.select_related("list_number")}
    assert numbers == {"Bu Ani": 1, "Bu Budi": 2, "Bu Cici": 3, "Bu Aa": 4}

    numbers_page = desk("desk-numbers", event)
    refused = fill(client, client.get(numbers_page), {"numbers": "1-3, 9"})
    assert errors_of(refused) == {
        "numbers": ["Nomor 9 tidak ada di daftar; nomor terakhir 4. Periksa kertasnya."]
    }
    assert came(event) == []
    scan(event, entry(codes.code_of(people[0].pk)))
    page = fill(client, client.get(numbers_page), {"numbers": "1-2, 4"})
    text = page.content.decode()
    assert "2 orang dicatat hadir." in text
    assert "Bu Ani sudah tercatat (pukul " in text
    assert came(event) == [(name, today()) for name in ("Bu Aa", "Bu Ani", "Bu Budi")]
    assert late.check_ins.get().way == "nomor"


def test_a_past_day_is_ticked_from_paper_as_well(regions):
    event = f.event()
    f.list_number(person(event), 1)
    actions.check_in_numbers(event=event, day=event.starts_on, numbers=[1], by=f.pokja_kota())
    assert came(event) == [("Bu Ani", event.starts_on)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1-3, 5", [1, 2, 3, 5]), ("7", [7]), ("3 1;2", [1, 2, 3]), ("1 – 2, 2", [1, 2]), ("4 s/d 5", [4, 5])],
)
def test_numbers_are_read_as_people_write_them(text, numbers):
    assert parse_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [("1-12, x", "“x” bukan nomor"), ("9-3", "terbalik"), ("1-9999", "Paling banyak"), (",", "bukan nomor")],
)
def test_numbers_that_cannot_be_read_are_refused_with_a_sentence(text, told):
    with pytest.raises(ValidationError, match=told):
        parse_numbers(text)


def test_the_printed_list_has_twenty_blank_rows_and_room_to_sign(event, monkeypatch):
    person(event)
    books = []
    monkeypatch.setattr("bimtek.door.printing.to_pdf", lambda found: books.extend(found) or b"")
    list_pdf(event, actions.number_list(event=event, by=f.pokja_kota()))
    (book,) = books
    assert [row[0] for row in book.rows] == ["1", *(f"T{number}" for number in range(1, 21))]
    assert book.columns[-1].title.startswith("Tanda tangan")


# -- walk-ins


def test_walk_ins_are_matched_to_the_registry_or_recorded_as_guests(sign_in, event):
    siti = f.member(f.group(f.KRAPYAK), name="Siti Aminah")
    other = f.member(f.group(f.MEDONO), name="Siti Aminah")
    client = sign_in(f.pokja_kota())
    url = desk("desk-walk-ins", event)
    lines = "Hj. Siti Aminah, Krapyak\nSiti Aminnah\nBu Tamu, Kel. Degayu"
    page = client.post(url, {"lines": lines, "submission": str(uuid4())})
    first, second, third = page.context["form"].found
    assert (first.members, first.chosen) == ([siti], str(siti.pk))
    assert ({row.pk for row in second.members}, second.chosen) == ({siti.pk, other.pk}, "tamu")
    assert (third.members, third.region_id) == ([], f.DEGAYU)
    assert not Participant.objects.exists()
    said = {"who-0": siti.pk, "who-1": other.pk, "who-2": "tamu", "simpan": "1"}
    response = client.post(url, {"lines": lines, "submission": str(uuid4())} | said, follow=True)
    assert "3 orang dicatat hadir." in response.content.decode()
    assert came(event) == [(name, today()) for name in ("Bu Tamu", "Siti Aminah", "Siti Aminah")]
    assert set(event.participants.values_list("capacity", "member", "region_id")) == {
        ("anggota", siti.pk, f.KRAPYAK), ("anggota", other.pk, f.MEDONO), ("tamu", None, f.DEGAYU)
    }  # fmt: skip
    client.post(url, {"lines": "Bu Tamu, Degayu", "submission": str(uuid4()), "simpan": "1"})
    assert event.participants.count() == 3


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "belum diisi"),
        (", Krapyak", "belum menyebut nama"),
        ("Bu Ani, Zzzz", "Zzzz"),
        ("Bu Ani, Pekauman", "Pekauman"),
        ("\n".join(["Bu Ani"] * 41), "Paling banyak 40"),
    ],
)
def test_walk_ins_that_cannot_be_read_are_refused_with_a_sentence(sign_in, event, lines, told):
    client = sign_in(f.pokja_kota())
    sent = {"lines": lines, "submission": str(uuid4()), "simpan": "1"}
    response = client.post(desk("desk-walk-ins", event), sent)
    assert response.status_code == 422
    assert told in errors_of(response)["lines"][0]
    assert not Participant.objects.exists()


def test_a_choice_that_was_not_offered_is_refused(sign_in, event):
    stranger = f.member(f.group("33.76.01.1001"))
    sent = {"lines": "Bu Ani", "submission": str(uuid4()), "simpan": "1", "who-0": stranger.pk}
    response = sign_in(f.pokja_kota()).post(desk("desk-walk-ins", event), sent)
    assert response.status_code == 422
    assert not Participant.objects.exists()


# -- the poster


def mine(client, poster, **said):
    return client.post(reverse("door-myself", args=[poster.code]), said)


def test_a_participant_checks_herself_in_by_her_code_or_her_name_and_place(client, event):
    ani, budi = person(event), person(event, "Hj. Budi Lestari, S.Pd.", f.MEDONO)
    poster = f.poster(event)
    assert client.get(reverse("door-myself", args=[poster.code.lower()])).status_code == 200
    assert mine(client, poster, code=codes.shown(codes.code_of(ani.pk))).context["done"] == "baru"
    assert mine(client, poster, name="budi lestari", region=f.MEDONO).context["done"] == "baru"
    assert mine(client, poster, name="Budi Lestari", region=f.MEDONO).context["done"] == "sudah"
    assert [row.way for row in CheckIn.objects.all()] == ["poster", "poster"]
    assert {row.participant for row in CheckIn.objects.all()} == {ani, budi}


def test_the_poster_tells_nobody_who_is_on_the_list(client, event):
    ani = person(event, "Siti Rahasia", contact := f.KRAPYAK)
    f.list_number(ani, 1)
    poster = f.poster(event)
    tries = [
        {"name": "Siti Rahasia", "region": f.DEGAYU},  # on the list, but not from there
        {"name": "Siti", "region": contact},
        {"name": "Bukan Siapa-siapa", "region": contact},
        {"code": "1"},  # the number on the list is no secret
        {"code": "ABCDEFGH"},
    ]
    told = set()
    for said in tries:
        response = mine(client, poster, **said)
        assert response.status_code == 422
        told.add(tuple(response.context["form"].non_field_errors()))
    assert told == {(actions.NOT_FOUND,)}
    done = mine(client, poster, code=codes.code_of(ani.pk)).content.decode()
    assert "Kehadiran Anda tercatat" in done
    assert "Rahasia" not in done
    assert CheckIn.objects.count() == 1


def test_two_of_one_name_in_a_kelurahan_are_sent_to_the_desk(client, event):
    for _ in range(2):
        person(event, "Siti Aminah")
    response = mine(client, f.poster(event), name="Siti Aminah", region=f.KRAPYAK)
    assert response.context["form"].non_field_errors() == [actions.NOT_FOUND]


def test_a_poster_of_another_day_closed_or_unknown_records_nothing(client, event):
    ani = person(event)
    yesterday = f.poster(event, "ABCDEFGH24", day=today() - timedelta(days=1))
    closed = f.poster(event, "ABCDEFGH25", closed_at=timezone.now())
    for poster, told in ((yesterday, "hanya berlaku"), (closed, "sudah ditutup")):
        response = mine(client, poster, code=codes.code_of(ani.pk))
        assert told in response.content.decode()
    assert client.get(reverse("door-myself", args=["ABCDEFGH99"])).status_code == 404
    assert not CheckIn.objects.exists()


def test_a_new_poster_takes_the_place_of_one_whose_code_went_around(sign_in, event):
    client = sign_in(f.pokja_kota())
    url = desk("poster", event)
    for _ in range(2):
        fill(client, client.get(url), {})
    first, second = Poster.objects.order_by("pk")
    assert first.closed_at
    assert not second.closed_at
    assert client.get(desk("poster-file", event)).getvalue()[:5] == b"%PDF-"
    fill(client, client.get(url), {"tutup": "1"})
    assert client.get(desk("poster-file", event)).status_code == 404
    past = f.event()
    assert errors_of(fill(client, client.get(desk("poster", past, past.starts_on)), {}))


def test_the_poster_counts_for_the_session_that_has_begun(event):
    f.session(event, "Pagi", starts_at=time(0, 0))
    f.session(event, "Malam", starts_at=time(23, 59, 59))
    actions.check_in_myself(poster=f.poster(event), code=codes.code_of(person(event).pk))
    assert CheckIn.objects.get().session.name == "Pagi"


# -- the card


def test_the_kader_shows_and_sends_the_code_of_her_own_participants(sign_in, event):
    member = f.member(f.group(f.KRAPYAK), phone="+6281234567890")
    ani = f.participant(event, member)
    other = person(event, "Bu Medono", f.MEDONO)
    client = sign_in(f.kader(f.KRAPYAK))
    page = client.get(reverse("participant-card", args=[ani.pk]))
    assert page.context["code"] == codes.shown(codes.code_of(ani.pk))
    assert page.context["link"].startswith("https://wa.me/6281234567890?text=")
    assert client.get(reverse("participant-card", args=[other.pk])).status_code == 404
    assert client.get(reverse("door", args=[event.pk])).status_code == 403


def test_badges_are_printed_for_everybody_on_the_list(sign_in, event):
    client = sign_in(f.pokja_kota())
    url = reverse("door-badges", args=[event.pk])
    assert client.get(url).status_code == 404
    for number in range(9):
        person(event, f"Bu {number}")
    assert client.get(url).getvalue()[:5] == b"%PDF-"
