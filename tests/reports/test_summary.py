"""The summary: its figures, the rows behind them, and whose they are."""

import csv
import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from groups.actions import groups as group_actions
from groups.actions import members as member_actions
from groups.models import Region
from reports.periods import Period
from reports.queries import summary
from reports.tables import recap_table
from tests import factories as f
from tests.reports.worlds import as_counted, count_slowly, random_city

pytestmark = pytest.mark.django_db

DAYS = [date(2016, 6, 1), date(2020, 1, 1), date(2023, 7, 15), date(2026, 1, 2)]


def period(day):
    return Period(day.replace(month=1, day=1), day)


def region(code):
    return Region.objects.select_related("parent__parent__parent").get(code=code)


def page(client, code, **asked):
    return client.get(reverse("summary-region", args=[code]), asked)


@hypothesis_settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6))
def test_every_figure_equals_a_slow_count_of_the_rows(db, seed):
    from django.db import transaction

    with transaction.atomic():
        random_city(seed)
        staff = {"33.75": f.pokja_kota(f.KOTA), "33": f.pokja_kota("33")}
        for day in DAYS:
            for user, code in [
                (staff["33"], "33"),
                (staff["33.75"], f.KOTA),
                (staff["33.75"], f.UTARA),
                (staff["33.75"], f.KRAPYAK),
            ]:
                result = summary(user=user, region=region(code), period=period(day))
                assert as_counted(result.total) == count_slowly(code, period(day)), (code, day)
                if not result.rows_are_groups:
                    for row in result.rows:
                        assert as_counted(row.figures) == count_slowly(row.key, period(day)), (row, day)
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [1, 7])
def test_every_cell_opens_a_list_as_long_as_its_number(sign_in, seed):
    random_city(seed)
    user = f.pokja_kota()
    client = sign_in(user)
    opened = 0
    for code in (f.KOTA, f.UTARA, f.KRAPYAK):
        for day in DAYS[2:]:
            table = recap_table(summary(user=user, region=region(code), period=period(day)))
            for cells in (*table.rows, table.total):
                for cell in cells[2:]:
                    response = client.get(cell.href)
                    assert response.context["page"].paginator.count == cell.value, cell
                    opened += 1
    assert opened > 100


def test_every_tile_and_business_kind_opens_a_list_as_long_as_its_number(sign_in):
    random_city(3)
    client = sign_in(f.pokja_kota())
    context = page(client, f.KOTA, per="2023-07-15").context
    numbers = [(number, href) for _, number, _, href in context["tiles"]]
    numbers += [(number, href) for _, number, href in context["kinds"]]
    assert len(numbers) > 7
    for number, href in numbers:
        assert client.get(href).context["page"].paginator.count == number, href


class Cells(HTMLParser):
    """The texts of the cells of the table with the class ``figures``, row by row."""

    def __init__(self):
        super().__init__()
        self.rows, self.inside, self.cell = [], False, None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.inside = ("class", "figures") in attrs
        elif self.inside and tag == "tr":
            self.rows.append([])
        elif self.inside and tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        if self.inside and tag in ("td", "th"):
            self.rows[-1].append(self.cell.strip())
            self.cell = None
        elif tag == "table":
            self.inside = False

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def numbers(row):
    return [int(text.replace(".", "")) for text in row]


