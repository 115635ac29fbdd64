"""The span of time that a page speaks of, read from the address and written back into it.

A span has a name (``2026-t3``, ``2026-s1``, ``2026``: the codes of ``groups.progress.periods``), or it is
a day and what happened since another.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.progress import periods as spans
from groups.progress.periods import EARLIEST
from groups.values import show_date

OFFERED = {"triwulan": 8, "semester": 4, "tahunan": 4}  # how many of each a choice shows


@dataclass(frozen=True)
class Period:
    """Levels, status and memberships are those of the day ``last``; events count from ``first`` to it.

    ``named``: the quarter, half-year or year that it is, cut off at today while it still runs.
    """

    first: date
    last: date
    named: spans.Period | None = None

    @property
    def label(self) -> str:
        if not self.named:
            return f"per {show_date(self.last)}"
        runs = "" if self.last == self.named.last else f" sampai {show_date(self.last)}"
        return f"{self.named.label}{runs}"

    @property
    def short(self) -> str:
        """Its name, or its last day."""
        return self.named.label if self.named else show_date(self.last)

    @property
    def heading(self) -> str:
        return self.label[0].upper() + self.label[1:]

    @property
    def span(self) -> str:
        return f"{show_date(self.first)} sampai {show_date(self.last)}"

    @property
    def code(self) -> str:
        """What the address calls it: its name, or its last day."""
        return self.named.code if self.named else self.last.isoformat()

    @cached_property
    def query(self) -> str:
        """What the address needs to say to mean this period again."""
        if self.named:
            return f"masa={self.code}"
        return f"per={self.last.isoformat()}&dari={self.first.isoformat()}"

    @property
    def earlier(self) -> "Period":
        """What it is compared with unless somebody asks for another: the one before it, or a year before."""
        if self.named:
            return _whole(self.named.previous)
        last = self.last.replace(year=self.last.year - 1, day=min(self.last.day, 28))
        return Period(last.replace(month=1, day=1), last)

    @property
    def quarters(self) -> list["Period"]:
        """The eight quarters that end with the one of ``last``, the oldest first; none ends after it."""
        quarter, found = spans.containing("triwulan", self.last), []
        while len(found) < 8 and quarter.year >= EARLIEST.year:
            found.append(Period(quarter.first, min(quarter.last, self.last), quarter))
            quarter = quarter.previous
        return found[::-1]


def parse_period(asked) -> Period:
    """The period in a query: ``masa`` (a name), else ``per`` (a day; today) and ``dari`` (1 January).

    Raises ValidationError with what to do about a period that is none, before 1985, or in the future.
    """
    if asked.get("masa"):
        return _named(asked["masa"])
    today = timezone.localdate()
    last = _day(asked.get("per"), today)
    if last > today:
        raise ValidationError("Tanggal itu belum terjadi. Pilih hari ini atau sebelumnya.")
    first = _day(asked.get("dari"), last.replace(month=1, day=1))
    if first > last:
        raise ValidationError("Awal masa bimtek sesudah akhirnya. Tukar kedua tanggal itu.")
    return Period(first, last)


def parse_comparison(asked, period: Period) -> Period:
    """What ``period`` is compared with: ``banding`` (a name or a day), else ``period.earlier``."""
    text = asked.get("banding")
    if not text:
        return period.earlier
    if len(text) == len("2026-03-17"):
        last = _day(text, None)
        other = Period(last.replace(month=1, day=1), last)
    else:
        other = _named(text)
    if other.last >= period.last:
        raise ValidationError("Masa pembanding harus lebih awal. Pilih masa yang sebelumnya.")
    return other


def choices(kept: Period | None = None) -> list[tuple[str, list]]:
    """(rhythm, [(code, label)]) of the latest periods, and ``kept`` where it is named and older."""
    today, found = timezone.localdate(), []
    for rhythm, label in spans.RHYTHMS:
        span, rows = spans.containing(rhythm, today), []
        while len(rows) < OFFERED[rhythm]:
            rows.append((span.code, span.label))
            span = span.previous
        named = kept.named if kept else None
        if named and named.rhythm == rhythm and named.code not in dict(rows):
            rows.append((named.code, named.label))
        found.append((label, rows))
    return found


def _named(code) -> Period:
    try:
        span = spans.parse(code)
    except ValueError:
        raise ValidationError(
            "Masa itu tidak ada. Pilih dari daftar, misalnya 2026-t3, 2026-s1, atau 2026."
        ) from None
    if span.first > timezone.localdate():
        raise ValidationError("Masa itu belum mulai. Pilih yang sekarang atau sebelumnya.")
    return _whole(span)


def _whole(span) -> Period:
    return Period(span.first, min(span.last, timezone.localdate()), span)


def _day(text, otherwise) -> date:
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValidationError("Tulis tanggal seperti 2026-03-17, atau pilih dari kalender.") from None
    if day < EARLIEST:
        raise ValidationError("Program UP2K dimulai tahun 1985. Pilih tanggal sesudahnya.")
    return day
