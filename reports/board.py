"""What Pantauan shows of a region: counts by kelurahan, now and in comparison, and trends."""

from collections import Counter
from dataclasses import dataclass

from groups.models import Region
from groups.progress import periods as spans
from groups.values import show_date, show_number
from reports.census import census, rolled_up
from reports.periods import Period
from reports.queries import BELOW, LEVEL_CODES
from reports.reporting import sent

SERIES = (*LEVEL_CODES, "koperasi")
SERIES_LABELS = ("Pemula", "Madya", "Utama", "Mandiri", "Koperasi")


@dataclass(frozen=True)
class Board:
    """``places``: the kelurahan by code, ``parts``: the places directly below.

    ``now`` and ``then``: the counts of kelurahan.

    ``quarters``: [(Period, counts by kelurahan)] of the last eight. ``span``: the reporting period that the
    figures about reports speak of; ``span_then`` that of the comparison.
    """

    region: Region
    period: Period
    earlier: Period
    places: dict
    parts: dict
    now: dict
    then: dict
    quarters: list
    span: spans.Period
    span_then: spans.Period

    @property
    def query(self) -> str:
        """What the address needs to say to mean this period and comparison again."""
        return f"{self.period.query}&banding={self.earlier.code}"

    @property
    def total(self) -> Counter:
        return added(self.now)

    @property
    def total_then(self) -> Counter:
        return added(self.then)

    @property
    def coverage(self) -> str:
        """``211 kelompok · 25 dari 27 kelurahan · data s.d. 12 April 2026``."""
        total = self.total
        return (
            f"{show_number(total['groups'])} kelompok · "
            f"{total['covered']} dari {total['kelurahan']} kelurahan · "
            f"data s.d. {show_date(self.period.last)}"
        )

    def by_part(self) -> list[tuple[Region, Counter]]:
        """The places directly below the region (itself, where it is a kelurahan) and their counts."""
        level = BELOW.get(self.region.level, "kelurahan")
        counts = rolled_up(self.now, level)
        return [
            (place, counts[code])
            for code, place in self.parts.items()
            if counts[code]["groups"] or place.closed_on is None or place.closed_on > self.period.last
        ]


def added(counts: dict) -> Counter:
    total = Counter()
    for numbers in counts.values():
        total.update(numbers)
    return total


def board(
    *, user, region: Region, places: list[Region], period: Period, earlier: Period, rules: list
) -> Board:
    """Two queries, however many rows. ``places``: those directly below the region, and its kelurahan."""
    scope = {"user": user, "region": region}
    quarters = period.quarters
    periods = [period, earlier, *quarters]
    of_reports = [spans.ended(rules, one.last, 1)[0] for one in periods]
    counts = census(**scope, days=[one.last for one in (*periods, *of_reports)])
    reports = sent(**scope, codes=list({span.code for span in of_reports}))
    below = BELOW.get(region.level, "kelurahan")
    parts = {place.pk: place for place in places if place.level == below}
    places = {place.pk: place for place in places if place.level == "kelurahan"}
    now, then, *history = (
        _whole(one, places, counts[one.last], counts[span.last], reports[span.code])
        for one, span in zip(periods, of_reports, strict=True)
    )
    history = list(zip(quarters, history, strict=True))
    return Board(region, period, earlier, places, parts, now, then, history, *of_reports[:2])


def _whole(period, places, counts, at_span_end, reports) -> dict[str, Counter]:
    """All that measures need of each kelurahan. ``at_span_end``: the counts of the reporting period's end."""
    found = {}
    for code in {*places, *counts, *at_span_end}:
        numbers = found[code] = Counter(counts.get(code, ()))
        numbers["own"] = numbers["groups"] - numbers["koperasi"]
        numbers["raised"] = numbers["own"] - numbers["pemula"]
        numbers["due"] = at_span_end[code]["groups"] if code in at_span_end else 0
        numbers.update(reports.get(code, {}))
        numbers["on_time"] = numbers["sent"] - numbers["late"]
        place = places.get(code)
        if place and (place.closed_on is None or place.closed_on > period.last):
            numbers["kelurahan"] = 1
            numbers["covered"] = int(numbers["groups"] > 0)
    return found
