"""A messy spreadsheet on its way in: columns, a misspelt kelurahan, a wrong NIK, and back out again."""

import re
from io import BytesIO

import pytest
import xlsxwriter

from groups.models import Member
from tests import factories as f
from tests.browser.conftest import LAPTOP, PHONE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IMPORT = re.compile(r"/impor/\d+/$")
NIK = "3375035703809001"


def messy():
    """Title rows, a mistyped heading, a column nobody knows, column numbers, a total, a signature."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Data 2023")
    sheet.merge_range("A1:G1", "DAFTAR ANGGOTA KELOMPOK UP2K")
    sheet.merge_range("A2:G2", "TP PKK KOTA PEKALONGAN TAHUN 2023")
    rows = [
        ["NO", "NAMA LENGKP", "N I K", "L/P", "KLP", "DESA/KEL", "REGU"],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "Hj. Siti Aminah", "3375 0357 0380 9001", "Pr", "Melati", "Krapyak", "merah"],
        [2, "Tutik Wijayanti", 3375034101850010, "P", "Melati", "Krapiak", "biru"],
        [3, "Ratna Dewi", "", "P", "Melati", "Krapiak", "biru"],
        ["", "JUMLAH", 3],
        [],
        ["", "", "", "", "", "Pekalongan, 2 Januari 2023"],
        ["", "", "", "", "", "Ketua"],
    ]
    for number, cells in enumerate(rows, start=3):
        sheet.write_row(number, 0, cells)
    book.close()
    return {"name": "data anggota.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_messy_file_is_mapped_mended_imported_seen_and_taken_back(open_as, viewport):
    page = open_as(f.admin(), viewport)
    if viewport == PHONE:
        page.get_by_role("link", name="Lainnya").click()
    page.get_by_role("link", name="Impor", exact=True).first.click()
    page.get_by_role("link", name="Unggah berkas").click()
    page.get_by_label("Anggota").check()
    page.get_by_label("Berkas").set_input_files(messy())
    page.get_by_role("button", name="Unggah dan periksa").click()
    page.wait_for_url(IMPORT)
    address = page.url
    assert Member.objects.count() == 0

    assert violations(page) == []
    page.get_by_role("link", name="Kolom", exact=True).click()
    page.wait_for_url("**/kolom/")
    assert violations(page) == []
    assert page.get_by_label("NAMA LENGKP").evaluate("box => box.selectedOptions[0].text") == "Nama Lengkap"
    page.get_by_label("REGU").select_option(label="Pekerjaan")
    page.get_by_role("button", name="Simpan dan periksa lagi").click()

    page.get_by_text("2 baris, Kelurahan").wait_for()
    page.get_by_role("button", name="Krapyak", exact=True).click()
    page.get_by_text("Diperbaiki untuk semua baris yang sama.").wait_for()

    page.get_by_role("link", name="baris 7").first.click()
    page.get_by_label("NIK").wait_for()
    assert "berakhir 0" in page.locator("form").inner_text()
    page.get_by_label("NIK").fill("3375034101859010")
    page.get_by_role("button", name="Simpan dan periksa lagi").click()
    page.get_by_role("link", name="Impor semua (3 baris)").click()
    page.get_by_role("button", name="Impor 3 baris").click()
    page.get_by_text("Impor selesai.").wait_for()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

    page.goto("/anggota/")
    for name in ("Hj. Siti Aminah", "Tutik Wijayanti", "Ratna Dewi"):
        assert page.get_by_role("link", name=name).is_visible()
    siti = Member.objects.get(name="Hj. Siti Aminah")
    assert (siti.nik, siti.job, siti.group.name, siti.group.region_id) == (NIK, "merah", "Melati", f.KRAPYAK)
    assert siti.group.business_kind.code == "belum"

    page.goto(address)
    page.get_by_role("link", name="Batalkan impor ini").click()
    page.get_by_role("button", name="Batalkan impor ini").click()
    page.get_by_text("Impor dibatalkan.").first.wait_for()
    assert Member.objects.count() == 0
