"""Whether the program can do its work now: each part by itself, a fault of one hiding no other."""

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

log = logging.getLogger("up2k.health")

LONGEST_WAIT = 5 * 60  # seconds that a background task may wait for a worker
LEAST_FREE = 500 * 2**20  # bytes in the data folder
BACKUP_EVERY = 26 * 3600  # seconds: a day, and two hours for a late start
LAST_BACKUP = "last_backup"  # file in the data folder, written by each successful backup


def backup_age() -> float | None:
    """Seconds since the last successful backup; None where none was made from here."""
    try:
        made = datetime.fromisoformat(Path(settings.DATA_DIR, LAST_BACKUP).read_text())
    except (OSError, ValueError):
        return None
    return (datetime.now(UTC) - made).total_seconds()


def oldest_waiting() -> float:
    """Seconds that the oldest background task waits for a worker."""
    first = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _worker():
    return oldest_waiting() <= LONGEST_WAIT


def _disk():
    return shutil.disk_usage(settings.DATA_DIR).free >= LEAST_FREE


def _backup():
    age = backup_age()
    return not settings.BACKUP_TO or (age is not None and age <= BACKUP_EVERY)


PARTS = {"basisdata": _database, "pekerja": _worker, "diska": _disk, "cadangan": _backup}


def report() -> dict[str, bool]:
    """Each part: does it work."""
    found = {}
    for name, check in PARTS.items():
        try:
            found[name] = check()
        except Exception:
            log.exception("health check failed")
            found[name] = False
    return found
