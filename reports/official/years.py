"""The time that an official form speaks of: a year, or the state on a day, read from the address."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.values import show_date
from reports.periods import EARLIEST, Period, parse_period

ASKED_FROM, ASKED_UNTIL = 10, 6  # October to December for this year, January to June for the last


@dataclass(frozen=True)
class Span(Period):
    """From 1 January to ``last``. ``whole_year``: asked for as a year, whose last day may be to come."""

    whole_year: bool = True

    @property
    def year(self) -> int:
        return self.last.year

    @property
    def label(self) -> str:
        ends = (self.last.month, self.last.day) == (12, 31)
        return f"tahun {self.year}" if ends else f"tahun {self.year}, keadaan {show_date(self.last)}"

    @property
    def query(self) -> str:
        return f"tahun={self.year}" if self.whole_year else f"per={self.last.isoformat()}"


def span_of(year: int) -> Span:
    """The year up to today."""
    return Span(date(year, 1, 1), min(date(year, 12, 31), timezone.localdate()))


def usual_year(today: date) -> int:
    """The year that reports are about: this one from October on, until then the last."""
    return today.year if today.month >= ASKED_FROM else today.year - 1


def asked_year(today: date) -> int | None:
    """The year whose inputs kader are reminded of on ``today``; None from July to September."""
    return None if ASKED_UNTIL < today.month < ASKED_FROM else usual_year(today)


def parse_span(asked) -> Span:
    """The span in a query: ``tahun``, or ``per`` (a day); the usual year where it names none.

    Raises ValidationError with what to do about a year or day that cannot be.
    """
    today = timezone.localdate()
    if asked.get("per"):
        last = parse_period({"per": asked["per"]}).last
        return Span(last.replace(month=1, day=1), last, whole_year=False)
    text = asked.get("tahun") or str(usual_year(today))
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise ValidationError("Tulis tahun dengan empat angka, misalnya 2025.")
    year = int(text)
    if not EARLIEST.year <= year <= today.year:
        raise ValidationError(f"Pilih tahun {EARLIEST.year} sampai {today.year}.")
    return span_of(year)
