"""Work with many rows in a process of its own, so that its memory can be measured.

``worker look BATCH`` and ``worker write BATCH USER SEEN``: what ``manage.py db_worker`` does for a long file.
``worker library FILE``: django-import-export. ``worker sheet ROWS``: writes a list of so many rows as XLSX.
Prints one JSON object.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from groups.importing import pipeline  # noqa: E402
from groups.spreadsheets import to_xlsx  # noqa: E402
from groups.tasks import look_at_import, write_import  # noqa: E402
from tests.benchmarks import library  # noqa: E402


def look(batch):
    took = {}
    read = pipeline.read

    def timed(content, name):
        started = time.perf_counter()
        book = read(content, name)
        took["read"] = time.perf_counter() - started
        took["reader_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return book

    pipeline.read = timed
    look_at_import.call(int(batch))
    return took


def write(batch, user, seen):
    write_import.call(int(batch), int(user), False, seen)


def sheet(rows):
    cells = ("Anggota", "Kelompok", "Krapyak", "P", "1980-03-17", "Jalan Kertoharjo", "01", "05")
    to_xlsx("Anggota", ([f"{number} {cell}" for cell in cells] for number in range(int(rows))))


def peak():
    """Megabytes; ru_maxrss would count what the process was before it became this program."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def seconds_of_cpu():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


what, *arguments = sys.argv[1:]
work = {"look": look, "write": write, "library": library.run, "sheet": sheet}[what]
before = time.perf_counter(), seconds_of_cpu()
said = work(*arguments) or {}
said |= {"seconds": time.perf_counter() - before[0], "cpu": seconds_of_cpu() - before[1]}
print(json.dumps(said | {"mb": peak()}))
