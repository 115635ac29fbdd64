"""Which groups may be ready for the next level, by what their city asks, and what was seen of each.

Nothing here is official: the criteria are a city's own (``LevelCriteria``), the decision is Pokja II's. The
score is the last one kept, so that it can be looked up later.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.utils import timezone

from groups.books.models import ClosedMonth, SavingsLine
from groups.lists import count_of
from groups.models import BusinessGroup, Level, Membership
from groups.progress.models import Report
from groups.score.criteria import month_number
from groups.score.measuring import summed
from groups.score.models import LevelCriteria, LevelReview, Score
from groups.values import show_date, show_number, show_rupiah

NEARLY = 1  # so many criteria short


@dataclass(frozen=True)
class Evidence:
    """One criterion of a level: what is asked (``need``) and what there is (``have``), as people read it."""

    code: str
    name: str
    need: str
    have: str
    met: bool


@dataclass(frozen=True)
class Candidate:
    group: BusinessGroup
    rung: "Rung"
    evidence: list[Evidence]
    held_back: LevelReview | None = None

    @property
    def lacking(self) -> list[Evidence]:
        return [one for one in self.evidence if not one.met]

    @property
    def is_ready(self) -> bool:
        return not self.lacking

    @property
    def parts(self) -> list[dict]:
        return [vars(one) for one in self.evidence]

    @property
    def basis(self) -> str:
        """What was seen, short enough for the basis of a decision."""
        words = ", ".join(f"{one.name.lower()} {one.have}" for one in self.evidence)
        return f"Tinjauan: {words}"[:200]


@dataclass(frozen=True)
class Rung:
    """A level, the one below it, and what the city asks for it (None where it has not said)."""

    level: Level
    below: Level
    criteria: LevelCriteria | None

    @property
    def is_asked(self) -> bool:
        return bool(self.criteria and self.criteria.asks_something)


def rungs(city: str) -> list[Rung]:
    """Each level in use but the first; two queries."""
    levels = list(Level.objects.valid_on(timezone.localdate()).order_by("position"))
    asked = {row.level_id: row for row in LevelCriteria.objects.of(city)}
    return [Rung(level, below, asked.get(level.code)) for below, level in pairwise(levels)]


def candidates(groups, rungs: list[Rung]) -> list[Candidate]:
    """Those of ``groups`` (scoped) that are one level below one of ``rungs``, the readiest first.

    Only of rungs at which something is asked. At most two queries.
    """
    by_level = {rung.below.code: rung for rung in rungs if rung.is_asked}
    if not by_level:
        return []
    today = timezone.localdate()
    score = Score.objects.filter(group=OuterRef("pk")).order_by("-day")
    above = Case(*(When(level_code=code, then=Value(rung.level.code)) for code, rung in by_level.items()))
    reviews = LevelReview.objects.filter(group=OuterRef("pk"), level=OuterRef("above"))
    rows = groups.as_of(today).filter(status="aktif", level_code__in=by_level).select_related("region")
    rows = rows.annotate(
        above=above,
        people=count_of(Membership.objects.as_of(today), "group"),
        points=Subquery(score.values("points")[:1]),
        points_on=Subquery(score.values("day")[:1]),
        books=F("ledger__pk"),
        closed=count_of(ClosedMonth.objects.all(), "ledger__group"),
        saved=summed(SavingsLine.objects.counted(), "receipt__ledger__group", "amount"),
        accepted=count_of(Report.objects.valid(), "group"),
        reviewed=Subquery(reviews.order_by("-on", "-pk").values("pk")[:1]),
    )
    rows = list(rows.order_by("name"))
    last = LevelReview.objects.in_bulk([row.reviewed for row in rows if row.reviewed])
    found = [_candidate(row, by_level[row.level_code], today, last.get(row.reviewed)) for row in rows]
    return sorted(found, key=lambda one: len(one.lacking))


def _candidate(row, rung, today, review):
    evidence = list(_evidence(row, rung.criteria, today))
    held = review and review.holds(today, rung.criteria, [vars(one) for one in evidence])
    return Candidate(row, rung, evidence, review if held else None)


def _evidence(row, asked: LevelCriteria, today):
    """What is asked, and what there is of it."""
    age = month_number(today) - month_number(row.founded_on) - (today.day < row.founded_on.day)
    if asked.months_old is not None:
        yield _at_least("umur", "Umur kelompok", asked.months_old, age, lambda n: f"{show_number(n)} bulan")
    if asked.members is not None:
        yield _at_least("anggota", "Anggota", asked.members, row.people, lambda n: f"{show_number(n)} orang")
    if asked.score is not None:
        on = f" ({show_date(row.points_on)})" if row.points_on else ""
        have = f"{row.points}{on}" if row.points_on else "belum dihitung"
        met = row.points is not None and row.points >= asked.score
        yield Evidence("nilai", "Nilai tertib administrasi", str(asked.score), have, met)
    if asked.needs_books:
        have = "belum dimulai" if row.books is None else "sudah dimulai"
        yield Evidence("buku", "Buku kas dan simpan pinjam", "sudah dimulai", have, row.books is not None)
    if asked.closed_months is not None:
        yield _at_least("tutup", "Bulan ditutup", asked.closed_months, row.closed, show_number)
    if asked.savings is not None:
        yield _at_least("simpanan", "Simpanan anggota", asked.savings, row.saved, show_rupiah)
    if asked.reports is not None:
        yield _at_least("laporan", "Laporan diterima", asked.reports, row.accepted, show_number)


def _at_least(code, name, need, have, show):
    return Evidence(code, name, show(need), show(have), have >= need)


@dataclass(frozen=True)
class Review:
    """The groups below a level: ready by what is asked, nearly ready, and put off by a decision."""

    rung: Rung
    ready: list[Candidate]
    nearly: list[Candidate]
    held: list[Candidate]


def review(groups, rungs: list[Rung]) -> list[Review]:
    """One for each of ``rungs``; nobody is ready where nothing is asked."""
    found = candidates(groups, rungs)

    def of(rung):
        everybody = [one for one in found if one.rung is rung]
        free = [one for one in everybody if not one.held_back]
        return Review(
            rung,
            ready=[one for one in free if one.is_ready],
            nearly=[one for one in free if 0 < len(one.lacking) <= NEARLY],
            held=[one for one in everybody if one.held_back],
        )

    return [of(rung) for rung in rungs]
