"""Every page on the real server over the demo city: what a phone pays for it, and who can read it.

Bytes over the wire with compression on: the first visit at most 80 KB before pictures, a page after
that at most 15 KB. WCAG 2.2 AA by axe, in light and dark; nothing wider than the phone.
"""

import pytest

from tests.browser.conftest import PHONE, violations
from tests.factories import PASSWORD
from tests.serving import demo_server

# One worker makes the city, while the others go on with other tests.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo city")]

FIRST_VISIT, LATER_PAGE = 80_000, 15_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("server"), PASSWORD) as address:
        yield address


@pytest.fixture
def phone(server, new_context):
    """A phone's page whose ``received`` lists the bytes over the wire of each answer, headers included."""
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
    wire.on("Network.loadingFinished", lambda event: page.received.append(event["encodedDataLength"]))
    return page


def weigh(page, path) -> int:
    """Open ``path``; what that cost on the wire."""
    page.received.clear()
    assert page.goto(path, wait_until="load").status == 200, path
    return sum(page.received)


def test_the_first_visit_is_light(phone):
    assert 10_000 < weigh(phone, "/masuk/") <= FIRST_VISIT


PAGES = {
    "kader.krapyak": (
        *("/", "/kelompok/", "/kelompok/baru/", "/kelompok/arsip/", "/anggota/", "/lainnya/"),
        *("/bimtek/", "/rekap/", "/kata-sandi/", "/wilayah/", "/kemungkinan-dobel/"),
        *("/laporan/", "/laporan/?keadaan=belum"),
        *("/impor/", "/impor/baru/", "/anggota/unduh/", "/hp-ini/", "/nomor-terima/"),
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
        *("/bimtek/1/kehadiran/2022-03-17/", "/rekap/33.75/", "/rekap/33.75.03.1002/"),
        *("/laporan/", "/laporan/1/", "/laporan/periksa/", "/laporan/pengingat/", "/kelompok/1/laporan/"),
        *("/pantauan/33.75/", "/pantauan/33.75.03/", "/pantauan/33.75.03.1002/?masa=2026-t2"),
        *("/pantauan/33.75/perhatian/", "/pantauan/33.75/laporan/", "/pantauan/33.75/target/"),
        *("/rekap/33.75/bagian/perkembangan/", "/rekap/33.75/bagian/modal/"),
        *("/rekap/33.75/rincian/kelompok/", "/rekap/33.75/rincian/anggota/", "/rekap/33.75/rincian/bimtek/"),
        *(
            "/produk/",
            "/produk/izin/",
            "/produk/saluran/",
            "/produk/dukungan/",
            "/produk/dukungan/kelurahan/",
        ),
        *("/produk/1/", "/kelompok/1/produk/", "/produk/dukungan/1/", "/etalase/"),
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
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_light_fits_the_phone_and_can_be_read_by_everybody(phone, name):
    phone.goto("/masuk/")
    phone.get_by_label("Nama pengguna atau nomor HP").fill(name)
    phone.get_by_label("Kata sandi").fill(PASSWORD)
    phone.get_by_role("button", name="Masuk").click()
    phone.wait_for_url("**/")
    wrong = {}
    for path in PAGES[name]:
        weight = weigh(phone, path)
        if not 500 < weight <= LATER_PAGE:
            wrong[path, "weight"] = weight
        if phone.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path, "width"] = "wider than the phone"
        wrong |= {(path, rule): places for rule, places in violations(phone)}
        # Only the colours differ in the dark.
        phone.emulate_media(color_scheme="dark")
        dark = violations(phone, runOnly=["color-contrast"])
        wrong |= {(path, "dark", rule): places for rule, places in dark}
        phone.emulate_media(color_scheme="light")
    assert wrong == {}
