"""A photo on a kader's phone: small before it leaves, resumed after a cut, and never lost."""

import pytest
from PIL import Image

from groups.books.models import CashLine, ReceiptPicture
from groups.uploads.models import UploadPart
from tests import factories as f
from tests.browser.conftest import violations
from tests.browser.proxy import OPEN, REFUSE
from tests.browser.test_network_cuts import bad_line  # noqa: F401  a fixture
from tests.browser.test_phone import STORES, provoked, ready
from tests.pictures import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAVY = (2400, 1800)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def chosen(content, name="IMG_1.jpg"):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def fill(page, ledger, content):
    page.goto(f"/buku/{ledger.pk}/masuk/")
    page.get_by_label("Jumlah").fill("9000")
    page.get_by_label("Untuk apa").select_option(index=1)
    page.get_by_label("Uraian").fill("Jual keripik")
    page.get_by_text("Lengkapi nanti").click()
    page.get_by_label("Foto nota").set_input_files(chosen(content))


def kept():
    with ReceiptPicture.objects.get().file.open() as file:
        return Image.open(file).size


def test_a_photo_is_made_small_sent_while_she_types_and_saved_with_the_line(open_as):
    ledger = f.books()
    page = open_as(f.kader())
    # A phone held upright writes the picture lying, and beside it how to turn it.
    turned = Image.Exif()
    turned[0x0112] = 6
    content = photo(HEAVY, noisy=True, exif=turned)
    assert len(content) > 2_000_000
    fill(page, ledger, content)
    page.get_by_text("Foto sudah sampai").wait_for()
    assert violations(page) == []
    parts = list(UploadPart.objects.order_by("offset"))
    assert len(parts) > 3
    assert parts[0].size < 700_000  # noise is the heaviest that there is
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url("**/buku/bukti/*/")
    assert kept() == (1200, 1600)
    assert CashLine.objects.get().amount == 9000


def test_after_a_cut_only_the_rest_is_sent(bad_line, open_as, complaints):  # noqa: F811
    ledger = f.books()
    page = open_as(f.kader(), at=bad_line.url)
    sizes = []
    page.on("request", lambda asked: asked.method == "PATCH" and sizes.append(len(asked.post_data_buffer)))
    page.route("**/kiriman/**", lambda route: (len(sizes) > 3 and bad_line.cut(REFUSE), route.continue_()))
    fill(page, ledger, photo(HEAVY, noisy=True))
    page.get_by_text("dikirim bila sinyal kembali").wait_for()
    page.unroute("**/kiriman/**")
    before = UploadPart.objects.count()
    assert before == 3
    bad_line.cut(OPEN)
    page.get_by_text("Foto sudah sampai").wait_for(timeout=20_000)
    parts = list(UploadPart.objects.order_by("offset"))
    assert parts[-1].offset + parts[-1].length == parts[0].size
    assert sum(sizes) - parts[0].size == sizes[3]  # what was on its way when the line was cut
    complaints.clear()


def test_without_a_connection_the_line_waits_with_its_photo_and_arrives_once(open_as, complaints):
    ledger = f.books()
    page = open_as(f.kader())
    ready(page)
    page.context.set_offline(True)
    fill(page, ledger, photo((800, 600), noisy=True))
    page.get_by_text("Foto tersimpan di HP").wait_for()
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Tersimpan di HP, menunggu sinyal").wait_for()
    text = page.evaluate(STORES)
    assert "pictures: " in text
    assert "JFIF" not in text
    assert not UploadPart.objects.exists()
    page.context.set_offline(False)
    page.get_by_text("Diterima No.").wait_for(timeout=30_000)
    assert kept() == (800, 600)
    assert CashLine.objects.count() == 1
    assert "pictures: " not in page.evaluate(STORES)
    provoked(complaints)


def test_a_photo_survives_the_closing_of_the_page(open_as):
    ledger = f.books()
    page = open_as(f.kader())
    fill(page, ledger, photo((800, 600)))
    page.get_by_text("Foto sudah sampai").wait_for()
    page.get_by_text("Isian disimpan sementara").wait_for()
    page.goto("/")
    page.goto(f"/buku/{ledger.pk}/masuk/")
    page.get_by_role("link", name="Lanjutkan").click()
    page.get_by_text("Lengkapi nanti").click()
    page.get_by_text("Foto sudah sampai").wait_for()
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url("**/buku/bukti/*/")
    assert kept() == (800, 600)


def test_a_photo_of_whoever_keeps_nothing_on_her_phone_is_sent_in_parts_too(open_as):
    event = f.event()
    page = open_as(f.pokja_kota())
    page.goto(f"/bimtek/{event.pk}/isi/foto/")
    page.locator("#id_picture").set_input_files(chosen(photo(HEAVY)))
    page.get_by_label("Keterangan").fill("Praktik")
    page.get_by_text("Foto sudah sampai").wait_for()
    page.get_by_role("button", name="Simpan foto").click()
    page.wait_for_url(f"**/bimtek/{event.pk}/isi/")
    assert event.photos.count() == 1
    assert UploadPart.objects.exists()
