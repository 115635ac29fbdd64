"""What a monitoring server (Prometheus) is told: requests as they were answered, and how things stand now.

With several processes of one machine, set ``PROMETHEUS_MULTIPROC_DIR`` to a folder that is emptied at
each start: then whichever process answers tells of all of them.
"""

import os
import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from groups.audit.models import AuditEntry
from groups.devices.models import Device
from reports.operations.health import backup_age, oldest_waiting

REQUESTS = Counter("up2k_requests", "Requests by route and status", ["method", "route", "status"])
SECONDS = Histogram(
    "up2k_request_seconds",
    "Seconds until the answer, by route",
    ["route"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class MetricsMiddleware:
    """Counts every answer by its route, never by the address with its values."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else "-"
        method = request.method if request.method in ("GET", "POST", "HEAD") else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return response


class Now:
    """How things stand at the moment of asking."""

    def collect(self):
        yield _gauge("up2k_tasks_waiting", "Background tasks that nobody took yet", _waiting().count())
        yield _gauge("up2k_oldest_task_seconds", "Age of the oldest of them", oldest_waiting())
        age = backup_age()
        if age is not None:
            yield _gauge("up2k_backup_age_seconds", "Since the last successful backup", age)
        yield _gauge(
            "up2k_disk_free_bytes", "Room in the data folder", shutil.disk_usage(settings.DATA_DIR).free
        )
        last = AuditEntry.objects.order_by("-number").values_list("number", "at").first()
        yield _gauge("up2k_audit_entries", "Links of the sealed trail", last[0] if last else 0)
        hour = timezone.now() - timedelta(hours=1)
        yield _gauge(
            "up2k_devices_last_hour", "Devices in use", Device.objects.filter(last_at__gte=hour).count()
        )


def _waiting():
    return DBTaskResult.objects.ready()


def _gauge(name, text, value):
    return GaugeMetricFamily(name, text, value=value)


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    now = CollectorRegistry()
    now.register(Now())
    return counted + generate_latest(now)
