"""Activation cards: printed once, used once, and never kept in clear."""

import logging
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups import pdf
from groups.actions import accounts as actions
from groups.models import ActivationCard, User
from groups.views import accounts as views
from tests import factories as f
from tests.groups.test_sent_twice import together
from tests.posting import errors_of, fill, offered

NEW = "sarung-palekat-9"
CODE = r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"


@pytest.fixture
def printed(monkeypatch):
    """The cards that were drawn, as the template got them, newest print last."""
    prints = []

    def draw(template, data):
        prints.append(data["cards"])
        return pdf.render_pdf(template, data)

    monkeypatch.setattr(views, "render_pdf", draw)
    return prints


def invited(region=f.KRAPYAK, **fields):
    person = f.kader(region, **fields)
    person.set_unusable_password()
    person.save()
    return person


def choose(client, *people):
    return client.post(reverse("activation-cards"), {"people": [p.pk for p in people], "pilih": "centang"})


def send_cards(client, page, **changes):
    return client.post(reverse("activation-cards"), offered(page) | changes)


def activate(client, code, password=NEW, again=None):
    return client.post(reverse("activate"), {"code": code, "password": password, "again": again or password})


@pytest.mark.django_db
def test_from_invitation_to_a_kader_who_sees_only_her_kelurahan(sign_in, client, printed):
    krapyak, medono = f.group(f.KRAPYAK, name="Melati"), f.group(f.MEDONO, name="Mawar")
    admins = sign_in(f.admin())
    page = admins.get(reverse("user-invite"))
    page = fill(admins, page, {"name": "Siti Aminah", "role": "kader", "region": f.KRAPYAK})
    response = send_cards(admins, page)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    ((card,),) = printed
    assert card["tasks"] == ["Kader Kelurahan Krapyak"]
    hers = Client()
    assert hers.get(reverse("activate")).status_code == 200
    response = activate(hers, card["code"])
    assert (response.status_code, response["Location"]) == (302, "/bantuan/kenali/")
    shown = hers.get(reverse("group-list")).content.decode()
    assert (krapyak.name in shown, medono.name in shown) == (True, False)
    assert hers.get(medono.get_absolute_url()).status_code == 404
    assert Client().login(username="kader.krapyak", password=NEW)
    person = User.objects.get(name="Siti Aminah")
    assert not person.must_change_password
    assert person.cards.get().used_at


@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_the_pdf_shows_names_and_codes_of_a_whole_room_on_a4(sign_in, printed, tmp_path):
    people = [invited(name=f"Kader Ke{n} *tebal* #strong[x]") for n in range(11)]
    client = sign_in(f.admin())
    response = send_cards(client, choose(client, *people))
    path = tmp_path / "kartu.pdf"
    path.write_bytes(response.content)
    pages = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    shown = [page for page in pages.stdout.split("\f") if page.strip()]
    assert [len(re.findall(CODE, page)) for page in shown] == [8, 3]
    text = " ".join(pages.stdout.split())
    for card in printed[0]:
        assert card["code"] in text
        assert card["username"] in text
    assert text.count("#strong[x]") == 11  # data, never markup
    assert "testserver/aktivasi/" in text
    info = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", info)


@pytest.mark.django_db
def test_a_qr_holds_the_address_with_the_code_behind_the_hash(sign_in, printed, monkeypatch):
    texts = []
    monkeypatch.setattr(views, "qr_svg", lambda text: texts.append(text) or pdf.qr_svg(text))
    client = sign_in(f.admin())
    send_cards(client, choose(client, invited()))
    assert texts == [f"http://testserver/aktivasi/#{printed[0][0]['code']}"]


@pytest.mark.django_db
def test_a_code_is_kept_nowhere_in_clear_and_reaches_no_log_and_no_address(sign_in, printed, caplog):
    caplog.set_level(logging.DEBUG)
    client = sign_in(f.admin())
    response = send_cards(client, choose(client, invited()))
    code = printed[0][0]["code"]
    activate(Client(), code)
    activate(Client(), code, "sandi-lain-77")
    logged = " ".join(str(vars(record)) for record in caplog.records if record.name != "django.db.backends")
    kept = " ".join(str(vars(row)) for row in ActivationCard.objects.all())
    for form in (code, code.replace("-", ""), code.lower()):
        assert form not in logged
        assert form not in kept
        assert form not in str(response.headers)
    tables = [name for name in connection.introspection.table_names() if "session" in name or "subm" in name]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            assert code not in str(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' ')} "]
)
def test_a_code_is_understood_however_it_is_typed(typed):
    code = actions.new_code()
    assert re.fullmatch(CODE, code)
    person = invited()
    actions.issue_cards(codes={person: code}, by=f.admin())
    assert activate(Client(), typed(code)).status_code == 302


