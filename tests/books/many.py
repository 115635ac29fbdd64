"""A year of a group's cash, for tests that need many lines."""

from datetime import date, timedelta

from groups.books.importing.shelf import Entry, write_entries
from groups.books.models import CashCategory


def fill_the_year(ledger, number, by, year=2024):
    """``number`` plain lines spread over the year, each fourth an expense."""
    category = CashCategory.objects.get(code="lain")
    entries = []
    for at in range(number):
        way = "keluar" if at % 4 == 3 else "masuk"
        day = date(year, 1, 1) + timedelta(days=at * 365 // number)
        line = (way, 5_000 + at, category, f"Penjualan keripik ke warung nomor {at}")
        entries.append(Entry(ledger, day, f"K-{at}", "Warung", [line]))
    write_entries(entries, by, "test")
