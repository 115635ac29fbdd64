"""A worker killed while it writes an import: all of it is there or nothing, and it can be started again.

``make drill`` runs it, on PostgreSQL with ``DATABASE_URL=postgres://...``; the suite never does. Other
kills: ``UP2K_DRILL_SEED=7``; fewer of them: ``UP2K_DRILL_KILLS=10``.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from groups.actions import imports
from groups.models import ImportBatch, Member
from groups.tasks import write_import
from groups.values import parse_phone
from tests import bulk, copies

KILLS = int(os.environ.get("UP2K_DRILL_KILLS", 50))
SEED = int(os.environ.get("UP2K_DRILL_SEED", 3375))
ROWS, KNOWN = 5000, 500  # rows of the file; so many of them change members who are there already
BEGINS_TO_WRITE = "50"  # per cent, as the import reports it


def test_a_killed_worker_leaves_all_or_nothing(transactional_db):
    rows, batch, by, seen = prepared()
    with copies.copied() as copy:
        before = state()
        whole, writing = durations(copy, batch, by, seen)
        after = state()
        assert after["groups.Member"] == ROWS == before["groups.Member"] + ROWS - KNOWN
        dice, outcomes = random.Random(SEED), {"nothing": 0, "all": 0}
        print(f"\n{connection.vendor}, seed {SEED}: a commit of {ROWS} rows takes {whole:.2f} s,")
        print(f"{writing:.2f} s of them from its first row written to the end")
        killed, too_late = 0, 0
        while killed < KILLS:
            copy.put_back()
            # Evenly over the duration, at random within each part; every second one while it writes.
            part = (killed // 2 + dice.random()) / (KILLS / 2)
            in_writing = killed % 2 == 1
            came, waited = kill(batch, by, seen, in_writing, part * (writing if in_writing else whole))
            if not came:
                # Measured while the machine had other work to do: reckon with less.
                too_late += 1
                whole, writing = (whole, writing * 0.9) if in_writing else (whole * 0.9, writing)
                continue
            wait_for_the_server()
            left = state()
            assert left in (before, after), f"kill {killed + 1}: half an import: {difference(before, left)}"
            outcomes["nothing" if left == before else "all"] += 1
            second_start(batch, by, seen)
            assert state() == after, f"kill {killed + 1}: {difference(after, state())}"
            assert people() == expected(rows)
            killed += 1
            where = "after its first row" if in_writing else "after its start"
            print(
                f"{killed:3d}. killed {waited:.2f} s {where}: {'nothing' if left == before else 'all'}",
                flush=True,
            )
        print(f"{killed} of {KILLS} killed, all or nothing, and done by the second start: {outcomes}")
        print(f"({too_late} kills came after the end and were tried again)")


def prepared():
    """The registry with some of the file's members, and a batch that a worker is to write."""
    by = bulk.city()
    rows = bulk.members(ROWS)
    known = [row | {"address": "Jalan Lama 1"} for row in rows[:KNOWN]]
    first = imports.take_in(kind="members", content=bulk.to_file(known), filename="lama.xlsx", by=by)
    imports.look(first)
    imports.commit(batch=first, by=by)
    batch = imports.take_in(kind="members", content=bulk.to_file(rows), filename="baru.xlsx", by=by)
    imports.look(batch)
    assert (batch.rows_new, batch.rows_changed) == (ROWS - KNOWN, KNOWN), batch.report["problems"]
    seen = batch.report["digest"]
    imports.start(batch=batch, by=by)
    return rows, batch, by, seen


def state() -> dict:
    """Rows of every table of ours, edits counted, and how the batches stand."""
    models = [model for app in ("groups", "bimtek") for model in apps.get_app_config(app).get_models()]
    found = {model._meta.label: model._base_manager.count() for model in models}
    found["versions"] = Member.objects.aggregate(total=Sum("version"))["total"]
    found["batches"] = [
        (state, sum(len(ids) for _, _, ids in written))
        for state, written in ImportBatch.objects.order_by("pk").values_list("state", "written")
    ]
    return found


def difference(one, other):
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


def people():
    return sorted(Member.objects.values_list("name", "phone", "address", "group__name"))


def expected(rows):
    columns = ("name", "phone", "address", "group")
    return sorted(
        tuple(parse_phone(row[name]) if name == "phone" else row[name] for name in columns) for row in rows
    )


@contextmanager
def worker(batch, by, seen):
    """A worker that is ready to begin."""
    command = [sys.executable, "-m", "tests.drills.worker", str(batch.pk), str(by.pk), seen]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=copies.environment(), **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        yield process


def begin(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return time.monotonic()


def wait_until(process, percent):
    for line in process.stdout:
        if line.strip() == percent:
            return time.monotonic()
    raise AssertionError(f"the worker never said {percent}")


def durations(copy, batch, by, seen):
    """(seconds of a whole commit, of its writing): the medians of three that nobody kills."""
    took = []
    for _ in range(3):
        copy.put_back()
        with worker(batch, by, seen) as process:
            started = begin(process)
            writing = wait_until(process, BEGINS_TO_WRITE)
            ended = wait_until(process, "done")
        took.append((ended - started, ended - writing))
    return tuple(median(column) for column in zip(*took, strict=True))


def kill(batch, by, seen, in_writing, seconds):
    """Kill a worker ``seconds`` after its start or its first write; (whether it was at work, seconds)."""
    with worker(batch, by, seen) as process:
        started = begin(process)
        if in_writing:
            started = wait_until(process, BEGINS_TO_WRITE)
        time.sleep(max(0, started + seconds - time.monotonic()))
        process.kill()
        waited = time.monotonic() - started
        said = process.stdout.read()
    return process.returncode == -signal.SIGKILL and "done" not in said, waited


def wait_for_the_server():
    """PostgreSQL takes a moment to notice that a client is gone, and takes its work back then."""
    if connection.vendor != "postgresql":
        return
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)
    raise AssertionError("the killed worker's session is still there after 20 s")


def second_start(batch, by, seen):
    """As a person does it on the import's page: start again what nothing is heard of."""
    now = ImportBatch.objects.get(pk=batch.pk)
    if now.state != "selesai":
        imports.restart(batch=now, by=by)
        imports.start(batch=now, by=by)
    write_import.call(batch.pk, by.pk, False, seen)
    assert ImportBatch.objects.get(pk=batch.pk).state == "selesai"
