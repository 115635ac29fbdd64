"""What the server tells a kader's phone: what it may keep, whose it is, what became of a note."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from groups.models import Member, Submission
from groups.values import receipt_number
from tests import factories as f
from tests.posting import fill, offered

pytestmark = pytest.mark.django_db


def test_the_app_can_be_installed_with_icons_of_the_sizes_that_it_names(client):
    told = client.get(reverse("manifest")).json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]
    assert [icon["purpose"] for icon in told["icons"]].count("maskable") == 1


def test_the_worker_is_asked_for_anew_at_each_visit_and_keeps_only_what_there_is(client):
    answer = client.get(reverse("worker"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    text = answer.content.decode()
    files = re.findall(r'"/static/([^"]+\.\w+)"', text)
    assert len(files) > 10
    assert [name for name in files if not finders.find(name)] == []
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def kept(client, url):
    return client.get(url).headers.get("X-Up2k-Keep")


def test_only_a_kaders_own_pages_are_kept_and_never_a_nik(sign_in):
    group = f.group()
    member = f.member(group, nik=f.nik())
    client = sign_in(f.kader())
    nik = reverse("member-nik", args=[member.pk])
    draft = f"{reverse('member-create', args=[group.pk])}?draf=x"
    kept_pages = ("/", "/kelompok/", group.get_absolute_url(), member.get_absolute_url())
    assert [kept(client, page) for page in kept_pages] == ["1"] * 4
    assert [kept(client, page) for page in (nik, draft, "/rekap/33.75/", "/impor/")] == [None] * 4
    shown = client.post(nik, offered(client.get(nik)) | {"purpose": "Mengisi izin"})
    assert member.nik in shown.content.decode()
    assert "X-Up2k-Keep" not in shown.headers
    owner = shown["X-Up2k-Owner"]
    two = f.kader()
    f.RegionRole.objects.create(user=two, role="pokja_kecamatan", region_id=f.UTARA, starts_on="2020-01-01")
    for other in (f.admin(), f.pokja_kota(), two):
        answer = sign_in(other).get("/")
        assert "X-Up2k-Keep" not in answer.headers
        assert answer["X-Up2k-Owner"] != owner
        # Their devices may hold ticks that wait, and none of their pages.
        assert b"store.js" in answer.content
        assert b"data-ahead" not in answer.content
        assert b"data-queue" not in client.get(reverse("member-create", args=[group.pk])).content
        assert client.get(reverse("pages-ahead")).status_code == 403
    assert b"store.js" not in sign_in(f.user()).get("/").content
    client.logout()
    assert "X-Up2k-Owner" not in client.get("/masuk/").headers
    # The page that everybody's phone keeps says nothing of anybody, and has the script that fills it.
    assert b"store.js" in client.get(reverse("this-phone")).content


def test_pages_fetched_ahead_are_those_of_her_kelurahan(sign_in, django_assert_max_num_queries):
    mine, elsewhere = f.group(), f.group(f.MEDONO)
    books, others = f.books(mine), f.books(elsewhere)
    client = sign_in(f.kader())
    with django_assert_max_num_queries(6):
        pages = client.get(reverse("pages-ahead")).json()["pages"]
    assert {mine.get_absolute_url(), reverse("meeting-create", args=[books.pk])} < set(pages)
    assert not {elsewhere.get_absolute_url(), others.get_absolute_url()} & set(pages)
    assert [page for page in pages if kept(client, page) != "1"] == []


def test_signing_out_empties_the_phone(sign_in):
    assert sign_in(f.kader()).post(reverse("logout"))["Clear-Site-Data"] == '"storage"'


def test_a_note_sent_twice_is_one_record_with_one_number(sign_in):
    group = f.group()
    client, url = sign_in(f.kader()), reverse("member-create", args=[group.pk])
    data = offered(client.get(url)) | {"name": "Tutik", "sex": "P"}
    first, second = (client.post(url, data, headers={"X-Up2k-Send": "later"}).json() for _ in range(2))
    submission = Submission.objects.get()
    assert first == second == {"address": group.get_absolute_url(), "number": receipt_number(submission.pk)}
    assert re.fullmatch(r"\d{4}-\d{3}-\d{3}", first["number"])
    assert Member.objects.count() == 1
    # What was sent in the background is told by the queue, not by the next page.
    assert "Anggota tersimpan" not in client.get("/").content.decode()


def test_a_refused_note_says_why_and_saves_nothing(sign_in):
    url = reverse("member-create", args=[f.group().pk])
    client = sign_in(f.kader())
    data = offered(client.get(url)) | {"name": "", "sex": "P"}
    refused = client.post(url, data, headers={"X-Up2k-Send": "later"})
    assert (refused.status_code, refused.json()) == (
        422,
        {"errors": ["Nama lengkap belum diisi."]},
    )
    assert not Member.objects.exists()


def test_a_refused_note_that_somebody_else_overtook_brings_both_values_and_the_version(sign_in):
    member = f.member(name="Tutik", rw="01")
    client, url = sign_in(f.kader()), reverse("member-update", args=[member.pk])
    page = client.get(url)
    fill(client, page, {"rw": "02"})
    refused = client.post(url, offered(page) | {"rw": "03"}, headers={"X-Up2k-Send": "later"})
    member.refresh_from_db()
    told = refused.json()
    assert (refused.status_code, told["version"]) == (422, member.version)
    assert told["conflicts"] == [{"label": "RW", "theirs": "02", "mine": "03"}]
    again = client.post(url, offered(page) | {"rw": "03", "version": told["version"]})
    assert again.status_code == 302


def test_a_form_of_one_person_is_not_sent_in_anothers_name(sign_in):
    url = reverse("member-create", args=[f.group().pk])
    page = sign_in(f.kader()).get(url)
    owner = page.content.decode().split('name="pemilik" value="')[1].split('"')[0]
    answer = sign_in(f.kader()).post(url, offered(page) | {"name": "Tutik", "sex": "P", "pemilik": owner})
    assert answer.status_code == 409
    assert not Member.objects.exists()


def test_a_number_is_found_by_its_sender_and_by_whoever_decides_there(sign_in):
    group, kader = f.group(), f.kader(name="Bu Kader")
    client, url = sign_in(kader), reverse("member-create", args=[group.pk])
    client.post(url, offered(client.get(url)) | {"name": "Tutik", "sex": "P"})
    number, page = Submission.objects.get().number, reverse("sent-notes")
    assert f"No. {number}" in client.get(page).content.decode()
    for may_see, person in (
        (True, kader),
        (True, f.pokja_kecamatan(f.UTARA)),
        (True, f.admin()),
        (False, f.kader()),
        (False, f.pokja_kecamatan(f.BARAT)),
        (False, f.pokja_kota("33.76")),
    ):
        for written in (number, number.replace("-", "")):
            found = sign_in(person).get(page, {"nomor": written}).content.decode()
            assert ("Bu Kader" in found.split("<main")[1]) is may_see
    for nothing in ("123", "x" * 30, "9" * 10, "0000-000-000"):
        assert "Tidak ada isian dengan nomor itu" in client.get(page, {"nomor": nothing}).content.decode()
