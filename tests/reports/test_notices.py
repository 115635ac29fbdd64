"""Messages outside the program: the daily mail of Pokja II, and pushes to a phone."""

import json
import smtplib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.devices.models import Device
from groups.models import User
from reports.notices import digest, push, sealing
from reports.notices.models import Subscription
from tests import factories as f
from tests.posting import errors_of, fill
from up2k_site.env import env_mail, env_push_key

pytestmark = pytest.mark.django_db
HERE = "https://up2k.example"
# A key of RFC 8291's example.
KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"


@pytest.fixture(autouse=True)
def mailing(settings, monkeypatch):
    settings.MAIL_IS_ON, settings.ADDRESS = True, HERE
    monkeypatch.setattr("reports.todos.asked_year", lambda today: None)


def send():
    out = StringIO()
    call_command("send_digest", stdout=out)
    return out.getvalue().strip()


# The daily mail


def test_the_mail_says_how_much_waits_and_where_and_names_nobody():
    person = f.pokja_kecamatan(email="pokja@example.go.id")
    for name in ("Kanari Satu", "Kanari Dua"):
        f.report(f.group(name=name), state="dikirim")
    f.member(f.group(name="Kanari Tiga"), name="Siti Kanari")
    f.report(f.group(f.MEDONO), state="dikirim")
    assert send() == "1 surel dikirim."
    (message,) = mail.outbox
    html, kind = message.alternatives[0]
    assert (message.to, kind) == ([person.email], "text/html")
    assert message.subject == "UP2K: 5 hal menunggu Anda"
    assert f"- 2 laporan menunggu Anda periksa\n  {HERE}{reverse('report-queue')}\n" in message.body
    assert f'<a href="{HERE}{reverse("report-queue")}">2 laporan menunggu Anda periksa</a>' in html
    # Of three groups each has a line on Beranda: they are seen there.
    assert f"- 3 kelompok perlu dilengkapi\n  {HERE}/\n" in message.body
    assert "Kanari" not in message.body + html + message.subject
    assert message.extra_headers["List-Unsubscribe"] == f"<{HERE}{reverse('own-mail')}>"
    assert HERE + reverse("own-mail") in message.body


def test_every_line_of_beranda_says_its_kind():
    """Or it is counted as something else on Beranda, which is no lie and no help."""
    from reports import home

    kader, kota = f.kader(), f.pokja_kota()
    group = f.group()
    f.report(group, state="dikembalikan")
    f.report(group, f.last_period(1), state="diterima", accepted_at=timezone.now(), accepted_by=kota)
    f.permit(group, valid_until="2020-01-01")
    f.support(group)
    f.opening(f.group())
    f.invitation(f.coming_event())
    f.follow_up(person=f.participant(person=f.member(group)))
    f.import_batch(kader, "Nama,Kelompok\nSiti,Tidak ada\n")
    f.level_review(group)
    kinds = [line.kind for user in (kader, kota) for line in home.lines_for(user)]
    assert len(set(kinds)) > 10
    assert "hal lain di Beranda" not in kinds


def test_it_goes_to_those_who_decide_gave_an_address_and_want_it():
    f.group()
    f.pokja_kota(email="mau@example.go.id")
    f.pokja_kota(email="tidak@example.go.id", wants_digest=False)
    f.pokja_kota()
    f.kader(email="kader@example.go.id")
    f.pokja_kota(email="tutup@example.go.id", is_active=False)
    ended = f.pokja_kota(email="selesai@example.go.id")
    ended.roles.update(ends_on="2021-01-01")
    send()
    assert [message.to for message in mail.outbox] == [["mau@example.go.id"]]


def test_nothing_waits_nothing_is_sent():
    f.regions()
    f.pokja_kota("33.76", email="tegal@example.go.id")
    assert (send(), mail.outbox) == ("0 surel dikirim.", [])


def test_never_two_on_a_day():
    f.group()
    f.pokja_kota(email="a@example.go.id")
    assert [send(), send()] == ["1 surel dikirim.", "0 surel dikirim."]
    digest.DigestMail.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert send() == "1 surel dikirim."