def spoil_wrong(card):
    card.code_hash = actions.code_hash(actions.new_code())


def spoil_late(card):
    card.expires_at = timezone.now() - timedelta(seconds=1)


def spoil_void(card):
    card.voided_at = timezone.now()


def spoil_used(card):
    card.used_at = timezone.now() - actions.SENT_TWICE * 2


def spoil_closed(card):
    User.objects.filter(pk=card.user_id).update(is_active=False)


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", [spoil_wrong, spoil_late, spoil_void, spoil_used, spoil_closed])
def test_a_wrong_late_voided_or_used_code_gets_one_and_the_same_message(spoil):
    code, person = actions.new_code(), invited()
    (card,) = actions.issue_cards(codes={person: code}, by=f.admin())
    spoil(card)
    card.save()
    client = Client()
    response = activate(client, code)
    assert response.status_code == 422
    assert errors_of(response) == {"code": [actions.BAD_CODE]}
    with pytest.raises(ValidationError):
        actions.activate(code=code, password=NEW)
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert client.get("/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("12345678", None, "password"), (NEW, "lain", "again"), ("kader.krapyak", None, "password")],
)
def test_a_poor_password_is_refused_and_the_card_stays_good(password, again, field):
    code, person = actions.new_code(), invited(username="kader.krapyak")
    actions.issue_cards(codes={person: code}, by=f.admin())
    assert list(errors_of(activate(Client(), code, password, again))) == [field]
    assert activate(Client(), code).status_code == 302


@pytest.mark.django_db
def test_a_used_card_opens_nothing_but_the_same_sending_again():
    code, person = actions.new_code(), invited()
    actions.issue_cards(codes={person: code}, by=f.admin())
    assert activate(Client(), code).status_code == 302
    assert activate(Client(), code).status_code == 302
    assert errors_of(activate(Client(), code, "sandi-lain-77")) == {"code": [actions.BAD_CODE]}
    ActivationCard.objects.update(used_at=timezone.now() - actions.SENT_TWICE * 2)
    assert errors_of(activate(Client(), code)) == {"code": [actions.BAD_CODE]}


@pytest.mark.django_db(transaction=True)
def test_an_activation_sent_twice_at_once_lets_her_in_twice():
    code, person = actions.new_code(), invited()
    actions.issue_cards(codes={person: code}, by=f.admin())
    results = together(2, lambda _: activate(Client(), code).status_code)
    assert results == [302, 302]
    assert Client().login(username=person.username, password=NEW)


@pytest.mark.django_db
def test_a_new_card_kills_the_old_one_the_password_and_the_sessions(sign_in, printed):
    person = f.kader()
    hers = Client()
    assert hers.login(username=person.username, password=f.PASSWORD)
    assert hers.get("/").status_code == 200
    client = sign_in(f.admin())
    for _ in range(2):
        page = client.get(f"{reverse('activation-cards')}?orang={person.pk}")
        send_cards(client, page)
    first, second = (cards[0]["code"] for cards in printed)
    assert hers.get("/").status_code == 302
    assert not Client().login(username=person.username, password=f.PASSWORD)
    assert errors_of(activate(Client(), first)) == {"code": [actions.BAD_CODE]}
    assert activate(Client(), second).status_code == 302


@pytest.mark.django_db
def test_a_card_is_good_through_its_last_day_and_not_longer(monkeypatch):
    person = invited()
    (card,) = actions.issue_cards(codes={person: actions.new_code()}, by=f.admin())
    last = timezone.localdate() + ActivationCard.VALID_FOR
    assert card.last_day == last == actions.last_valid_day()
    midnight = timezone.localtime(card.expires_at)
    assert (midnight.date(), midnight.hour, midnight.minute) == (last + timedelta(days=1), 0, 0)


