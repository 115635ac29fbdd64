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

ROWS, PATIENCE = 300, 20


def until_answered(ask):
    while True:
        try:
            return ask()
        except (DatabaseError, InterfaceError, TransactionManagementError, ValidationError):
            # The database is away, or the worker was done meanwhile.
            connection.close()
            time.sleep(0.2)


def rows_of(number):
    """Members of one kelurahan whom nobody has."""
    here = list(BusinessGroup.objects.filter(region="33.75.03.1002").select_related("region__parent")[:6])
    rows = bulk.members(ROWS, number)
    for index, row in enumerate(rows):
        group = here[index % len(here)]
        row |= {"group": group.name, "region": group.region.name, "district": group.region.parent.name}
        row |= {"office": "", "joined_on": "01/11/2026", "consent_on": "01/11/2026"}
    return rows


def taken_in(number, by):
    content, name = bulk.to_file(rows_of(number)), f"uji-{number}.xlsx"
    earlier = ImportBatch.objects.filter(filename=name).first()
    batch = earlier or imports.take_in(kind="members", content=content, filename=name, by=by)
    imports.look(batch)
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


def one(number, by):
    batch = until_answered(lambda: taken_in(number, by))
    starts, until = 0, 0
    while not until_answered(lambda: is_done(batch)):
        if time.monotonic() > until:
            until_answered(lambda: start(batch, by))
            starts, until = starts + 1, time.monotonic() + PATIENCE
        time.sleep(0.5)
    return [batch.pk, ROWS, starts]


def main():
    ended, done, number = threading.Event(), [], 0
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    by = until_answered(lambda: User.objects.get(username="admin"))
    while not ended.is_set():
        number += 1
        done.append(one(number, by))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
