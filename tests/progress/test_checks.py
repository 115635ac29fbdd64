"""What a report's values cannot be and what they seldom are; periods, due dates and the city's rules."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from groups.progress import actions, checks, periods, queries
from groups.progress.models import ReportingRule
from groups.progress.periods import Period, Rule
from tests import factories as f

SOUND = {name.removesuffix("_id"): value for name, value in f.BOXES.items()}


def test_a_sound_report_raises_no_question():
    assert (checks.missing(SOUND), checks.impossible(SOUND), checks.unusual(SOUND, SOUND)) == ({}, {}, {})


@pytest.mark.parametrize(
    ("changes", "box", "words"),
    [
        ({"cash": -1}, "cash", "Periksa bukunya"),
        ({"workers_p": -1}, "workers_p", "tidak dapat kurang dari nol"),
        ({"turnover": 10**12 + 1}, "turnover", "Periksa angka nolnya"),
        ({"members_p": 10_001}, "members_p", "Periksa angka nolnya"),
        ({"profit": 4_000_001}, "profit", "melebihi omzet"),
        ({"arrears": 1_000_001}, "arrears", "melebihi sisa pinjaman"),
        ({"capital": 1_499_999}, "capital", "uang kas"),
        ({"members_p": 0}, "members_p", "Catat anggotanya"),
    ],
)
def test_impossible_values_are_refused_at_their_box(changes, box, words):
    found = checks.impossible(SOUND | changes)
    assert found.keys() == {box}
    assert words in found[box]


@pytest.mark.parametrize(
    ("changes", "box", "question"),
    [
        ({"members_p": 120}, "members_p", "Anggota 12 → 120, benar? Tulis penjelasannya."),
        ({"turnover": 12_000_000}, "turnover", "Omzet Rp 4.000.000 → Rp 12.000.000, benar?"),
        ({"capital": 7_500_000}, "capital", "Modal kini Rp 2.500.000 → Rp 7.500.000, benar?"),
        ({"workers_p": 40}, "workers_p", "Tenaga kerja 5 → 40, benar?"),
        ({"profit": 3_300_000}, "profit", "Rp 900.000 → Rp 3.300.000"),
        ({"profit": -600_000}, "profit", "Rp 900.000 → rugi Rp 600.000"),
        ({"arrears": 600_000}, "arrears", "Lebih dari separuh pinjaman menunggak"),
    ],
)
def test_unusual_values_ask_for_a_word_which_answers_them(changes, box, question):
    values = SOUND | changes
    found = checks.unusual(values, SOUND)
    assert found.keys() == {box}
    assert question in found[box]
    assert checks.unexplained(values, SOUND, {}) == found
    assert checks.unexplained(values, SOUND, {box: "Bazar kota"}) == {}
    assert checks.impossible(values) == {}


def test_without_a_last_period_only_the_report_itself_is_asked_about():
    assert checks.unusual(SOUND | {"members_p": 120}, None) == {}
    assert checks.unusual(SOUND | {"profit": -1}, None).keys() == {"profit"}
    assert checks.unusual(SOUND | {"workers_p": 37}, None).keys() == {"workers_p"}


def test_small_groups_may_grow_without_a_question():
    assert checks.unusual(SOUND | {"workers_p": 6}, SOUND | {"workers_p": 1}) == {}
    assert checks.unusual(SOUND | {"savings": 400_000}, SOUND | {"savings": 0}) == {}


def test_what_is_missing_is_said_with_what_to_do():
    found = checks.missing(SOUND | {"cash": None, "sells_online": None})
    assert found == {
        "cash": "Uang kas belum diisi. Isi 0 bila tidak ada.",
        "sells_online": "Berjualan lewat internet (daring) belum diisi.",
    }


numbers = st.one_of(st.none(), st.integers(-(10**13), 10**13))


@given(
    st.fixed_dictionaries(dict.fromkeys(f.NUMBERS, numbers)),
    st.fixed_dictionaries(dict.fromkeys(f.NUMBERS, numbers)),
)
def test_the_checks_take_whatever_is_typed(values, before):
    wrong = checks.impossible(values)
    assert {name for name in f.NUMBERS if name != "profit" and (values[name] or 0) < 0} <= wrong.keys()
    assert checks.unusual(values, before).keys() <= set(f.NUMBERS)


@pytest.mark.parametrize(
    ("code", "first", "last", "label", "previous"),
    [
        ("2026-t3", date(2026, 7, 1), date(2026, 9, 30), "Triwulan III 2026", "2026-t2"),
        ("2026-t1", date(2026, 1, 1), date(2026, 3, 31), "Triwulan I 2026", "2025-t4"),
        ("2024-s1", date(2024, 1, 1), date(2024, 6, 30), "Semester I 2024", "2023-s2"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "Tahun 2026", "2025"),
    ],
)
def test_a_period_is_read_from_its_code(code, first, last, label, previous):
    period = periods.parse(code)
    assert (period.code, period.first, period.last, period.label) == (code, first, last, label)
    assert period.previous.code == previous


@pytest.mark.parametrize(
    "code", ["", "2026-t5", "2026-s3", "26", "1984", "9999", "2026-T1", "2026-t1x", "२०२६"]
)
def test_what_is_no_period_is_refused(code):
    with pytest.raises(ValueError):
        periods.parse(code)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(list(periods.MONTHS_IN)))
def test_each_day_lies_in_one_period_that_its_code_gives_back(day, rhythm):
    period = periods.containing(rhythm, day)
    assert period.first <= day <= period.last
    assert periods.parse(period.code) == period
    assert period.previous.last + timedelta(days=1) == period.first


def test_a_change_of_rhythm_leaves_what_was_before_as_it_was():
    rules = [Rule(date(2026, 7, 1), "semester", due_days=30, close_days=10)]
    found = periods.ended(rules, date(2027, 1, 1), 4)
    assert [period.code for period in found] == ["2026-s2", "2026-t2", "2026-t1", "2025-t4"]
    due = [periods.rule_at(rules, period.first).due(period) for period in found[:2]]
    assert due == [date(2027, 1, 30), date(2026, 7, 15)]
    assert rules[0].closes(found[0]) == date(2027, 2, 9)
    assert periods.FIRST_RULE.closes(found[1]) is None
    assert periods.ended([], date(2026, 6, 30), 1) == [Period("triwulan", 2026, 2)]


def a_rule(valid_from, **fields):
    f.regions()
    return ReportingRule(region_id=f.KOTA, valid_from=valid_from, **fields)


@pytest.mark.django_db
def test_a_rule_changes_no_period_that_is_over_and_cuts_none_in_two():
    admin = f.admin()
    running = periods.period_at([], timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="sudah lewat"):
        actions.save_rule(rule=a_rule(running.previous.first), by=admin)
    with pytest.raises(PermissionDenied):
        actions.save_rule(rule=a_rule(running.first), by=f.pokja_kota())
    actions.save_rule(rule=a_rule(running.first, due_days=20), by=admin)
    actions.save_rule(rule=a_rule(running.first, due_days=25), by=admin)
    (rule,) = queries.rules_of(f.KRAPYAK)
    assert (rule.due_days, rule.decided_by) == (25, admin.name)
    january = date(running.year + 1, 1, 1)
    with pytest.raises(ValidationError, match="bukan awal periode"):
        actions.save_rule(rule=a_rule(date(running.year + 1, 4, 1), rhythm="tahunan"), by=admin)
    actions.save_rule(rule=a_rule(january, rhythm="tahunan"), by=admin)
    assert queries.rules_of("33.76.01.1001") == []
