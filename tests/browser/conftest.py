"""Browser tests drive Chromium against a live server; pages are a phone's unless told otherwise."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.factories import PASSWORD

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}


def violations(page, **options):
    """What axe finds: (rule, the first places). Only that crosses over from the browser."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    short = "found.violations.map(rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.target)])"
    options = {"resultTypes": ["violations"], **options}
    return page.evaluate(f"options => axe.run(options).then(found => {short})", options)


@pytest.fixture
def complaints():
    """What the browser's console complained of; a test that provokes a complaint takes it out."""
    return []


@pytest.fixture
def open_as(live_server, new_context, reference_lists, complaints):
    """``open_as(user, viewport)``: a page of a new browser, signed in through the form (``at`` a proxy).

    Any message in the browser's console fails the test: the CSP reports there what it blocks.
    """

    def complain(said):
        # A form that comes back with 422 is an answer; Chromium reports it as a resource all the same.
        if said.type == "error" and "status of 422" not in said.text:
            complaints.append(said.text)

    def sign_in(user, viewport=PHONE, at=None):
        context = new_context(viewport=viewport, base_url=at or live_server.url, locale="id-ID")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/masuk/")
        page.get_by_label("Nama pengguna atau nomor HP").fill(user.username)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url("**/")
        return page

    yield sign_in
    assert complaints == []
