"""What somebody typed and did not send: kept for her alone, offered again, gone once it was sent."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.drafts.models import Draft
from groups.models import Member, Submission
from tests import factories as f
from tests.posting import fill, offered

pytestmark = pytest.mark.django_db
NIK = "3375034107800001"


def url_of(group):
    return reverse("member-create", args=[group.pk])


def save(client, user, page, values, submission=None, **told):
    """As the page's script does it."""
    draft = {"page": page, "form": "isian", "owner": user.pk, "submission": submission or str(uuid4())}
    draft |= {"values": list(values.items())} | told
    return send(client, draft)


def send(client, draft):
    return client.post(reverse("draft-save"), json.dumps(draft), content_type="application/json")


def saved(client, user, group, **values):
    """A draft of a new member; the id with which it will be sent."""
    submission = str(uuid4())
    assert save(client, user, url_of(group), values, submission).status_code == 200
    return submission


def test_a_draft_is_offered_again_and_taken_up_with_everything_typed_on_another_device(sign_in):
    kader, group = f.kader(), f.group()
    mine = {"name": "Tutik", "sex": "P", "nik": NIK, "consent": "on", "rw": "003"}
    submission = saved(sign_in(kader), kader, group, **mine)

    other = Client()
    other.force_login(kader)
    page = other.get(url_of(group)).content.decode()
    assert "Ada isian yang belum disimpan, tadi pukul" in page
    address = f"{url_of(group)}?draf={submission}"
    assert f'href="{address}"' in page
    taken_up = other.get(address)
    assert "Melanjutkan isian tadi pukul" in taken_up.content.decode()
    boxes = offered(taken_up)
    assert {name: boxes[name] for name in mine} == mine
    assert boxes["submission"] == submission

    # Sent from both devices, it is one member.
    for client in (other, Client()):
        client.force_login(kader)
        fill(client, taken_up, {})
    assert [member.nik for member in Member.objects.all()] == [NIK]
    assert Submission.objects.count() == 1


def test_an_edit_that_was_unticked_and_emptied_comes_back_so(sign_in):
    kader = f.kader()
    group = f.group()
    member = f.member(group, job="Penjahit", consent_on="2024-01-01", consent_by="Kader")
    client, url = sign_in(kader), reverse("member-update", args=[member.pk])
    page = client.get(url)
    values = {k: v for k, v in offered(page).items() if k != "consent"} | {"job": "", "version": "0"}
    submission = values.pop("submission")
    save(client, kader, url, values | {"address": "Jalan Baru"}, str(submission))
    boxes = offered(client.get(f"{url}?draf={submission}"))
    assert "consent" not in boxes
    # With the version it began with, so that an edit by somebody else in between is seen.
    assert (boxes["address"], boxes.get("job"), boxes["version"]) == ("Jalan Baru", "", "0")


def test_nobody_else_sees_takes_up_or_throws_away_a_draft(sign_in):
    kader, group = f.kader(), f.group()
    submission = saved(sign_in(kader), kader, group, name="Rahasia Tutik")
    for other in (f.kader(), f.admin(), f.user(is_superuser=True)):
        client = Client()
        client.force_login(other)
        for address in (url_of(group), f"{url_of(group)}?draf={submission}"):
            page = client.get(address).content.decode()
            assert "belum disimpan" not in page
            assert "Rahasia" not in page
        client.post(reverse("draft-discard", args=[submission]))
        # Nor does what one person typed become another's.
        assert save(client, kader, url_of(group), {"name": "Siti"}).status_code == 409
    assert [(draft.user, draft.values["name"]) for draft in Draft.objects.all()] == [
        (kader, ["Rahasia Tutik"])
    ]


def test_a_draft_of_one_page_is_not_taken_up_in_another(sign_in):
    kader, group = f.kader(), f.group()
    submission = saved(sign_in(kader), kader, group, name="Tutik")
    page = sign_in(kader).get(f"{reverse('group-create')}?draf={submission}")
    assert "Tutik" not in page.content.decode()


def test_what_is_kept_cannot_be_read_in_the_database_and_passwords_are_not_kept(sign_in):
    kader, group = f.kader(), f.group()
    told = {"nik": NIK, "password": "x1", "new_password1": "x2", "csrfmiddlewaretoken": "x3", "pemilik": "x4"}
    saved(sign_in(kader), kader, group, **told)
    draft = Draft.objects.get()
    assert NIK not in draft.token
    assert draft.values == {"nik": [NIK], "submission": [str(draft.submission)]}


