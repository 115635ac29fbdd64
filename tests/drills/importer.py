"""Somebody who imports one list of members after the other by the worker until her standard input ends.

What nothing is heard of for PATIENCE seconds she starts again, as on the import's page. In the end she prints
[[pk of the import, its rows, how often it was started], ...] of those that she was told are done. Database
and worker may be killed.
"""

import json
import sys
import threading
import time

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.db.transaction import TransactionManagementError  # noqa: E402

from groups import tasks  # noqa: E402
from groups.actions import imports  # noqa: E402
from groups.models import BusinessGroup, ImportBatch, User  # noqa: E402
from tests import bulk  # noqa: E402

ROWS, MOST, PATIENCE = 300, 200, 20


def until_answered(ask):
    while True:
        try:
            return ask()
        except (DatabaseError, InterfaceError, TransactionManagementError, ValidationError):
            # The database is away, or the worker was done meanwhile.
            connection.close()
            time.sleep(0.2)


def lists():
    """One list after the other of members of one kelurahan, no NIK twice."""
    here = list(BusinessGroup.objects.filter(region="33.75.03.1002").select_related("region__parent")[:6])
    rows = bulk.members(ROWS * MOST)
    for index, row in enumerate(rows):
        group = here[index % len(here)]
        row |= {"group": group.name, "region": group.region.name, "district": group.region.parent.name}
        row |= {"office": "", "joined_on": "01/11/2026", "consent_on": "01/11/2026"}
    return [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]


def taken_in(number, rows, by):
    """The import of a list; None for one that she leaves, because a member of the city has a NIK of it."""
    content, name = bulk.to_file(rows), f"uji-{number}.xlsx"
    batch = ImportBatch.objects.filter(filename=name).first()
    if not batch:
        batch = imports.take_in(kind="members", content=content, filename=name, by=by)
    imports.look(batch)
    if batch.rows_wrong:
        imports.close(batch=batch, by=by)
        return None
    return batch


def start(batch, by):
    batch = ImportBatch.objects.get(pk=batch.pk)
    if batch.state == "menulis":
        batch = imports.restart(batch=batch, by=by)
    if batch.state != "selesai":
        imports.start(batch=batch, by=by)
        tasks.write_import.enqueue(batch.pk, by.pk, False, batch.report["digest"])


def is_done(batch):
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk) == "selesai"


def one(number, rows, by):
    batch = until_answered(lambda: taken_in(number, rows, by))
    if batch is None:
        return []
    starts, until = 0, 0
    while not until_answered(lambda: is_done(batch)):
        if time.monotonic() > until:
            until_answered(lambda: start(batch, by))
            starts, until = starts + 1, time.monotonic() + PATIENCE
        time.sleep(0.5)
    return [[batch.pk, ROWS, starts]]


def main():
    ended, done = threading.Event(), []
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    by = until_answered(lambda: User.objects.get(username="admin"))
    for number, rows in enumerate(until_answered(lists), start=1):
        if ended.is_set():
            break
        done += one(number, rows, by)
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
