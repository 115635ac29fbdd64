"""Odd input gets a page with a 4xx, never a 500; nothing is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.models import BusinessGroup, Member
from tests import factories as f
from tests.posting import fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["1000000000", "0", "-1", "x", "9" * 400, "1e9", "٣", ""])
@pytest.mark.parametrize("name", ["group-list", "member-list", "group-archived"])
def test_a_page_number_that_is_not_there(sign_in, name, page):
    f.member(f.group())
    response = sign_in(f.kader()).get(reverse(name), {"page": page})
    assert response.status_code == (404 if page not in ("", "٣") else response.status_code)
    assert response.status_code in (200, 404)
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("pk", ["0", "99999999", "9223372036854775808", "9" * 60])
def test_an_id_that_is_not_there_is_a_404(sign_in, pk):
    client = sign_in(f.kader())
    for path in (f"/kelompok/{pk}/", f"/kelompok/{pk}/ubah/", f"/anggota/{pk}/", f"/anggota/{pk}/pindah/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"q": "x"}).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/kelompok/-1/", "/kelompok/1%00/", "/kelompok/'/", "/%00", "/tidak-ada/"])
def test_an_odd_address_is_a_404_or_400(sign_in, path):
    assert sign_in(f.kader()).get(path).status_code in (400, 404)


def test_nul_characters_are_refused_everywhere(sign_in):
    client = sign_in(f.kader())
    group = f.group()
    page = client.get(reverse("member-create", args=[group.pk]))
    assert fill(client, page, {"name": "Tutik\x00", "sex": "P"}).status_code == 400
    assert client.get(reverse("group-list"), {"q": "\x00"}).status_code == 400
    assert client.post(reverse("member-list"), {"q": "a\x00"}).status_code == 400
    assert not Member.objects.exists()


def test_a_text_of_ten_megabytes_is_refused(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[f.group().pk]))
    response = fill(client, page, {"name": "x" * 10_000_000, "sex": "P"})
    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()
    assert not Member.objects.exists()


def test_a_file_where_none_is_expected_is_refused(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[f.group().pk]))
    photo = SimpleUploadedFile("x.png", b"x" * 100)
    assert fill(client, page, {"name": photo, "sex": "P"}).status_code == 400
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "O'; DROP TABLE x; --", "{{ 7919*7919 }}", "🧵 Jahit"],
)
def test_a_name_is_only_ever_text(sign_in, name):
    client = sign_in(f.kader())
    group = f.group()
    page = client.get(reverse("member-create", args=[group.pk]))
    fill(client, page, {"name": name, "sex": "P"})
    assert Member.objects.get().name == name
    body = client.get(group.get_absolute_url()).content.decode()
    assert "<script>alert" not in body
    assert "62710561" not in body


@pytest.mark.parametrize("length", [121, 5000])
def test_a_text_longer_than_its_column_is_a_message(sign_in, length):
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[f.group().pk]))
    assert fill(client, page, {"name": "a" * length, "sex": "P"}).status_code == 422
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("joined_on", "0001-01-01"),
        ("joined_on", "99999-01-01"),
        ("birth_on", "1800-01-01"),
        ("birth_on", "2999-01-01"),
        ("sex", "X"),
        ("education", "s3"),
        ("rt", "-1"),
        ("rw", "1000"),
        ("phone", "9" * 25),
        ("nik", "9" * 16),
        ("consent_on", "kemarin"),
    ],
)
def test_an_impossible_value_is_a_message_at_its_field(sign_in, field, value):
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[f.group().pk]))
    response = fill(client, page, {"name": "Tutik", "sex": "P", field: value})
    assert response.status_code == 422
    assert not Member.objects.exists()


ODD_COLUMNS = ["x", "-x", "password", "nik_token", "name,", "group__region__code", "33.75"]


@pytest.mark.parametrize("sort", ODD_COLUMNS)
def test_a_column_that_cannot_be_sorted_by_is_ignored(sign_in, sort):
    f.member(f.group())
    client = sign_in(f.kader())
    assert client.post(reverse("member-list"), {"sort": sort}).status_code == 200
    assert client.get(reverse("group-list"), {"sort": sort}).status_code == 200


@pytest.mark.parametrize("value", ["x", "33.76.01.1001", "9" * 30, "'"])
def test_a_filter_outside_the_choices_shows_a_message_and_nothing_foreign(sign_in, value):
    f.group("33.76.01.1001", name="Kelompok Tegal")
    client = sign_in(f.admin())
    for name in ("wilayah", "kategori", "jenis", "keadaan"):
        response = client.get(reverse("group-list"), {name: value})
        assert response.status_code == 200
        assert "Kelompok Tegal" not in response.content.decode()


def test_the_error_pages_are_indonesian_and_need_no_database(client, sign_in, django_assert_num_queries):
    from up2k_site.errors import server_error

    with django_assert_num_queries(0):
        assert "Ada gangguan" in server_error(None).content.decode()
    assert "Halaman tidak ada" in sign_in(f.kader()).get("/tidak-ada/").content.decode()
    assert "Tidak boleh" in sign_in(f.user()).get(reverse("group-list")).content.decode()


def test_nothing_is_written_by_a_get(sign_in):
    group = f.group()
    client = sign_in(f.admin())
    for name in ("group-archive", "group-status", "group-level", "group-update"):
        client.get(reverse(name, args=[group.pk]), {"reason": "x", "to": "bubar"})
    assert BusinessGroup.objects.get().version == 1
    assert group.status_changes.count() == 1
