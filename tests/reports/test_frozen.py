"""Determined forms: unchangeable, explained, verified, withdrawn with a reason, compared with the live."""

import hashlib
import json
import shutil
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.actions import groups as group_actions
from groups.actions import members as member_actions
from groups.models import BusinessGroup, Level, Member, Official
from reports.models import FrozenForm
from reports.official.freezing import canonical, withdraw
from reports.official.yearly import save_yearly
from tests import factories as f
from tests.posting import errors_of, fill
from tests.reports.test_form_422 import random_world, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    group = f.group(f.KRAPYAK, founded_on=date(2020, 1, 1), rw="3")
    f.member(group, name="Siti Aminah")
    f.member(group, name="Wati", sex="L")
    f.yearly(f.KRAPYAK, 2024, bkb_groups=4)
    f.official(f.KOTA, name="Ny. Rukayah")
    f.official(f.KOTA, "pokja2", name="Ny. Tutik")
    return group


def everything_changes(group):
    by = f.admin()
    group_actions.change_level(
        group=group, to=Level.objects.get(code="madya"), on=date(2024, 6, 1), basis="x", by=by
    )
    member_actions.void_member(member=Member.objects.get(name="Wati"), reason="dobel", by=by)
    f.member(f.group(f.MEDONO, founded_on=date(2023, 1, 1)))
    sheet = f.YearlyInput.objects.get()
    save_yearly(sheet=sheet, values={"bkb_groups": 5}, by=by)
    Official.objects.all().update(name="Ny. Lain")
    BusinessGroup.objects.filter(pk=group.pk).update(name="Ganti nama")


def test_a_determined_form_is_byte_identical_after_everything_changed(sign_in, world):
    client = sign_in(f.pokja_kota())
    frozen = f.frozen()
    papers = [reverse("frozen-download", args=[frozen.pk]) + asked for asked in ("", "?kertas=f4")]
    page = reverse("frozen-detail", args=[frozen.pk])
    before = [client.get(url).content for url in papers]
    table = client.get(page).context["table"]
    assert all(pdf.startswith(b"%PDF") for pdf in before)
    assert before[0] != before[1]
    everything_changes(world)
    assert [client.get(url).content for url in papers] == before
    assert client.get(page).context["table"].rows == table.rows
    kept = FrozenForm.objects.get()
    assert hashlib.sha256(kept.content.encode()).hexdigest() == kept.checksum == frozen.checksum
    assert canonical(json.loads(kept.content)) == kept.content


def test_the_live_page_says_what_was_determined_and_what_differs_cell_by_cell(sign_in, world):
    client = sign_in(f.pokja_kota())
    url = reverse("official-form", args=["4.22-a", f.KOTA])
    frozen = f.frozen()
    page = client.get(url, {"tahun": "2024"})
    assert page.context["differences"] == []
    assert "Ditetapkan tanggal 10 Januari 2025, nomor 1/PKK.II/2025" in page.content.decode()
    everything_changes(world)
    context = client.get(url, {"tahun": "2024"}).context
    assert context["frozen"] == frozen
    found = {(one.place, one.no): (one.then, one.now) for one in context["differences"]}
    assert found == {
        ("Pekalongan Barat", 26): ("0", "1"),
        ("Pekalongan Barat", 27): ("0", "1"),
        ("Pekalongan Utara", 14): ("4", "5"),
        ("Pekalongan Utara", 26): ("1", "0"),
        ("Pekalongan Utara", 27): ("2", "0"),
        ("Pekalongan Utara", 28): ("0", "1"),
        ("Pekalongan Utara", 29): ("0", "1"),
        ("Jumlah", 14): ("4", "5"),
        ("Jumlah", 27): ("2", "1"),
        ("Jumlah", 28): ("0", "1"),
        ("Jumlah", 29): ("0", "1"),
    }