def test_html_xlsx_and_csv_carry_the_same_numbers(sign_in):
    random_city(5)
    client = sign_in(f.pokja_kota())
    asked = {"per": "2023-07-15"}
    parser = Cells()
    parser.feed(page(client, f.KOTA, **asked).content.decode())
    on_page = [row[1:2] + numbers(row[2:]) for row in parser.rows[4:]]
    assert sum(map(sum, (row[1:] for row in on_page))) > 0

    def download(kind):
        return client.get(reverse("summary-download", args=[f.KOTA, kind]), asked).content

    book = openpyxl.load_workbook(BytesIO(download("xlsx")))
    sheet = book["Rekap"]
    start = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "2") + 1
    in_book = [[cell.value for cell in sheet[line][1:]] for line in range(start, start + len(on_page))]
    assert in_book == on_page
    lines = list(csv.reader(StringIO(download("csv").decode("utf-8-sig")), delimiter=";"))
    assert [line[1:2] + numbers(line[2:]) for line in lines[1:]] == on_page
    assert lines[0][2] == "Pra koperasi / usaha bersama / UP2K · Pemula · Jml klp"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    top = start - 4
    assert {f"C{top}:J{top}", f"K{top}:L{top + 1}", f"A{top}:A{top + 2}"} <= merged
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows() if row[0].value}
    assert about["Wilayah"] == "Kota Pekalongan (33.75)"
    assert "data s.d. 15 Juli 2023" in about["Cakupan"]
    assert about["Oleh"]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+62", "-x", '=HYPERLINK("http://x")'])
def test_a_name_never_becomes_a_formula(sign_in, name):
    f.group(f.KRAPYAK, name=name)
    client = sign_in(f.kader())
    answers = {
        kind: client.get(reverse("summary-download", args=[f.KRAPYAK, kind])).content
        for kind in ("xlsx", "csv")
    }
    cells = [cell for row in openpyxl.load_workbook(BytesIO(answers["xlsx"]))["Rekap"] for cell in row]
    assert [cell.data_type for cell in cells if cell.value == name] == ["s"]
    row = list(csv.reader(StringIO(answers["csv"].decode("utf-8-sig")), delimiter=";"))[1]
    assert row[1] == f"'{name}"


def test_places_with_nothing_show_zeros(sign_in, regions):
    response = page(sign_in(f.pokja_kota()), f.KOTA)
    rows = response.context["table"].rows
    assert [cells[1].value for cells in rows] == ["Pekalongan Barat", "Pekalongan Utara"]
    assert {cell.value for cells in rows for cell in cells[2:]} == {0}
    assert "0 kelompok · 0 dari 3 kelurahan · data s.d." in response.context["coverage"]


def test_a_place_that_was_closed_stays_while_something_is_counted_there(sign_in):
    """Or the rows would not add up; but it is no kelurahan to be filled any more."""
    f.group(f.DEGAYU)
    Region.objects.filter(pk__in=[f.DEGAYU, f.KRAPYAK]).update(closed_on=date(2024, 1, 1))
    client = sign_in(f.pokja_kota())

    def shown(**asked):
        context = page(client, f.UTARA, **asked).context
        table, tiles = context["table"], context["tiles"]
        for _, number, _, href in tiles:
            assert client.get(href).context["page"].paginator.count == number, href
        rows = [(row[1].value, row[2].value) for row in table.rows]
        assert table.total[2].value == sum(number for _, number in rows)
        return rows, next(number for label, number, *_ in tiles if label == "Kelurahan terisi")

    assert shown(per="2023-12-31") == ([("Krapyak", 0), ("Degayu", 1)], 1)
    assert shown() == ([("Degayu", 1)], 0)
    Region.objects.filter(pk=f.UTARA).update(closed_on=date(2024, 1, 1))
    assert page(client, f.KOTA).context["table"].total[2].value == 1
    assert page(client, f.DEGAYU).context["table"].total[2].value == 1


def test_who_was_entered_by_mistake_was_never_reached(sign_in):
    group, archived = f.group(), f.group()
    bimtek = f.event(starts_on=date(2023, 3, 17))
    people = [f.member(group), f.member(group), f.member(archived)]
    for person in people:
        f.participant(bimtek, person, present=[bimtek.starts_on])
    member_actions.void_member(member=people[1], reason="dobel", by=f.admin())
    group_actions.archive_group(group=archived, reason="dobel", by=f.admin())
    context = page(sign_in(f.kader()), f.KRAPYAK, per="2023-12-31").context
    assert [number for label, number, *_ in context["tiles"] if label == "Ikut bimtek"] == [1]


