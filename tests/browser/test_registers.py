"""The registers beside the cash book, kept on a phone before any cash book has begun."""

import pytest

from groups.books.models import Letter
from tests import factories as f
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = {
    "Catat barang": {"Nama barang": "Wajan besar", "Asal barang": "Kas kelompok", "Jumlah": "2"},
    "Catat tamu": {"Nama tamu": "Ibu Ratna", "Keperluan": "Pembinaan"},
    "Catat kegiatan": {
        "Nama yang melaksanakan": "Ibu Sumi",
        "Tempat": "Balai RW",
        "Uraian kegiatan": "Membuat keripik",
    },
    "Catat surat masuk": {"Dari siapa": "Lurah Krapyak", "Perihal": "Undangan rapat"},
}


def sound(page):
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
    assert violations(page) == [], page.url


def test_goods_guests_activities_and_letters_are_written_down_and_one_is_mended(open_as):
    group = f.group(name="Melati")
    page = open_as(f.kader())
    page.goto(group.get_absolute_url())
    page.get_by_role("link", name="Inventaris, tamu, kegiatan, surat").click()
    index = page.url
    for title, (add, fields) in zip(
        ("Inventaris", "Tamu", "Kegiatan", "Agenda Surat"), ROWS.items(), strict=True
    ):
        page.goto(index)
        page.get_by_role("link", name=title).first.click()
        page.get_by_role("link", name=add, exact=True).first.click()
        for label, text in fields.items():
            page.get_by_label(label).fill(text)
        sound(page)
        page.get_by_role("button", name="Simpan", exact=True).click()
        page.get_by_role("link", name=next(iter(fields.values()))).or_(
            page.get_by_role("link", name="Undangan rapat")
        ).first.wait_for()
        sound(page)
    page.get_by_role("link", name="Undangan rapat").click()
    page.get_by_role("link", name="Ubah").click()
    page.get_by_label("Perihal").fill("Undangan bimtek")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Undangan bimtek").first.wait_for()
    sound(page)
    assert Letter.objects.get().subject == "Undangan bimtek"
