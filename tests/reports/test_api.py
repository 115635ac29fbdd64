"""Keys of other offices: what they open, what they never show, and how they end."""

import json
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.models import Region
from groups.models.access import MAY
from groups.visits import MOST
from reports.api import endpoints
from reports.api.actions import make_key, new_code, revoke_key
from reports.api.models import AccessKey
from reports.periods import parse_period
from reports.queries import summary
from reports.tables import recap_table
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db
CANARY = "Kanari Krapyak"

# Every address of the API about Krapyak.
ADDRESSES = {
    "/wilayah": "/api/v1/wilayah",
    "/rekap/{kode}": f"/api/v1/rekap/{f.KRAPYAK}",
    "/rekap/{kode}/{bagian}": f"/api/v1/rekap/{f.KRAPYAK}/modal",
    "/kelompok": f"/api/v1/kelompok?wilayah={f.KRAPYAK}",
    "/produk": f"/api/v1/produk?wilayah={f.KRAPYAK}",
    "/dukungan/{kode}": f"/api/v1/dukungan/{f.KRAPYAK}",
}
ABOUT_KRAPYAK = [path for name, path in ADDRESSES.items() if name != "/wilayah"]
# What must be in no answer, whoever asks.
PERSONAL = {
    "name": "Rahasia Siti",
    "phone": "+6281288887777",
    "address": "Jalan Rahasia 5",
    "nik": f.nik(7),
}
CONTACT = {"contact_name": "Rahasia Kontak", "contact_phone": "+6281299990000", "address": "Gang Rahasia"}
NEVER = ("Rahasia", "81288887777", "88887777", "99990000", PERSONAL["nik"], "Kebutuhan kami")


@pytest.fixture(autouse=True)
def _no_visits_before():
    caches["visits"].clear()


@pytest.fixture
def world(db):
    group = f.group(f.KRAPYAK, name=f"{CANARY} Kelompok", **CONTACT)
    member = f.member(group, **PERSONAL)
    f.public_product(
        group, name=f"{CANARY} Produk", member=member, description="Telepon 081288887777, Rahasia"
    )
    f.permit(group, number="RAHASIA-Rahasia")
    f.support(group, need="Kebutuhan kami: telepon 081288887777")
    return group


def ask(client, code, path, **asked):
    return client.get(path, asked, headers={"authorization": f"Bearer {code}"})


def test_every_address_is_in_this_matrix():
    patterns, _, _ = endpoints.urls()
    paths = {str(one.pattern).replace("<", "{").replace(">", "}") for one in patterns}
    assert paths == {name.lstrip("/") for name in ADDRESSES} | {"openapi.json", ""}


@pytest.mark.parametrize(
    ("region", "role", "statuses"),
    [
        (f.KRAPYAK, "kader", [200, 403, 200, 200, 200]),
        (f.UTARA, "pokja_kecamatan", [200] * 5),
        (f.KOTA, "pokja_kota", [200] * 5),
        (f.MEDONO, "kader", [404] * 5),
        (f.BARAT, "pokja_kecamatan", [404] * 5),
        ("33.76", "pokja_kota", [404] * 5),
    ],
)
def test_a_key_reads_its_region_and_nothing_of_another(client, world, region, role, statuses):
    _, code = f.access_key(region, role)
    answers = [ask(client, code, path) for path in ABOUT_KRAPYAK]
    assert [answer.status_code for answer in answers] == statuses
    # Without a region in the address there is only what is hers; of another, not even a name.
    whole = [ask(client, code, path) for path in ("/api/v1/wilayah", "/api/v1/kelompok", "/api/v1/produk")]
    assert [answer.status_code for answer in whole] == [200] * 3
    text = "".join(answer.content.decode() for answer in [*answers, *whole])
    assert (CANARY in text) is (200 in statuses)
    assert ("Krapyak" in text) is (200 in statuses)
    assert not [secret for secret in NEVER if secret in text]


