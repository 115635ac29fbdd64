"""The main job from the kader's phone to the city's summary."""

import re

import pytest

from groups.models import BusinessGroup
from tests import factories as f
from tests.browser.conftest import LAPTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


GROUP = re.compile(r"/kelompok/\d+/$")


class Hands:
    """Taps and typing on a page, counted: one for a tap, one for a text typed without leaving its box."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, role, name, **kwargs):
        self.count += 1
        self.page.get_by_role(role, name=name, **kwargs).first.click()

    def type(self, label, text):
        self.count += 1
        self.page.get_by_label(label).fill(text)

    def choose(self, label, option):
        self.count += 2  # open the list, tap the line
        self.page.get_by_label(label).select_option(label=option)


def figure(page, label):
    """The number on the tile ``label`` of the summary."""
    return page.locator(".tile", has_text=label).locator("strong").first.inner_text()


def test_a_kader_enters_a_group_on_her_phone_and_the_city_counts_it(open_as):
    kader = f.kader(username="kader.krapyak")
    city = open_as(f.pokja_kota(), LAPTOP)
    city.goto("/rekap/33.75/")
    assert (figure(city, "Kelompok aktif"), figure(city, "Anggota")) == ("0", "0")

    page = open_as(kader)
    hands = Hands(page)
    hands.tap("link", "Tambah kelompok")
    hands.type("Nama kelompok", "Melati Jaya")
    hands.choose("Jenis usaha", "Kuliner")
    hands.type("Tanggal berdiri", "2019-02-01")
    hands.tap("button", "Simpan")
    page.get_by_text("Kelompok tersimpan.").wait_for()
    hands.tap("link", "Tambah anggota")
    for number, name in enumerate(["Siti Aminah", "Tutik Wijayanti", "Nur'aini"], start=1):
        hands.type("Nama lengkap", name)
        hands.tap("radio", "Perempuan")
        with page.expect_navigation():
            hands.tap("button", "Simpan, lalu tambah lagi" if number < 3 else "Simpan", exact=True)
        page.get_by_text("Anggota tersimpan.").wait_for()
    hands.tap("link", "Tetapkan ketua, sekretaris, bendahara")
    hands.choose("Dijabat oleh", "Siti Aminah")
    hands.tap("button", "Simpan")
    page.get_by_text("Pengurus tersimpan.").wait_for()

    group = BusinessGroup.objects.get()
    assert group.members.count() == 3
    assert [term.office for term in group.officer_terms.all()] == ["ketua"]
    assert hands.count < 40
    city.reload()
    assert (figure(city, "Kelompok aktif"), figure(city, "Anggota")) == ("1", "3")


def test_a_second_tap_while_sending_makes_one_group(open_as):
    page = open_as(f.kader())
    page.goto("/kelompok/baru/")
    page.get_by_label("Nama kelompok").fill("Melati")
    page.get_by_label("Jenis usaha").select_option(label="Kuliner")
    page.get_by_label("Tanggal berdiri").fill("2019-02-01")
    page.get_by_role("button", name="Simpan").dblclick()
    page.wait_for_url(GROUP)
    page.go_back()
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url(GROUP)
    assert BusinessGroup.objects.count() == 1


def test_what_she_typed_stays_after_an_error_and_the_error_is_read_first(open_as):
    page = open_as(f.kader())
    page.goto("/kelompok/baru/")
    page.get_by_label("Nama kelompok").fill("Melati")
    page.get_by_text("Usaha dan modal").click()
    page.get_by_label("Modal awal (rupiah)").press_sequentially("1500000")
    assert page.get_by_label("Modal awal (rupiah)").input_value() == "1.500.000"
    page.get_by_role("button", name="Simpan").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert summary.evaluate("box => box === document.activeElement")
    assert page.get_by_label("Nama kelompok").input_value() == "Melati"
    summary.get_by_role("link", name="Jenis usaha").click()
    assert page.get_by_label("Jenis usaha").evaluate("box => box === document.activeElement")


def test_the_list_answers_while_she_types_and_without_javascript(open_as, browser):
    f.group(name="Batik Ayu")
    f.group(name="Keripik Jaya")
    kader = f.kader()
    page = open_as(kader)
    page.goto("/kelompok/")
    page.get_by_role("searchbox").press_sequentially("ayu")
    page.get_by_text("Keripik Jaya").wait_for(state="detached")
    assert page.get_by_role("link", name="Batik Ayu").is_visible()

    cookies = page.context.cookies()
    plain = browser.new_context(java_script_enabled=False, base_url=page.url.split("/kelompok")[0])
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto("/kelompok/")
    page.get_by_role("searchbox").fill("jaya")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Batik Ayu").wait_for(state="detached")
    assert page.get_by_role("link", name="Keripik Jaya").is_visible()
    plain.close()
