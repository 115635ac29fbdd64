"""What every printed book has around its table: the period, the place, and who signs."""

import re
from datetime import date

from django.utils import timezone

from groups.books.layout import NOBODY, PrintedBook, Signature
from groups.books.loans import add_months
from groups.models.officials import officials_on
from groups.models.people import OFFICES
from groups.values import MONTHS, show_date


def period_of(since: date, year: int | None = None, month: int | None = None) -> tuple[date, date]:
    """First and last day of a month, of a year, or of all from the day ``since`` on."""
    if not year:
        return since, max(since, timezone.localdate())
    first = date(year, month or 1, 1)
    return first, date.fromordinal(add_months(first, 1 if month else 12).toordinal() - 1)


def show_period(first: date, last: date) -> str:
    """``Maret 2024``, ``Tahun 2024``, or the two days."""
    ends_month = date.fromordinal(last.toordinal() + 1).day == 1
    if first.day == 1 and ends_month and first.year == last.year:
        if first.month == last.month:
            return f"{MONTHS[first.month]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return f"Tahun {first.year}"
    return f"{show_date(first)} sampai {show_date(last)}"


def officers(group) -> dict[str, str]:
    """Names by office, as of now: those who can sign."""
    terms = group.officer_terms.filter(ended_on__isnull=True)
    return dict(terms.values_list("office", "member__name"))


def city_of(group) -> str:
    return re.sub(r"^(Kota|Kabupaten) ", "", group.region.parent.parent.name)


def place_facts(group) -> list[tuple[str, str]]:
    kelurahan, _, name = group.region.title.partition(" ")
    return [("Kelompok", group.name), (kelurahan, name), ("Kecamatan", group.region.parent.name)]


def signatures_of(group, on: date | None, second: str = "bendahara", to_pkk=False) -> list[Signature]:
    """Ketua and the ``second`` officer; the day is left open for a copy that is filled in by hand.

    ``to_pkk``: the ketua of the kelurahan's TP PKK takes note as well, who holds the office on that day.
    """
    names = officers(group)
    day = show_date(on) if on else NOBODY
    first = []
    if to_pkk:
        ketua = officials_on(group.region, on or timezone.localdate()).get("ketua", "")
        first = [Signature("Mengetahui,", f"Ketua TP PKK {group.region.title}", ketua)]
    return [
        *first,
        Signature("" if to_pkk else "Mengetahui,", "Ketua Kelompok", names.get("ketua", "")),
        Signature(f"{city_of(group)}, {day}", dict(OFFICES)[second].capitalize(), names.get(second, "")),
    ]


def book_of(
    group, first, last, *, empty, columns, rows, second="bendahara", to_pkk=False, **fields
) -> PrintedBook:
    """``empty``: how many blank rows instead of ``rows``, for a copy to fill in by hand."""
    on = None if empty else min(last, timezone.localdate())
    period = NOBODY if empty else show_period(first, last)
    return PrintedBook(
        facts=[*place_facts(group), ("Periode", period)],
        columns=columns,
        rows=rows + [[""] * len(columns) for _ in range(empty)],
        signatures=signatures_of(group, on, second, to_pkk),
        is_empty=bool(empty),
        **fields,
    )