def test_the_figures_are_those_of_the_page(client, world):
    f.member(f.group(f.MEDONO, level="madya"))
    _, code = f.access_key()
    asked = {"per": "2026-01-31"}
    answer = ask(client, code, f"/api/v1/rekap/{f.KOTA}", **asked).json()
    city = Region.objects.select_related("parent").get(pk=f.KOTA)
    table = recap_table(summary(user=f.pokja_kota(), region=city, period=parse_period(asked)))
    shown = [[cell.value for cell in row[2:]] for row in table.rows]
    assert [row["nilai"] for row in answer["baris"]] == shown
    assert [row["kode"] for row in answer["baris"]] == [f.BARAT, f.UTARA]
    assert answer["jumlah"] == [cell.value for cell in table.total[2:]]
    assert answer["jumlah"][10] == 2
    assert [column["nomor"] for column in answer["kolom"]] == list(table.numbers[2:])


def test_a_list_comes_in_pages(client, db):
    for name in ("A", "B", "C"):
        f.group(name=name)
    _, code = f.access_key()
    second = ask(client, code, "/api/v1/kelompok", ukuran=2, halaman=2).json()
    assert [group["nama"] for group in second["data"]] == ["C"]
    assert {**second, "data": 1} == {"data": 1, "jumlah": 3, "halaman": 2, "halaman_terakhir": 2}
    assert ask(client, code, "/api/v1/kelompok", ukuran=2, halaman=9).json()["data"] == []


def test_a_product_is_told_with_its_permits_and_without_its_maker(client, world):
    _, code = f.access_key()
    [product] = ask(client, code, "/api/v1/produk").json()["data"]
    assert product == {
        "id": product["id"], "nama": f"{CANARY} Produk", "kelompok": world.pk, "wilayah": f.KRAPYAK,
        "jenis": "Kuliner", "harga": None, "satuan": "", "kapasitas_sebulan": None, "usaha_anggota": True,
        "di_etalase": True, "izin": [],
    }  # fmt: skip


def test_without_a_good_key_nothing_is_read(client, world):
    past, ended = f.access_key(), f.access_key()
    AccessKey.objects.filter(pk=past[0].pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    revoke_key(key=ended[0], reason="Tersebar", by=f.admin())
    client.force_login(f.admin())  # a sign-in opens nothing here
    for path in ADDRESSES.values():
        caches["visits"].clear()
        answers = [ask(client, code, path) for code in (past[1], ended[1], "", "up2k_x", "\xe9" * 900)]
        answers += [client.get(path), client.get(path, headers={"authorization": "Basic eDp5"})]
        assert {answer.status_code for answer in answers} == {401}
        assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}
        assert {tuple(answer.json()) for answer in answers} == {("pesan",)}
        assert "Kunci tidak ada" in answers[0].json()["pesan"]


WRONG = [
    (f"/api/v1/rekap/{f.KOTA}?per=kemarin", 400, "Tulis tanggal"),
    (f"/api/v1/rekap/{f.KOTA}?masa=2099", 400, "belum mulai"),
    (f"/api/v1/rekap/{f.KOTA}/modal?banding=2099-t1", 400, "belum mulai"),
    ("/api/v1/kelompok?halaman=0", 400, "halaman"),
    ("/api/v1/kelompok?ukuran=501&halaman=x", 400, "halaman, ukuran"),
    (f"/api/v1/dukungan/{f.KOTA}?tahun=12", 400, "tahun"),
    (f"/api/v1/rekap/{f.KOTA}/rahasia", 404, "Tidak ada"),
    ("/api/v1/rekap/33", 404, "Tidak ada"),
    ("/api/v1/kelompok?wilayah=33.76", 404, "Tidak ada"),
    ("/api/v1/tidak-ada", 404, "Alamat itu"),
    ("/api/v1/", 404, "Alamat itu"),
    ("/api/v2/kelompok", 404, "Alamat itu"),
]


