"""The connection cut at twenty points of filling in and sending each form that may wait: all arrives, once.

``make drill`` runs it; the suite has four of the points on one form (tests/browser/test_network_cuts.py).
"""

import pytest

from groups.models import Submission
from tests import factories as f
from tests.browser import cuts
from tests.browser.conftest import complaints, open_as  # noqa: F401  fixtures
from tests.browser.test_network_cuts import bad_line  # noqa: F401  a fixture
from tests.browser.test_phone import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("story", [cuts.MemberStory, cuts.CashStory, cuts.MeetingStory])
def test_a_form_survives_every_cut(bad_line, open_as, complaints, story):  # noqa: F811
    group = f.group()
    ledger = f.books(group)
    f.member(group, name="Ketua")
    page = open_as(f.kader(), at=bad_line.url)
    ready(page)
    told = story(group, ledger)
    wrong = {}
    for number, point in enumerate(cuts.ALL):
        came, due = cuts.go_through(page, bad_line, told, point, number)
        if came != due:
            wrong[point] = (came, due)
    received = Submission.objects.count()
    print(f"\n{story.__name__}: {len(cuts.ALL)} points, {len(wrong)} wrong, {received} received")
    assert wrong == {}
    assert received == len(cuts.ALL) == 20
    complaints.clear()
