"""The recap's parts: every figure against a slow loop over the rows, and the list behind it."""

import csv
import shutil
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
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
from tests.reports.test_form_422 import words_of
from tests.reports.test_summary import Cells
from tests.reports.worlds import covers, random_city

pytestmark = pytest.mark.django_db
THEN = date(2021, 7, 15)
# The last day of the recap, and the reporting period that is over then.
DAYS = {date(2025, 12, 31): "2025-t4", date(2024, 5, 20): "2024-t1", date(2022, 1, 1): "2021-t4"}
NOW = next(iter(DAYS))
SINCE = date(2019, 1, 1)  # events count from here


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
            for shift, span in enumerate(DAYS.values()):
                state = "diterima" if (place + shift) % 2 == 0 else "dikirim"
                f.report(
                    group,
                    parse(span),
                    state=state,
                    turnover=9_000_000 + place + shift,
                    profit=100_000 * place - 50_000,
                )
        for year in range(2018, 2026, 1 + place % 3):
            for month, last in ((2, 28), (6, 30), (12, 31)):
                f.score(group, date(year, month, last), points=(7 * place + month * year) % 101)


def make(user, code, day=NOW):
    region = Region.objects.get(pk=code)
    period, earlier = Period(SINCE, day), Period(THEN.replace(month=1, day=1), THEN)
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


def scores_around(group, day):
    """(before the first event that somebody of the group was at, now), None where there is no such event."""
    began = []
    for row in group.participations.filter(capacity="anggota", is_dropped=False):
        days = [attendance.day for attendance in row.attendances.all()]
        was_hers = any(spell.voided_at is None for spell in row.member.memberships.filter(group=group))
        if row.event.status == "terlaksana" and was_hers and any(SINCE <= on <= day for on in days):
            began.append(row.event.starts_on)
    if not began:
        return None
    kept = sorted((score.day, score.points) for score in group.scores.all())
    eve = min(began) - timedelta(days=1)
    before = [points for on, points in kept if last_month_end(eve) <= on <= eve]
    now = [points for on, points in kept if last_month_end(day) <= on <= day]
    return before[-1] if before else None, now[-1] if now else None


def last_month_end(day):
    while (day + timedelta(days=1)).day != 1:
        day -= timedelta(days=1)
    return day


def count_slowly(code, now):
    """The recap's sums for ``code`` on the day ``now``, by looking at each group, one after the other."""
    sums = {}

    def add(name, number=1):
        sums[name] = sums.get(name, 0) + number

    for group in BusinessGroup.objects.all():
        if not (group.region_id == code or group.region_id.startswith(f"{code}.")):
            continue
        if is_active(group, THEN):
            add("groups_then")
            add("members_then", len(members_on(group, THEN)))
        if not is_active(group, now):
            continue
        add("groups")
        add(f"jenis {group.business_kind.code}")
        add(f"milik {group.ownership}")
        age = whole_years(group.founded_on, now)
        add(
            f"umur {next(code for code, low, high, _ in AGES if low <= age and (high is None or age < high))}"
        )
        members = members_on(group, now)
        taught = [member for member in members if was_taught(member, now)]
        add("members", len(members))
        add("trained", len(taught))
        add("groups trained", int(bool(taught)))
        if around := scores_around(group, now):
            add("came")
            if None not in around:
                add("came scored")
                add("points before", around[0])
                add("points now", around[1])
        used = [c for c in group.channels.all() if covers(c.since, c.closed_on, now)]
        online, offline = (any(c.kind.mode == mode for c in used) for mode in ("daring", "luring"))
        add(
            "pasar "
            + {(1, 0): "daring", (0, 1): "luring", (1, 1): "keduanya", (0, 0): "belum"}[online, offline]
        )
        permits = Permit.objects.filter(group=group, closed_on=None)
        ended = [permit for permit in permits if permit.valid_until and permit.valid_until < now]
        add("izin habis", int(bool(ended)))
        add("izin berlaku", int(len(ended) < len(permits)))
        add("izin tanpa", int(not permits))
        for report in Report.objects.filter(group=group, period=DAYS[now], state="diterima"):
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
        for day in DAYS:
            for code in (f.KOTA, f.UTARA, f.KRAPYAK):
                result = make(user, code, day)
                assert known(result.total) == count_slowly(code, day), (code, day)
                if not result.rows_are_groups:
                    for key, _, counts in result.rows:
                        assert known(counts) == count_slowly(key, day), (key, day)
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


def trained_and_scored():
    """Two groups of which somebody was at the bimtek, one of them never scored before it."""
    event = f.event(starts_on=date(2025, 3, 17))
    for name, before, now in (("Lama", 40, 70), ("Baru", None, 90)):
        group = f.group(f.KRAPYAK, name=name)
        f.participant(event, f.member(group), present=[date(2025, 3, 17)])
        if before is not None:
            f.score(group, date(2025, 2, 28), points=before)
        f.score(group, date(2025, 12, 31), points=now)
    f.score(f.group(f.MEDONO), date(2025, 2, 28), points=10)


def test_the_score_before_and_after_a_bimtek_is_of_the_groups_that_have_both(sign_in):
    trained_and_scored()
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("recap-part", args=[f.KOTA, "bimtek"]), {"masa": "2025"})
    table = page.context["table"]
    place = table.flat_head.index("Anggota · Bagian") + 3
    rows = {cells[1].value: [cell.value for cell in cells[place:]] for cells in (*table.rows, table.total)}
    assert rows["Pekalongan Utara"] == rows["Jumlah"] == [2, 1, "40,0", "70,0", "+30,0"]
    assert rows["Pekalongan Barat"] == [0, 0, "–", "–", "–"]
    came = client.get(table.total[place].href).context["page"]
    assert [group.name for group in came] == ["Baru", "Lama"]


@pytest.mark.parametrize("part", PARTS)
def test_the_four_formats_of_a_part_carry_the_same_numbers(sign_in, part):
    with_business(4)
    client = sign_in(f.pokja_kota())
    asked = {"masa": "2025"}
    parser = Cells()
    parser.feed(client.get(reverse("recap-part", args=[f.KOTA, part]), asked).content.decode())
    width = len(parser.rows[-1])
    on_page = [row for row in parser.rows if len(row) == width][-3:]  # two kecamatan and Jumlah

    def file(kind):
        return client.get(reverse("recap-part-file", args=[f.KOTA, part, kind]), asked).content

    lines = list(csv.reader(StringIO(file("csv").decode("utf-8-sig")), delimiter=";"))[-3:]
    assert [[as_shown(cell) for cell in line] for line in lines] == on_page
    sheet = openpyxl.load_workbook(BytesIO(file("xlsx")))[PARTS[part]]
    last = next(row for row in range(1, 40) if sheet.cell(row, 2).value == "Jumlah")
    in_book = [
        [as_shown(sheet.cell(row, column).value) for column in range(1, width + 1)]
        for row in range(last - 2, last + 1)
    ]
    assert in_book == on_page
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    words = words_of(file("pdf"), "-raw")
    for row in on_page:
        assert " ".join(filter(None, row)) in words
    assert "Ketua TP PKK Kota Pekalongan" in words


def as_shown(value):
    """A cell of a file as the page shows it."""
    text = str(value if value is not None else "").removeprefix("'")
    is_number = text.removeprefix("-").isdecimal()
    return f"{int(text):,}".replace(",", ".") if is_number else text


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
