"""A scanned card in a phone's browser."""

import pytest

from groups.actions import accounts as actions
from tests import factories as f
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_scanned_card_fills_in_its_code_and_lets_the_kader_in(live_server, new_context, scripts):
    """Without scripts she types the code herself."""
    kader, code = f.kader(name="Siti Aminah"), actions.new_code()
    actions.issue_cards(codes={kader: code}, by=f.admin())
    page = new_context(viewport=PHONE, base_url=live_server.url, java_script_enabled=scripts).new_page()
    page.goto(f"/aktivasi/#{code}")
    box = page.get_by_label("Kode di kartu")
    if scripts:
        assert page.url == f"{live_server.url}/aktivasi/"
    else:
        box.fill(code.lower())
    assert box.input_value().upper() == code
    page.locator("[name=password]").fill("sarung-palekat-9")
    page.locator("[name=again]").fill("sarung-palekat-9")
    page.get_by_role("button", name="Simpan dan masuk").click()
    page.wait_for_url("**/")
    assert "Selamat datang, Siti Aminah" in page.inner_text("main")
