"""Inventory, guests, activities and letters: kept by a kader, for a group with a cash book or without."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.books.models import Activity, GuestVisit, InventoryItem, Letter
from groups.books.registers.kinds import REGISTERS
from tests import factories as f
from tests.posting import errors_of, fill, offered

pytestmark = pytest.mark.django_db

# What a kader types into each register's form, and the rows as they are then.
TYPED = {
    "inventaris": {"name": "Wajan besar", "origin": "Dibeli dari kas", "on": "2024-02-03", "quantity": "2"},
    "tamu": {"name": "Bu Camat", "purpose": "Pembinaan", "on": "2024-02-03", "institution": "Kecamatan"},
    "kegiatan": {"name": "Bu Sumi", "place": "Balai RW", "on": "2024-02-03", "description": "Membatik"},
    "surat": {"party": "Lurah", "subject": "Undangan", "on": "2024-02-03", "letter_on": "2024-02-01"},
}


@pytest.fixture
def client(sign_in):
    return sign_in(f.kader())


def page_of(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query)


def create(client, group, name, changes, start=""):
    address = reverse("register-create", args=[group.pk, name]) + (f"?jenis={start}" if start else "")
    page = client.get(address)
    assert page.context["form"]["on"].value() == timezone.localdate()
    return client.post(address, offered(page) | changes, follow=True)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_row_is_written_found_and_counted_without_a_cash_book(client, name):
    group, model = f.group(), REGISTERS[name].model
    shown = client.get(group.get_absolute_url()).content.decode()
    index = reverse("register-index", args=[group.pk])
    assert f'href="{index}"' in shown
    assert "belum ada catatan" in client.get(index).content.decode()
    response = create(client, group, name, TYPED[name])
    address = reverse("register", args=[group.pk, name])
    assert response.redirect_chain[-1][0] == address
    row = model.objects.get()
    assert (row.group, row.recorded_by.username) == (group, response.wsgi_request.user.username)
    listed = response.content.decode()
    assert f'href="{row.get_absolute_url()}"' in listed
    assert "3 Februari 2024" in listed
    assert "1 catatan, terakhir 3 Februari 2024" in client.get(index).content.decode()
    facts = client.get(row.get_absolute_url()).content.decode()
    for value in set(TYPED[name].values()) - {"2024-02-03", "2024-02-01"}:
        assert value in facts


@pytest.mark.parametrize("name", REGISTERS)
def test_a_row_taken_back_stays_readable_with_its_reason_and_counts_nowhere(client, name):
    row = f.register_row(REGISTERS[name].model, f.group())
    page = page_of(client, "register-void", name, row.pk)
    assert errors_of(fill(client, page, {"reason": " "})).keys() == {"reason"}
    fill(client, page, {"reason": "Tercatat dua kali"})
    assert "Tercatat dua kali" in client.get(row.get_absolute_url()).content.decode()
    assert (
        f'href="{row.get_absolute_url()}"'
        not in page_of(client, "register", row.group_id, name).content.decode()
    )
    with_it = client.post(reverse("register", args=[row.group_id, name]), {"batal": "ikut"}).content.decode()
    assert f'href="{row.get_absolute_url()}"' in with_it
    assert "dibatalkan" in with_it
    assert "belum ada catatan" in page_of(client, "register-index", row.group_id).content.decode()
    for address in ("register-update", "register-void"):
        assert page_of(client, address, name, row.pk).status_code == 404


def test_an_edit_keeps_what_was_there_and_a_stale_one_overwrites_nothing(client):
    row = f.register_row(GuestVisit, f.group(), name="Bu Ratna")
    page = page_of(client, "register-update", "tamu", row.pk)
    stale = page_of(client, "register-update", "tamu", row.pk)
    fill(client, page, {"name": "Bu Ratnasari"})
    conflict = fill(client, stale, {"name": "Bu Ratih"})
    assert conflict.status_code == 422
    assert "Bu Ratnasari" in conflict.content.decode()
    row.refresh_from_db()
    assert (row.name, row.version) == ("Bu Ratnasari", 2)
    assert "Bu Ratna →" in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("start", "word"), [("masuk", "Dari siapa"), ("keluar", "Kepada siapa")])
def test_what_is_empty_is_named_as_the_form_names_it(client, start, word):
    errors = errors_of(create(client, f.group(), "surat", {"party": ""}, start))
    assert errors["party"] == [f"{word} belum diisi."]


def test_sent_twice_makes_one_row(client):
    group = f.group()
    page = page_of(client, "register-create", group.pk, "tamu")
    for _ in range(2):
        fill(client, page, TYPED["tamu"])
    assert GuestVisit.objects.count() == 1
    fill(client, page, TYPED["tamu"] | {"name": "Bu Lurah", "lagi": "1"})
    assert GuestVisit.objects.count() == 2


@pytest.mark.parametrize("name", REGISTERS)
def test_days_before_the_group_or_not_yet_come_are_refused_at_the_field(client, name):
    group = f.group()
    for day in (
        "1984-12-31",
        f"{group.founded_on - timedelta(days=1)}",
        f"{timezone.localdate() + timedelta(days=1)}",
    ):
        response = create(client, group, name, TYPED[name] | {"on": day, "letter_on": ""})
        assert response.status_code == 422, day
        assert set(errors_of(response)) & {"on", "__all__"}
    assert not REGISTERS[name].model.objects.exists()


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("inventaris", {"quantity": "0"}, "__all__"),
        ("inventaris", {"quantity": "-3"}, "quantity"),
        ("inventaris", {"quantity": "banyak"}, "quantity"),
        ("inventaris", {"condition": "hilang"}, "condition"),
        ("inventaris", {"condition_on": "2024-02-01"}, "__all__"),
        ("tamu", {"name": "x" * 121}, "name"),
        ("kegiatan", {"description": ""}, "description"),
        ("surat", {"letter_on": "2024-02-04"}, "__all__"),
        ("surat", {"on": "kemarin"}, "on"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(client, name, changes, field):
    response = create(client, f.group(), name, TYPED[name] | changes)
    assert response.status_code == 422
    assert field in errors_of(response)
    assert not REGISTERS[name].model.objects.exists()


def test_a_new_condition_is_kept_with_its_day_and_the_old_one_in_the_history(client):
    group = f.group()
    create(client, group, "inventaris", TYPED["inventaris"])
    row = InventoryItem.objects.get()
    assert (row.condition, str(row.condition_on)) == ("baik", "2024-02-03")
    page = page_of(client, "register-update", "inventaris", row.pk)
    response = fill(client, page, {"condition": "rusak_ringan", "condition_on": "2024-08-17"})
    assert "tanggalnya tetap" not in response.content.decode()
    told = client.get(row.get_absolute_url()).content.decode()
    assert "Baik → <strong>Rusak ringan</strong>" in told
    assert "3 Februari 2024 → <strong>17 Agustus 2024</strong>" in told
    page = page_of(client, "register-update", "inventaris", row.pk)
    assert "tanggalnya tetap" in fill(client, page, {"condition": "rusak_berat"}).content.decode()


def test_a_letter_that_went_out_has_one_day_and_its_own_words(client):
    group = f.group()
    page = page_of(client, "register-create", group.pk, "surat", query="?jenis=keluar")
    labels = [field.label for field in page.context["form"].fields.values()]
    assert {"Kepada siapa", "Tembusan"} <= set(labels)
    assert "letter_on" not in page.context["form"].fields
    create(client, group, "surat", TYPED["surat"], start="keluar")
    row = Letter.objects.get()
    assert (row.direction, row.letter_on) == ("keluar", None)
    assert page_of(client, "register-create", group.pk, "surat", query="?jenis=atas").status_code == 404
    assert page_of(client, "register", group.pk, "resep").status_code == 404


def test_nothing_is_written_for_an_archived_group(client):
    row = f.register_row(Activity, f.group())
    type(row.group).objects.filter(pk=row.group_id).update(archived_at=timezone.now(), archive_reason="dobel")
    assert page_of(client, "register-create", row.group_id, "kegiatan").status_code == 404
    assert page_of(client, "register-update", "kegiatan", row.pk).status_code == 404
    assert "register-void" not in client.get(row.get_absolute_url()).content.decode()


def test_the_list_is_searched_by_words(client):
    group = f.group()
    f.register_row(GuestVisit, group, name="Bu Ratna", purpose="Pembinaan")
    f.register_row(GuestVisit, group, name="Bu Tri", purpose="Belanja keripik")
    address = reverse("register", args=[group.pk, "tamu"])
    found = client.post(address, {"q": "KERIPIK"}).content.decode()
    assert "Bu Tri" in found
    assert "Bu Ratna" not in found


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_and_its_index_cost_the_same_for_one_row_and_for_thirty(client, name):
    group = f.group()
    pages = [
        reverse("register", args=[group.pk, name]),
        reverse("register-index", args=[group.pk]),
        f.register_row(REGISTERS[name].model, group).get_absolute_url(),
    ]

    def costs():
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            yield len(captured)

    few = list(costs())
    for _ in range(29):
        f.register_row(REGISTERS[name].model, group)
    assert list(costs()) == few
    assert max(few) <= 10, few


def sheet_of(client, group, name, query):
    response = client.get(reverse("register-file", args=[group.pk, name, "xlsx"]) + query)
    rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    rows = [list(row) for row in rows]
    start = next(place for place, row in enumerate(rows) if row[:2] == [1, 2])
    end = next(place for place, row in enumerate(rows) if "Mengetahui," in row)
    return [row for row in rows[start + 1 : end] if isinstance(row[0], int) or isinstance(row[-1], str)]


def test_a_group_without_a_cash_book_prints_its_registers(client):
    group = f.group(founded_on=date(2023, 1, 1))
    f.register_row(GuestVisit, group, on=date(2024, 3, 5), name="Bu Ratna")
    f.register_row(GuestVisit, group, on=date(2024, 4, 5), name="Bu Tri", institution="Dindagkop")
    f.register_row(GuestVisit, group, on=date(2025, 4, 5), name="=1+1")
    void = f.register_row(GuestVisit, group, on=date(2024, 4, 6), name="Keliru")
    type(void).objects.filter(pk=void.pk).update(
        voided_at=timezone.now(), voided_by=f.admin(), reason="dobel"
    )
    names = {
        query: [row[2] for row in sheet_of(client, group, "tamu", query)]
        for query in ("?bulan=2024-04", "?tahun=2024", "?semua=1")
    }
    assert names == {
        "?bulan=2024-04": ["Bu Tri"],
        "?tahun=2024": ["Bu Ratna", "Bu Tri"],
        "?semua=1": ["Bu Ratna", "Bu Tri", "=1+1"],
    }
    page = page_of(client, "register-print", group.pk)
    links = re.findall(r'href="([^"]+\.(?:pdf|xlsx)[^"]*)"', page.content.decode())
    assert len(links) == 3 * 7
    assert {client.get(link).status_code for link in links} == {200}
    for wrong in ("kas", "emas"):
        assert client.get(reverse("register-file", args=[group.pk, wrong, "pdf"])).status_code == 404


def test_goods_of_earlier_years_stand_in_the_book_of_a_later_one_with_the_day_their_condition_was_seen(
    client,
):
    group = f.group()
    f.register_row(InventoryItem, group, on=date(2023, 5, 1), unit="buah")
    f.register_row(
        InventoryItem, group, on=date(2024, 5, 1), name="Oven", quantity=1, condition="rusak_berat",
        condition_on=date(2024, 8, 17),
    )  # fmt: skip
    f.register_row(InventoryItem, group, on=date(2025, 5, 1), name="Meja")
    rows = sheet_of(client, group, "inventaris", "?tahun=2024")
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("Kursi lipat", "20 buah", "Baik"),
        ("Oven", 1, "Rusak berat (17/08/2024)"),
    ]


def test_letters_in_and_out_stand_side_by_side_with_their_own_numbers(client):
    group = f.group()
    f.register_row(Letter, group, on=date(2024, 1, 5), letter_on=date(2024, 1, 2), subject="Undangan")
    f.register_row(Letter, group, on=date(2024, 1, 6), subject="Edaran")
    f.register_row(Letter, group, on=date(2024, 1, 7), direction="keluar", subject="Izin", number="01/UP2K")
    rows = sheet_of(client, group, "surat", "?tahun=2024")
    assert [(row[0], row[5], row[8], row[9], row[12]) for row in rows] == [
        (1, "Undangan", 1, "01/UP2K", "Izin"),
        (2, "Edaran", None, None, None),
    ]
