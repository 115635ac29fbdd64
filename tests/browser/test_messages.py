"""A message that the push service hands to the worker is shown."""

import json

import pytest

from tests import factories as f
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser


SHOWN = """() => navigator.serviceWorker.ready.then((here) => here.getNotifications())
    .then((all) => all.map((one) => [one.title, one.body, one.data.address]))"""


@pytest.fixture
def windows(browser_type, browser_type_launch_args):
    """The ``new_context`` of a browser that can show notifications."""
    browser = browser_type.launch(**browser_type_launch_args | {"executable_path": CHROMIUM})
    yield browser.new_context
    browser.close()


def test_a_message_is_shown_with_the_page_that_it_leads_to(sign_in_through, windows):
    page = sign_in_through(windows, f.kader())  # whose phone has the worker
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    address = page.url.rstrip("/")
    page.context.grant_permissions(["notifications"], origin=address)
    wire = page.context.new_cdp_session(page)
    found = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    page.goto("/lainnya/")
    said = {"title": "UP2K", "text": "Ada 2 hal menunggu di Beranda", "address": "/"}
    message = {"origin": address, "registrationId": found[0]["registrationId"], "data": json.dumps(said)}
    shown = []
    # A worker that is just starting misses what is handed to it; its tag keeps it one message.
    for _ in range(60):
        wire.send("ServiceWorker.deliverPushMessage", message)
        page.wait_for_timeout(500)
        if shown := page.evaluate(SHOWN):
            break
    assert shown == [["UP2K", "Ada 2 hal menunggu di Beranda", "/"]]
