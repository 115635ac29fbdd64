"""Every page on the real server over the demo city: what a phone pays for it, and that it fits the phone.

Bytes over the wire with compression on: the first visit at most 80 KB before pictures, a page after
that at most 15 KB. Pages that are rich in a city that is full are read by axe as well, in light and dark;
tests/browser/test_accessibility.py does that for every address there is.
"""

import pytest

from tests import city
from tests.browser.conftest import PHONE, fill_in_the_sign_in, violations
from tests.factories import PASSWORD
from tests.serving import demo_server

pytestmark = pytest.mark.browser

FIRST_VISIT, LATER_PAGE = 80_000, 15_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server") / "city"
    city.copied(city.made_once(tmp_path_factory, PASSWORD), folder)
    with demo_server(folder, PASSWORD) as address:
        yield address


@pytest.fixture
def phone(server, new_context):
    """A phone's page whose ``received`` lists the bytes over the wire of each answer, headers included.

    Photos and the guides' pictures do not count: they come last, when they are scrolled to.
    """
    context = new_context(
        viewport=PHONE,
        base_url=server,
        locale="id-ID",
        color_scheme="light",
        reduced_motion="reduce",
        # What the worker passes on is not counted on the page's wire: a page is weighed as it comes without.
        service_workers="block",
    )
    page = context.new_page()
    page.received = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    photos = set()

    def answered(event):
        if any(part in event["response"]["url"] for part in ("/foto/", "/static/panduan/")):
            photos.add(event["requestId"])

    def finished(event):
        if event["requestId"] not in photos:
            page.received.append(event["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    return page


def weigh(page, path) -> int:
    """Open ``path``; what that cost on the wire."""
    page.received.clear()
    assert page.goto(path, wait_until="load").status == 200, path
    return sum(page.received)


@pytest.mark.parametrize("path", ["/masuk/", "/etalase/", "/angka/"])
def test_the_first_visit_is_light(phone, path):
    assert 10_000 < weigh(phone, path) <= FIRST_VISIT


PAGES = {
    "kader.krapyak": (
        *("/", "/kelompok/", "/kelompok/baru/", "/kelompok/arsip/", "/anggota/", "/lainnya/"),
        *("/bimtek/", "/rekap/", "/kata-sandi/", "/wilayah/", "/kemungkinan-dobel/"),
        *("/laporan/", "/laporan/?keadaan=belum"),
        *("/bimtek/6/", "/bimtek/6/undangan/", "/undangan/14/", "/undangan/14/tambah/"),
        *("/undangan/orang/47/ganti/", "/undangan/orang/47/jawab/"),
        *("/impor/", "/impor/baru/", "/anggota/unduh/"),
        "/isian-tahunan/33.75.03.1002/2026/",
        *("/hp-ini/", "/nomor-terima/", "/bantuan/", "/bantuan/halaman/meeting-create/"),
        *("/bantuan/panduan/kader/", "/bantuan/kenali/1/", "/bantuan/kenali/4/"),
    ),
    "pokja.kota": (
        *("/", "/kelompok/", "/kelompok/1/", "/kelompok/1/kategori/", "/kelompok/1/riwayat/", "/anggota/1/"),
        *(
            "/bimtek/",
            "/bimtek/1/",
            "/bimtek/baru/",
            "/bimtek/1/peserta/tambah/",
            "/bimtek/1/peserta/anggota/",
        ),
        *("/bimtek/6/undangan/", "/bimtek/6/undangan/pilih/?siapa=bendahara", "/bimtek/6/undangan/tempat/"),
        *("/bimtek/6/undangan/nomor/", "/bimtek/6/salin/", "/bimtek/1/hadir/", "/bimtek/1/hadir/sesi/"),
        *("/bimtek/1/hadir/2022-03-17/?q=si", "/bimtek/1/hadir/2022-03-17/nomor/"),
        *("/bimtek/1/hadir/2022-03-17/langsung/", "/bimtek/1/hadir/2022-03-17/poster/"),
        *("/bimtek/1/isi/", "/bimtek/1/tes/", "/bimtek/1/tes/kode/", "/bimtek/1/tes/pengaturan/"),
        *(
            "/bimtek/1/tes/tambah/tes/",
            "/bimtek/1/sertifikat/",
            "/bimtek/1/hasil/",
            "/bimtek/1/hasil/tambah/",
        ),
        *("/bimtek/cakupan/", "/bimtek/tindak-lanjut/", "/bimtek/6/isi/", "/bimtek/1/isi/materi/"),
        *("/sertifikat/periksa/", "/anggota/1/pelatihan/"),
        *("/bimtek/1/kehadiran/2022-03-17/", "/rekap/33.75/", "/rekap/33.75.03.1002/"),
        *("/laporan/", "/laporan/1/", "/laporan/periksa/", "/laporan/pengingat/", "/kelompok/1/laporan/"),
        *("/pantauan/33.75/", "/pantauan/33.75.03/", "/pantauan/33.75.03.1002/?masa=2026-t2"),
        *("/pantauan/33.75/perhatian/", "/pantauan/33.75/laporan/", "/pantauan/33.75/target/"),
        *("/rekap/33.75/bagian/perkembangan/", "/rekap/33.75/bagian/modal/", "/rekap/33.75/bagian/bimtek/"),
        *("/laporan-resmi/", "/laporan-resmi/paket/", "/laporan-resmi/penetapan/1/"),
        *("/laporan-resmi/4.22-a/33.75/?tahun=2025", "/laporan-resmi/4.22-c/33.75.03.1002/"),
        *("/rekap/33.75/rincian/kelompok/", "/rekap/33.75/rincian/anggota/", "/rekap/33.75/rincian/bimtek/"),
        *(
            "/produk/",
            "/produk/izin/",
            "/produk/saluran/",
            "/produk/dukungan/",
            "/produk/dukungan/kelurahan/",
        ),
        *("/bantuan/panduan/pokja/", "/bantuan/halaman/report-queue/", "/bantuan/kenali/2/"),
        *("/produk/1/", "/kelompok/1/produk/", "/produk/dukungan/1/", "/etalase/", "/angka/", "/api/"),
        "/surel/",
    ),
    "admin": (
        *(
            "/pengguna/",
            "/pengguna/1/",
            "/pengguna/undang/",
            "/pengguna/undang-banyak/",
            "/pengguna/1/tugas/",
        ),
        *(
            "/wilayah/33.75.03.1002/ubah/",
            "/daftar/",
            "/daftar/jenis-usaha/",
            "/laporan/aturan/",
            "/kelompok/1/anggota/baru/",
        ),
        *("/kelompok/1/ubah/", "/kelompok/1/pengurus/", "/anggota/1/ubah/", "/anggota/2/nik/"),
        *("/kemungkinan-dobel/anggota/1/2/", "/kemungkinan-dobel/kelompok/1/2/"),
        *("/pengguna/akses/", "/pengguna/akses/baru/"),
        *("/perangkat/", "/kode-masuk/", "/jejak/", "/privasi/", "/pengguna/tinjauan/"),
        *("/bantuan/panduan/admin/", "/bantuan/halaman/user-list/"),
        *("/anggota/1/data-pribadi/", "/anggota/1/data-pribadi/salinan/", "/permintaan-data/"),
    ),
}


# Long tables, charts, the map, chips of every state.
RICH = {
    *(
        "/",
        "/kelompok/",
        "/kelompok/1/",
        "/bimtek/1/",
        "/bimtek/6/undangan/",
        "/laporan/periksa/",
        "/rekap/33.75/",
    ),
    *("/pantauan/33.75/", "/pantauan/33.75/perhatian/", "/pantauan/33.75/laporan/", "/produk/", "/jejak/"),
    *(
        "/rekap/33.75/bagian/bimtek/",
        "/laporan-resmi/4.22-a/33.75/?tahun=2025",
        "/kemungkinan-dobel/anggota/1/2/",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_light_and_fits_the_phone_and_rich_ones_can_be_read_by_everybody(phone, name):
    fill_in_the_sign_in(phone, name)
    wrong = {}
    for path in PAGES[name]:
        weight = weigh(phone, path)
        if not 500 < weight <= LATER_PAGE:
            wrong[path, "weight"] = weight
        if phone.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path, "width"] = "wider than the phone"
        if path not in RICH:
            continue
        wrong |= {(path, rule): places for rule, places in violations(phone)}
        # Only the colours differ in the dark.
        phone.emulate_media(color_scheme="dark")
        dark = violations(phone, runOnly=["color-contrast"])
        wrong |= {(path, "dark", rule): places for rule, places in dark}
        phone.emulate_media(color_scheme="light")
    assert wrong == {}
