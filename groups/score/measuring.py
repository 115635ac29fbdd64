"""Measuring groups: the facts of a day in one query, judged by the rules of their city.

``measure`` takes groups that its caller found through the access scope. Memberships, offices, meetings,
receipts, closed months and reports are dated and are those of the day; what a member's or a group's form
says, what was voided since, and whether the books agree are as they are now.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from groups.books.agreement import disagreeing
from groups.books.models import (
    Activity,
    CashLine,
    ClosedMonth,
    GuestVisit,
    Instalment,
    InventoryItem,
    Ledger,
    Letter,
    Loan,
    Meeting,
    MeetingAttendance,
    SavingsLine,
)
from groups.lists import count_of
from groups.models import BusinessGroup, Membership, OfficerTerm, StatusChange
from groups.models.base import during
from groups.progress import periods
from groups.progress.models import Report
from groups.progress.queries import rules_of
from groups.score.criteria import CLOSED_BACK, CRITERIA, Mark, Rhythm, last_due_month
from groups.score.models import ScoreRule, ScoreWeight

HERE = OuterRef("pk")
BOOKS_TASK = "Mulai buku kelompok"


@dataclass(frozen=True)
class Step:
    """What to do next: ``gain`` points more once it is done."""

    code: str
    task: str
    gain: int
    see: str
    mend: str


@dataclass(frozen=True)
class Assessment:
    """How orderly a group's administration was on ``day``, by the version ``rule`` of the rules.

    ``points``: 0 to 100, rounded down, so that 100 is said only where nothing is missing. ``marks``: each
    criterion that is switched on, also those that do not apply, in the order of ``CRITERIA``.
    """

    group: BusinessGroup
    day: date
    rule: int
    marks: list[Mark]

    @cached_property
    def whole(self) -> int:
        return sum(mark.weight for mark in self.marks if mark.applies)

    @property
    def points(self) -> int:
        earned = sum((mark.weight * mark.share for mark in self.marks), Fraction(0))
        return int(100 * earned / self.whole) if self.whole else 0

    def gain(self, mark: Mark) -> Fraction:
        """Points that meeting this criterion wholly would add."""
        return 100 * mark.weight * (1 - mark.share) / self.whole if mark.applies else Fraction(0)

    @property
    def steps(self) -> list[Step]:
        """What is not fully met as tasks, the one that gains most first."""
        return [self._step(mark) for mark in sorted(self._open_marks(), key=self.gain, reverse=True)]

    @property
    def next_step(self) -> Step | None:
        """The first of ``steps``, without the others' addresses: lists ask this of many groups."""
        mark = max(self._open_marks(), key=self.gain, default=None)
        return self._step(mark) if mark else None

    def _open_marks(self):
        return [mark for mark in self.marks if mark.applies and not mark.is_full and mark.weight]

    def _step(self, mark):
        criterion = CRITERIA[mark.code]
        task = BOOKS_TASK if criterion.in_books and self.group.books is None else criterion.task
        gain = max(1, round(self.gain(mark)))
        return Step(mark.code, task, gain, criterion.see(self.group), criterion.mend(self.group))

    @property
    def parts(self) -> list[dict]:
        """As a ``Score`` keeps them."""
        return [vars(mark) for mark in self.marks]


def measure(groups, day: date, cities=None) -> dict[int, Assessment]:
    """{group id: Assessment} of ``groups`` (a queryset) on ``day``; four queries for each city.

    ``cities``: the codes of those in which the groups lie; looked up where it is not known.
    """
    if cities is None:
        rows = groups.order_by().annotate(city=Left("region_id", 5))
        cities = rows.values_list("city", flat=True).distinct()
    found = {}
    for city in cities:
        of_city = groups.filter(region__code__startswith=f"{city}.")
        weights = weights_of(city, day)
        for row in facts(of_city, day, city, weights):
            found[row.pk] = judge(row, day, weights)
    return found


def weights_of(city: str, day: date, with_off: bool = False) -> list[ScoreWeight]:
    """What counts in ``city`` on ``day``, in the order of ``CRITERIA``; one query."""
    rule = ScoreRule.objects.of(city).in_force(day).values("pk")[:1]
    rows = {row.criterion: row for row in ScoreWeight.objects.filter(rule=Subquery(rule))}
    return [rows[code] for code in CRITERIA if code in rows and (rows[code].is_on or with_off)]


def rhythm_of(weight: ScoreWeight) -> Rhythm | None:
    return Rhythm(weight.every, weight.unit) if weight.every else None


def judge(row, day: date, weights: list[ScoreWeight]) -> Assessment:
    marks = []
    for weight in weights:
        criterion = CRITERIA[weight.criterion]
        done, due, words = criterion.judge(row, day, rhythm_of(weight))
        marks.append(Mark(criterion.code, criterion.name, weight.weight, done, due, words))
    return Assessment(row, day, weights[0].rule_id if weights else None, marks)


