"""Form 4.22 of several provinces together: rows are provinces, for whoever has tasks in more than one."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import Region, RegionRole, User
from groups.models.region import nation_of
from reports.official.definitions import forms
from reports.official.filling import fill
from reports.official.years import span_of
from tests import factories as f
from tests.reports.test_summary import Cells
from tests.reports.worlds import random_city

pytestmark = pytest.mark.django_db
FORM = "4.22-a"
NATIONAL = reverse("official-form", args=[FORM, "nasional"])
BANTUL = "34.02.01.2001"


@pytest.fixture
def provinces():
    """A second province with one village, a third that nobody here may see."""
    f.regions()
    rows = [("34", "provinsi", None), ("34.02", "kota", "34"), ("34.02.01", "kecamatan", "34.02")]
    rows += [(BANTUL, "kelurahan", "34.02.01"), ("35", "provinsi", None), ("35.01", "kota", "35")]
    rows += [("35.01.01", "kecamatan", "35.01"), ("35.01.01.2001", "kelurahan", "35.01.01")]
    for code, level, parent in rows:
        Region.objects.create(code=code, level=level, name=f"Tempat {code}", parent_id=parent)


@pytest.fixture
def national(provinces):
    """Pokja II of two of the three provinces."""
    person = f.user("pokja_kota", "33", username="pusat")
    RegionRole.objects.create(user=person, role="pokja_kota", region_id="34", starts_on=date(2020, 1, 1))
    return person


@pytest.mark.parametrize("form", ["4.22-a", "4.22-b", "4.22-c"])
def test_each_row_is_the_total_of_that_province(national, form):
    random_city(7)
    for place in (BANTUL, "35.01.01.2001"):
        f.member(f.group(place, founded_on=date(2020, 1, 1)), joined_on=date(2021, 1, 1))
    f.yearly(BANTUL, 2025, three_illiteracies=4)
    scope = {"user": national, "form": forms()[form], "span": span_of(2025)}
    whole = fill(region=nation_of(national), **scope)
    assert [row.key for row in whole.rows] == ["33", "34"]
    for row in whole.rows:
        province = fill(region=Region.objects.get(pk=row.key), **scope)
        assert row.values == province.total.values
    assert any(whole.total.values)


def test_it_is_reached_from_the_menu_and_leads_to_the_provinces_and_back(sign_in, national):
    f.group(BANTUL, name="Kelompok Bantul", founded_on=date(2020, 1, 1))
    f.group("35.01.01.2001", founded_on=date(2020, 1, 1))
    client = sign_in(national)
    assert f'href="{NATIONAL}?' in client.get(reverse("official-list")).text
    page = client.get(NATIONAL, {"tahun": 2025})
    table = Cells()
    table.feed(page.text)
    assert "TP PKK: GABUNGAN 2 PROVINSI" in page.text
    names = [name for number, name, *_ in table.rows if number in ("1", "2") and not name.isdecimal()]
    assert names == ["Jawa Tengah", "Tempat 34"]
    province = f"{reverse('official-form', args=[FORM, '34'])}?tahun=2025"
    assert f'href="{province}"' in page.text
    below = client.get(province).text
    assert f'href="{NATIONAL}?tahun=2025"' in below
    assert "Tempat 34.02" in below


def test_its_files_carry_the_same_numbers_and_nobody_signs(sign_in, national):
    f.group(BANTUL, founded_on=date(2020, 1, 1))
    client = sign_in(national)
    assert "Penanda tangan" not in client.get(NATIONAL, {"tahun": 2025}).text
    for kind in ("pdf", "csv", "xlsx"):
        answer = client.get(reverse("official-download", args=[FORM, "nasional", kind]), {"tahun": 2025})
        assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    names = [cell.value for column in sheet.iter_cols(2, 2) for cell in column]
    assert "Jawa Tengah" in names
    assert "Tempat 34" in names


@pytest.mark.parametrize(
    ("role", "region"), [("pokja_kota", "33"), ("pokja_kota", f.KOTA), ("kader", f.KRAPYAK)]
)
def test_whoever_has_one_province_or_less_finds_nothing_above(sign_in, provinces, role, region):
    client = sign_in(f.user(role, region))
    assert "nasional" not in client.get(reverse("official-list")).text
    assert client.get(NATIONAL).status_code == 404
    assert client.get(reverse("official-download", args=[FORM, "nasional", "xlsx"])).status_code == 404


@pytest.mark.parametrize(("name", "more"), [("official-rows", [26]), ("official-freeze", [])])
def test_its_rows_and_determining_it_are_the_provinces_own(sign_in, national, name, more):
    assert sign_in(national).get(reverse(name, args=[FORM, "nasional", *more])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_provinces(sign_in, national):
    client = sign_in(national)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(NATIONAL, {"tahun": 2025}).status_code == 200
        return len(captured)

    few = queries()
    f.member(f.group(BANTUL))
    RegionRole.objects.create(user=national, role="pokja_kota", region_id="35", starts_on=date(2020, 1, 1))
    assert queries() == few <= 10
    assert nation_of(User.objects.get(pk=national.pk)).title == "Gabungan 3 provinsi"
