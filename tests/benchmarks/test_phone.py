"""How long a kader's phone takes to a page that she can use: slow 3G, and a processor four times slower.

The line is a proxy, so that it is slow for the service worker as well: each request waits for one round trip,
and all answers share the bytes of a second. The processor is slowed by the browser (CDP). Usable: the page is
painted and its scripts have run. Opening a connection costs nothing here; elsewhere one to three round trips,
once for a visit.
"""

import os
import threading
import time
from contextlib import suppress

import pytest

from tests import city
from tests.browser.conftest import PHONE
from tests.browser.proxy import Proxy
from tests.factories import PASSWORD
from tests.serving import demo_server, kaders_pages, signed_in

pytestmark = pytest.mark.browser
ROUND_TRIP, BYTES_A_SECOND, SLOWER = 0.4, 400_000 // 8, 4
FIRST, SECOND = 5000, 1500
KADER = "kader.krapyak"
USABLE = """() => new Promise((done) => {
  const look = () => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
    if (painted && ready) done(Math.max(painted.startTime, ready));
    else setTimeout(look, 50);
  };
  look();
})"""


class SlowLine(Proxy):
    """Answers come a round trip late and share ``BYTES_A_SECOND``, once it ``is_slow``."""

    is_slow = False
    line = threading.Lock()

    def _answer(self, server, client):
        is_first = True
        with suppress(OSError):
            while data := server.recv(4096):
                if self.is_slow:
                    time.sleep(ROUND_TRIP if is_first else 0)
                    with self.line:
                        time.sleep(len(data) / BYTES_A_SECOND)
                is_first = len(data) < 4096  # the next one answers another request
                client.sendall(data)
        self._end(client, server)


@pytest.fixture
def line(tmp_path):
    city.make(tmp_path, PASSWORD)
    with demo_server(tmp_path, PASSWORD) as address:
        proxy = SlowLine("127.0.0.1", int(address.rsplit(":", 1)[1]))
        proxy.url = proxy.url.replace("localhost", "127.0.0.1")
        yield proxy
        proxy.close()


def slow(line, page, rate=SLOWER):
    """A slow line and a slow phone, or with ``rate`` 1 neither."""
    line.is_slow = rate > 1
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    return page


def usable(page, url):
    page.goto(url, wait_until="commit")
    return round(page.evaluate(USABLE))


def test_time_to_a_usable_page_on_slow_3g(line, new_context):
    browser, _ = signed_in(line.url, KADER, PASSWORD)
    pages = kaders_pages(line.url, browser)
    context = new_context(viewport=PHONE, locale="id-ID", base_url=line.url)
    page = slow(line, context.new_page())
    page.set_default_timeout(120_000)
    print(f"\nload of the machine {os.getloadavg()}")
    first = {"sign-in": usable(page, "/masuk/")}
    slow(line, page, rate=1)
    page.get_by_label("Nama pengguna atau nomor HP").fill(KADER)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/")
    page.locator("html[data-ahead]").wait_for(state="attached")
    cookies = context.cookies()
    slow(line, page)
    second = {name: usable(page, path) for name, path in pages.items()}

    other = new_context(viewport=PHONE, locale="id-ID", base_url=line.url)
    other.add_cookies(cookies)
    first["Beranda"] = usable(slow(line, other.new_page()), "/")
    print("first visit", first, "\nsecond visit", second, f"\nload of the machine {os.getloadavg()}")
    assert max(first.values()) <= FIRST
    assert max(second.values()) <= SECOND
