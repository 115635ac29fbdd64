"""What a kader types is safe: the page closed, the sign-in run out, the connection gone while she sends."""

import pytest
from django.contrib.sessions.models import Session

from groups.drafts.models import Draft
from groups.models import Member
from tests import factories as f
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(page, group, name="Tutik"):
    """Type into the form of a new member, up to the moment at which the server has it."""
    page.goto(f"/kelompok/{group.pk}/anggota/baru/")
    page.get_by_label("Nama lengkap").fill(name)
    page.get_by_label("Perempuan").check()
    page.get_by_text("Isian disimpan sementara pukul").wait_for(timeout=6000)


def test_what_was_typed_waits_on_another_phone_and_is_gone_once_it_is_sent(open_as):
    group, kader = f.group(), f.kader()
    page = open_as(kader)
    begin(page, group)
    page.close()

    other = open_as(kader)
    other.goto(f"/kelompok/{group.pk}/anggota/baru/")
    assert violations(other) == []
    other.get_by_role("link", name="Lanjutkan").click()
    assert other.get_by_label("Nama lengkap").input_value() == "Tutik"
    assert other.get_by_label("Perempuan").is_checked()
    other.get_by_role("button", name="Simpan", exact=True).click()
    other.get_by_text("Anggota tersimpan").wait_for()
    other.goto(f"/kelompok/{group.pk}/anggota/baru/")
    assert other.get_by_text("belum disimpan").count() == 0
    assert Member.objects.count() == 1
    assert not Draft.objects.of(kader).exists()


def test_she_signs_in_again_over_the_form_and_it_is_sent(open_as, complaints):
    """The form that the browser sends, and the one that the phone's queue sends."""
    group, kader, other = f.group(), f.kader(), f.kader()
    page = open_as(kader)
    box = page.get_by_role("dialog", name="Masuk lagi")

    def sign_in(user):
        box.get_by_label("Nama pengguna atau nomor HP").fill(user.username)
        box.get_by_label("Kata sandi").fill(f.PASSWORD)
        box.get_by_role("button", name="Masuk").click()

    page.goto(f"/kelompok/{group.pk}/ubah/")
    page.get_by_label("Nama kelompok").fill("Keripik Tempe")
    Session.objects.all().delete()
    page.get_by_role("button", name="Simpan", exact=True).click()
    box.wait_for()
    assert violations(page) == []
    sign_in(other)
    box.get_by_text("Isian ini milik orang lain").wait_for()
    sign_in(kader)
    page.wait_for_url(f"**{group.get_absolute_url()}")
    group.refresh_from_db()
    assert group.name == "Keripik Tempe"

    begin(page, group)
    Session.objects.all().delete()
    page.get_by_role("button", name="Simpan", exact=True).click()
    sign_in(kader)
    page.get_by_text("Anggota tersimpan").wait_for()
    assert Member.objects.get().name == "Tutik"
    expected(complaints, "status of 401")


def test_sending_without_a_connection_keeps_the_form_and_sends_when_it_is_back(open_as, complaints):
    """A form that does not wait in the phone's queue."""
    group = f.group()
    page = open_as(f.kader())
    page.goto(f"/kelompok/{group.pk}/ubah/")
    page.context.set_offline(True)
    page.get_by_label("Nama kelompok").fill("Keripik Tempe")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Belum ada sinyal").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_url(f"**{group.get_absolute_url()}")
    group.refresh_from_db()
    assert group.name == "Keripik Tempe"
    expected(complaints, "net::ERR_INTERNET_DISCONNECTED")


def expected(complaints, part):
    """The browser reports a refused or failed request by itself: that, and nothing else, was reported."""
    assert [text for text in complaints if part not in text] == []
    complaints.clear()
