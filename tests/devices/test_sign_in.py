"""Signing in: how often it may be tried, the code of the second step, and one's own devices."""

import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from groups.devices import codes, limits
from groups.devices.models import CodeApp, Device, RecoveryCode
from groups.devices.words import device_name
from groups.models import User
from tests import factories as f
from tests.posting import errors_of, fill
from up2k_site.env import env_proxies
from up2k_site.middleware import ProxyMiddleware

pytestmark = pytest.mark.django_db

ANDROID = "Mozilla/5.0 (Linux; Android 11; M2006C3LG) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:120.0) Gecko/20100101 Firefox/120.0"


def sign_in(client, name, password=f.PASSWORD, **extra):
    return client.post(reverse("login"), {"username": name, "password": password}, **extra)


def is_in(client):
    return client.get(reverse("more")).status_code == 200


def later(monkeypatch, **delta):
    """Let the clock of the pages go on."""
    then = time.time() + timedelta(**delta).total_seconds()
    monkeypatch.setattr(time, "time", lambda: then)


def age_tries(minutes):
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))


# Tries


def test_ten_wrong_passwords_lock_the_right_one_out_for_fifteen_minutes_however_the_name_is_written():
    person = f.kader(username="kader.tes", phone="+6281234567890")
    names = ["kader.tes", "KADER.TES", "0812-3456-7890", "+6281234567890", "0812 3456 7890"]
    for number in range(9):
        assert (
            sign_in(Client(), names[number % 5], "salah", REMOTE_ADDR=f"10.0.0.{number}").status_code == 200
        )
    assert sign_in(Client(), names[0], "salah", REMOTE_ADDR="10.0.1.1").status_code == 429
    client = Client()
    refused = sign_in(client, person.username, REMOTE_ADDR="10.0.1.2")
    assert (refused.status_code, refused["Retry-After"], is_in(client)) == (429, "900", False)
    age_tries(16)
    assert sign_in(client, person.username).status_code == 302
    assert is_in(client)


def test_a_refused_try_does_not_make_the_wait_longer():
    f.kader(username="kader.tes")
    for _ in range(10):
        sign_in(Client(), "kader.tes", "salah")
    age_tries(14)
    assert sign_in(Client(), "kader.tes").status_code == 429
    age_tries(16)
    assert sign_in(Client(), "kader.tes").status_code == 302


def test_unknown_names_get_the_same_answers_as_known_ones():
    f.kader(username="kader.tes")
    pages = {}
    for name in ("kader.tes", "kader.takada"):
        answers = [sign_in(Client(), name, "salah", REMOTE_ADDR="10.0.0.9") for _ in range(11)]
        pages[name] = [
            (page.status_code, errors_of(page) if page.context.get("form") else page.content)
            for page in answers
        ]
    assert pages["kader.tes"] == pages["kader.takada"]
    assert [status for status, _ in pages["kader.tes"]] == [200] * 9 + [429] * 2


