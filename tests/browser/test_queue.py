"""Notes of a kader without a connection: none lost, none twice, each told what became of it."""

import pytest

from bimtek.models import Attendance
from groups.books.models import CashLine, Meeting, Receipt
from groups.models import Member
from tests import factories as f
from tests.browser.conftest import violations
from tests.browser.test_phone import STORES, provoked, ready

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


def test_an_edit_that_somebody_overtook_comes_back_with_both_values_and_she_chooses(open_as, complaints):
    member = f.member(name="Tutik", rw="01")
    page = open_as(f.kader())
    ready(page)
    page.goto(f"/anggota/{member.pk}/ubah/")
    page.context.set_offline(True)
    for fold in page.locator("summary").all():
        fold.click()
    page.get_by_label("RW").fill("03")
    page.get_by_label("Nomor HP").fill("0812-3456-7890")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Tersimpan di HP, menunggu sinyal").wait_for()

    Member.objects.update(rw="02", version=member.version + 1)
    page.context.set_offline(False)
    page.get_by_role("link", name="Perbaiki").click()
    page.get_by_role("alert").get_by_text("Orang lain mengubah data ini").wait_for()
    rows = page.locator("table.conflict tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["Nomor", "HP", "(kosong)", "0812-3456-7890"],
        ["RW", "02", "03"],
    ]
    assert violations(page) == []
    assert page.get_by_label("Nomor HP").input_value() == "0812-3456-7890"
    page.get_by_label("RW").fill("02")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url(f"**/anggota/{member.pk}/")
    member.refresh_from_db()
    assert (member.rw, member.phone) == ("02", "+6281234567890")
    page.goto("/hp-ini/")
    page.get_by_text("Diterima No.").wait_for()
    assert page.get_by_role("link", name="Perbaiki").count() == 0
    provoked(complaints)


def test_attendance_of_a_bimtek_waits_on_the_device_of_whoever_runs_it_and_names_nobody(open_as, complaints):
    event = f.event()
    came, absent = (f.participant(event, f.member(name=f"Bu {who} Rahasia")) for who in ("Satu", "Dua"))
    page = open_as(f.pokja_kota())
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"/bimtek/{event.pk}/kehadiran/{event.starts_on.isoformat()}/")
    page.context.set_offline(True)
    page.get_by_role("checkbox", name=came.name).check()
    page.get_by_role("button", name="Simpan kehadiran").click()
    page.get_by_text("Tersimpan di HP, menunggu sinyal").wait_for()
    text = page.evaluate(STORES)
    assert "queue: " in text
    assert "pages: " not in text
    assert "Rahasia" not in text
    kept = page.evaluate("queue.notes().then(JSON.stringify)")
    assert str(came.pk) in kept
    assert absent.name not in kept
    assert came.name not in kept

    page.context.set_offline(False)
    page.get_by_text("Diterima No.").wait_for(timeout=30_000)
    assert [row.participant for row in Attendance.objects.all()] == [came]
    provoked(complaints)


def test_ticks_that_were_not_sent_are_offered_when_the_page_is_opened_again(open_as, complaints):
    event = f.event()
    came = f.participant(event, f.member(name="Bu Satu"))
    page = open_as(f.pokja_kota())
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    address = f"/bimtek/{event.pk}/kehadiran/{event.starts_on.isoformat()}/"
    page.goto(address)
    page.context.set_offline(True)
    page.get_by_role("checkbox", name=came.name).check()
    page.locator("form[data-on-phone]").wait_for()
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("Ada isian di HP ini yang belum disimpan").wait_for()
    page.get_by_role("button", name="Lanjutkan").click()
    assert page.get_by_role("checkbox", name=came.name).is_checked()
    provoked(complaints)