class Refusing(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["penuh@example.go.id"]:
            raise smtplib.SMTPRecipientsRefused({"penuh@example.go.id": (552, b"full")})
        return super().send_messages(messages)


def test_an_address_that_fails_stops_nobody_else_is_not_logged_and_is_tried_again(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    f.group()
    f.pokja_kota(email="penuh@example.go.id")
    f.pokja_kota(email="baik@example.go.id")
    with pytest.raises(CommandError, match="1 surel gagal"):
        send()
    assert [message.to for message in mail.outbox] == [["baik@example.go.id"]]
    assert "SMTPRecipientsRefused" in caplog.text
    assert "example.go.id" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == "1 surel dikirim."


def test_a_server_without_mail_and_a_practice_instance_send_none(settings):
    settings.MAIL_IS_ON = False
    f.group()
    f.pokja_kota(email="a@example.go.id")
    assert "tidak dipakai" in send()
    assert mail.outbox == []


def test_the_mail_asks_the_database_no_more_when_more_waits():
    user = f.pokja_kota(email="a@example.go.id")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            digest.heaps_for(User.objects.get(pk=user.pk))
        return len(queries)

    f.report(f.group(), state="dikirim")
    one = cost()
    for _ in range(8):
        f.report(f.group(), state="dikirim")
    assert cost() == one < 12


def test_she_gives_her_address_and_ends_the_mail_on_her_own_page(sign_in):
    person = f.pokja_kota()
    client = sign_in(person)
    assert reverse("own-mail") in client.get("/lainnya/").content.decode()
    page = client.get(reverse("own-mail"))
    asked = fill(client, page, {"email": "bukan alamat", "wants_digest": "on"})
    assert errors_of(asked) == {"email": ["Tulis alamat surel seperti nama@contoh.go.id."]}
    assert errors_of(fill(client, page, {"wants_digest": "on"})).keys() == {"email"}
    fill(client, page, {"email": "a@example.go.id", "wants_digest": "on"})
    person.refresh_from_db()
    assert (person.email, person.wants_digest) == ("a@example.go.id", True)
    fill(client, client.get(reverse("own-mail")), {"wants_digest": None})
    person.refresh_from_db()
    assert (person.email, person.wants_digest) == ("a@example.go.id", False)


def test_an_admin_writes_down_an_address(sign_in):
    person, client = f.pokja_kota(), sign_in(f.admin())
    page = client.get(reverse("user-update", args=[person.pk]))
    shown = fill(client, page, {"email": "b@example.go.id"})
    person.refresh_from_db()
    assert person.email == "b@example.go.id"
    assert "b@example.go.id" in shown.content.decode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            "smtp+tls://up2k%40x:password@mail.example:2525",
            ("mail.example", 2525, "up2k@x", "password", True, False),
        ),
        ("smtp+ssl://mail.example", ("mail.example", 465, "", "", False, True)),
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_the_mail_server_is_read_from_the_environment(monkeypatch, value, said):
    monkeypatch.setenv("UP2K_EMAIL_URL", value)
    found = env_mail("UP2K_EMAIL_URL")
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == said


@pytest.mark.parametrize("value", ["mail.example", "http://mail.example", "smtp://"])
def test_a_wrong_mail_server_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("UP2K_EMAIL_URL", value)
    with pytest.raises(ImproperlyConfigured, match="UP2K_EMAIL_URL"):
        env_mail("UP2K_EMAIL_URL")


# Pushes to a phone


def test_a_message_is_sealed_as_the_standard_shows():
    """RFC 8291, section 5."""
    public, auth = (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    sealed = sealing.seal(
        b"When I grow up, I want to be a watermelon",
        public_key=public,
        secret=auth,
        ours=sealing.private_key(KEY),
        salt=sealing.decode("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert sealing.encode(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
        "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


class Browser:
    """Keys as a browser makes them, and what it reads with them."""

    def __init__(self):
        self.key = ec.generate_private_key(sealing.CURVE)
        self.secret = bytes(range(16))

    def form(self, endpoint):
        public = sealing.encode(sealing.public_bytes(self.key))
        return {"endpoint": endpoint, "public_key": public, "secret": sealing.encode(self.secret)}

    def read(self, body):
        salt, sender, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sender)
        )

        def derive(material, salt, info, length):
            return HKDF(hashes.SHA256(), length, salt, info).derive(material)

        info = b"WebPush: info\0" + sealing.public_bytes(self.key) + sender
        material = derive(shared, self.secret, info, 32)
        key = derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(material, salt, b"Content-Encoding: nonce\0", 12)
        return json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))


