"""Each criterion at its border, the points, and the next step."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from groups.score.criteria import CRITERIA, Mark, Rhythm, freshness
from groups.score.measuring import Assessment

DAY = date(2026, 11, 24)
MONTHLY = Rhythm(1, "bulan")


def judge(code, rhythm=MONTHLY, day=DAY, **facts):
    return CRITERIA[code].judge(SimpleNamespace(**facts), day, rhythm)


@pytest.mark.parametrize(
    ("last", "done", "words"),
    [
        (date(2026, 10, 24), 2, "terakhir 24 Oktober 2026, tiap bulan"),
        (date(2026, 10, 23), 1, "terakhir 23 Oktober 2026, seharusnya tiap bulan"),
        (date(2026, 9, 24), 1, "terakhir 24 September 2026, seharusnya tiap bulan"),
        (date(2026, 9, 23), 0, "terakhir 23 September 2026, seharusnya tiap bulan"),
        (None, 0, "belum ada catatan, seharusnya tiap bulan"),
    ],
)
def test_a_book_is_fresh_for_a_rhythm_and_half_for_another(last, done, words):
    assert freshness(last, DAY, MONTHLY) == (done, 2, words)


def test_a_rhythm_in_days_ends_on_its_last_day():
    weekly = Rhythm(7, "hari")
    assert freshness(date(2026, 11, 17), DAY, weekly)[:2] == (2, 2)
    assert freshness(date(2026, 11, 16), DAY, weekly) == (
        1, 2, "terakhir 16 November 2026, seharusnya tiap 7 hari",
    )  # fmt: skip


def test_two_of_three_officers_are_two_thirds():
    assert judge("pengurus", officers=2) == (2, 3, "2 dari 3 pengurus menjabat")


def test_no_member_is_nothing_and_twelve_of_fifteen_a_share():
    assert judge("anggota", people=0, people_complete=0) == (0, 1, "belum ada anggota")
    assert judge("anggota", people=15, people_complete=12)[:2] == (12, 15)


@pytest.mark.parametrize(
    ("no", "on", "done", "words"),
    [
        ("1/SK", date(2026, 11, 24), 2, "SK 1/SK, 24 November 2026"),
        ("1/SK", date(2026, 11, 25), 0, "belum ber-SK pada hari itu"),
        ("1/SK", None, 1, "tanggal SK belum diisi"),
        ("", date(2026, 1, 1), 1, "nomor SK belum diisi"),
        ("", None, 0, "nomor dan tanggal SK belum diisi"),
    ],
)
def test_number_and_date_of_the_decree_are_half_each(no, on, done, words):
    assert judge("sk", decree_no=no, decree_on=on) == (done, 2, words)


def test_a_group_that_lends_nothing_needs_no_book_of_loans():
    assert judge("pinjaman", lent=500, paid_back=500)[:2] == (0, 0)
    fresh = {"last_loan": date(2026, 1, 1), "last_instalment": date(2026, 10, 24)}
    assert judge("pinjaman", lent=500, paid_back=499, **fresh)[:2] == (2, 2)


def test_a_month_is_to_be_closed_one_rhythm_after_its_end():
    books = {"books": 1, "books_since": date(2026, 8, 15)}
    assert judge("tutup", day=date(2026, 9, 30), closed=0, **books)[:2] == (0, 0)
    assert judge("tutup", day=date(2026, 10, 1), closed=0, **books) == (
        0, 1, "0 dari 1 bulan sampai Agustus 2026 ditutup",
    )  # fmt: skip
    assert judge("tutup", closed=1, **books)[:2] == (1, 2)
    assert judge("tutup", closed=12, books_since=date(2020, 1, 1))[:2] == (12, 12)
    assert judge("tutup", closed=0, books_since=None)[:2] == (0, 1)


def test_books_that_do_not_agree_earn_nothing_and_none_are_not_asked():
    assert judge("cocok", books=1, disagrees=False)[:2] == (1, 1)
    assert judge("cocok", books=1, disagrees=True)[:2] == (0, 1)
    assert judge("cocok", books=None)[:2] == (0, 0)


@pytest.mark.parametrize(("sent", "done"), [(date(2026, 10, 15), 2), (date(2026, 10, 16), 1), (None, 0)])
def test_a_late_report_counts_half(sent, done):
    facts = {"report_period": "Triwulan III 2026", "report_sent": sent, "report_due": date(2026, 10, 15)}
    assert judge("laporan", **facts)[:2] == (done, 2)


def assessed(*marks):
    group = SimpleNamespace(pk=1, books=None)
    return Assessment(group, DAY, 1, [Mark(code, code, weight, *parts, "") for code, weight, *parts in marks])


def test_points_are_shares_of_what_applies_rounded_down():
    found = assessed(("pengurus", 10, 2, 3), ("pinjaman", 50, 0, 0), ("sk", 10, 2, 2))
    assert found.points == 83
    assert assessed(("pengurus", 100, 999, 1000)).points == 99
    assert assessed(("pengurus", 10, 3, 3), ("pinjaman", 90, 0, 0)).points == 100
    assert assessed(("pinjaman", 90, 0, 0)).points == 0


def test_the_next_step_is_what_gains_most():
    found = assessed(("pengurus", 30, 2, 3), ("sk", 20, 0, 2), ("anggota", 50, 5, 5))
    assert [(step.code, step.gain) for step in found.steps] == [("sk", 20), ("pengurus", 10)]
    assert found.gain(found.marks[0]) == Fraction(10)
    assert found.next_step.mend == "/kelompok/1/ubah/"
    assert assessed(("pengurus", 30, 3, 3)).next_step is None


def test_without_books_the_task_is_to_begin_them():
    step = assessed(("kas", 5, 0, 2)).next_step
    assert (step.task, step.mend) == ("Mulai buku kelompok", "/kelompok/1/buku/")
