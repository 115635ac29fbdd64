"""The connection cut while a kader fills in a form: everything arrives, once.

Four points on one form; all twenty on every form are a drill (tests/drills/test_network_cuts.py).
"""

import pytest

from tests import factories as f
from tests.browser import cuts
from tests.browser.proxy import Proxy
from tests.browser.test_phone import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bad_line(live_server):
    """The way to the server through a proxy that can be cut."""
    proxy = Proxy(live_server.thread.host, live_server.thread.port)
    yield proxy
    proxy.close()


def test_what_is_typed_while_the_connection_is_cut_arrives_once(bad_line, open_as, complaints):
    group = f.group()
    ledger = f.books(group)
    page = open_as(f.kader(), at=bad_line.url)
    ready(page)
    story = cuts.MemberStory(group, ledger)
    outcome = {}
    for number, point in enumerate(cuts.FEW):
        outcome[point] = cuts.go_through(page, bad_line, story, point, number)
    assert {point: came for point, (came, _) in outcome.items()} == {
        p: due for p, (_, due) in outcome.items()
    }
    complaints.clear()  # the browser reports every cut
