"""Which pages read from the replica, and when it is too old for that. With a real one: tests/drills."""

import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from groups.models import BusinessGroup, User
from up2k_site import replicas


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves: ``clock.now += 1``."""
    held = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(time, "monotonic", lambda: held.now)
    return held


@pytest.fixture
def wal(monkeypatch):
    """How far each of both databases is; None: it does not answer."""
    places = {"default": 100, "replica": 100}

    def position(alias, function):
        if places[alias] is None:
            raise OperationalError
        return places[alias]

    monkeypatch.setattr(replicas, "position", position)
    monkeypatch.setattr(replicas, "connections", {"replica": SimpleNamespace(close=lambda: None)})
    return places


def test_a_replica_is_as_old_as_the_last_moment_whose_writes_it_has(clock, wal):
    fresh = replicas.Freshness()
    assert fresh.age() == 0
    clock.now += 30  # nobody wrote: what it has is still all there is
    assert fresh.age() == 0
    clock.now += 2
    wal["default"] = 200
    assert fresh.age() == 2  # not yet replayed what is asked for now
    clock.now += 3
    wal["default"] = 300
    assert fresh.age() == 5
    wal["replica"] = 200  # reached what the primary had three seconds ago, not more
    clock.now += 1
    assert fresh.age() == 4
    wal["replica"] = None
    clock.now += 10
    assert fresh.age() == 14
    wal["replica"] = 300
    clock.now += 1
    fresh.age()
    clock.now += 1
    assert fresh.age() <= 1


def asked(settings, monkeypatch, *, module, name="x", method="get", age=0, view=None):
    """The answer to a page of ``module``, and where its rows came from."""
    monkeypatch.setitem(settings.DATABASES, "replica", {})
    monkeypatch.setattr(replicas.FRESHNESS, "age", lambda: age)
    router, came = replicas.ReplicaRouter(), []

    def page(request):
        came.extend(router.db_for_read(model) for model in (BusinessGroup, User))
        return view(request) if view else HttpResponse("isi")

    page.__module__ = module
    request = getattr(RequestFactory(), method)("/")
    request.resolver_match = SimpleNamespace(url_name=name, func=page, args=(), kwargs={})

    def handler(request):
        middleware.process_view(request, page, (), {})
        try:
            return page(request)
        except OperationalError as error:
            return middleware.process_exception(request, error)

    middleware = replicas.ReplicaMiddleware(handler)
    return middleware(request), came


def test_only_reports_read_from_it_and_never_who_may_see_what(settings, monkeypatch):
    settings.REPLICA_BOUND = 5
    for module, name, method, age, expected in (
        ("reports.views", "summary", "get", 5, ["replica", None]),
        ("reports.views", "summary", "get", 5.1, [None, None]),
        ("reports.views", "home", "get", 0, [None, None]),
        ("reports.views", "targets", "post", 0, [None, None]),
        ("reports.privacy.views", "member-data", "get", 0, [None, None]),
        ("groups.views.members", "member-list", "get", 0, [None, None]),
    ):
        response, came = asked(settings, monkeypatch, module=module, name=name, method=method, age=age)
        assert came == expected, (module, name)
        assert response.get("X-UP2K-Read") == ("replica" if expected[0] else None)
    assert replicas.ReplicaRouter().db_for_write(BusinessGroup) == "default"
    assert replicas.READING.get() is False


def test_a_replica_that_dies_in_the_middle_of_a_page_costs_nobody_the_page(settings, monkeypatch):
    monkeypatch.setattr(replicas, "connections", {"replica": SimpleNamespace(close=lambda: None)})
    answers = iter([OperationalError("gone"), HttpResponse("dari primer")])

    def view(request):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    response, came = asked(settings, monkeypatch, module="reports.views", view=view)
    assert (response.content, came) == (b"dari primer", ["replica", None, None, None])
    assert "X-UP2K-Read" not in response
    assert replicas.FRESHNESS.as_of == float("-inf")
