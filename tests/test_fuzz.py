"""No odd request to any address meets a fault or is echoed as markup (longer: ``make drill``)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as f
from tests import fuzzing
from tests.test_access_matrix import MATRIX, OPEN, SIGNED_IN, Row, address, world

__all__ = ["world"]


@pytest.fixture
def asked(client, world):
    """Every page as the admin of the city opens it."""
    client.force_login(f.admin())
    rows = MATRIX | {name: Row("") for name in (*OPEN, *SIGNED_IN) if name != "logout"}
    pages = fuzzing.pages(client, [address(name, row, world) for name, row in rows.items()])
    # Or only addresses would be tried.
    assert sum(bool(page.posts) for page in pages) > 100
    assert {"q", "wilayah"} <= set().union(*(page.gets for page in pages))
    return client, pages


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_an_odd_request_gets_an_answer(asked, data):
    client, pages = asked
    fuzzing.ask(data.draw, client, pages)