@pytest.fixture
def service(settings):
    """A push service on this machine: what it got, and the status with which it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, dict(self.headers), body))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 201
    server.origin = f"http://127.0.0.1:{server.server_port}"
    settings.PUSH_SERVICES = (server.origin,)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def push_on(settings, monkeypatch):
    settings.PUSH_PRIVATE_KEY, settings.PUSH_SUBJECT = KEY, "mailto:admin@example.go.id"
    # At once, as the worker does it; whatever the hour.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr(push, "AWAKE", range(24))


def phone(user, endpoint):
    """A client signed in through the page, that asked for messages."""
    client, browser = Client(), Browser()
    client.post("/masuk/", {"username": user.username, "password": f.PASSWORD})
    response = client.post(reverse("phone-messages"), browser.form(endpoint), follow=True)
    return client, browser, [str(message) for message in response.context["messages"]]


def look():
    out = StringIO()
    call_command("tell_phones", stdout=out)
    return out.getvalue().strip()


def test_a_phone_is_told_of_something_new_once_sealed_and_without_a_name(push_on, service):
    user, group = f.kader(), f.group(name="Kanari")
    _, browser, said = phone(user, f"{service.origin}/kirim/abc?x=1")
    assert said == ["Pesan di HP ini menyala."]
    # What she saw when she turned it on is no news.
    assert (look(), service.got) == ("0 pesan akan dikirim.", [])
    f.report(group, state="dikembalikan")
    assert look() == "1 pesan akan dikirim."
    ((path, headers, body),) = service.got
    assert path == "/kirim/abc?x=1"
    told = browser.read(body)
    assert told["text"].startswith("Ada ")
    assert (told["title"], told["address"], "Kanari" in told["text"]) == ("UP2K", "/", False)
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "86400")
    assert look() == "0 pesan akan dikirim."


def test_the_service_can_check_who_we_are(push_on, service):
    header = sealing.voucher(
        f"{service.origin}/x", key=sealing.private_key(KEY), subject="mailto:a@example.go.id"
    )
    token, key = header.removeprefix("vapid t=").split(", k=")
    text, _, signature = token.rpartition(".")
    raw = sealing.decode(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(sealing.CURVE, sealing.decode(key))
    public.verify(signed, text.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(sealing.decode(text.split(".")[1]))
    assert (claims["aud"], claims["sub"], key) == (
        service.origin,
        "mailto:a@example.go.id",
        push.public_key(),
    )


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten(push_on, service, status):
    group = f.group()
    phone(f.kader(), f"{service.origin}/a")
    service.status = status
    f.report(group, state="dikembalikan")
    look()
    assert not Subscription.objects.exists()


def test_a_service_that_fails_keeps_the_phone_and_says_no_address(push_on, service, caplog):
    group = f.group()
    phone(f.kader(), f"{service.origin}/rahasia")
    service.status = 503
    f.report(group, state="dikembalikan")
    look()
    assert Subscription.objects.count() == 1
    assert "503" in caplog.text
    assert "rahasia" not in caplog.text


def sign_out(client, user):
    client.post("/keluar/")


def revoke(client, user):
    other = Client()
    other.post("/masuk/", {"username": user.username, "password": f.PASSWORD})
    other.post("/perangkat/", {"perangkat": "semua"})


def close(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def new_password(client, user):
    user.set_password("batik-buketan-8")
    user.save()


@pytest.mark.parametrize("end", [sign_out, revoke, close, new_password])
def test_the_end_of_a_sign_in_is_the_end_of_its_messages(push_on, service, end):
    user, group = f.kader(), f.group()
    client, _, _ = phone(user, f"{service.origin}/a")
    end(client, user)
    f.report(group, state="dikembalikan")
    assert (look(), service.got, Subscription.objects.count()) == ("0 pesan akan dikirim.", [], 0)


def test_she_turns_it_off(push_on, service):
    client, _, _ = phone(f.kader(), f"{service.origin}/a")
    client.post(reverse("phone-messages"), {"aksi": "mati"})
    assert not Subscription.objects.exists()


def test_a_browser_tells_whoever_used_it_last(push_on, service):
    phone(f.kader(), f"{service.origin}/a")
    second = f.kader()
    phone(second, f"{service.origin}/a")
    assert Subscription.objects.get().device.user == second


STRANGE = (
    "https://evil.example/x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x",
    "https://fcm.googleapis.com:8443/x", "https://a@fcm.googleapis.com/x",
    "https://evil.example#.push.apple.com", "https://evil.example\\.push.apple.com/x",
    "https://169.254.169.254/x", "file:///etc/passwd", "",
)  # fmt: skip
BROWSERS = (
    "https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://wns2-sg2p.notify.windows.com/w/?token=x", "https://web.push.apple.com/x",
)  # fmt: skip


def test_only_the_browsers_own_services_are_known():
    assert [address for address in STRANGE if push.is_known_service(address)] == []
    assert [address for address in BROWSERS if not push.is_known_service(address)] == []


def test_nothing_is_sent_to_an_address_that_is_no_browsers_service(push_on, service):
    user, elsewhere = f.kader(), service.origin.replace("127.0.0.1", "localhost")
    _, browser, said = phone(user, f"{elsewhere}/x")
    assert (said, Subscription.objects.count()) == ([push.UNKNOWN], 0)
    # Also where such an address came into the table otherwise.
    row = Subscription(device=Device.objects.get(user=user), **browser.form(f"{elsewhere}/x"))
    push.tell(subscription=row, number=1)
    assert service.got == []


@pytest.mark.parametrize(
    "wrong", [{"public_key": "abc"}, {"secret": "abc"}, {"public_key": "", "secret": ""}]
)
def test_keys_that_no_browser_made_are_refused(push_on, service, sign_in, wrong):
    client, browser, _ = phone(f.kader(), f"{service.origin}/a")
    Subscription.objects.all().delete()
    client.post(reverse("phone-messages"), browser.form(f"{service.origin}/b") | wrong)
    assert not Subscription.objects.exists()


def test_at_night_no_phone_rings(push_on, service, monkeypatch):
    group = f.group()
    phone(f.kader(), f"{service.origin}/a")
    f.report(group, state="dikembalikan")
    monkeypatch.setattr(push, "AWAKE", [])
    assert look() == "0 pesan akan dikirim."


def test_without_keys_there_are_no_messages_and_no_page(sign_in, settings):
    client = sign_in(f.kader())
    assert client.get(reverse("phone-messages")).status_code == 404
    assert reverse("phone-messages") not in client.get("/lainnya/").content.decode()
    assert look() == "0 pesan akan dikirim."


@pytest.mark.parametrize("value", ["abc", "A" * 43, "!" * 43])
def test_a_wrong_key_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("UP2K_PUSH_PRIVATE_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="UP2K_PUSH_PRIVATE_KEY"):
        env_push_key("UP2K_PUSH_PRIVATE_KEY")


# Results on Beranda


def lines(client):
    return {todo.text: todo for todo in client.get("/").context["todos"]}


def test_a_kader_reads_what_became_of_her_report_and_of_a_review_for_a_week(sign_in):
    group, kota = f.group(name="Melati"), f.pokja_kota()
    span = f.last_period()
    report = f.report(group, state="diterima", accepted_at=timezone.now(), accepted_by=kota)
    review = f.level_review(group, basis="Buku belum rutin")
    found = lines(sign_in(f.kader()))
    line = found[f"Laporan {span.label} diterima"]
    assert (line.address, line.note, line.needs) == (
        reverse("report-detail", args=[report.pk]),
        "Melati",
        False,
    )
    line = found["Melati belum naik ke madya"]
    assert (line.address, line.note) == (group.get_absolute_url(), "Buku belum rutin")
    assert not any("Melati" in one.note for one in lines(sign_in(f.kader(f.MEDONO))).values())
    past = timezone.now() - timedelta(days=8)
    type(report).objects.update(accepted_at=past)
    type(review).objects.update(decided_at=past)
    assert not {one for one in lines(sign_in(f.kader())) if "diterima" in one or "naik" in one}


def test_whoever_imported_in_the_background_reads_for_a_week_that_it_is_done(sign_in):
    kader = f.kader()
    batch = f.import_batch(kader, "Nama\nSiti\n", "daftar.csv")
    now = timezone.now()
    type(batch).objects.update(state="selesai", finished_at=now)
    assert "Impor daftar.csv: sudah diimpor" not in lines(sign_in(kader))  # she saw that it was
    type(batch).objects.update(started_at=now)
    line = lines(sign_in(kader))["Impor daftar.csv: sudah diimpor"]
    assert (line.address, line.needs) == (reverse("import-detail", args=[batch.pk]), False)
    type(batch).objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert "Impor daftar.csv: sudah diimpor" not in lines(sign_in(kader))
