"""The span of time that a summary speaks of, read from the address and written back into it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.values import show_date

EARLIEST = date(1985, 1, 1)  # the programme's first year


@dataclass(frozen=True)
class Period:
    """Levels, status and memberships are those of the day ``last``; events count from ``first`` to it."""

    first: date
    last: date

    @property
    def label(self) -> str:
        return f"per {show_date(self.last)}"

    @property
    def span(self) -> str:
        return f"{show_date(self.first)} sampai {show_date(self.last)}"

    @cached_property
    def query(self) -> str:
        """What the address needs to say to mean this period again."""
        return f"per={self.last.isoformat()}&dari={self.first.isoformat()}"


def parse_period(asked) -> Period:
    """The period in a query: ``per`` (a day, else today) and ``dari`` (else 1 January of that year).

    Raises ValidationError with what to do about a day that is none, before 1985, or in the future.
    """
    today = timezone.localdate()
    last = _day(asked.get("per"), today)
    if last > today:
        raise ValidationError("Tanggal itu belum terjadi. Pilih hari ini atau sebelumnya.")
    first = _day(asked.get("dari"), last.replace(month=1, day=1))
    if first > last:
        raise ValidationError("Awal masa bimtek sesudah akhirnya. Tukar kedua tanggal itu.")
    return Period(first, last)


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
