"""A monthly meeting of twenty members, kept by a treasurer on her phone."""

import pytest

from groups.books.models import Meeting, Receipt
from tests import factories as f
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def focused_after_tab(page):
    """Which box that is, as it is read out."""
    page.keyboard.press("Tab")
    return page.evaluate("""() => {
      const box = document.activeElement;
      const group = box.closest("fieldset")?.querySelector("legend")?.textContent.trim();
      const label = (box.labels?.[0] || box).textContent.trim();
      return group && group !== label ? `${group}: ${label}` : label;
    }""")


def test_a_meeting_of_twenty_is_ticked_and_saved_in_one_sitting(open_as):
    group = f.group(name="Melati")
    ledger = f.books(group, mandatory=10_000, dues=2_000)
    for number in range(20):
        f.member(group, name=f"Ibu {number:02d}")
    page = open_as(f.kader())
    page.get_by_role("link", name="Buku").first.click()
    page.get_by_role("link", name="Melati").click()
    page.get_by_role("link", name="Catat pertemuan").click()
    for box in page.get_by_role("checkbox").all()[:18]:
        box.check()
    third = page.get_by_role("group", name="Ibu 02")
    third.get_by_label("Sukarela").press_sequentially("25000")
    assert third.get_by_label("Sukarela").input_value() == "25.000"
    assert not page.get_by_role("group", name="Ibu 19").get_by_label("Wajib").is_visible()
    # By keyboard: from her tick to her amounts, past the closed ones of who did not come, to the next woman.
    page.get_by_role("checkbox", name="Ibu 17").focus()
    assert [focused_after_tab(page) for _ in range(5)] == [
        "Ibu 17: Wajib", "Ibu 17: Sukarela", "Ibu 17: Iuran", "Ibu 18", "Ibu 19",
    ]  # fmt: skip
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(page) == []
    page.get_by_role("button", name="Simpan pertemuan").click()
    page.get_by_text("Pertemuan tersimpan").wait_for()
    assert page.get_by_text("18 dari 20 anggota").is_visible()
    assert (Meeting.objects.count(), Receipt.objects.count()) == (1, 18)

    page.goto(f"/buku/{ledger.pk}/")
    assert page.locator(".tile", has_text="Uang kas").inner_text().endswith("Rp 241.000")
    for path in ("", "kas/", "anggota/", "pinjaman/", "pinjaman/baru/", "pertemuan/", "masuk/", "tutup/"):
        page.goto(f"/buku/{ledger.pk}/{path}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        assert violations(page) == [], path
