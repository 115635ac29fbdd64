"""The connection cut at twenty points of filling in and sending each form that may wait: all arrives, once.

``make drill`` runs it; the suite has four of the points on one form (tests/browser/test_network_cuts.py).
"""

import pytest

from groups.models import Submission
from tests import factories as f
from tests.browser import cuts
from tests.browser.conftest import complaints, open_as, sign_in_through  # noqa: F401  fixtures
from tests.browser.test_network_cuts import bad_line  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


STORIES = [cuts.PhotoStory, cuts.AttendanceStory, cuts.CashStory, cuts.MeetingStory, cuts.MemberStory]


@pytest.mark.parametrize("story", STORIES)
def test_a_form_survives_every_cut(bad_line, open_as, complaints, story, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    group = f.group()
    ledger = f.books(group)
    f.member(group, name="Ketua")
    told = story(group, ledger)
    page = open_as(told.person(), at=bad_line.url)
    told.ready(page)
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
