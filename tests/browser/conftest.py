"""Browser tests drive Chromium against a live server; pages are a phone's unless told otherwise."""

from functools import partial

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client

from tests.answering import ANSWERING
from tests.factories import PASSWORD

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}


def violations(page, **options):
    """What axe finds: (rule, the first places). Only that crosses over from the browser."""
    page.wait_for_load_state()
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    short = "found.violations.map(rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.target)])"
    options = {"resultTypes": ["violations"], **options}
    return page.evaluate(f"options => axe.run(options).then(found => {short})", options)


def violations_in_both(page):
    """What axe finds in the light, and in the dark, where only the colours differ."""
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour half-way
    found += violations(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def fill_in_the_sign_in(page, username):
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna atau nomor HP").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/")


@pytest.fixture
def complaints():
    """What the browser's console complained of; a test that provokes a complaint takes it out."""
    return []


@pytest.fixture(autouse=True)
def last_answers(request):
    """After the browser's windows are closed and before the tables are emptied: nobody is being answered.

    PostgreSQL calls a table that is read while it is emptied together with others a deadlock.
    """
    if "live_server" in request.fixturenames:
        request.getfixturevalue("live_server")
    yield
    ANSWERING.wait_for_the_last()


@pytest.fixture
def page_in(live_server, reference_lists, complaints):
    """``page_in(new_context, viewport)``: a page of nobody's yet (``at`` a proxy).

    Any message in the browser's console fails the test: the CSP reports there what it blocks.
    """

    def complain(said):
        # A form that comes back with 422 is an answer; Chromium reports it as a resource all the same,
        # as it does a request, or the worker's script, while a test has cut the connection.
        expected = ("status of 422", "ERR_INTERNET_DISCONNECTED", "error occurred when fetching the script")
        if said.type == "error" and not any(words in said.text for words in expected):
            complaints.append(said.text)

    def page(new_context, viewport=PHONE, at=None):
        page = new_context(viewport=viewport, base_url=at or live_server.url, locale="id-ID").new_page()
        page.set_default_timeout(30_000)  # a busy machine is no fault of a page
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield page
    assert complaints == []


@pytest.fixture
def sign_in_through(page_in, live_server, settings):
    """``sign_in_through(new_context, user, viewport)``: Beranda, signed in by a cookie; see ``page_in``."""

    def sign_in(new_context, user, viewport=PHONE, at=None):
        page, client = page_in(new_context, viewport, at), Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        session = {"name": name, "value": client.cookies[name].value, "url": at or live_server.url}
        page.context.add_cookies([session])
        page.goto("/")
        return page

    return sign_in


@pytest.fixture
def open_as(sign_in_through, new_context):
    """``open_as(user, viewport, at)``: a page of the tests' browser, signed in; see ``sign_in_through``."""
    return partial(sign_in_through, new_context)
