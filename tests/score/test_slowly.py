"""``measure`` says in four queries what plain Python says of random groups, row by row."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groups.books.loans import add_months
from groups.books.models import (
    Activity,
    CashCategory,
    CashLine,
    ClosedMonth,
    GuestVisit,
    InventoryItem,
    Ledger,
    Letter,
    Meeting,
    MeetingAttendance,
    Receipt,
    SavingsLine,
)  # fmt: skip
from groups.models import BusinessGroup, OfficerTerm
from groups.models.people import OFFICES
from groups.progress import periods
from groups.score.measuring import measure
from groups.score.models import ScoreRule
from tests import factories as f

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 1, 1), date(2026, 10, 31)
REGISTERS = {"inventaris": InventoryItem, "tamu": GuestVisit, "kegiatan": Activity, "surat": Letter}


def some_day(dice):
    return FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))


def random_group(dice, by):
    """Something of everything that is measured, often missing, late, ended or voided."""
    decree = {"decree_no": dice.choice(["", "1"]), "decree_on": dice.choice([None, some_day(dice)])}
    group = f.group(**decree)
    people = [
        f.member(group, joined_on=some_day(dice), rt=dice.choice(["", "01"]), rw="02",
                 birth_on=dice.choice([None, date(1980, 1, 1)]))
        for _ in range(dice.randrange(4))
    ]  # fmt: skip
    for office, person in zip(
        dice.sample([code for code, _ in OFFICES], len(people[:3])), people, strict=False
    ):
        ended = dice.choice([None, None, LAST])
        OfficerTerm.objects.create(
            group=group, member=person, office=office, started_on=some_day(dice), ended_on=ended
        )
    if dice.random() < 0.7:
        write_books(dice, group, people, by)
    for model in REGISTERS.values():
        for _ in range(dice.randrange(3)):
            gone = {"voided_at": timezone.now(), "reason": "Keliru", "voided_by": by}
            f.register_row(model, group, on=some_day(dice), **(gone if dice.random() < 0.3 else {}))
    for span in periods.ended([], LAST, 2):
        if dice.random() < 0.6:
            sent = span.last + timedelta(days=dice.randrange(1, 40))
            f.report(group, span, state="dikirim", first_sent_on=sent)
    return group


def write_books(dice, group, people, by):
    ledger = Ledger.objects.create(group=group, starts_on=FIRST)
    other = CashCategory.objects.get(code="lain")
    for serial in range(dice.randrange(5)):
        gone = {"voided_at": timezone.now(), "reason": "Keliru", "voided_by": by}
        receipt = Receipt.objects.create(
            ledger=ledger, on=some_day(dice), year=2024, serial=serial + 1, recorded_by=by,
            **(gone if dice.random() < 0.3 else {}),
        )  # fmt: skip
        saves = people and dice.random() < 0.5
        category = CashCategory.objects.get(movement="simpanan") if saves else other
        CashLine.objects.create(
            receipt=receipt, direction="masuk", amount=1000, category=category, description="x"
        )
        if saves:
            SavingsLine.objects.create(receipt=receipt, member=people[0], kind="wajib", amount=1000)
    for _ in range(dice.randrange(3)):
        meeting = Meeting.objects.create(group=group, on=some_day(dice), agenda=dice.choice(["", "Rapat"]))
        if people and dice.random() < 0.6:
            MeetingAttendance.objects.create(meeting=meeting, member=people[0])
    for month in dice.sample(range(1, 13), dice.randrange(6)):
        ClosedMonth.objects.create(ledger=ledger, year=2026, month=month, closed_by=by)
    moment = timezone.make_aware(datetime.combine(some_day(dice), time(12)))
    ClosedMonth.objects.filter(ledger=ledger, month__lte=3).update(closed_at=moment)


def said_slowly(group, day, weights) -> dict:
    """{criterion: (done, due)} as the rules say it, over all rows in turn."""
    members = [m for m in group.members.all() if any(
        s.joined_on <= day and (s.left_on is None or s.left_on > day) and not s.voided_at
        for s in m.memberships.all())]  # fmt: skip
    terms = [t for t in group.officer_terms.all()
             if t.started_on <= day and (t.ended_on is None or t.ended_on > day)]  # fmt: skip
    found = {"pengurus": (len(terms), 3)}
    whole = [m for m in members if m.birth_on and m.rt and m.rw]
    found["anggota"] = (len(whole), len(members)) if members else (0, 1)
    known = (bool(group.decree_no) + bool(group.decree_on), 2)
    found["sk"] = (0, 2) if group.decree_on and group.decree_on > day else known
    ledger = getattr(group, "ledger", None)
    receipts = [r for r in ledger.receipts.all() if not r.voided_at] if ledger else []
    meetings = list(group.meetings.all())
    written = {
        "kas": [r.on for r in receipts],
        "simpanan": [r.on for r in receipts if r.savings_lines.exists()],
        "notulen": [m.on for m in meetings if m.agenda or m.decisions],
        "hadir": [m.on for m in meetings if m.attendances.exists()],
    }
    for code, model in REGISTERS.items():
        rows = [row for row in model.objects.filter(group=group) if not row.voided_at]
        written[code] = [getattr(row, "condition_on", row.on) or row.on for row in rows]
    for code, days in written.items():
        found[code] = fresh([on for on in days if on <= day], day, weights[code])
    found["pinjaman"] = (0, 0)
    found["tutup"] = closed_slowly(ledger, day, weights["tutup"])
    found["cocok"] = (0, 0) if ledger is None else (1, 1)
    found["laporan"] = sent_slowly(group, day)
    return found


def after(on, weight, times=1):
    number = weight.every * times
    return add_months(on, number) if weight.unit == "bulan" else on + timedelta(days=number)


def fresh(days, day, weight):
    if not days:
        return 0, 2
    last = max(days)
    return (2, 2) if after(last, weight) >= day else (1, 2) if after(last, weight, 2) >= day else (0, 2)


def closed_slowly(ledger, day, weight):
    """Of the last twelve months that were over for a rhythm, since the books began: those closed."""
    if ledger is None or ledger.starts_on > day:
        return 0, 1
    first = day.replace(day=1)
    due = []
    while first > ledger.starts_on and len(due) < 12:
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        if due or after(last, weight) < day:
            due.append((first.year, first.month))
    if not due:
        return 0, 0
    closed = {(row.year, row.month) for row in ledger.closed_months.all()
              if timezone.localtime(row.closed_at).date() <= day}  # fmt: skip
    return len(closed & set(due)), len(due)


def sent_slowly(group, day):
    for span in periods.ended([], day, 2):
        due = periods.FIRST_RULE.due(span)
        sent = [r.first_sent_on for r in group.reports.all()
                if r.period == span.code and r.first_sent_on and r.first_sent_on <= day]  # fmt: skip
        if group.founded_on <= span.last and (sent or due < day):
            return (0, 2) if not sent else (2, 2) if min(sent) <= due else (1, 2)
    return 0, 0


@given(st.integers(0, 10**6))
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_measuring_agrees_with_going_through_every_row(seed):
    dice = Random(seed)  # noqa: S311 no secret
    with transaction.atomic():
        by = f.admin()
        groups = [random_group(dice, by) for _ in range(3)]
        weights = {row.criterion: row for row in ScoreRule.objects.get(region=None).weights.all()}
        for day in (LAST, some_day(dice)):
            measured = measure(BusinessGroup.objects.all(), day)
            for group in BusinessGroup.objects.filter(pk__in=[group.pk for group in groups]):
                marks = {mark.code: (mark.done, mark.due) for mark in measured[group.pk].marks}
                assert marks == said_slowly(group, day, weights), (seed, group.pk, day)
        transaction.set_rollback(True)
