"""A city on one core and 1 GB: what twenty people wait for, what the machine can answer, what it holds.

Web server, worker and PostgreSQL (with a ``DATABASE_URL`` of one) run on the first core within that memory;
the people are on whatever is left. ``make drill ARGS="-k one_core"``; shorter: ``UP2K_DRILL_SECONDS=20``.
"""

import os
import random
import threading
import time
from statistics import median, quantiles

import pytest
from django.db import connection

from tests import city
from tests.drills.servers import Cluster, SmallMachine, Web, Worker, megabytes, processor_seconds
from tests.drills.test_writers import facts
from tests.drills.writers import Browser, Crowd
from tests.factories import PASSWORD

SECONDS = int(os.environ.get("UP2K_DRILL_SECONDS", 60))
MEGABYTES = int(os.environ.get("UP2K_DRILL_MEGABYTES", 1024))
PAGES = {
    "kader.krapyak": ["/", "/kelompok/", "/anggota/", "/buku/"],
    "pokja.utara": ["/", "/kelompok/", "/laporan/", "/bimtek/"],
    "pokja.kota": ["/", "/pantauan/33.75/", "/rekap/33.75/", "/anggota/"],
}
READERS = ["kader.krapyak"] * 4 + ["pokja.utara"] * 3 + ["pokja.kota"] * 3
WRITERS, PAUSE = 10, 6


@pytest.fixture
def place(tmp_path, tmp_path_factory):
    machine, folder, cluster = SmallMachine(MEGABYTES), tmp_path / "city", None
    if connection.vendor == "postgresql":
        cluster = Cluster(before=machine.before)
        folder.mkdir()
        city.make(folder, PASSWORD, cluster.url)
    else:
        city.copied(city.made_once(tmp_path_factory, PASSWORD), folder)
    web = Web(folder, cluster.url if cluster else "", before=machine.before)
    worker = Worker(web.environment, before=machine.before)
    try:
        web.wait()
        yield machine, web, worker
    finally:
        worker.end()
        web.kill()
        if cluster:
            cluster.remove()
        machine.remove()


def read(web, name, number, until, pause, took):
    browser, dice = Browser(web.port, name), random.Random(number)
    while time.monotonic() < until:
        path = dice.choice(PAGES[name])
        began = time.monotonic()
        assert browser.ask("GET", path)[0] == 200, path
        took.append(time.monotonic() - began)
        time.sleep(dice.uniform(0.5, 1.5) * pause)


def readers(web, names, seconds, pause):
    """Threads that read, and the seconds that each page took."""
    took, until = [], time.monotonic() + seconds
    threads = [
        threading.Thread(target=read, args=(web, name, number, until, pause, took))
        for number, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    return threads, took


def test_twenty_people_on_one_core(place):
    machine, web, worker = place
    known = facts(web)
    writers = Crowd(web.port, known["ledgers"], known["category"], ["kader.krapyak"] * WRITERS, PAUSE)
    threads, took = readers(web, READERS, SECONDS, PAUSE)
    writers.run(SECONDS)
    for thread in threads:
        thread.join()
    load = os.getloadavg()[0]
    print(
        f"\n20 people, {SECONDS} s, load of the machine {load:.0f}: {len(took)} pages read, median ", end=""
    )
    print(f"{median(took) * 1000:.0f} ms, p95 {quantiles(took, n=20)[18] * 1000:.0f} ms; ", end="")
    print(f"{len(writers.kept)} lines written, p95 {quantiles(writers.took, n=20)[18] * 1000:.0f} ms")
    before = processor_seconds(web.process)
    threads, took = readers(web, READERS[:4] + READERS[-2:], SECONDS, 0)
    for thread in threads:
        thread.join()
    used = processor_seconds(web.process) - before
    print(
        f"without pauses: {len(took) / SECONDS:.0f} pages a second, {used / len(took) * 1000:.0f} ms of the ",
        end="",
    )
    print(f"processor each; memory: web {megabytes(web.process):.0f} MB, ", end="")
    print(f"worker {megabytes(worker.process):.0f} MB")
    if machine.is_limited:
        print(f"all together with the files that are kept: {machine.most:.0f} of {MEGABYTES} MB at most")
        assert machine.killed == 0
    else:
        print("without a limit of memory")
    assert writers.faults == []
