"""Fixtures that many test modules use: regions, signed-in clients, and Chromium where it is installed."""

import gc
import logging
import os
import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import factories
from tests.leaks import WATCH

# A busy machine is no fault of the data that are drawn.
hypothesis_settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# The same browser without its windows, and half as dear; it has no notifications.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_use_migrations):
    """Made from the models, in a tenth of the time of the migrations, with what those write besides.

    .ci/run goes through the migrations themselves, on both databases. PostgreSQL drops no database in
    use: a request that a closed browser left behind is ended first.
    """
    if not django_db_use_migrations:
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            as_migrations_leave_it(editor)
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What one test counted is no answer in the next, whose rows have the same numbers."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_personal_leaks(nothing_remembered):
    """No test's NIK or phone number comes out in a log line, a mail, a cache or an error page."""

    def check():
        found, WATCH.found = WATCH.search(), []
        assert found == [], f"given away: {found}"

    logging.getLogger().addHandler(WATCH)
    yield check
    logging.getLogger().removeHandler(WATCH)
    check()


@pytest.fixture
def regions(db):
    factories.regions()


@pytest.fixture
def sign_in(client, db):
    """``sign_in(user)``: the test client, signed in as ``user``."""

    def as_user(user):
        client.force_login(user)
        return client

    return as_user


def as_migrations_leave_it(editor):
    """What migrations write besides tables: first entries, and what the database itself guards."""
    fill_lists()
    import_module("reports.migrations.0003_frozen_guard").guard(apps, editor)


def fill_lists():
    """The first entries of the lists, as migrations write them."""
    for app, migration in (
        ("groups", "0002_reference_lists"),
        ("groups", "0004_unsurveyed_kind"),
        ("groups.books", "0002_categories"),
        ("groups.market", "0002_lists"),
        ("groups.score", "0002_first_rules"),
        ("bimtek", "0003_event_kinds"),
    ):
        import_module(f"{app}.migrations.{migration}").fill(apps, None)


@pytest.fixture
def reference_lists(transactional_db):
    """For tests whose database was flushed of what migrations wrote."""
    fill_lists()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    return browser_type_launch_args | {
        "executable_path": SHELL,
        "args": [*args, "--disable-component-update", "--disable-sync", "--disable-quic"],
    }


def pytest_collection_finish():
    """What is loaded by now stays until the end: Python need not look through it for garbage all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def flushes(item):
    """Whether the test empties the database when it ends, also of what migrations wrote."""
    marker = item.get_closest_marker("django_db")
    wanted = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(wanted or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that flush come last; pytest's own order by parameters would mix them in.

    Browser tests are skipped, and say so, only where no Chromium is and nobody demands one.
    """
    items.sort(key=flushes)
    if CHROMIUM or os.environ.get("UP2K_REQUIRE_BROWSER"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium installed"))
