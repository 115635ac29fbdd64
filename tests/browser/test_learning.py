"""From the test on the phone to the certificate and its verification page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bimtek.learning.codes import code_of
from bimtek.learning.models import Certificate, LearningPlan
from tests import factories as f
from tests.browser.conftest import LAPTOP, PHONE, violations_in_both

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_post_test_on_the_phone_a_certificate_and_its_verification(open_as, new_context, live_server):
    event = f.event(title="Bimtek pembukuan")
    person = f.participant(event, present=event.days)
    pokja = open_as(f.pokja_kota(), LAPTOP)
    pokja.goto(event.get_absolute_url())
    pokja.get_by_role("link", name="Tes dan kepuasan").click()
    pokja.get_by_role("link", name="Tambah soal tes").click()
    pokja.get_by_label("Pertanyaan").fill("Kapan buku kas ditutup?")
    pokja.get_by_label("Jawaban A").fill("Setiap bulan")
    pokja.get_by_label("Jawaban B").fill("Setiap lima tahun")
    pokja.get_by_label("Yang betul").select_option("a")
    pokja.get_by_role("button", name="Simpan", exact=True).click()
    pokja.get_by_role("link", name="Buka atau tutup lembar").click()
    pokja.get_by_label("Tes akhir dapat diisi").check()
    pokja.get_by_role("button", name="Simpan").click()
    pokja.get_by_role("link", name="Kode peserta").click()
    pokja.get_by_text(code_of(person.pk)).wait_for()

    phone = new_context(viewport=PHONE, base_url=live_server.url, locale="id-ID").new_page()
    phone.goto(f"/tes/{LearningPlan.objects.get().address}/")
    phone.get_by_label("Kode peserta").fill(code_of(person.pk).lower())
    phone.get_by_role("button", name="Lanjut").click()
    phone.get_by_role("link", name="Isi tes akhir").click()
    phone.get_by_role("button", name="Kirim jawaban").click()
    phone.get_by_text("Ada 1 pertanyaan yang belum dijawab").wait_for()
    assert violations_in_both(phone) == []
    phone.get_by_label("Setiap bulan").check()
    phone.get_by_role("button", name="Kirim jawaban").click()
    phone.get_by_text("1 dari 1 betul").wait_for()

    pokja.goto(event.get_absolute_url())
    pokja.get_by_role("link", name="Sertifikat").click()
    pokja.get_by_role("link", name="Terbitkan untuk 1 peserta").click()
    pokja.wait_for_url("**/sertifikat/terbitkan/**")
    assert violations_in_both(pokja) == []
    pokja.get_by_role("button", name="Terbitkan").click()
    pokja.get_by_text("Sertifikat terbit.").wait_for()

    phone.reload()
    phone.get_by_role("link", name="Lihat dan unduh sertifikat").click()
    phone.get_by_text("benar diterbitkan dan masih berlaku").wait_for()
    assert phone.get_by_text(Certificate.objects.get().number).is_visible()
    assert violations_in_both(phone) == []
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="Unduh PDF").click()
    assert paper.value.suggested_filename.startswith("sertifikat-siti-anggota")


def test_a_posters_page_and_ones_own_package_can_be_read_in_both_colours(new_context, live_server, open_as):
    pokja = f.pokja_kota()
    today = timezone.localdate()
    poster = f.poster(f.event(starts_on=today, ends_on=today, status="rencana"))
    made = f.package(pokja, state="siap", made_at=timezone.now(), file="paket/x.zip")
    phone = new_context(viewport=PHONE, base_url=live_server.url, locale="id-ID").new_page()
    assert phone.goto(f"/hadir/{poster.code}/").status == 200
    assert violations_in_both(phone) == []
    page = open_as(pokja)
    assert page.goto(reverse("package-detail", args=[made.pk])).status == 200
    assert violations_in_both(page) == []