@pytest.mark.django_db
def test_those_who_can_sign_in_are_not_ticked_when_others_need_a_card(sign_in):
    ready, needs = f.kader(name="Siap"), invited(name="Perlu")
    client = sign_in(f.admin())
    field = choose(client, ready, needs).context["form"]["people"]
    assert field.value() == [needs.pk]
    assert [text for _, text in field.field.choices] == [
        f"Perlu ({needs.username})",
        f"Siap ({ready.username}): sudah bisa masuk; kata sandinya akan dihapus",
    ]


@pytest.mark.django_db
def test_all_kader_of_a_kecamatan_are_chosen_by_the_filter(sign_in):
    chosen = [invited(f.DEGAYU, name="A"), invited(f.KRAPYAK, name="B")]
    invited(f.MEDONO, name="C")
    f.pokja_kecamatan(f.UTARA, name="D")
    client = sign_in(f.admin())
    asked = {"tugas": "kader", "wilayah": f.UTARA, "pilih": "semua"}
    page = client.post(reverse("activation-cards"), asked)
    assert page.context["form"]["people"].value() == [p.pk for p in chosen]
    page = client.post(reverse("activation-cards"), asked | {"wilayah": "33.76"})
    assert not page.context["form"]["people"].value()


@pytest.mark.django_db
def test_closed_accounts_oneself_and_strangers_are_left_out(sign_in, printed):
    admin, closed, stranger = f.admin(), f.kader(is_active=False), f.kader("33.76.01.1001")
    client = sign_in(admin)
    page = choose(client, admin, closed, stranger)
    assert {p.pk for p in page.context["left_out"]} == {admin.pk, closed.pk}
    assert not page.context["form"]["people"].value()
    for person in (admin, closed, stranger):
        response = send_cards(client, page, people=[person.pk])
        assert response.status_code == 422
        assert list(errors_of(response)) == ["people"]
    assert not ActivationCard.objects.exists()
    assert printed == []


@pytest.mark.django_db
def test_the_action_itself_refuses_strangers_oneself_and_closed_accounts():
    admin = f.admin()
    with pytest.raises(PermissionDenied):
        actions.issue_cards(codes={f.kader("33.76.01.1001"): actions.new_code()}, by=admin)
    for person in (admin, f.kader(is_active=False)):
        with pytest.raises(ValidationError):
            actions.issue_cards(codes={person: actions.new_code()}, by=admin)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["?orang=x,99999999999999999999,", "?dicetak=9-1", "?dicetak=a-b", "?dicetak=1"]
)
def test_odd_choices_choose_nobody(sign_in, asked):
    page = sign_in(f.admin()).get(reverse("activation-cards") + asked)
    assert page.status_code == 200
    assert "Belum ada orang yang dipilih" in page.content.decode()


@pytest.mark.django_db
def test_a_card_form_sent_again_says_that_it_was_printed_and_offers_new_cards(sign_in, printed):
    people = [invited(name="A"), invited(name="B")]
    client = sign_in(f.admin())
    page = choose(client, *people)
    assert send_cards(client, page).status_code == 200
    response = client.post(reverse("activation-cards"), offered(page), follow=True)
    assert "sudah dibuat" in response.content.decode()
    assert response.context["form"]["people"].value() == [p.pk for p in people]
    assert ActivationCard.objects.count() == 2
    assert send_cards(client, response)["Content-Type"] == "application/pdf"
    assert ActivationCard.objects.filter(voided_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_cards_sent_twice_at_once_are_printed_once_and_the_other_browser_is_told():
    person, admin = invited(), f.admin()
    page_of = Client()
    page_of.force_login(admin)
    data = offered(choose(page_of, person))

    def send(_):
        client = Client()
        client.force_login(admin)
        response = client.post(reverse("activation-cards"), data)
        return response.status_code, response["Content-Type"].split(";")[0]

    assert sorted(together(3, send)) == [(200, "application/pdf"), (302, "text/html"), (302, "text/html")]
    assert ActivationCard.objects.count() == 1


@pytest.mark.django_db
def test_more_people_than_a_print_holds_are_to_be_narrowed(sign_in, monkeypatch):
    monkeypatch.setattr(views.forms, "MOST_AT_ONCE", 1)
    client = sign_in(f.admin())
    page = choose(client, invited(), invited())
    assert "Lebih dari 1 orang" in page.content.decode()
    assert not page.context["form"]["people"].value()


@pytest.mark.django_db
def test_the_sign_in_page_leads_to_the_activation_page(client):
    assert f'href="{reverse("activate")}"' in client.get(reverse("login")).content.decode()
