"""The public page of figures and the open data: the figures of the summaries, small counts hidden."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.models import Region
from groups.visits import MOST
from reports.periods import Period
from reports.published import last_month_end, published
from reports.queries import summary
from tests import factories as f

pytestmark = pytest.mark.django_db
SECRETS = ("Kelompok Rahasia", "Siti Rahasia", "81299990000", "3375", "Bu Kontak")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    caches["visits"].clear()


@pytest.fixture
def city():
    """Krapyak with four groups and nine people, Degayu with two and one, Medono with five and five."""
    contact = {"contact_phone": "+6281299990000", "contact_name": "Bu Kontak"}
    for place, groups, members in ((f.KRAPYAK, 4, 2), (f.DEGAYU, 2, 1), (f.MEDONO, 5, 1)):
        for number in range(groups):
            name = f"Kelompok Rahasia {place} {number}"
            group = f.group(place, name=name, level="madya" if place == f.MEDONO else "pemula", **contact)
            for _ in range(members):
                f.member(group, name="Siti Rahasia", nik=f.nik())
    return Region.objects.get(pk=f.KOTA)


def rows_of(part):
    return {row.code: row.values for row in part.rows}


def test_the_figures_are_those_of_the_summary_but_for_the_small_ones(city):
    day = last_month_end()
    result = published(city)
    total = summary(user=f.pokja_kota(), region=city, period=Period(date(day.year, 1, 1), day)).total
    groups, members = rows_of(result.part("kelompok")), rows_of(result.part("anggota"))
    assert groups[f.KOTA] == (total.all_groups, total.groups["pemula"], total.groups["madya"]) == (11, 6, 5)
    assert members[f.KOTA][0] == total.all_members == 15
    # Degayu has two groups: hidden, and Krapyak with it, because Utara less Krapyak is Degayu.
    assert groups[f.DEGAYU][0] is groups[f.KRAPYAK][0] is None
    assert members[f.DEGAYU] == members[f.KRAPYAK] == (None, None, None)
    numbers = [number for part in result.parts for row in part.rows for number in row.values]
    assert min(number for number in numbers if number is not None) >= 3


def test_everybody_reads_them_and_nobody_reads_a_name(client, city):
    page = client.get(reverse("figures")).content.decode()
    assert "Kota Pekalongan" in page
    texts = [page.replace("/angka/33.75", "")]
    for kind in ("csv", "json"):
        answer = client.get(reverse("figures-data", args=[f.KOTA, kind]))
        assert answer["Cache-Control"] == "public, max-age=3600"
        texts.append(answer.content.decode())
    assert not [secret for secret in SECRETS for text in texts if secret in text]
    assert reverse("figures") in client.get(reverse("etalase")).content.decode()


def test_csv_and_json_say_what_the_page_says(client, city):
    result = published(city)
    lines = client.get(reverse("figures-data", args=[f.KOTA, "csv"])).content.decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(lines), delimiter=";"))
    tree = json.loads(client.get(reverse("figures-data", args=[f.KOTA, "json"])).content)
    values = [number for part in result.parts for row in part.rows for number in row.values]
    assert [line["Nilai"] for line in lines] == ["" if number is None else str(number) for number in values]
    in_tree = [number for part in tree["tabel"] for row in part["baris"] for number in row["nilai"].values()]
    assert in_tree == values
    assert (tree["kode"], tree["tanggal"], tree["batas"]) == (f.KOTA, f"{last_month_end()}", 3)


def test_what_happens_this_month_is_not_in_yet(city):
    f.group(f.MEDONO, founded_on=timezone.localdate().replace(day=1))
    assert rows_of(published(city).part("kelompok"))[f.KOTA][0] == 11


def test_a_city_with_hardly_any_group_shows_nothing_and_another_city_is_its_own(client, city):
    for _ in range(2):
        f.group("33.76.01.1001")
    page = client.get(reverse("figures-city", args=["33.76"])).content.decode()
    assert "masih terlalu sedikit" in page
    assert published(Region.objects.get(pk="33.76")).parts == ()
    assert rows_of(published(city).part("kelompok"))[f.KOTA][0] == 11
    both = client.get(reverse("figures")).content.decode()
    assert reverse("figures-city", args=["33.75"]) in both
    assert reverse("figures-city", args=["33.76"]) in both


def test_only_cities_with_groups_have_a_page_and_only_csv_and_json_are_there(client, city):
    for code in ("33", "33.75.03", f.KRAPYAK, "33.77", "x"):
        assert client.get(reverse("figures-city", args=[code])).status_code == 404
        assert client.get(reverse("figures-data", args=[code, "csv"])).status_code == 404
    assert client.get(reverse("figures-data", args=[f.KOTA, "xlsx"])).status_code == 404


def test_they_are_counted_once_and_cost_little_until_somebody_asks_too_often(client, city, monkeypatch):
    url = reverse("figures")
    with CaptureQueriesContext(connection) as first:
        assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as again:
        assert client.get(url).status_code == 200
    assert len(first) <= 8
    assert len(again) == 1
    monkeypatch.setitem(MOST, "pages", 3)
    data = reverse("figures-data", args=[f.KOTA, "json"])
    assert [client.get(data).status_code for _ in range(2)] == [200, 429]