def test_an_address_may_be_wrong_fifty_times_over_many_names_and_a_sign_in_does_not_forgive_it():
    mine = f.kader(username="kader.tes")
    for number in range(49):
        assert sign_in(Client(), f"orang{number}", "salah", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert sign_in(Client(), mine.username, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert sign_in(Client(), "orang99", "salah", REMOTE_ADDR="10.0.0.9").status_code == 429
    assert sign_in(Client(), mine.username, REMOTE_ADDR="10.0.0.9").status_code == 429
    assert sign_in(Client(), mine.username, REMOTE_ADDR="10.0.0.10").status_code == 302


def test_the_owner_gets_in_on_her_own_phone_while_others_guess_at_her_password():
    person, hers = f.kader(), Client()
    sign_in(hers, person.username)
    hers.post(reverse("logout"))
    for _ in range(12):
        sign_in(Client(), person.username, "salah", REMOTE_ADDR="10.0.0.9")
    assert sign_in(Client(), person.username).status_code == 429
    assert sign_in(hers, person.username, REMOTE_ADDR="10.0.0.9").status_code == 302
    hers.post(reverse("logout"))
    for _ in range(9):
        assert sign_in(hers, person.username, "salah").status_code == 200
    assert sign_in(hers, person.username, "salah").status_code == 429
    assert sign_in(hers, person.username).status_code == 429


def test_what_is_kept_of_a_try_names_nobody_and_no_password():
    f.kader(username="kader.tes")
    sign_in(Client(), "kader.tes", "rahasia-sekali")
    kept = str(AccessAttempt.objects.values().get())
    assert "rahasia-sekali" not in kept
    assert "kader.tes" not in kept


# Devices


def test_a_sign_in_takes_a_new_session_key_and_a_new_password_ends_the_other_devices():
    person, phone, laptop = f.kader(), Client(), Client()
    phone.get(reverse("login"))
    session = phone.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(phone, person.username, headers={"user-agent": ANDROID})
    assert phone.session.session_key != before
    sign_in(laptop, person.username, headers={"user-agent": WINDOWS})
    new = {
        "old_password": f.PASSWORD,
        "new_password1": "kain-jlamprang-9",
        "new_password2": "kain-jlamprang-9",
    }
    assert phone.post(reverse("password-change"), new).status_code == 302
    assert (is_in(phone), is_in(laptop)) == (True, False)
    shown = phone.get(reverse("device-list")).context["devices"]
    assert {device.name: device.is_in for device in shown} == {
        "HP Android, Chrome": True,
        "Komputer Windows, Firefox": False,
    }


def test_she_ends_a_session_elsewhere_and_nobody_elses():
    person, other, phone, laptop, theirs = f.kader(), f.kader(), Client(), Client(), Client()
    for client, whose in ((phone, person), (laptop, person), (theirs, other)):
        sign_in(client, whose.username)
    foreign = Device.objects.get(user=other)
    page = reverse("device-list")
    assert phone.post(page, {"perangkat": foreign.pk}).status_code == 404
    assert [phone.post(page, {"perangkat": odd}).status_code for odd in ("x", "9" * 30, "")] == [404] * 3
    assert (is_in(laptop), is_in(theirs)) == (True, True)
    assert phone.post(page, {"perangkat": "semua"}).status_code == 302
    assert (is_in(phone), is_in(laptop), is_in(theirs)) == (True, False, True)


def test_a_new_device_is_told_to_the_owner_once_and_not_to_the_newcomer(monkeypatch):
    person, phone, stranger = f.kader(), Client(), Client()
    sign_in(phone, person.username)
    assert "perangkat baru" not in phone.get(reverse("more")).content.decode()
    sign_in(stranger, person.username, headers={"user-agent": WINDOWS})
    later(monkeypatch, minutes=11)
    assert "perangkat baru" not in stranger.get(reverse("more")).content.decode()
    assert "perangkat baru: Komputer Windows, Firefox" in phone.get(reverse("more")).content.decode()
    assert "perangkat baru" not in phone.get(reverse("more")).content.decode()


def test_a_page_writes_nothing_about_the_device_but_once_in_ten_minutes(
    django_assert_num_queries, monkeypatch
):
    person, client = f.kader(), Client()
    sign_in(client, person.username)
    plain = Client()
    plain.force_login(person)
    for asking in (plain, client):
        with django_assert_num_queries(2):  # session; user with her roles
            asking.get(reverse("more"))
    later(monkeypatch, minutes=11)
    before = Device.objects.get().last_at
    client.get(reverse("more"))
    assert Device.objects.get().last_at > before


def test_a_session_ends_after_ninety_days_but_never_while_something_is_sent(monkeypatch):
    person, client = f.kader(), Client()
    sign_in(client, person.username)
    later(monkeypatch, days=91)
    assert client.post(reverse("group-create"), {}).status_code == 422
    later(monkeypatch, minutes=11)
    assert client.get(reverse("more")).status_code == 302


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (ANDROID, "HP Android, Chrome"),
        (WINDOWS, "Komputer Windows, Firefox"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile Safari/604.1", "iPhone, Safari"),
        ("curl/8.0", "Perangkat lain"),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(agent, name):
    assert device_name(agent) == name


# The second step


def code_of(secret_token, steps=0):
    totp = TOTP(codes.base64.b32decode(codes.secret_of(secret_token)))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def with_app(person):
    """Her secret and her recovery codes."""
    secret = codes.new_secret()
    paper = codes.confirm(user=person, secret_token=secret, code=code_of(secret, -1))
    return secret, paper


def enter_code(client, code):
    return client.post(reverse("sign-in-code"), {"code": code})


def test_staff_set_their_app_up_before_anything_else_and_kader_are_not_asked(settings):
    settings.REQUIRE_CODE = True
    kader, pokja, client = f.kader(), f.pokja_kota(), Client()
    sign_in(client, kader.username)
    assert is_in(client)
    client = Client()
    sign_in(client, pokja.username)
    page = client.get(reverse("home"), follow=True)
    assert [url for url, _ in page.redirect_chain] == [reverse("sign-in-code"), reverse("code-setup")]
    assert errors_of(fill(client, page, {"code": "000 00"})) == {"code": [codes.WRONG]}
    page = client.get(reverse("code-setup"))
    done = fill(client, page, {"code": code_of(client.session["new_secret"])})
    assert len(done.context["codes"]) == 10
    assert is_in(client)
    kept = RecoveryCode.objects.values_list("code_hash", flat=True)
    assert not set(kept) & set(done.context["codes"])
    assert codes.secret_of(CodeApp.objects.get().secret_token) not in CodeApp.objects.get().secret_token


def test_the_password_alone_opens_nothing_where_an_app_is_set_up(settings):
    settings.REQUIRE_CODE = True
    person = f.pokja_kota()
    secret, _ = with_app(person)
    client = Client()
    response = sign_in(client, person.username)
    assert (response.status_code, response["Location"]) == (302, reverse("sign-in-code"))
    assert not is_in(client)
    assert enter_code(client, "000000").status_code in (422, 302)
    assert enter_code(client, code_of(secret)).status_code == 302
    assert is_in(client)
    bypass = Client()
    bypass.force_login(person)  # a session from before she set it up
    assert bypass.get(reverse("home"))["Location"] == reverse("sign-in-code")
    assert bypass.get(reverse("code-setup"))["Location"] == reverse("sign-in-code")


def test_no_code_opens_twice_neither_of_the_app_nor_of_the_paper():
    person = f.pokja_kota()
    secret, paper = with_app(person)
    assert [codes.check(user=person, code=code_of(secret)) for _ in range(2)] == [True, False]
    assert [codes.check(user=person, code=paper[0].lower()) for _ in range(2)] == [True, False]
    fresh = codes.renew_recovery_codes(user=person, code=paper[1])
    assert not codes.check(user=person, code=paper[2])
    assert codes.check(user=person, code=fresh[0])
    assert not codes.check(user=f.kader(), code=fresh[1])


def test_wrong_codes_are_tries_as_well():
    person = f.pokja_kota()
    secret, _ = with_app(person)
    client = Client()
    sign_in(client, person.username)
    statuses = [enter_code(client, "12345").status_code for _ in range(10)]
    assert statuses == [422] * 9 + [429]
    assert enter_code(client, code_of(secret)).status_code == 429
    assert sign_in(Client(), person.username).status_code == 429


def test_the_step_between_password_and_code_lasts_ten_minutes_and_no_new_password(monkeypatch):
    person = f.pokja_kota()
    secret, paper = with_app(person)
    client = Client()
    sign_in(client, person.username)
    User.objects.get(pk=person.pk).set_password("x")
    later(monkeypatch, minutes=11)
    assert enter_code(client, paper[0])["Location"] == reverse("login")
    sign_in(client, person.username)
    person.set_password("lain-lagi-77")
    person.save()
    assert enter_code(client, paper[0])["Location"] == reverse("login")
    assert not is_in(client)


def test_an_admin_takes_a_lost_phones_app_away_and_ends_her_sessions():
    person, admin = f.pokja_kota(), f.admin()
    secret, paper = with_app(person)
    hers, theirs = Client(), Client()
    sign_in(hers, person.username)
    enter_code(hers, code_of(secret))
    theirs.force_login(admin)
    page = theirs.get(reverse("code-take-away", args=[person.pk]))
    assert fill(theirs, page, {"reason": "HP hilang"}).status_code == 200
    assert not is_in(hers)
    assert not codes.check(user=person, code=paper[0])
    assert CodeApp.objects.get().secret_token == ""
    sign_in(hers, person.username)
    assert is_in(hers)
    own = theirs.get(reverse("code-take-away", args=[admin.pk]))
    assert "oleh admin lain" in errors_of(fill(theirs, own, {"reason": "x"}))["__all__"][0]


def test_djangos_admin_has_no_door_of_its_own(client):
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/masuk/?next=/admin/"


# Who asks


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "seen"),
    [
        ("", "10.0.0.5", "1.2.3.4", "10.0.0.5"),
        ("127.0.0.1", "10.0.0.5", "1.2.3.4", "10.0.0.5"),
        ("127.0.0.1", "127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1,10.0.0.0/24", "127.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
        ("unix", "", "1.2.3.4", "1.2.3.4"),
        ("", "", "1.2.3.4", ""),
        ("unix", "", "<script>", ""),
        ("unix", "", "fe80::1%eth0", ""),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_who_asks(
    settings, monkeypatch, trusted, remote, forwarded, seen
):
    monkeypatch.setenv("X", trusted)
    settings.TRUSTED_PROXIES = env_proxies("X")
    request = RequestFactory().get(
        "/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded, "x-forwarded-proto": "https"}
    )
    ProxyMiddleware(lambda asked: None)(request)
    is_believed = bool(trusted) and (remote != "10.0.0.5")
    assert request.META["REMOTE_ADDR"] == seen
    assert request.META.get("HTTP_X_FORWARDED_PROTO") == ("https" if is_believed else None)
    assert limits.address(request) == (seen or None)
