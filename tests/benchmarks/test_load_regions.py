"""Official codes of a whole country: 38 provinces, 514 cities, 7,285 districts, 83,762 villages."""

import time
from io import StringIO

from django.core.management import call_command
from django.db import connection

from groups.models import Region

SIZES = {"provinsi": 38, "kota": 514, "kecamatan": 7285, "kelurahan": 83762}


def spread(parents, number, width, start):
    """``number`` codes, shared out evenly over ``parents``."""
    for index in range(number):
        parent = parents[index % len(parents)]
        yield f"{parent}.{start + index // len(parents):0{width}d}", parent


def country():
    provinces = [f"{11 + index}" for index in range(SIZES["provinsi"])]
    rows = [(code, "provinsi", "") for code in provinces]
    parents = provinces
    for level, width, start in (("kota", 2, 1), ("kecamatan", 2, 1), ("kelurahan", 4, 1001)):
        made = list(spread(parents, SIZES[level], width, start))
        rows += [(code, level, parent) for code, parent in made]
        parents = [code for code, _ in made]
    return rows


def test_a_whole_country_in_under_30_seconds(db, tmp_path):
    path = tmp_path / "wilayah_negara.csv"
    lines = [f"{code},{level},Wilayah {code},{parent}" for code, level, parent in country()]
    path.write_text("code,level,name,parent_code\n" + "\n".join(lines))
    for which in ("first", "again"):
        started = time.perf_counter()
        said = StringIO()
        call_command("load_regions", str(path), stdout=said)
        took = time.perf_counter() - started
        print(f"\n{which}: {took:.1f} s for {len(lines)} regions ({connection.vendor})")
        print(said.getvalue().strip())
    assert Region.objects.count() == len(lines)
