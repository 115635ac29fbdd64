"""A product from the kader's phone to the public page and its sticker."""

import pytest

from groups.market.models import Product
from tests import factories as f
from tests.browser.conftest import violations
from tests.pictures import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_product_goes_from_the_phone_to_the_public_page_and_its_sticker(open_as, new_context, live_server):
    f.group(name="Melati")
    page = open_as(f.kader())
    page.get_by_role("link", name="Kelompok", exact=True).click()
    page.get_by_role("link", name="Melati").click()
    page.get_by_role("link", name="Produk, izin, saluran").click()
    page.get_by_role("link", name="Tambah produk").click()
    page.get_by_label("Nama produk").fill("Keripik tempe")
    page.get_by_label("Harga").press_sequentially("12500")
    page.get_by_label("Satuan").fill("bungkus")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Tambah foto").click()
    page.get_by_role("button", name="Foto", exact=True).set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="Simpan foto").click()
    page.get_by_role("link", name="Tampilkan di etalase").click()
    page.get_by_label("Yang menyetujui").fill("Bu Ketua")
    page.get_by_label("Nomor WhatsApp").fill("0812-3456-7890")
    page.get_by_label("Kelompok setuju").check()
    assert violations(page) == []
    page.get_by_role("button", name="Tampilkan").click()
    page.get_by_role("link", name="Stiker kemasan").wait_for()
    assert violations(page) == []
    with page.expect_download() as sticker:
        page.get_by_role("link", name="Stiker kemasan").click()
    assert sticker.value.suggested_filename.startswith("stiker-keripik-tempe")

    visitor = new_context(viewport={"width": 360, "height": 740}, base_url=live_server.url).new_page()
    for path in ("/etalase/", f"/etalase/{Product.objects.get().pk}/"):
        visitor.goto(path)
        assert not visitor.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        assert violations(visitor) == [], path
    order = visitor.get_by_role("link", name="Pesan lewat WhatsApp").get_attribute("href")
    assert order.startswith("https://wa.me/6281234567890?text=Halo")
