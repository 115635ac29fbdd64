"""The cash book of a year of a group of twenty beside one of twenty lines."""

import gzip
import time
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as f
from tests.books.many import fill_the_year

LINES, FEW, ROUNDS = 1_500, 20, 25


@pytest.mark.django_db
def test_the_book_of_a_year_of_a_group_of_twenty(client):
    """Medians through the test client, in turns, so that a busy machine is fair to both."""
    by = f.admin()
    pages = {}
    for number in (FEW, LINES):
        ledger = f.books(by=by, opening_cash=1_000_000)
        fill_the_year(ledger, number, by)
        pages[number] = reverse("cash-book", args=[ledger.pk]) + "?tahun=2024"
    client.force_login(f.kader())
    took, queries, weight = {FEW: [], LINES: []}, {}, {}
    for number, url in pages.items():
        with CaptureQueriesContext(connection) as captured:
            weight[number] = len(gzip.compress(client.get(url).content))
        queries[number] = len(captured)
    for round_ in range(ROUNDS + 3):
        for number, url in pages.items():
            started = time.perf_counter()
            client.get(url)
            if round_ >= 3:
                took[number].append(1000 * (time.perf_counter() - started))
    print("\n| lines of the year | ms | ratio | queries | KB |\n|---|---|---|---|---|")
    for number in pages:
        ms = median(took[number])
        print(
            f"| {number:,} | {ms:.1f} | {ms / median(took[FEW]):.2f} | {queries[number]} "
            f"| {weight[number] / 1000:.1f} |"
        )
    assert median(took[LINES]) < 2 * median(took[FEW])
    assert max(queries.values()) <= 10
    assert max(weight.values()) <= 15_000
