"""A report on its way: a kader's phone, a kecamatan that returns it, and the city that accepts it."""

import pytest

from groups.progress.models import Report
from tests import factories as f
from tests.browser.conftest import LAPTOP, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page):
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
    assert violations(page) == [], page.url


def test_a_report_goes_from_draft_over_a_return_to_accepted_by_three_people(open_as):
    group = f.group(name="Melati")
    f.member(group)
    f.books(group, starts_on=f.last_period(1).first, opening_cash=1_000_000)
    kader = open_as(f.kader())
    kader.get_by_role("link", name="Melati belum mengirim laporan").click()
    kader.get_by_label("Omzet (rupiah)").press_sequentially("4000000")
    sound(kader)
    kader.get_by_role("button", name="Simpan draf").click()
    kader.get_by_text("Draf tersimpan").wait_for()
    kader.get_by_role("link", name="Lanjutkan mengisi").click()
    assert kader.get_by_label("Omzet (rupiah)").input_value() == "4.000.000"
    kader.get_by_role("button", name="Kirim").click()
    kader.get_by_text("Laba belum diisi").first.wait_for()
    sound(kader)
    kader.get_by_label("Laba (rupiah)").fill("900.000")
    kader.get_by_label("Tenaga kerja perempuan").fill("2")
    kader.get_by_label("Tenaga kerja laki-laki").fill("0")
    kader.get_by_label("Berjualan langsung (luring)").select_option("ya")
    kader.get_by_label("Berjualan lewat internet (daring)").select_option("tidak")
    kader.get_by_role("button", name="Kirim").click()
    kader.get_by_role("button", name="Ubah laba").click()
    back = kader.get_by_role("textbox", name="Laba (rupiah)")
    assert back.evaluate("box => box === document.activeElement")
    kader.get_by_role("button", name="Kirim").click()
    kader.get_by_text("Periksa dulu").wait_for()
    sound(kader)
    kader.get_by_role("button", name="Kirim sekarang").click()
    kader.get_by_text("Laporan dikirim").wait_for()
    kader.get_by_text("Terkunci karena dikirim").wait_for()
    sound(kader)

    kecamatan = open_as(f.pokja_kecamatan(), LAPTOP)
    kecamatan.get_by_role("link", name="1 laporan menunggu Anda periksa").click()
    kecamatan.get_by_role("heading", name="Periksa laporan").wait_for()
    sound(kecamatan)
    back = kecamatan.get_by_role("link", name="Kembalikan", exact=True)
    if not back.is_visible():  # a report that came late stands open already
        kecamatan.get_by_text("Melati").first.click()
    back.click()
    kecamatan.get_by_text("Catatan di isian: usaha").click()
    kecamatan.get_by_label("Omzet").fill("Belum termasuk bazar")
    sound(kecamatan)
    kecamatan.get_by_role("button", name="Kembalikan").click()
    kecamatan.get_by_text("Laporan dikembalikan").wait_for()

    kader.goto("/")
    kader.get_by_role("link", name="dikembalikan: lihat catatannya").click()
    kader.get_by_text("Catatan pemeriksa: Belum termasuk bazar").wait_for()
    sound(kader)
    kader.get_by_label("Omzet (rupiah)").fill("5.000.000")
    kader.get_by_role("button", name="Kirim").click()
    kader.get_by_role("button", name="Kirim sekarang").click()
    kader.get_by_text("Laporan dikirim").wait_for()

    kecamatan.goto("/laporan/periksa/")
    kecamatan.get_by_role("button", name="Loloskan yang dicentang").click()
    kecamatan.get_by_text("1 laporan diloloskan").wait_for()

    kota = open_as(f.pokja_kota(), LAPTOP)
    kota.get_by_role("link", name="1 laporan menunggu Anda periksa").click()
    kota.get_by_role("button", name="Loloskan yang dicentang").click()
    kota.get_by_text("1 laporan diloloskan").wait_for()
    report = Report.objects.get()
    assert (report.state, report.turnover, report.cash) == ("diterima", 5_000_000, 1_000_000)
    kader.goto(report.get_absolute_url())
    kader.get_by_text("Terkunci karena diterima").wait_for()
    sound(kader)
