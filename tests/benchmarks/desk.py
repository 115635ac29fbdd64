"""Pokja II's desk measured over the database of ``DATABASE_URL``, in a process of its own.

Times are of the processors, ours and that of our connection's process in PostgreSQL: other work on the
machine makes a long page wait more often than a short one. Prints one JSON object.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bimtek.models import Attendance  # noqa: E402
from groups.books.actions.cash import record_cash  # noqa: E402
from groups.books.models import CashCategory, Ledger  # noqa: E402
from groups.models import BusinessGroup, Member, Region, User  # noqa: E402
from groups.models.region import nation_of  # noqa: E402
from groups.scoping.readers import Reader  # noqa: E402
from reports.management.commands.seed_demo import CITY  # noqa: E402
from reports.official.figures import tally  # noqa: E402
from reports.official.years import span_of  # noqa: E402

ROUNDS = 5
DASHBOARD = reverse("dashboard-region", args=[CITY])
PAGES = {
    "bare": reverse("password-change"),
    "form": reverse("official-form", args=["4.22-a", CITY]),
    "pdf": reverse("official-download", args=["4.22-a", CITY, "pdf"]),
    "dashboard": DASHBOARD,
}


def cash_line():
    ledger = Ledger.objects.filter(group__region__code__startswith=CITY, group__archived_at=None).first()
    line = {"direction": "masuk", "amount": 1000, "description": "Jualan"}
    line["category"] = CashCategory.objects.get(code="lain")
    record_cash(ledger=ledger, on=timezone.localdate(), by=User.objects.get(username="admin"), **line)


def member():
    person = Member.objects.filter(memberships__group__region__code__startswith=CITY).first()
    person.job = "Pedagang" if person.job == "Penjahit" else "Penjahit"
    person.save()


# What is done, unmeasured, before a dashboard is opened: so much of it has to be drawn anew.
BEFORE = {
    "dashboard after a cash line": cash_line,
    "dashboard after a member": member,
    "dashboard of which nothing is kept": cache.clear,
}
# What a database specialist would write by hand: groups and members of the nation by province and level.
BARE = """
    SELECT left(g.region_id, 2), r.level_id, coalesce(g.cooperative_on <= %(day)s, false), count(*)
    FROM groups_businessgroup g
    JOIN groups_levelchange r ON r.group_id = g.id AND r.from_on <= %(day)s
        AND (r.until_on IS NULL OR r.until_on > %(day)s)
    JOIN groups_statuschange s ON s.group_id = g.id AND s.from_on <= %(day)s
        AND (s.until_on IS NULL OR s.until_on > %(day)s) AND s.status = 'aktif'
    WHERE g.archived_at IS NULL GROUP BY 1, 2, 3;
    SELECT left(g.region_id, 2), r.level_id, coalesce(g.cooperative_on <= %(day)s, false), p.sex, count(*)
    FROM groups_membership m
    JOIN groups_member p ON p.id = m.member_id
    JOIN groups_businessgroup g ON g.id = m.group_id
    JOIN groups_levelchange r ON r.group_id = g.id AND r.from_on <= %(day)s
        AND (r.until_on IS NULL OR r.until_on > %(day)s)
    JOIN groups_statuschange s ON s.group_id = g.id AND s.from_on <= %(day)s
        AND (s.until_on IS NULL OR s.until_on > %(day)s) AND s.status = 'aktif'
    WHERE g.archived_at IS NULL AND m.voided_at IS NULL AND m.joined_on <= %(day)s
        AND (m.left_on IS NULL OR m.left_on > %(day)s) GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Everywhere(Reader):
    """Whoever has a task in each of the provinces."""

    codes: tuple

    def region_codes(self, may="view"):
        return list(self.codes)


def measured() -> dict:
    models = {"kelurahan": Region.objects.filter(level="kelurahan"), "groups": BusinessGroup.objects}
    models |= {"members": Member.objects, "attendances": Attendance.objects}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # one process to be clocked
    client = Client()
    client.force_login(User.objects.get(username="pokja.kota"))
    pages = in_turns(client)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        opened(client, "dashboard")
        queries = len(captured)
    return {
        "sizes": {name: rows.count() for name, rows in models.items()},
        "pages": pages,
        "queries": queries,
        "nation": nation(),
        "plan": explained(),
    }


def opened(client, name):
    assert client.get(PAGES.get(name, DASHBOARD)).status_code == 200


def spent() -> float:
    """Seconds of the processors so far: of this process and of that of PostgreSQL which serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [[pid]] = cursor.fetchall()
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


def milliseconds(work, rounds) -> float:
    before = spent()
    for _ in range(rounds):
        work()
    return 1000 * (spent() - before) / rounds


def in_turns(client) -> dict:
    """{name: milliseconds}; several at once, because PostgreSQL's process is clocked by hundredths."""
    took = dict.fromkeys([*PAGES, *BEFORE], 0)
    for round_ in range(ROUNDS + 1):
        for name in took:
            for _ in range(3):
                BEFORE.get(name, int)()
                spent_on_it = milliseconds(lambda name=name: opened(client, name), 1)
                took[name] += spent_on_it if round_ else 0
    return {name: total / ROUNDS / 3 for name, total in took.items()}


def nation():
    """[ours, by hand] in milliseconds: form 4.22 with a row for each province, and the bare aggregate.

    None of one province alone.
    """
    everywhere = Everywhere(tuple(Region.objects.filter(level="provinsi").values_list("pk", flat=True)))
    if len(everywhere.codes) == 1:
        return None
    span, ours, by_hand = span_of(2025), {}, {}

    def with_ours():
        ours.clear()
        found = tally(user=everywhere, region=nation_of(everywhere), period=span)
        for (province, (kind, *_)), number in found.items():
            ours[province] = ours.get(province, 0) + (number if kind == "member" else 0)

    def with_bare():
        by_hand.clear()
        with connection.cursor() as cursor:
            for statement in BARE.split(";"):
                cursor.execute(statement, {"day": span.last})
                rows = cursor.fetchall()
        for province, *_, number in rows:  # of the members, which come last
            by_hand[province] = by_hand.get(province, 0) + number

    times = [long_or_often(with_ours), long_or_often(with_bare)]
    assert {code: number for code, number in ours.items() if number} == by_hand
    return times


def long_or_often(work) -> float:
    """Milliseconds of a work that takes long, or the mean of some of one that does not."""
    first = milliseconds(work, 1)
    return first if first > 3000 else milliseconds(work, 3)


def explained() -> str:
    """How the city's members are added up, for docs/performance.md."""
    user, city = User.objects.get(username="pokja.kota"), Region.objects.get(pk=CITY)
    with CaptureQueriesContext(connection) as captured:
        tally(user=user, region=city, period=span_of(2025))
    sql = next(query["sql"] for query in captured if "UNION" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["testserver"]
    print(json.dumps(measured()))
