"""Pantauan: its figures, its map, who needs attention, and what an address means."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import Region
from reports.census import census, trained, trained_among
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
    counts, taught = census(**scope, days=DAYS), trained(**scope, days=DAYS)
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
            assert taught[day][code]["trained"] == trained_among(members, day).count()


@pytest.mark.parametrize("code", [f.KOTA, f.UTARA, f.KRAPYAK])
def test_each_figure_opens_a_list_as_long_as_its_number(sign_in, code):
    random_city(3)
    client = sign_in(f.pokja_kota())
    context = page(client, code, masa="2025").context
    for figure in context["figures"]:
        number = figure.under.split(" dari ")[0] if figure.measure.whole else figure.value
        rows = client.get(figure.address).context["page"].paginator.count
        assert rows == (0 if number == "–" else int(number.replace(".", ""))), figure


def test_a_dashboard_costs_at_most_twelve_queries_however_many_rows(sign_in):
    client = sign_in(f.pokja_kota())

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page(client).status_code == 200
        return [query["sql"] for query in captured]

    f.member(f.group())
    few = queries()
    for _ in range(29):
        f.books(f.member(f.group()).group)
    many = queries()
    assert len(many) == len(few) <= 12, few