def test_sending_forgets_the_draft_and_a_late_saving_does_not_bring_it_back(sign_in):
    kader, group = f.kader(), f.group()
    client = sign_in(kader)
    page = client.get(url_of(group))
    submission = str(offered(page)["submission"])
    save(client, kader, url_of(group), {"name": "Tutik"}, submission)
    refused = fill(client, page, {"name": "", "pemilik": "x"})
    assert refused.status_code == 422
    assert Draft.objects.of(kader).count() == 1
    fill(client, page, {"name": "Tutik", "sex": "P", "pemilik": "x"})
    assert save(client, kader, url_of(group), {"name": "Tutik"}, submission).json()["at"] is None
    assert [(draft.token, draft.sent_at is None) for draft in Draft.objects.all()] == [("", False)]
    assert "belum disimpan" not in client.get(url_of(group)).content.decode()


def test_she_throws_a_draft_away_and_comes_back_to_the_page(sign_in):
    kader, group = f.kader(), f.group()
    client = sign_in(kader)
    discard = reverse("draft-discard", args=[saved(client, kader, group, name="Tutik")])
    assert client.post(discard, {"halaman": url_of(group)})["Location"] == url_of(group)
    assert not Draft.objects.exists()
    assert client.post(discard, {"halaman": "https://example.com/"})["Location"] == "/"


def test_what_is_sent_after_the_sign_in_ran_out_waits_for_its_owner(client):
    """Without a script: the way over the sign-in page."""
    kader, group = f.kader(), f.group()
    client.force_login(kader)
    page = client.get(url_of(group))
    owner = page.content.decode().split('name="pemilik" value="')[1].split('"')[0]
    client.cookies.clear()
    data = {"name": "Tutik", "sex": "P", "submission": str(uuid4())}
    client.post(url_of(group), data | {"pemilik": f"{kader.pk}:forged:x"})
    assert not Draft.objects.exists()
    sent = client.post(url_of(group), data | {"pemilik": owner})
    assert sent["Location"] == f"/masuk/?next={url_of(group)}"
    back = client.post(sent["Location"], {"username": kader.username, "password": f.PASSWORD}, follow=True)
    assert "Ada isian yang belum disimpan" in back.content.decode()
    assert offered(client.get(f"{url_of(group)}?draf={data['submission']}"))["name"] == "Tutik"


def test_a_sign_in_that_ran_out_is_renewed_in_place(client):
    kader = f.kader()
    assert save(client, kader, "/", {}).status_code == 401
    wanted = {"username": kader.username, "password": "salah"}
    wrong = client.post("/masuk/", wanted, headers={"Accept": "application/json"})
    assert (wrong.status_code, "tidak cocok" in wrong.json()["message"]) == (422, True)
    right = client.post("/masuk/", wanted | {"password": f.PASSWORD}, headers={"Accept": "application/json"})
    assert right.json()["owner"] == kader.pk
    assert save(client, kader, "/", {}).status_code == 200


def test_drafts_end_after_fourteen_days_and_the_oldest_makes_room(sign_in, monkeypatch):
    kader, group = f.kader(), f.group()
    client = sign_in(kader)
    old = saved(client, kader, group, name="Lama")
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=15, minutes=1))
    assert "belum disimpan" not in client.get(url_of(group)).content.decode()
    call_command("clean_up")
    assert not Draft.objects.filter(submission=old).exists()
    monkeypatch.setattr(Draft, "MOST", 2)
    for name in ("A", "B", "C"):
        saved(client, kader, group, name=name)
    assert [draft.values["name"] for draft in Draft.objects.of(kader)] == [["C"], ["B"]]


@pytest.mark.parametrize(
    "told",
    [{"submission": "x"}, {"page": "//example.com"}, {"values": ["a"]}, {"values": None}, {"owner": "x"}],
)
def test_what_is_no_draft_is_refused(sign_in, told):
    kader = f.kader()
    sound = {"page": "/", "form": "isian", "owner": kader.pk, "submission": str(uuid4()), "values": []}
    assert send(sign_in(kader), sound | told).status_code == 400
    assert not Draft.objects.exists()
    assert send(sign_in(kader), sound).status_code == 200


def test_what_is_too_long_is_refused_with_a_sentence(sign_in):
    kader = f.kader()
    answer = save(sign_in(kader), kader, "/", {"note": "x" * Draft.LARGEST})
    assert (answer.status_code, "terlalu panjang" in answer.json()["message"]) == (422, True)