def test_what_cannot_be_answered_is_a_sentence(client, db):
    _, code = f.access_key()
    answers = [(path, ask(client, code, path)) for path, *_ in WRONG]
    got = [(path, answer.status_code, answer.json()["pesan"]) for path, answer in answers]
    wrong = [one for one, (_, status, words) in zip(got, WRONG, strict=True)
             if one[1] != status or words not in one[2]]  # fmt: skip
    assert wrong == []


def test_no_other_method_does_anything(client, world):
    key, code = f.access_key(f.KRAPYAK, "kader")
    assert [word for word in MAY if key.may(word)] == ["view"]
    for method in (client.post, client.put, client.patch, client.delete):
        refused = method("/api/v1/kelompok", headers={"authorization": f"Bearer {code}"})
        assert (refused.status_code, refused["Allow"]) == (405, "GET")
        assert refused.json() == {"pesan": "Hanya membaca: pakai GET."}


def test_whoever_refuses_a_program_says_it_as_a_sentence_in_json(client, world, monkeypatch):
    """Also what refuses before or around the view: odd bytes, unknown hosts, limits of pages, and faults."""
    _, code = f.access_key()
    bearer = {"authorization": f"Bearer {code}"}
    host = bearer | {"host": "elsewhere.example"}
    refusals = [
        (400, client.get("/api/v1/kelompok?cari=%00", headers=bearer)),
        (400, client.get("/api/v1/rekap/%00", headers=bearer)),
        (400, client.get("/api/v1/kelompok", headers=host)),
        (400, client.get("/api/v1/kelompok?halaman=%ff%fe", headers=bearer)),
        (404, client.get("/api/v1/rekap/%ff%fe", headers=bearer)),
        (404, client.get("/api/x/../%3Cb%3E", headers=bearer)),
        (404, client.get("/api/v1/rekap", headers=bearer)),
        (405, client.post("/api/v1/wilayah", headers=bearer)),
        (400, client.post("/api/v1/openapi.json", {"a": "\x00"}, headers=bearer)),
        (401, client.get("/api/v1/kelompok", headers={"authorization": "Basic \xff\x00"})),
    ]
    monkeypatch.setitem(MOST, "pages", 0)
    refusals.append((429, client.get("/api/v1/openapi.json")))
    client.raise_request_exception = False
    for status, fault in ((500, ValueError("Rahasia")), (503, OperationalError("Rahasia"))):
        monkeypatch.setattr(endpoints, "groups_today", Mock(side_effect=fault))
        refusals.append((status, client.get("/api/v1/kelompok", headers=bearer)))
    for status, answer in refusals:
        assert (status, answer.status_code) == (status, status), answer.request["PATH_INFO"]
        assert list(answer.json()) == ["pesan"]
        assert "Rahasia" not in answer.json()["pesan"]
        assert answer["Cache-Control"] in ("no-store", "private, no-store")
    assert client.get("/api/")["Content-Type"].startswith("text/html")


def test_who_asks_too_often_waits_and_other_keys_do_not(client, db, monkeypatch):
    (_, one), (_, other) = f.access_key(), f.access_key()
    monkeypatch.setitem(MOST, "api", 2)
    answers = [ask(client, one, "/api/v1/wilayah") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[2]["Retry-After"], list(answers[2].json())) == ("60", ["pesan"])
    assert ask(client, other, "/api/v1/wilayah").status_code == 200
    monkeypatch.setitem(MOST, "api-wrong", 1)
    assert [ask(client, "up2k_x", "/api/v1/wilayah").status_code for _ in range(2)] == [401, 429]


def test_the_last_use_is_noted_and_hardly_ever_written(client, db):
    key, code = f.access_key()
    ask(client, code, "/api/v1/wilayah")
    key.refresh_from_db()
    first = key.last_used_at
    assert timezone.now() - first < timedelta(minutes=1)
    ask(client, code, "/api/v1/wilayah")
    key.refresh_from_db()
    assert (key.last_used_at, key.version, key.history.count()) == (first, 1, 1)


