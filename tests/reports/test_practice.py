"""Latihan: the way from the real instance to the practice one, and what is different there."""

import time
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.models import BusinessGroup, Member, Region, User
from groups.pdf import render_png
from reports.practice import passes, sample
from reports.practice.management.commands.reset_practice import empty
from tests import factories as f
from up2k_site.env import env_origin

THERE = "http://latihan.example:8010"
HOME = "https://up2k.example"


@pytest.fixture
def real(settings):
    settings.PRACTICE_URL, settings.PRACTICE_KEY = THERE, "kunci-bersama"


@pytest.fixture
def practice(settings, regions, monkeypatch):
    monkeypatch.setattr(sample, "GROUPS", 2)  # making them takes its time
    settings.PRACTICE, settings.REAL_URL, settings.PRACTICE_KEY = True, HOME, "kunci-bersama"
    return Client()  # with the middleware of a practice instance


@pytest.fixture
def is_up(monkeypatch):
    monkeypatch.setattr(passes, "is_up", lambda: True)


def pass_for(role="kader", region=f.KRAPYAK, **told):
    """As the real instance makes them."""
    told = {"id": uuid.uuid4().hex, "role": role, "region": region} | told
    return passes._signer().sign_object(told)


def enter(client, text):
    return client.post(reverse("practice-enter"), {"tiket": text})


def test_latihan_stands_in_the_menu_only_where_there_is_a_practice_instance(sign_in, db, settings):
    client = sign_in(f.kader())
    assert reverse("practice") not in client.get("/lainnya/").content.decode()
    assert client.get(reverse("practice")).status_code == 404
    settings.PRACTICE_URL, settings.PRACTICE_KEY = THERE, "kunci-bersama"
    assert f'href="{reverse("practice")}"' in client.get("/lainnya/").content.decode()
    assert client.get(reverse("practice")).status_code == 200


def test_whoever_has_no_task_does_not_practise(sign_in, real, db):
    assert sign_in(f.user()).post(reverse("practice")).status_code == 403


def test_the_pass_says_a_task_and_a_region_and_nothing_of_the_person(sign_in, real, is_up):
    person = f.kader(name="Sri Kanari", phone="+6281234567890", username="kader.kanari")
    response = sign_in(person).post(reverse("practice"))
    told = passes._signer().unsign_object(response.context["token"])
    assert (told.pop("id") != "", told) == (True, {"role": "kader", "region": f.KRAPYAK})
    # It is in a form, not in an address; and this page alone may send a form there.
    assert f'action="{THERE}/latihan/masuk/"' in response.content.decode()
    assert f"form-action 'self' {THERE};" in response["Content-Security-Policy"] + ";"
    assert THERE not in sign_in(person).get("/lainnya/")["Content-Security-Policy"]


def test_of_several_tasks_the_widest_is_practised(sign_in, real, is_up):
    person = f.pokja_kecamatan()
    person.roles.create(role="kader", region_id=f.MEDONO, starts_on="2020-01-01")
    token = sign_in(person).post(reverse("practice")).context["token"]
    told = passes._signer().unsign_object(token)
    assert (told["role"], told["region"]) == ("pokja_kecamatan", f.UTARA)


def test_while_the_practice_instance_does_not_answer_it_says_so(sign_in, settings, db):
    settings.PRACTICE_URL, settings.PRACTICE_KEY = "http://127.0.0.1:9", "k"  # nobody is there
    response = sign_in(f.kader()).post(reverse("practice"))
    assert (response.status_code, "sedang disiapkan" in response.content.decode()) == (503, True)


def test_a_pass_lets_her_in_as_a_made_up_person_with_groups_of_her_kelurahan(practice):
    response = enter(practice, pass_for())
    assert (response.status_code, response["Location"]) == (302, "/")
    home = practice.get("/")
    assert (home.status_code, home.wsgi_request.user.name) == (200, "Kader latihan, Kelurahan Krapyak")
    assert not home.wsgi_request.user.has_usable_password()
    groups = BusinessGroup.objects.visible_to(home.wsgi_request.user)
    assert {group.region_id for group in groups} == {f.KRAPYAK}
    assert groups.count() == sample.GROUPS
    assert all(group.members.count() >= 6 for group in groups)
    # Something waits for her: a report, and a bimtek that asks who comes.
    texts = " ".join(todo.text for todo in home.context["todos"])
    assert "aporan" in texts
    assert "Bimtek" in texts
    # Coming again makes nothing anew.
    before = Member.objects.count()
    assert enter(Client(), pass_for()).status_code == 302
    assert (Member.objects.count(), User.objects.filter(username__contains="kader").count()) == (before, 1)


@pytest.mark.parametrize(
    ("role", "region"),
    [("pokja_kecamatan", f.UTARA), ("pokja_kota", f.KOTA), ("admin", f.KOTA)],
)
def test_every_task_can_be_practised_with_data_of_several_kelurahan(practice, settings, role, region):
    settings.REQUIRE_CODE = True  # which she could not give here
    assert enter(practice, pass_for(role, region)).status_code == 302
    home = practice.get("/")
    assert home.status_code == 200
    places = {group.region_id for group in BusinessGroup.objects.visible_to(home.wsgi_request.user)}
    assert len(places) == 2
    assert all(place.startswith(region) for place in places)


def wrong_key(settings):
    settings.PRACTICE_KEY = "kunci lain"
    text = pass_for()
    settings.PRACTICE_KEY = "kunci-bersama"
    return text


