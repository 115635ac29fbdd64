"""Reporting periods and the rules about them: which there are, when a report is due, when it is closed.

Plain Python, no database. A period's code is what addresses say: ``2026-t3`` (triwulan), ``2026-s1``
(semester), ``2026`` (tahunan).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

RHYTHMS = [("triwulan", "Triwulan"), ("semester", "Semester"), ("tahunan", "Tahunan")]
MONTHS_IN = {"triwulan": 3, "semester": 6, "tahunan": 12}
LETTERS = {"triwulan": "t", "semester": "s"}
ROMAN = ("", "I", "II", "III", "IV")
EARLIEST = date(1985, 1, 1)  # the programme's first year
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """``number`` counts the periods of a year from 1."""

    rhythm: str
    year: int
    number: int

    @property
    def code(self) -> str:
        return (
            f"{self.year}-{LETTERS[self.rhythm]}{self.number}" if self.rhythm in LETTERS else f"{self.year}"
        )

    @property
    def label(self) -> str:
        """``Triwulan III 2026``, ``Semester I 2026``, ``Tahun 2026``."""
        if self.rhythm == "tahunan":
            return f"Tahun {self.year}"
        return f"{dict(RHYTHMS)[self.rhythm]} {ROMAN[self.number]} {self.year}"

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * MONTHS_IN[self.rhythm] + 1, 1)

    @property
    def last(self) -> date:
        month = self.number * MONTHS_IN[self.rhythm]
        return date(self.year + month // 12, month % 12 + 1, 1) - ONE_DAY

    @property
    def previous(self) -> "Period":
        return containing(self.rhythm, self.first - ONE_DAY)

    def __str__(self):
        return self.label


def containing(rhythm: str, day: date) -> Period:
    """The period of that rhythm in which ``day`` lies."""
    return Period(rhythm, day.year, (day.month - 1) // MONTHS_IN[rhythm] + 1)


def parse(code: str) -> Period:
    """The period that an address names. Raises ValueError for a code that names none."""
    match = re.fullmatch(r"(\d{4})(?:-(?:t([1-4])|s([12])))?", code, re.ASCII)
    if not match or not EARLIEST.year <= int(match[1]) < 9999:
        raise ValueError(code)
    rhythm = "triwulan" if match[2] else "semester" if match[3] else "tahunan"
    return Period(rhythm, int(match[1]), int(match[2] or match[3] or 1))


def read(text: str) -> Period:
    """The period that people write: ``Triwulan III 2026``, ``TW 3/2026``, ``Semester 1 2026``, or a code.

    Raises ValueError.
    """
    words = re.sub(r"[\W_]+", " ", text.strip().lower())
    match = re.fullmatch(
        r"(?:(triwulan|tw|kuartal|semester|smt|sem) ?(i{1,3}|iv|[1-4]) |tahun )?(\d{4})", words
    )
    if not match:
        return parse(text.strip().lower())
    if not match[1]:
        return parse(match[3])
    letter = "s" if match[1].startswith("s") else "t"
    number = match[2] if match[2].isdigit() else ROMAN.index(match[2].upper())
    return parse(f"{match[3]}-{letter}{number}")


@dataclass(frozen=True)
class Rule:
    """What holds for the periods that begin on ``valid_from`` or later.

    ``due_days``: after the period's end; ``close_days``: after the due date, None for never.
    ``decided_by``: the name of who set it.
    """

    valid_from: date = EARLIEST
    rhythm: str = "triwulan"
    due_days: int = 15
    close_days: int | None = None
    kecamatan_step: bool = True
    decided_by: str = ""

    def due(self, period: Period) -> date:
        """The last day on which a report is in time."""
        return period.last + timedelta(days=self.due_days)

    def closes(self, period: Period) -> date | None:
        """The last day on which a report may be sent without asking."""
        if self.close_days is None:
            return None
        return self.due(period) + timedelta(days=self.close_days)


# Until the city's admin decides otherwise. Quarterly positions are what groups quote (DOMAIN 1.6); the
# fifteen days are ours.
FIRST_RULE = Rule()


def rule_at(rules: list[Rule], day: date) -> Rule:
    """The rule in force on ``day``; ``rules`` in any order."""
    return max((rule for rule in [FIRST_RULE, *rules] if rule.valid_from <= day), key=lambda r: r.valid_from)


def period_at(rules: list[Rule], day: date) -> Period:
    return containing(rule_at(rules, day).rhythm, day)


def ended(rules: list[Rule], today: date, most: int = 8) -> list[Period]:
    """The periods that are over on ``today`` (their last day included), the newest first."""
    found, day = [], today + ONE_DAY
    while len(found) < most and day.year > EARLIEST.year:
        day = period_at(rules, day).first - ONE_DAY
        found.append(period_at(rules, day))
    return found


def is_boundary(rhythm: str, day: date) -> bool:
    return containing(rhythm, day).first == day
