"""Notes of a kader without a connection: none lost, none twice, each told what became of it."""

import pytest

from groups.books.models import CashLine, Meeting, Receipt
from groups.models import Member
from tests import factories as f
from tests.browser.conftest import violations
from tests.browser.test_phone import provoked, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_meeting_without_a_connection_waits_and_is_received_when_it_is_back(open_as, complaints):
    group = f.group(name="Melati")
    ledger = f.books(group, mandatory=10_000, dues=2_000)
    f.member(group, name="Ibu Satu")
    page = open_as(f.kader())
    ready(page)
    page.context.set_offline(True)

    page.goto(f"/kelompok/{group.pk}/anggota/baru/")
    for name in ("Ibu Dua", "Ibu Tiga"):
        page.get_by_label("Nama lengkap").fill(name)
        page.get_by_label("Perempuan").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Simpan, lalu tambah lagi").click()
    page.get_by_role("link", name="2 catatan menunggu sinyal").wait_for()
    page.goto(f"/buku/{ledger.pk}/pertemuan/baru/")
    page.get_by_role("checkbox", name="Ibu Satu").check()
    page.get_by_role("button", name="Simpan pertemuan").click()
    page.get_by_text("Tersimpan di HP, menunggu sinyal").nth(2).wait_for()
    assert violations(page) == []
    assert (Member.objects.count(), Meeting.objects.count()) == (1, 0)

    page.context.set_offline(False)
    page.get_by_text("Diterima No.").nth(2).wait_for(timeout=30_000)
    assert page.get_by_text("menunggu sinyal").count() == 1  # only the sentence that there is none
    names = Member.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Ibu Satu", "Ibu Dua", "Ibu Tiga"]
    assert (Meeting.objects.count(), Receipt.objects.count()) == (1, 1)
    assert violations(page) == []
    provoked(complaints)


def test_a_refused_note_comes_back_as_a_form_with_its_message(open_as, complaints):
    group = f.group(name="Melati")
    ledger = f.books(group, opening_cash=10_000)
    page = open_as(f.kader())
    ready(page)
    page.context.set_offline(True)
    page.goto(f"/buku/{ledger.pk}/keluar/")
    page.get_by_label("Jumlah").press_sequentially("900000")
    page.get_by_label("Uraian").fill("Belanja bahan")
    page.get_by_role("button", name="Simpan").first.click()
    page.get_by_text("Tersimpan di HP, menunggu sinyal").wait_for()
    page.context.set_offline(False)
    page.get_by_role("link", name="Perbaiki").click()
    page.get_by_role("alert").get_by_text("Untuk apa belum diisi.").wait_for()
    assert page.get_by_label("Jumlah").input_value() == "900.000"
    page.get_by_label("Untuk apa").select_option(index=1)
    page.get_by_role("button", name="Simpan").first.click()
    page.wait_for_url("**/buku/bukti/*/")
    assert [line.amount for line in CashLine.objects.all()] == [900_000]
    page.goto("/hp-ini/")
    page.get_by_text("Diterima No.").wait_for()
    assert page.get_by_role("link", name="Perbaiki").count() == 0
    provoked(complaints)