def test_lists_cost_the_same_for_one_row_as_for_thirty(client, db):
    _, code = f.access_key()
    group = f.group()

    def costs():
        found = []
        for path in ("/api/v1/wilayah", "/api/v1/kelompok", "/api/v1/produk"):
            with CaptureQueriesContext(connection) as captured:
                assert ask(client, code, path).status_code == 200
            found.append(len(captured))
        return found

    f.permit(f.product(group).group)
    costs()  # the first use of the key is noted
    few = costs()
    for _ in range(29):
        f.permit(f.product(f.group()).group)
    assert costs() == few
    assert max(few) <= 6


# -- Their pages


def test_an_admin_makes_a_key_sees_its_code_once_and_revokes_it(sign_in, client):
    client = sign_in(f.admin())
    page = client.get(reverse("key-create"))
    until = timezone.localdate() + timedelta(days=90)
    typed = {"office": "Dindagkop-UKM", "purpose": "Dasbor", "role": "pokja_kota", "region": f.KOTA,
             "expires_on": f"{until}"}  # fmt: skip
    made = fill(client, page, typed)
    code = made.context["code"]
    assert made["Cache-Control"] == "no-store"
    assert code in made.content.decode()
    key = AccessKey.objects.get()
    assert len(code) >= len("up2k_") + 43  # 32 bytes
    stored = json.dumps([*AccessKey.objects.values(), *AccessKey.history.values()], default=str)
    assert code[len(key.hint) :] not in stored
    assert ask(client, code, "/api/v1/wilayah").status_code == 200
    # The same form again makes no second key and shows no code.
    again = fill(client, page, typed)
    assert again.redirect_chain == [(reverse("key-list"), 302)]
    assert AccessKey.objects.count() == 1
    listed = client.get(reverse("key-list")).content.decode()
    assert key.hint in listed
    assert code not in listed
    fill(client, client.get(reverse("key-revoke", args=[key.pk])), {"reason": "Tersebar"})
    assert ask(client, code, "/api/v1/wilayah").status_code == 401
    revoke = reverse("key-revoke", args=[key.pk])
    assert fill(client, client.get(revoke), {"reason": "Lagi"}).status_code == 422


def test_a_key_that_may_not_be_is_a_message_and_nothing_is_kept(sign_in):
    client, today = sign_in(f.admin()), timezone.localdate()
    typed = {"office": "Dinas", "purpose": "Dasbor", "role": "pokja_kota", "region": f.KOTA,
             "expires_on": f"{today}"}  # fmt: skip
    for changes, field in (
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": f"{today + timedelta(days=367)}"}, "expires_on"),
        ({"role": "kader"}, "__all__"),
        ({"role": "admin"}, "role"),
        ({"region": "33.76"}, "region"),
        ({"office": ""}, "office"),
    ):
        answer = fill(client, client.get(reverse("key-create")), typed | changes)
        assert (answer.status_code, list(errors_of(answer))) == (422, [field])
    assert not AccessKey.objects.exists()


def test_nobody_gives_away_a_region_that_is_not_hers(db):
    f.regions()
    for by in (f.pokja_kota(), f.admin("33.76")):
        key = AccessKey(office="Dinas", purpose="x", role="pokja_kota", region_id=f.KOTA,
                        expires_on=timezone.localdate())  # fmt: skip
        with pytest.raises(Exception, match="may not manage"):
            make_key(key=key, code=new_code(), by=by)


def test_programmers_read_what_there_is(client, db):
    page = client.get(reverse("api-page")).content.decode()
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {f"/api/v1{name}" for name in ADDRESSES}
    assert described["components"]["securitySchemes"]["KeyAuth"] == {"type": "http", "scheme": "bearer"}
    assert all(path in page for path in described["paths"])
    for operation in described["paths"].values():
        assert operation["get"]["security"] == [{"KeyAuth": []}]
        assert set(operation["get"]["responses"]) == {"200", "400", "401", "403", "404", "429"}
