"""Counting visits: the same for every process, and never in the way of a page."""

import subprocess
import sys

import pytest
from django.core.cache import caches
from django.urls import reverse

from groups import visits

MANY = """
import sys
from groups.visits import FileCounters
counters = FileCounters(sys.argv[1], {})
print([counters.incr("29000000/x") for _ in range(500)])
"""


def test_two_processes_count_every_visit_once(tmp_path, settings):
    command = [sys.executable, "-c", MANY, tmp_path]
    both = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    counted = [number for process in both for number in eval(process.communicate()[0])]
    assert max(counted) == 1000
    assert visits.FileCounters(tmp_path, {}).incr("29000000/x") == 1001


def test_each_minute_begins_anew_and_files_of_earlier_ones_go(tmp_path):
    counters = visits.FileCounters(tmp_path, {})
    assert [counters.incr(f"{minute}/x") for minute in (100, 100, 101, 102)] == [1, 2, 1, 1]
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["101", "102"]


@pytest.fixture
def ordinary_cache(settings):
    """Any of Django's caches counts as well, as Redis does on a server."""
    settings.CACHES = settings.CACHES | {
        "visits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }


def test_who_asks_for_what_is_counted_apart(ordinary_cache):
    caches["visits"].clear()
    asked = [("pages", "10.0.0.1"), ("pages", "10.0.0.1"), ("pictures", "10.0.0.1"), ("pages", "10.0.0.2")]
    assert [visits.count(*one) for one in asked] == [1, 2, 1, 1]


def test_no_address_of_a_visitor_is_written_down(tmp_path, settings):
    settings.CACHES = settings.CACHES | {
        "visits": {"BACKEND": "groups.visits.FileCounters", "LOCATION": tmp_path}
    }
    visits.count("pages", "10.1.2.3")
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "10.1.2.3" not in str(file)
    assert file.read_bytes() == b"."


def test_a_page_is_shown_where_nobody_can_count(client, db, tmp_path, settings):
    (tmp_path / "taken").write_text("")
    settings.CACHES = settings.CACHES | {
        "visits": {"BACKEND": "groups.visits.FileCounters", "LOCATION": tmp_path / "taken"}
    }
    assert client.get(reverse("etalase")).status_code == 200