# -- the facts


def _newest(rows, path: str, field: str, day: date):
    """Subquery: the last day up to ``day`` on which ``rows`` have something of the group at hand."""
    rows = rows.filter(**{path: HERE, f"{field}__lte": day}).order_by(f"-{field}")
    return Subquery(rows.values(field)[:1])


def summed(rows, path: str, field: str):
    """Subquery: the sum of ``field`` over the rows of the group at hand."""
    rows = rows.filter(**{path: HERE}).order_by().values(path)
    return Coalesce(Subquery(rows.annotate(t=Sum(field)).values("t")), 0, output_field=BigIntegerField())


BY_RECEIPT = ("receipt__ledger__group", "receipt__on")


def book_facts(day: date) -> dict:
    """{name: expression}: when each book of the group at hand was last written by ``day``, what is lent."""
    counted = Q(receipt__voided_at__isnull=True, receipt__on__lte=day)
    loans = Loan.objects.filter(counted).exclude(receipt__reversed_by__on__lte=day)
    there = MeetingAttendance.objects.filter(meeting=OuterRef("pk"))
    minutes = Meeting.objects.exclude(agenda="", decisions="")
    return {
        "last_cash": _newest(CashLine.objects.counted(), *BY_RECEIPT, day),
        "last_savings": _newest(SavingsLine.objects.counted(), *BY_RECEIPT, day),
        "last_minutes": _newest(minutes, "group", "on", day),
        "last_attendance": _newest(Meeting.objects.filter(Exists(there)), "group", "on", day),
        "last_loan": _newest(loans, *BY_RECEIPT, day),
        "last_instalment": _newest(Instalment.objects.counted(), *BY_RECEIPT, day),
        "last_goods": _newest(InventoryItem.objects.counted(), "group", "condition_on", day),
        "last_guest": _newest(GuestVisit.objects.counted(), "group", "on", day),
        "last_activity": _newest(Activity.objects.counted(), "group", "on", day),
        "last_letter": _newest(Letter.objects.counted(), "group", "on", day),
        "lent": summed(loans, "receipt__ledger__group", "amount"),
        "paid_back": summed(Instalment.objects.filter(counted), "receipt__ledger__group", "principal"),
    }


def facts(groups, day: date, city: str, weights: list[ScoreWeight]):
    """``groups`` of one city with everything that ``criteria`` judges, as of ``day``; three queries."""
    members = Membership.objects.as_of(day)
    complete = members.filter(member__birth_on__isnull=False).exclude(member__rt="").exclude(member__rw="")
    terms = OfficerTerm.objects.filter(during(day, start="started_on", end="ended_on"))
    rows = groups.annotate(
        **book_facts(day),
        officers=count_of(terms, "group"),
        people=count_of(members, "group"),
        people_complete=count_of(complete, "group"),
        books=F("ledger__pk"),
        books_since=F("ledger__starts_on"),
        closed=count_of(_closed_months(day, weights), "ledger__group"),
    )
    rules = rules_of(city)
    spans = periods.ended(rules, day, 2)
    rows = rows.annotate(
        **{f"sent_{n}": _first_sent(span, day) for n, span in enumerate(spans)},
        **{f"was_{n}": _was_active(span.last) for n, span in enumerate(spans)},
    )
    wrong = disagreeing(Ledger.objects.filter(group__in=groups.order_by().values("pk")))
    for row in rows:
        row.disagrees = row.books in wrong
        _look_at_reports(row, day, spans, rules)
        yield row


def _closed_months(day, weights):
    """Months closed by the end of ``day`` of the year before the newest that should be."""
    rhythm = next((rhythm_of(weight) for weight in weights if weight.criterion == "tutup"), None)
    if rhythm is None:
        return ClosedMonth.objects.none()
    newest = last_due_month(day, rhythm)
    ended = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    rows = ClosedMonth.objects.alias(at=F("year") * 12 + F("month") - 1)
    return rows.filter(at__gt=newest - CLOSED_BACK, at__lte=newest, closed_at__lt=ended)


def _first_sent(span, day):
    sent = Report.objects.filter(group=HERE, period=span.code, first_sent_on__lte=day)
    return Subquery(sent.order_by("first_sent_on").values("first_sent_on")[:1])


def _was_active(day):
    return Exists(StatusChange.objects.filter(during(day), group=HERE, status="aktif"))


def _look_at_reports(row, day, spans, rules):
    """The newest period whose report was sent or should have been: its name, when sent, when due."""
    row.report_period = row.report_sent = row.report_due = None
    for number, span in enumerate(spans):
        due = periods.rule_at(rules, span.first).due(span)
        sent = getattr(row, f"sent_{number}")
        if getattr(row, f"was_{number}") and (sent or due < day):
            row.report_period, row.report_sent, row.report_due = span.label, sent, due
            return
