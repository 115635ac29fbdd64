"""Pantauan: its figures, its map, who needs attention, and what an address means."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.actions.groups import change_status
from groups.books.actions.cash import record_cash
from groups.books.models import CashCategory
from groups.models import BusinessGroup, Region, User
from groups.score.queries import score_on
from reports.census import census, trained_among
from reports.dashboard_views import RegionDashboard
from reports.periods import Period
from reports.queries import counted_groups, counted_members
from tests import factories as f
from tests.reports.worlds import random_city

pytestmark = pytest.mark.django_db
DAYS = [date(2016, 6, 1), date(2020, 1, 1), date(2023, 7, 15), date(2026, 1, 2)]


def page(client, code=f.KOTA, name="dashboard-region", **asked):
    return client.get(reverse(name, args=[code]), asked)


@pytest.mark.parametrize("seed", [2, 5, 11])
def test_the_census_of_many_days_equals_the_lists_of_each_day(db, seed):
    random_city(seed)
    scope = {"user": f.pokja_kota(), "region": Region.objects.get(pk=f.KOTA)}
    for place, group in enumerate(BusinessGroup.objects.order_by("pk")):
        f.score(group, DAYS[place % 3], points=10 * place)
        f.score(group, DAYS[3], points=5)
    counts = census(**scope, days=DAYS)
    for day in DAYS:
        period = Period(day.replace(month=1, day=1), day)
        for code in (f.KRAPYAK, f.DEGAYU, f.MEDONO):
            groups = counted_groups(**scope, period=period).filter(region=code)
            members = counted_members(**scope, period=period).filter(group__region=code)
            here = counts[day][code]
            assert here["groups"] == groups.count()
            for level in ("pemula", "madya", "utama"):
                assert here[level] == groups.filter(level_code=level, is_cooperative=False).count()
            assert here["koperasi"] == groups.filter(is_cooperative=True).count()
            assert here["members"] == members.count() == here["women"] + here["men"]
            assert here["women"] == members.filter(member__sex="P").count()
            assert here["trained"] == trained_among(members, day).count()
            kept = [score_on(group, day) for group in groups]
            points = [score.points for score in kept if score]
            assert (here["scored"], here["points"]) == (len(points), sum(points))


@pytest.mark.parametrize("code", [f.KOTA, f.UTARA, f.KRAPYAK])
def test_each_figure_opens_a_list_as_long_as_its_number(sign_in, code):
    random_city(3)
    for group in BusinessGroup.objects.all()[1:]:
        f.score(group, date(2025, 6, 30))
    client = sign_in(f.pokja_kota())
    context = page(client, code, masa="2025").context
    for figure in context["figures"]:
        number = figure.under.split(" dari ")[0] if figure.measure.whole else figure.value
        if figure.measure.mean:
            number = figure.under.removeprefix("dari 100 · ").removesuffix(" kelompok")
        rows = client.get(figure.address).context["page"].paginator.count
        assert rows == (0 if number == "belum ada data" else int(number.replace(".", ""))), figure


def test_the_average_score_and_its_change_open_the_groups_lowest_first(sign_in):
    low, high, new = f.group(name="Rendah"), f.group(name="Tinggi"), f.group(f.MEDONO)
    for group, then, now in ((low, 20, 31), (high, 60, 80)):
        f.score(group, date(2024, 12, 31), points=then)
        f.score(group, date(2025, 12, 31), points=now)
    f.score(new, date(2026, 1, 31), points=100)
    for place, code in enumerate((f.KRAPYAK, f.MEDONO), start=1):
        Region.objects.filter(pk=code).update(tile_col=place, tile_row=1)
    client = sign_in(f.pokja_kota())
    context = page(client, masa="2025", banding="2024", ukuran="tertib").context
    [figure] = [one for one in context["figures"] if one.measure.code == "tertib"]
    assert (figure.value, figure.under) == ("55,5", "dari 100 · 2 kelompok")
    assert figure.change == "naik 15,5 poin dibanding Tahun 2024"
    shown = {tile.place.pk: tile.value for tile in context["map"].tiles}
    assert (shown[f.KRAPYAK], shown[f.MEDONO]) == ("55,5", "–")
    rows = client.get(figure.address).context["page"]
    assert [(group.name, group.points) for group in rows] == [("Rendah", 31), ("Tinggi", 80)]


def test_the_ten_least_orderly_stand_with_their_next_step_and_the_whole_list(sign_in):
    part = {"code": "sk", "name": "SK pembentukan", "weight": 5, "done": 0, "due": 2, "words": "-"}
    groups = [f.group(name=f"Kelompok {number:02}") for number in range(12)]
    for place, group in enumerate(groups):
        f.score(group, date(2026, 1, 31), points=99)
        f.score(group, date(2026, 2, 28), points=place, parts=[part])
    f.score(f.group("33.76.01.1001"), date(2026, 2, 28), points=0)
    gone = f.group()
    f.score(gone, date(2026, 2, 28), points=0)
    change_status(group=gone, to="bubar", on=date(2026, 3, 1), basis="uji", by=f.admin())
    response = page(sign_in(f.pokja_kota()))
    found = response.context["least_orderly"]
    assert [one.group for one in found] == groups[:10]
    assert found[0].next_step.task == "Isi nomor dan tanggal SK"
    text = response.content.decode()
    assert reverse("score-group", args=[groups[0].pk]) in text
    assert f"{reverse('score-list')}?wilayah={f.KOTA}" in text


def queries_of(client):
    with CaptureQueriesContext(connection) as captured:
        assert page(client).status_code == 200
    return [query["sql"] for query in captured]


def test_a_dashboard_costs_at_most_twelve_queries_however_many_rows(sign_in):
    client = sign_in(f.pokja_kota())
    f.score(f.member(f.group()).group, date(2026, 1, 31))
    few = queries_of(client)
    for _ in range(29):
        group = f.member(f.group()).group
        f.books(group)
        f.score(group, date(2026, 1, 31))
    many = queries_of(client)
    assert len(many) == len(few) <= 12, few


@pytest.mark.parametrize(
    ("part", "models", "more"),
    [
        ("board", RegionDashboard.BOARD, ["kelompok"]),
        ("cases", RegionDashboard.CASES, []),
        ("order", RegionDashboard.ORDER, []),
    ],
)
def test_every_table_that_a_part_counts_ends_what_was_kept_of_it(rf, part, models, more):
    f.score(f.member(f.group()).group, date(2026, 1, 31))
    request, view = rf.get("/"), RegionDashboard()
    request.user = f.pokja_kota()
    request.user.region_codes()
    view.setup(request, code=f.KOTA)
    view.read_periods(request.GET)
    region = view.get_region()
    with CaptureQueriesContext(connection) as captured:
        getattr(view, part)(region, *more)
    read = {name for query in captured for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    # The places come with every visit, by the first query of the page; who made a rule is not shown.
    read = (read | {Region._meta.db_table}) - {User._meta.db_table}
    assert read == {model._meta.db_table for model in models}


@pytest.mark.django_db(transaction=True)
def test_a_line_of_the_cash_book_has_only_what_needs_attention_counted_again(sign_in, reference_lists):
    f.regions()
    ledger = f.books(f.member(f.group()).group, starts_on=timezone.localdate())
    client, page_of = sign_in(f.pokja_kota()), reverse("dashboard-region", args=[f.KOTA])
    client.get(page_of)
    assert "cases" not in client.get(page_of).context  # nothing of it is drawn
    line = {"direction": "masuk", "amount": 5000, "description": "Jualan"}
    line["category"] = CashCategory.objects.get(code="lain")
    record_cash(ledger=ledger, on=ledger.starts_on, by=f.admin(), **line)
    context = client.get(page_of).context
    assert "cases" in context
    assert "least_orderly" not in context
    assert "figures" not in context


@pytest.mark.django_db(transaction=True)
def test_a_dashboard_is_counted_once_until_somebody_writes(sign_in, reference_lists):
    f.regions()
    group = f.member(f.group(name="Jlamprang")).group
    client = sign_in(f.pokja_kota())
    first = page(client)
    assert first.context["figures"][1].value == "1"
    assert len(queries_of(client)) <= 6
    assert page(client).content == first.content
    f.member(group)
    changed = page(client)
    assert changed.context["figures"][1].value == "2"
    assert client.get(reverse("dashboard-region", args=[f.UTARA])).context["region"].pk == f.UTARA
    f.score(group, date(2026, 1, 31))
    assert page(client).context["least_orderly"][0].day == date(2026, 1, 31)
    assert page(client, masa="2025").context["period"].code == "2025"


def test_nothing_is_kept_while_a_transaction_that_wrote_is_open(sign_in):
    """Its rows have their numbers already, but the others do not see them yet. SQLite has one writer."""
    f.member(f.group())
    client = sign_in(f.pokja_kota())
    first, again = queries_of(client), queries_of(client)
    assert (len(again) < len(first)) == (connection.vendor == "sqlite")


def test_a_place_without_groups_says_so_once_and_compares_nothing(sign_in):
    f.group(f.MEDONO)
    client = sign_in(f.pokja_kota())
    empty, filled = (page(client, code).content.decode() for code in (f.KRAPYAK, f.MEDONO))
    assert "Di sini belum ada kelompok yang aktif" in empty
    assert "belum ada data" in empty
    assert "tanpa data pada" not in empty
    assert "Di sini belum ada kelompok" not in filled