def test_each_user_starts_at_her_own_region(sign_in):
    for maker, code in [(f.kader, f.KRAPYAK), (f.pokja_kecamatan, f.UTARA), (f.pokja_kota, f.KOTA)]:
        response = sign_in(maker()).get(reverse("summary"))
        assert response["Location"] == reverse("summary-region", args=[code])


@pytest.mark.parametrize("code", [f.BARAT, f.KOTA, f.MEDONO, "33", "99", "33.75.03%", "x" * 300])
def test_a_region_outside_the_scope_is_a_404(sign_in, code):
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    for name, more in [("summary-region", []), ("summary-download", ["csv"]), ("summary-rows", ["anggota"])]:
        assert client.get(reverse(name, args=[code, *more])).status_code == 404


def test_a_shared_link_shows_the_same_place_and_day_to_whoever_may_see_it(sign_in):
    f.group(f.KRAPYAK, founded_on=date(2020, 1, 1))
    asked = {"per": "2019-12-31"}
    for maker in (f.kader, f.pokja_kecamatan, f.pokja_kota):
        context = page(sign_in(maker()), f.KRAPYAK, **asked).context
        assert context["period"].last == date(2019, 12, 31)
        assert context["tiles"][0][1] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"per": "kemarin"},
        {"per": "2026-13-01"},
        {"per": "2999-01-01"},
        {"per": "1984-12-31"},
        {"dari": "2999-01-01"},
        {"per": "2020-01-01", "dari": "2020-01-02"},
        {"per": "0001-01-01"},
        {"masa": "2026-t5"},
        {"masa": "2999-t1"},
        {"masa": "1984"},
        {"masa": "../t1"},
    ],
)
def test_a_day_that_cannot_be_is_a_clear_page(sign_in, asked):
    response = page(sign_in(f.kader()), f.KRAPYAK, **asked)
    assert response.status_code == 400
    assert "Masa atau tanggal belum benar" in response.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "1000000000"},
        {"page": "x"},
        {"kategori": "x"},
        {"jk": "X"},
        {"koperasi": "1"},
        {"kelompok": "x"},
        {"kelompok": "9" * 40},
    ],
)
def test_an_odd_question_for_rows_is_a_404(sign_in, asked):
    f.group()
    url = reverse("summary-rows", args=[f.KRAPYAK, "anggota"])
    assert sign_in(f.kader()).get(url, asked).status_code == 404


@pytest.mark.parametrize("args", [[f.KRAPYAK, "rahasia"]])
def test_an_unknown_list_or_file_is_a_404(sign_in, args):
    client = sign_in(f.kader())
    assert client.get(reverse("summary-rows", args=args)).status_code == 404
    assert client.get(reverse("summary-download", args=args)).status_code == 404


@pytest.mark.parametrize("code", [f.KOTA, f.UTARA, f.KRAPYAK])
@pytest.mark.parametrize("name", ["summary-region", "summary-rows"])
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, code, name):
    client = sign_in(f.pokja_kota())
    url = reverse(name, args=[code] if name == "summary-region" else [code, "anggota"])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    f.member(f.group())
    few = queries()
    for _ in range(29):
        f.member(f.group())
    assert queries() == few
    assert few <= 10


def test_the_merged_headings_of_the_form_span_their_columns_on_the_screen(sign_in, regions):
    head = page(sign_in(f.pokja_kota()), f.KOTA).content.decode().split("<thead>")[1].split("</thead>")[0]
    rows = [re.findall(r"<th([^>]*)>([^<]*)<", row) for row in head.split("</tr>")[:3]]
    spans = [
        {
            text: tuple(int(size) for _, size in re.findall(r'(col|row)span="(\d+)"', given))
            for given, text in row
        }
        for row in rows
    ]
    assert (spans[0]["No"], spans[0]["Pra koperasi / usaha bersama / UP2K"]) == ((3,), (8,))
    assert (spans[0]["Koperasi berbadan hukum"], spans[1]["Pemula"]) == ((2, 2), (2,))
    assert "&quot;" not in head
