"""Signing in with the code of a phone, as staff do it: set up, asked for, mistyped, and the phone lost."""

import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP

from tests import factories as f
from tests.browser.conftest import fill_in_the_sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shown_by_app(secret, steps=0):
    """What an app that scanned the QR shows, so many half minutes from now."""
    clock = TOTP(b32decode(secret))
    clock.time = time.time() + 30 * steps
    return f"{clock.token():06d}"


def test_staff_sign_in_with_the_code_of_their_phone_and_with_one_of_their_paper_once(
    new_context, page_in, settings
):
    settings.REQUIRE_CODE = True
    staff = f.pokja_kota()

    def a_phone():
        phone = page_in(new_context)
        fill_in_the_sign_in(phone, staff.username)
        return phone

    page = a_phone()
    assert page.locator(".qr svg").bounding_box()["width"] > 100
    assert page.get_by_role("link", name="Tekan di sini").get_attribute("href").startswith("otpauth://totp/")
    page.get_by_text("Tidak dapat memotret gambarnya").click()
    secret = page.locator("details code").inner_text().replace(" ", "")
    assert violations(page) == []
    box = page.get_by_label("Kode")
    box.fill("000000")
    page.get_by_role("button", name="Pakai kode masuk").click()
    page.locator("#error_1_id_code").get_by_text("Kode tidak cocok").wait_for()
    box.fill(shown_by_app(secret))
    page.get_by_role("button", name="Pakai kode masuk").click()
    page.get_by_role("heading", name="Kode cadangan").wait_for()
    paper = page.locator(".paper-codes code").all_inner_texts()
    assert (len(paper), len(set(paper))) == (10, 10)
    assert violations(page) == []
    page.get_by_role("link", name="Sudah saya simpan").click()
    page.get_by_role("link", name="Kelompok").first.wait_for()

    def again(code):
        """A new phone, the password, and ``code``."""
        newcomer = a_phone()
        newcomer.get_by_role("heading", name="Kode masuk").wait_for()
        newcomer.get_by_label("Kode").fill(code)
        newcomer.get_by_role("button", name="Masuk").click()
        return newcomer

    # The next code, because none opens twice.
    again(shown_by_app(secret, steps=1)).get_by_role("link", name="Kelompok").first.wait_for()
    again(paper[0]).get_by_role("link", name="Kelompok").first.wait_for()
    refused = again(paper[0])
    refused.get_by_text("Kode tidak cocok atau sudah dipakai").wait_for()
    assert violations(refused) == []
    refused.goto("/anggota/")
    assert refused.get_by_role("button", name="Masuk").is_visible()
