"""What the apps above this one know of a group for its report, and say through here.

Imports go one way, so this app does not ask for permits or scores: whoever has them registers a ``Source``
when it starts. A box whose source is not there stays empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """``annotations(day)``: {name: expression of a BusinessGroup}, all sources' in one query.

    ``answers(row, day)``: {box: value} from the group as it was annotated.
    """

    annotations: Callable[[date], dict]
    answers: Callable[..., dict]


SOURCES: list[Source] = []


def register(source: Source):
    SOURCES.append(source)


def with_facts(groups, day: date):
    """``groups`` (a queryset) with what every source looks at."""
    for source in SOURCES:
        groups = groups.annotate(**source.annotations(day))
    return groups


def answers(row, day: date) -> dict:
    """{box: value} of all sources; ``row``: of ``with_facts``."""
    return {name: value for source in SOURCES for name, value in source.answers(row, day).items()}
