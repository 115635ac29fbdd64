"""What is measured of real rows, by which rules, at what cost; and the scores that are kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.actions import members as member_actions
from groups.books import actions as book_actions
from groups.books import agreement
from groups.books.models import CashLine, GuestVisit, Ledger, Loan, Meeting
from groups.models import BusinessGroup
from groups.models.people import OFFICES
from groups.progress import periods
from groups.score import actions, queries
from groups.score.criteria import CRITERIA
from groups.score.measuring import measure
from groups.score.models import Score, ScoreRule, ScoreWeight
from tests import factories as f
from tests.books.test_money import a_ledger, lend, sell

pytestmark = pytest.mark.django_db


def marks(group, day):
    found = measure(BusinessGroup.objects.filter(pk=group.pk), day)[group.pk]
    return {mark.code: (mark.done, mark.due) for mark in found.marks}


def weights(**changed):
    """All criteria off but those in ``changed`` (criterion=weight)."""
    return {
        code: {
            "is_on": code in changed, "weight": changed.get(code, 0),
            "every": 1 if criterion.has_rhythm else None, "unit": "bulan" if criterion.has_rhythm else "",
        }
        for code, criterion in CRITERIA.items()
    }  # fmt: skip


def new_rules(valid_from=None, region=f.KOTA, **changed):
    rule = ScoreRule(region_id=region, valid_from=valid_from or timezone.localdate(), note="Rapat")
    return actions.change_rules(rule=rule, weights=weights(**changed), by=f.admin(region))


def test_facts_are_those_of_the_day():
    by = f.admin()
    ledger = a_ledger(by=by)
    group = ledger.group
    lend(ledger, by, on=date(2024, 2, 1))
    sell(ledger, by, on=date(2024, 2, 3))
    member = group.members.first()
    meeting = Meeting(on=date(2024, 2, 10), agenda="Rapat")
    payment = {"member": member, "savings": {"wajib": 5_000}, "dues": 0, "instalments": ()}
    book_actions.hold_meeting(ledger=ledger, meeting=meeting, came=[member], payments=[payment], by=by)
    before, after = marks(group, date(2024, 1, 31)), marks(group, date(2024, 2, 29))
    assert (before["kas"], before["simpanan"], before["notulen"]) == ((0, 2), (0, 2), (0, 2))
    assert [after[code] for code in ("kas", "simpanan", "notulen", "hadir", "pinjaman")] == [(2, 2)] * 5
    assert (before["pinjaman"], before["pengurus"], after["cocok"]) == ((0, 0), (2, 3), (1, 1))
    assert marks(group, date(2024, 3, 3))["pinjaman"] == (1, 2)


def test_a_receipt_taken_back_is_no_entry():
    by = f.admin()
    ledger = a_ledger(by=by)
    receipt = sell(ledger, by, on=date(2024, 2, 3))
    book_actions.cancel(receipt=receipt, reason="Keliru", by=by)
    assert marks(ledger.group, date(2024, 2, 4))["kas"] == (0, 2)


def test_members_are_complete_with_birth_date_and_rt_and_rw():
    group = f.group()
    f.member(group, birth_on=date(1980, 1, 1), rt="01", rw="02")
    f.member(group, birth_on=date(1980, 1, 1), rt="01")
    f.member(group, rt="01", rw="02")
    f.member(group, joined_on=date(2020, 1, 1), birth_on=date(1980, 1, 1), rt="01", rw="02")
    assert marks(group, date(2019, 12, 31))["anggota"] == (1, 3)
    assert marks(group, date(2020, 1, 1))["anggota"] == (2, 4)


def test_registers_are_measured_by_their_newest_row():
    group = f.group()
    f.register_row(GuestVisit, group, on=date(2026, 3, 1))
    assert marks(group, date(2026, 9, 1))["tamu"] == (2, 2)
    assert marks(group, date(2026, 9, 2))["tamu"] == (1, 2)
    assert marks(group, date(2026, 2, 28))["tamu"] == (0, 2)


def test_a_report_is_asked_for_once_its_time_is_over_and_only_of_active_groups():
    group = f.group()
    assert marks(group, date(2026, 10, 15))["laporan"] == (0, 2)  # of triwulan II
    f.report(group, periods.parse("2026-t3"), state="dikirim", first_sent_on=date(2026, 10, 5))
    assert marks(group, date(2026, 10, 5))["laporan"] == (2, 2)
    young = f.group(founded_on=date(2026, 7, 1))
    assert marks(young, date(2026, 10, 15))["laporan"] == (0, 0)
    assert marks(young, date(2026, 10, 16))["laporan"] == (0, 2)


def test_months_count_as_closed_from_the_day_they_were():
    by = f.admin()
    today = timezone.localdate()
    ledger = f.books(starts_on=(today - timedelta(days=100)).replace(day=1), by=by)
    ended = today.replace(day=1) - timedelta(days=1)
    book_actions.close_month(ledger=ledger, year=ended.year, month=ended.month, by=by)
    done, due = marks(ledger.group, today)["tutup"]
    assert done == due > 0
    assert marks(ledger.group, today - timedelta(days=1))["tutup"][0] == 0


def test_books_that_do_not_agree_are_found_among_many_as_in_one():
    by = f.admin()
    sound, wrong = a_ledger(by=by), a_ledger(f.group(f.MEDONO), by=by)
    for ledger in (sound, wrong):
        lend(ledger, by)
    Loan.objects.filter(receipt__ledger=wrong).update(remaining=1)
    assert agreement.disagreeing(Ledger.objects.all()) == {wrong.pk}
    CashLine.objects.filter(receipt__ledger=sound).update(amount=5)
    for ledger in (sound, wrong):
        is_found = ledger.pk in agreement.disagreeing(Ledger.objects.all())
        assert is_found == bool(agreement.disagreements(ledger)) is True
    assert marks(sound.group, date(2024, 3, 1))["cocok"] == (0, 1)


def test_a_new_version_changes_the_scores_after_it_and_none_before():
    today = timezone.localdate()
    group = f.group(decree_no="1", decree_on=date(2015, 6, 1))
    first = measure(BusinessGroup.objects.all(), today)[group.pk]
    call_command("keep_scores", day=today - timedelta(days=1))
    new_rules(sk=10)
    after = measure(BusinessGroup.objects.all(), today)[group.pk]
    assert (after.points, [mark.code for mark in after.marks]) == (100, ["sk"])
    assert measure(BusinessGroup.objects.all(), today - timedelta(days=1))[group.pk].rule == first.rule
    kept = Score.objects.get()
    assert (kept.points, kept.rule_id) == (first.points, first.rule)
    assert kept.marks == first.marks


def test_each_city_has_rules_of_its_own():
    new_rules(sk=10)
    here, there = f.group(decree_no="1", decree_on=date(2015, 6, 1)), f.group("33.76.01.1001")
    found = measure(BusinessGroup.objects.all(), timezone.localdate())
    assert len(found[here.pk].marks) == 1
    assert len(found[there.pk].marks) == len(CRITERIA)


def test_rules_are_not_changed_backwards_nor_emptied():
    with pytest.raises(ValidationError, match="sudah lewat tetap"):
        new_rules(timezone.localdate() - timedelta(days=1), sk=10)
    with pytest.raises(ValidationError, match="lebih dari nol"):
        new_rules(sk=0)
    assert set(ScoreWeight.objects.values_list("rule__region", flat=True)) == {None}
    with pytest.raises(ValidationError, match="tidak dapat diubah"):
        ScoreRule.objects.get().save()


def test_what_counts_by_default_is_what_is_measured():
    rule = ScoreRule.objects.get()
    assert set(rule.weights.values_list("criterion", flat=True)) == set(CRITERIA)
    assert {row.criterion for row in rule.weights.all() if row.every} == {
        code for code, criterion in CRITERIA.items() if criterion.has_rhythm
    }


def test_a_score_is_kept_when_it_changes_and_at_the_end_of_a_month():
    group = f.group()
    for day in (29, 30, 31):
        call_command("keep_scores", day=date(2026, 10, day))
        call_command("keep_scores", day=date(2026, 10, day))
    assert list(Score.objects.order_by("day").values_list("day__day", flat=True)) == [29, 31]
    group.decree_no = "1"
    group.save()
    call_command("keep_scores", day=date(2026, 11, 1))
    assert queries.score_on(group, date(2026, 11, 9)).day == date(2026, 11, 1)
    assert queries.score_on(group, date(2026, 10, 30)).day == date(2026, 10, 29)
    assert queries.score_on(group, date(2026, 10, 28)) is None


def test_groups_that_are_not_active_are_not_kept():
    group = f.group()
    group.status_changes.update(status="tidak_aktif")
    call_command("keep_scores")
    assert not Score.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_groups():
    by = f.admin()

    def fill(number):
        for _ in range(number):
            ledger = a_ledger(by=by)
            sell(ledger, by)
            f.report(ledger.group)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            measure(BusinessGroup.objects.all(), date(2026, 11, 24))
        return len(captured)

    fill(1)
    few = cost()
    fill(9)
    assert cost() == few <= 6


def test_figures_of_a_region_and_their_trend():
    new_rules(sk=10, pengurus=10)
    full = f.group(f.KRAPYAK, name="A", decree_no="1", decree_on=date(2015, 6, 1))
    empty = f.group(f.DEGAYU, name="B")
    for office, _ in OFFICES:
        member = f.member(full)
        member_actions.appoint(group=full, member=member, office=office, on=full.founded_on, by=f.admin())
    user = f.pokja_kota()
    found = queries.scored(queries.active_groups(user))
    assert [(one.group, one.points) for one in found] == [(empty, 0), (full, 100)]
    assert queries.averages(found, 8) == {f.UTARA: (50, 2)}
    assert queries.distribution(found) == {"rendah": 1, "sedang": 0, "baik": 1}
    assert queries.lowest(found, 1)[0].group == empty
    last = queries.month_ends(1)[0]
    for group, points in ((full, 90), (empty, 31)):
        Score.objects.create(group=group, day=last, rule_id=found[0].rule, points=points, parts=[])
    months = queries.trend(queries.active_groups(user), 2)
    assert [(month.groups, month.average) for month in months] == [(0, None), (2, 60)]
