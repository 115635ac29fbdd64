"""Many writers through HTTP at once, and what they were told is kept when processes die under them.

``make drill``; on PostgreSQL (a cluster of the drill's own) with ``DATABASE_URL=postgres://...``. Shorter:
``UP2K_DRILL_SECONDS=20``, ``UP2K_DRILL_KILLS=20``. A line takes somebody 20 seconds to fill in, which is fast
on a phone; ``UP2K_DRILL_THINK=0``: none at all, one line after the other.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from statistics import quantiles

import pytest
from django.db import connection

from tests import city
from tests.drills.servers import Cluster, Web, Worker, processor_seconds
from tests.drills.writers import Crowd
from tests.factories import PASSWORD

SECONDS = int(os.environ.get("UP2K_DRILL_SECONDS", 60))
THINK = float(os.environ.get("UP2K_DRILL_THINK", 20))
KILLS = int(os.environ.get("UP2K_DRILL_KILLS", 200))
WRITERS = {"sqlite": 50, "postgresql": 200}
ASKED = """
import json
from groups.models import ImportBatch, Member
from groups.books.models import CashCategory, CashLine, Ledger
ledgers = Ledger.objects.filter(group__region="33.75.03.1002").order_by("pk")
lines = CashLine.objects.filter(description__startswith="Uji ")
written = {}
for batch in ImportBatch.objects.filter(filename__startswith="uji-"):
    made = Member.history.filter(history_change_reason__startswith=f"Impor {batch.pk}:")
    written[batch.pk] = [batch.state, made.values("id").distinct().count(), made.count()]
print(json.dumps({
    "ledgers": list(ledgers.values_list("pk", flat=True)),
    "category": CashCategory.objects.get(code="penjualan").pk,
    "lines": list(lines.values_list("description", flat=True)),
    "imports": written,
}))
"""


@pytest.fixture
def place(tmp_path, tmp_path_factory):
    """(web server, cluster or None) over a demo city of its own."""
    cluster = Cluster() if connection.vendor == "postgresql" else None
    folder = tmp_path / "city"
    if cluster:
        folder.mkdir()
        city.make(folder, PASSWORD, cluster.url)
    else:
        city.copied(city.made_once(tmp_path_factory, PASSWORD), folder)
    web = Web(folder, cluster.url if cluster else "")
    try:
        web.wait()
        yield web, cluster
    finally:
        web.kill()
        if cluster:
            cluster.remove()


def manage(web, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=city.ROOT, env=web.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def facts(web):
    return json.loads(manage(web, "shell", "--verbosity=0", "-c", ASKED))


def crowd(web, think, number):
    known = facts(web)
    assert known["lines"] == []
    names = ["kader.krapyak"] * number
    return Crowd(web.port, known["ledgers"], known["category"], names, think)


def all_is_there(web, writers):
    """Each line that was acknowledged once; each that was not, at most once; books and trail agree."""
    known = facts(web)
    lines = known["lines"]
    assert len(lines) == len(set(lines)), "a line is there twice"
    assert set(writers.kept) <= set(lines)
    assert set(lines) <= set(writers.kept) | writers.open
    manage(web, "seal_audit")
    for command in ("check_books", "verify_audit"):
        print(manage(web, command).strip().splitlines()[-1])
    return known


def reader(web, seconds):
    """``tests.drills.reader`` at work; what it prints in the end are the seconds of each page."""
    command = [sys.executable, "-m", "tests.drills.reader", str(web.port), str(seconds)]
    return subprocess.Popen(command, cwd=city.ROOT, env=web.environment, text=True, stdout=subprocess.PIPE)


def test_many_write_at_once(place):
    web, _ = place
    writers = crowd(web, THINK, WRITERS[connection.vendor])
    calm, _ = reader(web, 20).communicate()
    used, beside = processor_seconds(web.process), reader(web, SECONDS)
    writers.run(SECONDS)
    busy, _ = beside.communicate()
    used, load = processor_seconds(web.process) - used, os.getloadavg()[0]
    all_is_there(web, writers)
    worst = quantiles(writers.took, n=100)[98]
    before, under = (quantiles(json.loads(took), n=20)[18] for took in (calm, busy))
    print(f"\n{len(writers.browsers)} writers, {SECONDS} s, {len(writers.kept)} lines", end=", ")
    print(f"load of the machine {load:.0f}, web server {used:.0f} s of the processor for them and the reader")
    print(f"{len(writers.faults)} errors", writers.faults[:5])
    print(f"p99 of a write {worst:.2f} s; p95 of reading {before * 1000:.0f} ms, then {under * 1000:.0f} ms")
    assert writers.faults == []


def test_what_was_acknowledged_survives_any_kill(place):
    web, cluster = place
    writers, dice = crowd(web, 2, 20), random.Random(KILLS)
    worker = Worker(web.environment)
    importer = subprocess.Popen(
        [sys.executable, "-m", "tests.drills.importer"], cwd=city.ROOT, env=web.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    killed = Counter()

    def kill_on():
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.05, 0.6))
            victim = dice.choice(("web", "worker", "PostgreSQL") if cluster else ("web", "worker"))
            killed[victim] += 1
            if victim == "worker":
                worker.kill(age=dice.uniform(1, 12))  # while it starts, takes an import, writes it
            elif victim == "web":
                web.kill()
                web.start()
                web.wait()
            else:
                cluster.stop("immediate")
                cluster.start()
            print(f"\r{sum(killed.values())} kills", end="", flush=True)
        time.sleep(3)
        writers.stopped.set()

    killer = threading.Thread(target=kill_on)
    killer.start()
    try:
        writers.run(KILLS * 60)
        killer.join()
        told, _ = importer.communicate(timeout=600)  # ends the import that she is at
    finally:
        writers.stopped.set()
        importer.kill()
        worker.end()
    known = all_is_there(web, writers)
    done = json.loads(told)
    written = {int(pk): found for pk, found in known["imports"].items()}
    for pk, rows, _ in done:
        assert written.pop(pk) == ["selesai", rows, rows]
    # She waited for each to be done, but left a list that did not fit.
    assert all(found == ["ditutup", 0, 0] for found in written.values())
    again = sum(starts - 1 for _, _, starts in done)
    print(f"\n{dict(killed)} killed, {len(writers.kept)} lines acknowledged")
    print(f"{len(done)} imports done, {again} times one was started again")
    print("faults on the way:", Counter(str(fault)[:60] for fault in writers.faults).most_common(8))
    # Either no answer, or one that says plainly that it is away.
    assert {fault for fault in writers.faults if isinstance(fault, int)} <= {502, 503}
    assert writers.faults  # or nothing was killed while they wrote
