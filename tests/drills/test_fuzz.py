"""A hundred thousand odd requests (``make drill``); fewer: ``UP2K_DRILL_REQUESTS=5000``. On any database."""

import logging
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import fuzzing
from tests.test_access_matrix import world
from tests.test_fuzz import asked

__all__ = ["asked", "world"]

REQUESTS = int(os.environ.get("UP2K_DRILL_REQUESTS", 100_000))
LOG = logging.getLogger("up2k.request")


@settings(max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_odd_request_meets_a_fault(asked, data):
    LOG.setLevel(logging.WARNING)  # pytest would keep every line
    client, pages = asked
    fuzzing.ask(data.draw, client, pages)