def test_a_pass_that_is_forged_late_used_or_of_no_known_task_opens_nothing(practice, settings, monkeypatch):
    used = pass_for()
    assert enter(practice, used).status_code == 302
    moment = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: moment - passes.SECONDS - 2)
    late = pass_for()
    monkeypatch.undo()
    good = pass_for()
    for text in (
        *(used, late, wrong_key(settings), "", "x" * 5000, good[:-1], f"{good}x", good.replace(":", ";")),
        *(pass_for("superuser"), pass_for(region="33.76.99.1001"), pass_for("kader", f.UTARA)),
    ):
        stranger = Client()
        response = enter(stranger, text)
        assert response.status_code == 403, text
        assert HOME in response.content.decode()
        assert stranger.get("/")["Location"] == "/masuk/"
    assert enter(Client(), good).status_code == 302


def test_a_real_instance_takes_no_pass(client, settings, regions):
    settings.PRACTICE_KEY = "kunci-bersama"
    assert enter(client, pass_for()).status_code == 404
    assert client.get(reverse("practice-enter")).status_code == 404
    assert not User.objects.exists()


def test_strangers_see_nothing_of_a_practice_instance(practice):
    product = f.public_product()
    for path in (
        "/",
        "/etalase/",
        f"/etalase/{product.pk}/",
        "/angka/",
        "/privasi/",
        "/aktivasi/",
        "/perangkat/",
    ):
        assert practice.get(path)["Location"] == "/masuk/", path
    page = practice.get("/masuk/").content.decode()
    assert ("<input" in page, f'href="{HOME}"' in page) == (False, True)
    assert practice.post("/masuk/", {"username": "a", "password": f.PASSWORD}).status_code == 200
    assert "_auth_user_id" not in practice.session
    for path in ("/api/", "/api/v1/groups", "/api/lain"):
        assert practice.get(path).status_code == 404, path
    assert practice.get("/sehat").status_code == 200


def test_every_page_file_and_fault_of_a_practice_instance_says_what_it_is(practice, monkeypatch):
    enter(practice, pass_for("admin", f.KOTA))
    group = BusinessGroup.objects.first()
    pages = (
        "/",
        f"/kelompok/{group.pk}/",
        "/kelompok/baru/",
        "/pengguna/",
        "/rekap/33.75/",
        "/etalase/",
        "/ada/",
    )
    for path in pages:
        response = practice.get(path)
        assert "LATIHAN: tidak ada yang dihitung" in response.content.decode(), path
        assert "Selesai latihan" in response.content.decode(), path
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    file = practice.get("/kelompok/?unduh=csv")
    assert 'filename="latihan-' in file["Content-Disposition"]
    monkeypatch.setattr("reports.home.Home.get_context_data", lambda self: 1 / 0)
    practice.raise_request_exception = False
    fault = practice.get("/")
    assert (fault.status_code, "LATIHAN" in fault.content.decode()) == (500, True)


def test_a_paper_of_a_practice_instance_is_marked(settings):
    data = {
        "name": "Keripik",
        "price": "Rp 5.000",
        "group": "Melati",
        "place": "Krapyak",
        "city": "Pekalongan",
    }
    plain = render_png("share", data)
    settings.PRACTICE = True
    assert render_png("share", data) != plain


def test_the_end_of_practising_is_a_sign_out_that_leads_back(practice, settings):
    settings.LOGOUT_REDIRECT_URL = HOME
    enter(practice, pass_for())
    assert practice.post("/keluar/")["Location"] == HOME
    assert practice.get("/")["Location"] == "/masuk/"


def test_others_who_practise_as_the_same_person_are_no_news(practice):
    enter(practice, pass_for())
    enter(Client(), pass_for())
    session = practice.session
    session["seen"] -= 3600
    session.save()
    assert not list(practice.get("/").context["messages"])


def test_a_made_up_person_who_was_closed_while_practising_is_there_again(practice):
    enter(practice, pass_for())
    person = User.objects.get(username=f"latihan.kader.{f.KRAPYAK}")
    yesterday = timezone.localdate() - timedelta(days=1)
    person.roles.update(starts_on=yesterday, ends_on=yesterday)
    User.objects.filter(pk=person.pk).update(is_active=False)
    again = Client()
    enter(again, pass_for())
    assert again.get(reverse("group-list")).status_code == 200


@pytest.mark.parametrize("value", ["up2k.example", "https://up2k.example/latihan", "ftp://up2k.example"])
def test_an_address_that_is_none_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("UP2K_PRACTICE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="UP2K_PRACTICE_URL"):
        env_origin("UP2K_PRACTICE_URL")


def test_emptying_is_refused_on_a_real_instance(db):
    f.group()
    with pytest.raises(CommandError, match="bukan tempat latihan"):
        call_command("reset_practice")
    assert BusinessGroup.objects.count() == 1


def test_emptying_takes_every_table_also_those_from_which_nothing_can_be_deleted(db, tmp_path):
    base = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db"}})[
        "default"
    ]
    with base.cursor() as cursor:
        for line in (
            "CREATE TABLE people (id integer PRIMARY KEY)",
            "CREATE TABLE trail (id integer PRIMARY KEY, who integer NOT NULL REFERENCES people(id))",
            "CREATE TRIGGER trail_stays BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'append only'); END",
            "INSERT INTO people VALUES (1)",
            "INSERT INTO trail VALUES (1, 1)",
        ):
            cursor.execute(line)
    empty(base)
    assert base.introspection.table_names() == []
    base.close()


def test_a_practice_instance_is_made_anew_with_its_regions_and_without_pictures(
    practice, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    emptied = []
    monkeypatch.setattr(f"{empty.__module__}.empty", emptied.append)
    call_command("reset_practice", "--keep", stdout=StringIO())
    assert (emptied, settings.MEDIA_ROOT.exists()) == ([], True)
    call_command("reset_practice", stdout=StringIO())
    assert (len(emptied), settings.MEDIA_ROOT.exists()) == (1, False)
    assert Region.objects.filter(level="kelurahan", pk__startswith="33.75").count() == 27
