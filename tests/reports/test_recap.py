"""The recap's parts: every figure against a slow loop over the rows, and the list behind it."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from groups.market.models import Permit
from groups.models import BusinessGroup, Region
from groups.progress.models import Report
from groups.progress.periods import parse
from reports.narrowing import AGES
from reports.periods import Period
from reports.recap import MONEY, PARTS, PEOPLE, part_table, recap
from tests import factories as f
from tests.reports.worlds import covers, random_city

pytestmark = pytest.mark.django_db
NOW, THEN = date(2025, 12, 31), date(2023, 7, 15)


def with_business(seed):
    """A random city whose groups also sell, hold permits and report, some of them."""
    random_city(seed)
    for place, group in enumerate(BusinessGroup.objects.filter(archived_at=None).order_by("pk")):
        if place % 2:
            f.channel(group, "warung", since=date(2020, 1, 1))
        if place % 3 == 0:
            f.channel(group, "shopee", since=date(2024, 5, 5))
        if place % 2 == 0:
            f.permit(group, valid_until=NOW.replace(year=2024 + place % 3))
        if place % 3 != 1:
            BusinessGroup.objects.filter(pk=group.pk).update(capital_initial=1_000_000 + place)
        if place % 4 != 3:
            state = "diterima" if place % 2 == 0 else "dikirim"
            f.report(
                group,
                parse("2025-t4"),
                state=state,
                turnover=9_000_000 + place,
                profit=100_000 * place - 50_000,
            )


def make(user, code, day=NOW):
    region = Region.objects.get(pk=code)
    period, earlier = Period(day.replace(month=1, day=1), day), Period(THEN.replace(month=1, day=1), THEN)
    return recap(user=user, region=region, period=period, earlier=earlier, rules=[])


def is_active(group, day):
    status = [s.status for s in group.status_changes.all() if covers(s.from_on, s.until_on, day)]
    return group.archived_at is None and status == ["aktif"]


def members_on(group, day):
    spells = group.memberships.filter(voided_at=None)
    return [spell.member for spell in spells if covers(spell.joined_on, spell.left_on, day)]


def was_taught(member, day):
    rows = member.participations.filter(is_dropped=False, event__status="terlaksana")
    return any(attendance.day <= day for row in rows for attendance in row.attendances.all())


def whole_years(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def count_slowly(code):
    """The recap's sums for ``code``, by looking at each group, one after the other."""
    sums = {}

    def add(name, number=1):
        sums[name] = sums.get(name, 0) + number

    for group in BusinessGroup.objects.all():
        if not (group.region_id == code or group.region_id.startswith(f"{code}.")):
            continue
        if is_active(group, THEN):
            add("groups_then")
            add("members_then", len(members_on(group, THEN)))
        if not is_active(group, NOW):
            continue
        add("groups")
        add(f"jenis {group.business_kind.code}")
        add(f"milik {group.ownership}")
        age = whole_years(group.founded_on, NOW)
        add(
            f"umur {next(code for code, low, high, _ in AGES if low <= age and (high is None or age < high))}"
        )
        members = members_on(group, NOW)
        taught = [member for member in members if was_taught(member, NOW)]
        add("members", len(members))
        add("trained", len(taught))
        add("groups trained", int(bool(taught)))
        used = [c for c in group.channels.all() if covers(c.since, c.closed_on, NOW)]
        online, offline = (any(c.kind.mode == mode for c in used) for mode in ("daring", "luring"))
        add(
            "pasar "
            + {(1, 0): "daring", (0, 1): "luring", (1, 1): "keduanya", (0, 0): "belum"}[online, offline]
        )
        permits = Permit.objects.filter(group=group, closed_on=None)
        ended = [permit for permit in permits if permit.valid_until and permit.valid_until < NOW]
        add("izin habis", int(bool(ended)))
        add("izin berlaku", int(len(ended) < len(permits)))
        add("izin tanpa", int(not permits))
        for report in Report.objects.filter(group=group, period="2025-t4", state="diterima"):
            add("reports")
            for name in (*MONEY, *PEOPLE):
                add(name, getattr(report, name))
            if group.capital_initial is not None:
                add("initial", group.capital_initial)
                add("grown", report.capital)
    return {name: number for name, number in sums.items() if number}


def known(counts):
    return {name: n for name, n in counts.items() if n and not name.startswith("jk ")}


@hypothesis_settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6))
def test_every_figure_equals_a_slow_count_of_the_rows(db, seed):
    from django.db import transaction

    with transaction.atomic():
        with_business(seed)
        user = f.pokja_kota()
        for code in (f.KOTA, f.UTARA, f.KRAPYAK):
            result = make(user, code)
            assert known(result.total) == count_slowly(code), code
            if not result.rows_are_groups:
                for key, _, counts in result.rows:
                    assert known(counts) == count_slowly(key), key
        transaction.set_rollback(True)


def test_each_counted_figure_opens_a_list_as_long_as_its_number(sign_in):
    with_business(4)
    user = f.pokja_kota()
    client = sign_in(user)
    opened = dict.fromkeys(PARTS, 0)
    for part in PARTS:
        table = part_table(make(user, f.KOTA), part)
        for cells in (table.rows[0], table.total):
            for title, cell in zip(table.flat_head[2:], cells[2:], strict=True):
                if cell.href:
                    rows = client.get(cell.href).context["page"].paginator.count
                    if not any(word in title for word in ("Rp", "Rupiah", "Tenaga kerja")):
                        assert rows == cell.value, (title, cell)
                    opened[part] += 1
    assert all(number > 4 for number in opened.values()), opened


def test_page_and_files_carry_the_same_numbers_and_rows_open_the_same_part_below(sign_in):
    group = f.group(capital_initial=1_000_000)
    f.report(group, parse("2025-t4"), state="diterima", capital=1_500_000)
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("recap-part", args=[f.KOTA, "modal"]), {"masa": "2025"})
    text = page.content.decode()
    assert "1.500.000" in text
    assert "+50,0 %" in text
    assert reverse("recap-part", args=[f.UTARA, "modal"]) in text
    file = client.get(reverse("recap-part-file", args=[f.KOTA, "modal", "csv"]), {"masa": "2025"})
    assert ";1000000;1500000;+50,0 %;1500000;" in file.content.decode("utf-8-sig").replace("'+", "+")


@pytest.mark.parametrize(("part", "kind"), [("uang", None), ("modal", "docx")])
def test_a_part_or_file_that_is_none_is_not_found(sign_in, part, kind):
    client = sign_in(f.kader())
    name, more = ("recap-part-file", [kind]) if kind else ("recap-part", [])
    assert client.get(reverse(name, args=[f.KRAPYAK, part, *more])).status_code == 404
