"""A message that the push service hands to the worker is shown."""

import json

import pytest

from tests import factories as f
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser


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
    wire.send("ServiceWorker.deliverPushMessage", message)
    # Playwright waits for no promise in wait_for_function: it would take the first answer, an empty list too.
    shown = page.evaluate(
        """async () => {
            const here = await navigator.serviceWorker.ready;
            for (let tries = 0; tries < 600; tries++) {
                const all = await here.getNotifications();
                if (all.length) return all.map((one) => [one.title, one.body, one.data.address]);
                await new Promise((done) => setTimeout(done, 50));
            }
        }"""
    )
    assert shown == [["UP2K", "Ada 2 hal menunggu di Beranda", "/"]]