@pytest.mark.parametrize("form", ["4.22-a", "4.22-c"])
def test_every_kept_number_opens_kept_rows_that_add_up_to_it(sign_in, form):
    random_world(7)
    frozen = f.frozen(form=form, year=2023)
    BusinessGroup.objects.all().update(name="Ganti nama", archived_at="2025-01-01T00:00Z", archive_reason="x")
    client = sign_in(f.pokja_kota())
    table = client.get(reverse("frozen-detail", args=[frozen.pk])).context["table"]
    opened = 0
    for cells in (*table.rows, table.total):
        for cell in cells[2:]:
            if cell.href:
                context = client.get(cell.href).context
                assert context["sum"] == cell.value
                assert "Ganti nama" not in {fact.name for fact, _ in context["rows"]}
                opened += 1
    assert opened > 20


def test_neither_model_nor_database_lets_it_be_changed_or_deleted(world):
    frozen = f.frozen()
    with pytest.raises(ValidationError):
        frozen.save()
    with pytest.raises(ValidationError):
        frozen.save(update_fields=["number"])
    with pytest.raises(ValidationError):
        frozen.delete()
    rows = FrozenForm.objects.filter(pk=frozen.pk)
    for change in (
        lambda: rows.update(content="{}"),
        lambda: rows.update(number="2"),
        lambda: rows.update(pdf_f4=b"x"),
        lambda: rows.update(decided_on=date(2025, 2, 1)),
        lambda: rows._raw_delete(rows.db),
    ):
        with pytest.raises(IntegrityError, match="frozenform_unchangeable"), transaction.atomic():
            change()
    withdraw(frozen=frozen, reason="Salah nomor", by=f.pokja_kota())
    with pytest.raises(IntegrityError, match="frozenform_unchangeable"), transaction.atomic():
        rows.update(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
    assert FrozenForm.objects.get().withdraw_reason == "Salah nomor"


def test_pokja_determines_withdraws_and_determines_again_as_a_revision(sign_in, world):
    client = sign_in(f.pokja_kota())
    form = reverse("official-freeze", args=["4.22-a", f.KOTA])
    page = client.get(form, {"tahun": "2024"})
    sent = {"number": "1/2025", "decided_on": "2025-01-10"}
    response = client.post(f"{form}?tahun=2024", {**_hidden(page), **sent}, follow=True)
    first = FrozenForm.objects.get()
    assert response.redirect_chain == [(first.get_absolute_url(), 302)]
    assert (first.first, first.last) == (date(2024, 1, 1), date(2024, 12, 31))
    signers = json.loads(first.content)["signers"]
    assert [name for _, _, name in signers] == ["Ny. Rukayah", "Ny. Tutik"]
    page = client.get(form, {"tahun": "2024"})
    again = client.post(f"{form}?tahun=2024", {**_hidden(page), **sent, "number": "2/2025"})
    assert errors_of(again) == {
        "__all__": ["Laporan ini sudah ditetapkan. Cabut dulu yang lama dengan alasan."]
    }
    cut = client.get(reverse("frozen-withdraw", args=[first.pk]))
    assert errors_of(fill(client, cut, {"reason": ""})) == {"reason": ["Alasan mencabut belum diisi."]}
    fill(client, cut, {"reason": "Salah satu kelurahan terlewat"})
    client.post(f"{form}?tahun=2024", {**_hidden(page), **sent, "number": "3/2025"})
    second = FrozenForm.objects.get(number="3/2025")
    assert (second.revision, second.revision_words) == (1, "revisi 1")
    rows = client.get(reverse("frozen-list")).content.decode()
    assert "Dicabut" in rows
    assert "Berlaku" in rows
    assert "Salah satu kelurahan terlewat" in client.get(first.get_absolute_url()).content.decode()
    assert [entry.history_type for entry in first.history.order_by("history_id")] == ["+", "~"]


def _hidden(page):
    form = page.context["form"]
    return {"submission": form["submission"].value()}


@pytest.mark.parametrize(
    ("day", "why"), [("2024-12-30", "memuat keadaan 31 Desember 2024"), ("2999-01-01", "belum terjadi")]
)
def test_a_day_before_its_state_or_to_come_is_refused(sign_in, world, day, why):
    client = sign_in(f.pokja_kota())
    url = reverse("official-freeze", args=["4.22-a", f.KOTA]) + "?tahun=2024"
    response = client.post(url, {**_hidden(client.get(url)), "number": "1", "decided_on": day})
    assert why in errors_of(response)["decided_on"][0]
    assert not FrozenForm.objects.exists()


def test_only_who_may_decide_for_the_region_determines_and_withdraws(world):
    frozen = f.frozen()
    for person in (f.kader(), f.pokja_kecamatan(), f.pokja_kota("33.76")):
        with pytest.raises(PermissionDenied):
            withdraw(frozen=frozen, reason="x", by=person)


# -- verification


def verify(client, code):
    return client.get(reverse("verify"), {"kode": code})


def test_whoever_holds_the_paper_sees_the_seal_and_nothing_beyond_it(client, world):
    frozen = f.frozen()
    page = verify(client, frozen.verification)
    text = page.content.decode()
    for shown in ("Data Kegiatan PKK Pokja II (4.22)", "Kota Pekalongan", "1/PKK.II/2025", "tahun 2024",
                  "10 Januari 2025", "Ny. Rukayah", "Ny. Tutik", frozen.checksum,
                  "masih berlaku"):  # fmt: skip
        assert shown in text, shown
    for hidden in ("Siti Aminah", "<table", world.name, "Pekalongan Utara", "/kelompok/", "Pencatat"):
        assert hidden not in text, hidden
    withdraw(frozen=frozen, reason="Rahasia dapur", by=f.pokja_kota())
    text = verify(client, frozen.verification).content.decode()
    assert "sudah dicabut" in text
    assert "Rahasia dapur" not in text


def test_a_code_that_was_tampered_with_is_a_404(client, world):
    code = f.frozen().verification
    assert len(code) == 32  # 192 bits in letters of 6
    for wrong in (code[:-1], code.swapcase(), f"{code}x", "x" * 32, "%", "1", "٣" * 300):
        page = verify(client, wrong)
        assert page.status_code == 404
        assert "Kode ini tidak dikenal" in page.content.decode()
    assert verify(client, "").status_code == 200


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_the_paper_carries_number_checksum_and_officials(client, world):
    frozen = f.frozen()
    words = words_of(bytes(frozen.pdf_a4), "-layout")
    for text in (
        "Ditetapkan 10 Januari 2025, nomor 1/PKK.II/2025",
        frozen.checksum,
        "Ny. Rukayah",
        "Ny. Tutik",
    ):
        assert text in words


# -- scope and cost


@pytest.mark.parametrize("name", ["frozen-detail", "frozen-download", "frozen-rows", "frozen-withdraw"])
def test_a_form_of_another_region_is_a_404(sign_in, world, name):
    frozen = f.frozen()
    args = [frozen.pk, 26] if name == "frozen-rows" else [frozen.pk]
    assert sign_in(f.pokja_kecamatan()).get(reverse(name, args=args)).status_code == 404


def test_odd_questions_are_404s(sign_in, world):
    frozen = f.frozen()
    client = sign_in(f.pokja_kota())
    assert client.get(reverse("frozen-rows", args=[frozen.pk, 99])).status_code == 404
    assert client.get(reverse("frozen-rows", args=[frozen.pk, 26]), {"page": "x"}).status_code == 404
    assert client.get(reverse("frozen-download", args=[frozen.pk]), {"kertas": "a0"}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_forms(sign_in, world):
    client = sign_in(f.pokja_kota())

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    frozen = f.frozen(year=2020)
    pages = [reverse("frozen-list"), frozen.get_absolute_url(), reverse("frozen-rows", args=[frozen.pk, 26])]
    few = [queries(url) for url in pages]
    for year in (2021, 2022, 2023):
        f.frozen(year=year)
        f.member(f.group())
    assert [queries(url) for url in pages] == few
    assert max(few) <= 10
    with_frozen = queries(reverse("official-form", args=["4.22-a", f.KOTA]) + "?tahun=2023")
    assert with_frozen <= 12
