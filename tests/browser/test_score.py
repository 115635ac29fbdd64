"""The score on a kader's phone: what gains most, done from there, and what it gained."""

from datetime import date

import pytest

from tests import factories as f
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page):
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
    assert violations(page) == [], page.url


def test_the_next_step_leads_to_where_it_is_done_and_raises_the_score(open_as):
    group = f.group(name="Melati", founded_on=date(2026, 1, 5))
    f.member(group, name="Siti")
    f.books(group, starts_on=group.founded_on)
    page = open_as(f.kader())

    def points():
        page.goto(group.get_absolute_url())
        score = page.get_by_role("link", name="Tertib administrasi Melati")
        score.wait_for()  # fetched once the group's page is there
        return int(score.locator("meter").get_attribute("value"))

    page.get_by_text("Catat uang masuk atau keluar").wait_for()  # on Beranda, under the group
    before = points()
    page.get_by_role("link", name="Tertib administrasi Melati").click()
    page.locator("a.needs", has_text="nilai bertambah").click()
    page.get_by_label("Jumlah").fill("50.000")
    page.get_by_label("Untuk apa").select_option(label="Lain-lain")
    page.get_by_label("Uraian").fill("Sisa bazar")
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.get_by_text("Bukti").first.wait_for()
    assert points() > before
    page.get_by_role("link", name="Tertib administrasi Melati").click()
    page.get_by_role("row", name="Buku kas").get_by_text("100 %").wait_for()
    sound(page)
