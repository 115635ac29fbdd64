"""Pokja II's desk inside a country: the five ratios that are promised, on PostgreSQL.

Without more said, 100 cities; ``UP2K_BENCH_CITIES=3103`` is the country: 83,781 kelurahan, more than 600,000
groups, 6 million members and as many attendances. Two databases are made for it, of the city alone and of the
country, as a server would make them; the country stays where ``UP2K_BENCH_KEEP=1``, for the next time.
"""

import json
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests import copies
from tests import factories as f

CITIES = int(os.environ.get("UP2K_BENCH_CITIES", "100"))
PROMISED = {"country": 1.5, "national": 2, "dashboard": 5, "queries": 12, "pdf": 4}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the country is measured on PostgreSQL")
@pytest.mark.django_db
def test_the_desk_inside_a_country(tmp_path):
    alone = measured("up2k_bench_alone", 1, tmp_path)
    country = measured(
        f"up2k_bench_{CITIES}", CITIES, tmp_path, keep=os.environ.get("UP2K_BENCH_KEEP") == "1"
    )
    print(f"\n{CITIES} cities:", ", ".join(f"{number:,} {name}" for name, number in country["sizes"].items()))
    print("| | ms in the city alone | ms inside the country |\n|---|---|---|")
    for name, took in country["pages"].items():
        print(f"| {name} | {alone['pages'][name]:.1f} | {took:.1f} |")
    ours, by_hand = country["nation"]
    print(f"| the nation by province | | {ours:.0f} (by hand {by_hand:.0f}) |")
    inside = country["pages"]
    ratios = {
        "country": inside["form"] / alone["pages"]["form"],
        "national": ours / by_hand,
        "dashboard": inside["dashboard"] / inside["bare"],
        "queries": country["queries"],
        "pdf": inside["pdf"] / inside["form"],
    }
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.2f} (promised: at most {PROMISED[name]})")
    for name in (name for name in inside if name.startswith("dashboard ")):
        print(f"{name}: {inside[name] / inside['bare']:.2f}")
    print(country["plan"])
    assert {name: ratio for name, ratio in ratios.items() if ratio > PROMISED[name]} == {}


def measured(name, cities, folder, *, keep=False) -> dict:
    """What ``tests.benchmarks.desk`` prints of a database with so many cities."""
    environment = copies.environment() | {
        "UP2K_DATA_DIR": str(folder / name),
        "UP2K_STATIC_ROOT": str(folder / "static"),
        "UP2K_SLOW_QUERY_MS": "0",
    }
    environment["DATABASE_URL"] = environment["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    def run(*command):
        command = [sys.executable, *command]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = bool(cursor.fetchall())
        if not is_there:
            cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        run("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        if not is_there:
            started = time.perf_counter()
            run("manage.py", "migrate", "--verbosity=0")
            run("manage.py", "load_regions", "data/wilayah_3375.csv")
            run("manage.py", "seed_demo", f"--scale={cities}", f"--password={f.PASSWORD}")
            print(f"\n{name} made in {time.perf_counter() - started:.0f} s")
        return json.loads(run("-m", "tests.benchmarks.desk"))
    finally:
        if not keep:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_spreadsheet_of_100_000_rows_in_constant_memory(db):
    """Ten times the rows in a process of its own each: what the file itself takes, and little more."""
    few, many = (peak_of(rows) for rows in (10_000, 100_000))
    print(f"\nXLSX: {few:.0f} MB at 10,000 rows, {many:.0f} MB at 100,000 ({many / few:.2f})")
    assert many < 1.2 * few


def peak_of(rows) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.worker", "sheet", str(rows)]
    done = subprocess.run(command, env=copies.environment(), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["mb"]
