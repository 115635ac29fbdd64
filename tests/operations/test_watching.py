"""What the program tells of itself: ready or not, figures, slow queries, faults; nothing of any person."""

import logging
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.tasks import look_at_import
from reports import views
from reports.operations import health
from reports.operations.slow_queries import timed
from tests import factories as f
from tests.test_headers import faults
from up2k_site.logs import JsonFormatter
from up2k_site.sentry import scrub

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_ready_says_which_part_is_not(client, data, settings, monkeypatch):
    def parts():
        response = client.get("/siap")
        found = response.json()
        assert response.status_code == (200 if found["siap"] else 503)
        return [name for name, works in found["bagian"].items() if not works]

    assert parts() == []
    settings.BACKUP_TO = "/x"
    assert parts() == ["cadangan"]
    (data / health.LAST_BACKUP).write_text((datetime.now(UTC) - timedelta(hours=27)).isoformat())
    assert parts() == ["cadangan"]
    (data / health.LAST_BACKUP).write_text(datetime.now(UTC).isoformat())
    assert parts() == []
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(0))
        assert parts() == ["diska"]
    look_at_import.enqueue(1)
    assert parts() == []
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=6))
    assert parts() == ["pekerja"]


def away(*args, **kwargs):
    raise OperationalError("server closed the connection; user kader.rahasia")


def test_while_the_database_is_away_pages_are_a_plain_503_with_headers(sign_in, monkeypatch, caplog):
    client = sign_in(f.kader())
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", away)
        pages = [client.get("/"), client.get("/siap"), client.post("/kelompok/baru/", {"name": "x"})]
    assert [page.status_code for page in pages] == [503] * 3
    assert [faults(page) for page in pages] == [[]] * 3
    assert "belum tersimpan" in pages[0].content.decode()
    assert pages[0]["Retry-After"] == "30"
    assert client.get("/kelompok/").status_code == 200
    lines = "".join(
        JsonFormatter().format(record) for record in caplog.records if record.name == "up2k.request"
    )
    assert "kader.rahasia" not in lines


def test_figures_are_for_the_token_only_and_hold_routes_without_values(sign_in, settings, data):
    group = f.group(name="Kanari")
    client = sign_in(f.kader())
    client.get(group.get_absolute_url())
    client.get(reverse("group-list"), {"q": "Kanari"})
    assert client.get("/metrik").status_code == 404
    settings.METRICS_TOKEN = "rahasia-metrik"
    assert client.get("/metrik", headers={"authorization": "Bearer salah"}).status_code == 404
    told = client.get("/metrik", headers={"authorization": "Bearer rahasia-metrik"}).content.decode()
    assert 'up2k_requests_total{method="GET",route="kelompok/<int:pk>/",status="200"}' in told
    assert "up2k_tasks_waiting 0.0" in told
    assert "Kanari" not in told


def test_a_slow_query_is_logged_without_its_values(settings, caplog):
    settings.SLOW_QUERY_MS = 0.0001
    with connection.execute_wrapper(timed), caplog.at_level(logging.WARNING, "up2k.slow_query"):
        f.User.objects.filter(username="nama.rahasia").exists()
    line = JsonFormatter().format(caplog.records[-1])
    assert "groups_user" in line
    assert "nama.rahasia" not in line


def test_lines_of_one_request_have_its_id(sign_in, monkeypatch):
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    client = sign_in(f.kader())
    client.raise_request_exception = False
    monkeypatch.setattr(views.MySummary, "get", lambda *args: logging.getLogger("x").warning("y") or 1 / 0)
    response = client.get(reverse("summary"))
    logging.getLogger().removeHandler(handler)
    assert len(lines) == 3
    assert all(f'"request_id": "{response["X-Request-ID"]}"' in line for line in lines)


def test_a_fault_goes_to_sentry_without_anything_of_a_person():
    event = {
        "event_id": "1",
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": "NIK 3375",
                    "stacktrace": {"frames": [{"vars": {"nik": "3375"}}]},
                }
            ]
        },
        "request": {
            "method": "POST",
            "data": {"nik": "3375"},
            "headers": {"Cookie": "3375"},
            "url": "/?q=3375",
        },
        "user": {"id": 7, "username": "3375", "ip_address": "3375"},
        "breadcrumbs": ["3375"],
        "extra": {"x": "3375"},
        "message": "3375",
        "server_name": "3375",
    }
    kept = scrub(event)
    assert "3375" not in str(kept)
    assert (kept["user"], kept["exception"]["values"][0]["type"]) == ({"id": 7}, "ValueError")


def test_a_sentry_without_its_package_stops_the_start_with_a_sentence(tmp_path):
    (tmp_path / "sentry_sdk.py").write_text("raise ImportError")
    environment = os.environ | {"UP2K_SENTRY_DSN": "http://x@localhost/1", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import up2k_site.settings"], env=environment, capture_output=True, text=True
    )
    assert "requirements-extra.txt" in done.stderr
