"""Pantauan: from the city down to a group and back; its map by keyboard; how it prints."""

import re

import pytest

from groups.models import Region
from tests import factories as f
from tests.browser.conftest import LAPTOP, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def city():
    """Two groups in Krapyak, one in Medono, and their places on the map."""
    f.group(f.KRAPYAK, name="Melati")
    f.member(f.group(f.KRAPYAK, name="Mawar"))
    f.group(f.MEDONO, name="Anggrek")
    for place, code in enumerate((f.MEDONO, f.KRAPYAK, f.DEGAYU), start=1):
        Region.objects.filter(pk=code).update(tile_col=place, tile_row=1)


def test_pokja_goes_from_the_city_down_to_a_group_and_back(open_as):
    user = f.pokja_kota()
    city()
    page = open_as(user, LAPTOP)
    page.goto("/pantauan/33.75/?masa=2025")
    page.get_by_role("rowheader", name="Pekalongan Utara").get_by_role("link").click()
    page.get_by_role("heading", name="Pantauan Kecamatan Pekalongan Utara").wait_for()
    page.get_by_role("rowheader", name="Krapyak").get_by_role("link").first.click()
    page.get_by_role("heading", name="Pantauan Kelurahan Krapyak").wait_for()
    assert "masa=2025" in page.url
    page.get_by_role("link", name=re.compile("Kelompok aktif")).first.click()
    page.get_by_role("link", name="Mawar").click()
    page.get_by_role("heading", name="Mawar").first.wait_for()
    page.go_back()
    page.get_by_role("link", name="Kembali").click()
    page.get_by_role("heading", name="Pantauan Kelurahan Krapyak").wait_for()
    page.get_by_label("Wilayah", exact=True).get_by_role("link", name="Kota Pekalongan").click()
    page.get_by_role("heading", name="Pantauan Kota Pekalongan").wait_for()
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Peta kelurahan").is_visible()
    assert not page.get_by_role("button", name="Warnai").is_visible()
    assert not page.get_by_role("navigation", name="Menu utama").is_visible()


def test_the_map_is_walked_by_keyboard_and_read_without_seeing_it(open_as):
    user = f.pokja_kota()
    city()
    page = open_as(user, PHONE)
    page.goto("/pantauan/33.75/?ukuran=kelompok")
    tiles = page.get_by_role("list", name="Peta kelurahan").get_by_role("link")
    assert [tile.inner_text().split() for tile in tiles.all()][1][:3] == ["Krapyak", ":", "2"]
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(page) == []
    tiles.first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Krapyak")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Melati").wait_for()
    assert page.get_by_role("main").get_by_text("2 baris").is_visible()
    page.go_back()
    page.get_by_text("Peta sebagai tabel").press("Enter")
    table = page.get_by_role("table", name="Kelompok aktif tiap kelurahan")
    assert table.get_by_role("row", name=re.compile("Krapyak 2 kelompok")).is_visible()
    page.goto("/rekap/33.75/bagian/bimtek/")
    last = page.get_by_role("navigation", name="Bagian rekap").locator("[aria-current]").bounding_box()
    assert 0 <= last["x"] <= PHONE["width"] - last["width"]
