"""Form 4.22: its header, its numbers against a slow count and in four formats, the rows behind, the scope."""

import csv
import shutil
import subprocess
from datetime import date, timedelta
from io import BytesIO, StringIO
from random import Random

import openpyxl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bimtek.models import Attendance, EventKind, Participant
from groups.models import BusinessGroup, Region, RegionRole
from reports.models import YearlyInput
from reports.official.definitions import all_codes, forms, inputs, main_codes, problems, read_form
from reports.official.filling import fill
from reports.official.years import Span
from tests import factories as f
from tests.reports.test_summary import Cells
from tests.reports.worlds import PLACES, covers, random_city

pytestmark = pytest.mark.django_db

DAYS = [date(2020, 1, 1), date(2023, 7, 15), date(2025, 12, 31)]
LEVELS = {26: "pemula", 28: "madya", 30: "utama", 32: "mandiri", 34: "koperasi"}
INPUTS = {
    3: "three_illiteracies", 4: "package_a_groups", 5: "package_a_learners", 6: "package_b_groups",
    7: "package_b_learners", 8: "package_c_groups", 9: "package_c_learners", 10: "functional_literacy_groups",
    11: "functional_literacy_learners", 12: "paud_groups", 13: "reading_gardens", 14: "bkb_groups",
    15: "bkb_mothers", 16: "bkb_toys", 17: "bkb_simulations", 18: "tutors_literacy", 19: "tutors_paud",
    20: "cadres_bkb", 21: "cadres_cooperative", 22: "cadres_skills", 23: "trained_lp3", 24: "trained_tpk3",
    25: "trained_damas",
}  # fmt: skip


def region(code):
    return Region.objects.select_related("parent__parent__parent").get(code=code)


def span(day):
    return Span(day.replace(month=1, day=1), day, whole_year=False)


def random_world(seed):
    """``random_city`` with RW, kader, trainings of kader and yearly inputs."""
    random_city(seed)
    dice = Random(seed)
    for group in BusinessGroup.objects.all():
        BusinessGroup.objects.filter(pk=group.pk).update(rw=dice.choice(["1", "01", "12", ""]))
    for _ in range(dice.randint(0, 5)):
        person = f.kader(dice.choice(PLACES))
        first = date(2015, 1, 1) + timedelta(days=dice.randrange(4000))
        last = dice.choice([None, first + timedelta(days=dice.randrange(2000))])
        person.roles.update(starts_on=first, ends_on=last)
        if dice.random() < 0.4:
            RegionRole.objects.create(
                user=person, role="kader", region=person.roles.get().region, starts_on=date(2019, 5, 1),
                ends_on=date(2024, 1, 1),
            )  # fmt: skip
    for code in ("lp3", "tpk3", "damas", "bimtek"):
        day = dice.choice(DAYS) - timedelta(days=dice.randrange(400))
        status = dice.choice(["terlaksana", "terlaksana", "batal"])
        event = f.event(starts_on=day, status=status, kind=EventKind.objects.get(code=code))
        for _ in range(dice.randint(1, 6)):
            row = Participant.objects.create(
                event=event,
                capacity=dice.choice(["kader", "kader", "kader", "tamu"]),
                name=dice.choice(["Sri Rahayu", "Ny. Sri Rahayu", "Wati", "Tutik"]),
                region_id=dice.choice([*PLACES[:3], f.UTARA]),
                is_dropped=dice.random() < 0.1,
            )
            if dice.random() < 0.8:
                Attendance.objects.create(participant=row, day=day, recorded_by=f.user())
    for place in PLACES:
        for year in (2020, 2023):
            if dice.random() < 0.7:
                values = {code: dice.choice([0, 1, 12, None]) for code in main_codes()}
                f.yearly(place, year, **values)


def bare(name):
    return name.lower().removeprefix("ny. ")


def count_slowly(code, day, rw=None):
    """The 33 numbers of columns 3 to 35 for the place ``code``; None where nobody filled anything in."""
    numbers = dict.fromkeys(range(3, 36))

    def inside(place):
        return place == code or place.startswith(f"{code}.")

    def add(column, number):
        numbers[column] = (numbers[column] or 0) + number

    for column in range(26, 36):
        add(column, 0)
    for group in BusinessGroup.objects.all():
        if group.archived_at or not inside(group.region_id):
            continue
        if rw is not None and group.rw.lstrip("0") != rw:
            continue
        status = [s.status for s in group.status_changes.all() if covers(s.from_on, s.until_on, day)]
        if status != ["aktif"]:
            continue
        [level] = [x.level_id for x in group.level_changes.all() if covers(x.from_on, x.until_on, day)]
        if group.cooperative_on and group.cooperative_on <= day:
            level = "koperasi"
        [column] = [column for column, name in LEVELS.items() if name == level]
        add(column, 1)
        for spell in group.memberships.all():
            if spell.voided_at is None and covers(spell.joined_on, spell.left_on, day):
                add(column + 1, 1)
    if rw is not None:
        return {column: number for column, number in numbers.items() if column >= 26}
    for column in (21, 23, 24, 25):
        add(column, 0)
    kader = set()
    for role in RegionRole.objects.filter(role="kader"):
        is_over = role.ends_on is not None and role.ends_on < day
        if inside(role.region_id) and role.starts_on <= day and not is_over:
            kader.add((role.region_id, role.user_id))
    add(21, len(kader))
    for column, kind in ((23, "lp3"), (24, "tpk3"), (25, "damas")):
        people = set()
        for row in Participant.objects.filter(capacity="kader", is_dropped=False):
            days = [attendance.day for attendance in row.attendances.all()]
            came = any(day.replace(month=1, day=1) <= on <= day for on in days)
            held = row.event.status == "terlaksana" and row.event.kind.form_column == kind
            if came and held and inside(row.region_id) and len(row.region_id) == 13:
                people.add((row.region_id, bare(row.name)))
        add(column, len(people))
    for sheet in YearlyInput.objects.filter(year=day.year):
        for figure in sheet.figures.all():
            for column, name in INPUTS.items():
                if inside(sheet.region_id) and figure.code == name and figure.value is not None:
                    add(column, figure.value)
    return numbers


def counted(row):
    """The same of the report's row."""
    numbers = dict(enumerate(row.values[:-1], start=3))
    return {column: None if value == "" else value for column, value in numbers.items() if value != "–"}


@hypothesis_settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6))
def test_every_number_equals_a_slow_count_of_the_rows(db, seed):
    with transaction.atomic():
        random_world(seed)
        staff = {"33": f.pokja_kota("33"), f.KOTA: f.pokja_kota(f.KOTA)}
        for day in DAYS:
            for code in ("33", f.KOTA, f.UTARA, f.KRAPYAK):
                user = staff.get(code, staff[f.KOTA])
                filled = fill(user=user, form=forms()["4.22-a"], region=region(code), span=span(day))
                assert counted(filled.total) == count_slowly(code, day), (code, day)
                for row in filled.rows:
                    if filled.rows_are_rw:
                        rw = "" if row.key == "tanpa-rw" else row.key
                        assert counted(row) == count_slowly(code, day, rw), (row, day)
                    else:
                        assert counted(row) == count_slowly(row.key, day), (row, day)
        transaction.set_rollback(True)


def test_the_sum_of_the_rows_is_the_total_and_a_total_is_the_row_above():
    random_world(11)
    user, form = f.pokja_kota(), forms()["4.22-c"]
    city = fill(user=user, form=form, region=region(f.KOTA), span=span(DAYS[1]))
    for place, total in enumerate(city.total.values[:-1]):
        if isinstance(total, int):
            assert total == sum(row.values[place] or 0 for row in city.rows)
    for row in city.rows:
        below = fill(user=user, form=form, region=region(row.key), span=span(DAYS[1]))
        assert below.total.values == row.values


def test_the_columns_by_sex_add_up_to_those_of_variant_a():
    random_world(4)
    user = f.pokja_kota()
    a, c = (
        fill(user=user, form=forms()[code], region=region(f.KOTA), span=span(DAYS[1])).total.values
        for code in ("4.22-a", "4.22-c")
    )
    columns = {column.figure: place for place, column in enumerate(forms()["4.22-c"].columns[2:])}
    for no, level in ((27, "pemula"), (29, "madya"), (31, "utama"), (33, "mandiri"), (35, "cooperative")):
        assert a[no - 3] == c[columns[f"{level}_members_l"]] + c[columns[f"{level}_members_p"]]
    assert sum(a[23:33]) > 0


@pytest.mark.parametrize("form", ["4.22-a", "4.22-b", "4.22-c"])
def test_every_number_opens_rows_that_add_up_to_it(sign_in, form):
    random_world(7)
    client = sign_in(f.pokja_kota())
    opened = 0
    for code in (f.KOTA, f.KRAPYAK):
        table = client.get(reverse("official-form", args=[form, code]), {"per": "2023-07-15"}).context[
            "table"
        ]
        for cells in (*table.rows, table.total):
            for cell in cells[2:]:
                if isinstance(cell.value, int) and cell.value:
                    assert client.get(cell.href).context["sum"] == cell.value, cell
                    opened += 1
    assert opened > 10


# -- the header

MERGES = {
    # (first column, last column): (first row, last row). DOMAIN.md, section 2.
    (1, 1): (1, 4), (2, 2): (1, 4), (3, 3): (1, 4), (36, 36): (1, 4),
    **dict.fromkeys([(4, 11), (12, 25), (26, 35)], (1, 1)),
    **dict.fromkeys([(4, 5), (6, 7), (8, 9), (10, 11), (14, 17), (18, 19)], (2, 2)),
    **dict.fromkeys([(20, 22), (23, 25), (26, 33)], (2, 2)),
    **dict.fromkeys([(12, 12), (13, 13)], (2, 4)),
    **dict.fromkeys([(n, n) for n in (*range(4, 12), *range(14, 26), 34, 35)], (3, 4)),
}  # fmt: skip
MERGES_TOO = [((34, 35), (2, 2)), *(((n, n + 1), (3, 3)) for n in (26, 28, 30, 32))]


def download(client, form, code, kind, **asked):
    return client.get(reverse("official-download", args=[form, code, kind]), asked).content


def sheet_and_top(client, form="4.22-a", **asked):
    sheet = openpyxl.load_workbook(BytesIO(download(client, form, f.KOTA, "xlsx", **asked)))["Formulir"]
    numbers = next(
        row for row in range(1, 30) if [sheet.cell(row, n).value for n in (1, 2, 3)] == list("123")
    )
    return sheet, numbers - 4


def test_the_merged_header_of_the_spreadsheet_is_that_of_the_form(sign_in, regions):
    sheet, top = sheet_and_top(sign_in(f.pokja_kota()))
    merged = {
        ((area.min_col, area.max_col), (area.min_row - top + 1, area.max_row - top + 1))
        for area in sheet.merged_cells.ranges
        if top <= area.min_row < top + 4
    }
    assert merged == {*MERGES.items(), *MERGES_TOO}
    texts = {
        (row, column): sheet.cell(top + row - 1, column).value
        for row in range(1, 5)
        for column in range(1, 37)
    }
    wanted = {(1, 12): "PENDIDIKAN KETERAMPILAN", (1, 26): "PENGEMBANGAN KEHIDUPAN BERKOPERASI",
              (2, 4): "PAKET A",
              (2, 23): "JUMLAH KADER YANG SUDAH DILATIH", (2, 26): "PRA KOPERASI/USAHA BERSAMA/UP2K",
              (3, 32): "MANDIRI", (4, 27): "PESERTA", (3, 35): "JML. ANGGOTA", (1, 36): "KET."}  # fmt: skip
    assert {place: texts[place] for place in wanted} == wanted
    assert [sheet.cell(top + 4, column).value for column in range(1, 37)] == [str(n) for n in range(1, 37)]


def test_the_spreadsheet_opens_ready_to_print(sign_in, regions):
    client = sign_in(f.pokja_kota())
    for paper, number in (("a4", 9), ("f4", 14)):
        sheet, top = sheet_and_top(client, kertas=paper)
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", number)
        # One page wide is how a workbook that names no width is printed; as many high as it takes.
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, int(setup.fitToHeight)) == (True, 0)
        assert setup.fitToWidth in (None, 1, "1")
        assert sheet.print_title_rows == f"${top}:${top + 4}"


def test_the_sheet_keterangan_says_of_what_and_by_whom(sign_in, regions):
    user = f.pokja_kota()
    book = openpyxl.load_workbook(
        BytesIO(download(sign_in(user), "4.22-a", f.KOTA, "xlsx", per="2024-06-30"))
    )
    about = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows() if row[0].value}
    assert about["Wilayah"] == "Kota Pekalongan (33.75)"
    assert about["Masa"] == "tahun 2024, keadaan 30 Juni 2024: 1 Januari 2024 sampai 30 Juni 2024"
    assert about["Cakupan"].endswith("isian tahunan 0,0 % · 0 dari 3 kelurahan · data s.d. 30 Juni 2024")
    assert about["Oleh"] == user.name


# -- the four formats


def words_of(pdf, how):
    done = subprocess.run(["pdftotext", how, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def as_text(value):
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value or "")


@pytest.mark.parametrize("form", ["4.22-a", "4.22-b", "4.22-c"])
def test_html_xlsx_csv_and_pdf_carry_the_same_numbers(sign_in, form):
    random_world(5)
    f.yearly(f.KRAPYAK, 2021, package_a_groups=1234, note="Catatan Krapyak")
    client = sign_in(f.pokja_kota())
    asked = {"per": "2021-12-01"}
    parser = Cells()
    parser.feed(client.get(reverse("official-form", args=[form, f.UTARA]), asked).content.decode())
    on_page = parser.rows[forms()[form].depth + 1 :]
    width = len(forms()[form].columns)
    assert [len(row) for row in on_page] == [width] * len(on_page)
    assert any("1.234" in row for row in on_page)
    assert on_page[-1][1] == "Jumlah"

    rows = list(
        csv.reader(
            StringIO(download(client, form, f.UTARA, "csv", **asked).decode("utf-8-sig")), delimiter=";"
        )
    )
    in_csv = [[as_text(int(cell)) if cell.isdecimal() else cell for cell in row] for row in rows[1:]]
    assert in_csv == on_page

    sheet = openpyxl.load_workbook(BytesIO(download(client, form, f.UTARA, "xlsx", **asked)))["Formulir"]
    start = next(row for row in range(1, 30) if sheet.cell(row, 3).value == "3") + 1
    in_book = [
        [as_text(sheet.cell(start + line, column).value) for column in range(1, width + 1)]
        for line in range(len(on_page))
    ]
    assert in_book == on_page

    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    for paper in ("a4", "f4"):
        pdf = download(client, form, f.UTARA, "pdf", kertas=paper, **asked)
        words = words_of(pdf, "-raw")
        starts = [3, *forms()[form].breaks, width + 1]
        for row in on_page:
            for first, end in zip(starts, starts[1:], strict=False):
                line = " ".join(cell for cell in [*row[:2], *row[first - 1 : end - 1]] if cell)
                assert f" {line}".replace("  ", " ") in words, (paper, line)


def test_the_pdf_has_kop_place_day_and_the_officials_of_that_day(sign_in):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    f.official(f.KOTA, name="Ny. Lama", from_on=date(2015, 1, 1), until_on=date(2024, 7, 1))
    f.official(f.KOTA, name="Ny. Baru", from_on=date(2024, 7, 1))
    f.official(f.KOTA, "pokja2", name="Ny. Pokja", from_on=date(2015, 1, 1))
    client = sign_in(f.pokja_kota())
    for day, ketua, written in (
        ("2024-06-30", "Ny. Lama", "30 Juni 2024"),
        ("2024-07-01", "Ny. Baru", "1 Juli 2024"),
    ):
        pdf = download(client, "4.22-a", f.KOTA, "pdf", per=day)
        words = words_of(pdf, "-layout")
        for text in ("TIM PENGGERAK PEMBERDAYAAN", "KOTA PEKALONGAN Provinsi Jawa Tengah", "LAMPIRAN 4.22",
                     f"Pekalongan, {written}", "Ketua TP PKK Kota Pekalongan", ketua,
                     "Ny. Pokja"):  # fmt: skip
            assert text in words, text


# -- rows, years and scope


def test_empty_boxes_are_not_zeros_and_zeros_stay_in(sign_in, regions):
    f.yearly(f.KRAPYAK, 2024, bkb_groups=0, note="Sedang dibentuk")
    client = sign_in(f.pokja_kota())
    context = client.get(reverse("official-form", args=["4.22-a", f.UTARA]), {"tahun": "2024"}).context
    rows = {cells[1].value: [cell.value for cell in cells] for cells in context["table"].rows}
    assert set(rows) == {"Krapyak", "Degayu"}
    assert (rows["Krapyak"][13], rows["Degayu"][13], rows["Krapyak"][12]) == (0, "", "")
    assert (rows["Krapyak"][35], rows["Degayu"][25]) == ("Sedang dibentuk", 0)
    assert "isian tahunan 50,0 % · 1 dari 2 kelurahan" in context["table"].coverage


def test_a_kelurahan_has_a_row_for_each_rw_of_its_groups(sign_in):
    for rw in ("2", "002", "10", ""):
        f.group(f.KRAPYAK, rw=rw)
    client = sign_in(f.kader())
    table = client.get(reverse("official-form", args=["4.22-a", f.KRAPYAK])).context["table"]
    assert [(row[1].value, row[25].value) for row in table.rows] == [
        ("RW 2", 2),
        ("RW 10", 1),
        ("RW belum diisi", 1),
    ]
    assert table.rows[0][2].value == "–"
    assert any("tidak per RW" in note for note in table.notes)


@pytest.mark.parametrize("asked", [{"tahun": "1984"}, {"tahun": "2999"}, {"tahun": "x"}, {"tahun": "٢٠٢٤"},
                                   {"per": "2024-13-01"}, {"per": "2999-01-01"}])  # fmt: skip
def test_a_year_that_cannot_be_is_a_clear_page(sign_in, asked):
    response = sign_in(f.kader()).get(reverse("official-form", args=["4.22-a", f.KRAPYAK]), asked)
    assert response.status_code == 400
    assert "Tahun laporan belum benar" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("official-form", ["4.22-x", f.UTARA]),
        ("official-form", ["4.22-a", f.BARAT]),
        ("official-form", ["4.22-a", f.KOTA]),
        ("official-download", ["4.22-a", f.MEDONO, "pdf"]),
        ("official-download", ["4.22-a", f.UTARA, "exe"]),
        ("official-rows", ["4.22-a", f.UTARA, 36]),
        ("official-rows", ["4.22-a", f.UTARA, 1]),
        ("official-rows", ["4.22-a", f.UTARA, 99]),
        ("official-freeze", ["4.22-a", f.KOTA]),
    ],
)
def test_what_is_not_there_or_not_hers_is_a_404(sign_in, regions, name, args):
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    assert client.get(reverse(name, args=args)).status_code == 404


def test_an_unknown_paper_is_a_404(sign_in):
    url = reverse("official-download", args=["4.22-a", f.KRAPYAK, "pdf"])
    assert sign_in(f.kader()).get(url, {"kertas": "a0"}).status_code == 404


@pytest.mark.parametrize("code", [f.KOTA, f.UTARA, f.KRAPYAK])
@pytest.mark.parametrize("name", ["official-form", "official-rows", "official-list", "yearly-list"])
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, code, name):
    args = {"official-form": ["4.22-a", code], "official-rows": ["4.22-a", code, 27]}.get(name, [])
    client = sign_in(f.pokja_kota())

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(captured)

    f.member(f.group(rw="1"))
    few = queries()
    for number in range(29):
        f.member(f.group(rw=str(number)))
    assert queries() == few
    assert few <= 12


# -- the data files


def test_every_form_can_be_printed_and_its_columns_are_counted():
    assert {code: len(form.columns) for code, form in forms().items()} == {
        "4.22-a": 36,
        "4.22-b": 28,
        "4.22-c": 67,
    }
    assert [problem for form in forms().values() for problem in problems(form)] == []
    assert [one.groups for one in inputs().values() if one.groups and one.groups not in inputs()] == []
    assert len(set(all_codes())) == len(all_codes())
    asked = {column.input for form in forms().values() for column in form.columns}
    assert set(inputs()) - asked <= {"paud_pupils", "reading_garden_readers"}


FORM = """
code = "x"
edition = 1
corner = "L"
title = "T"
unit = "U"
name = "N"
variant = "V"
answers = "A"
depth = 2
breaks = [9]
columns = [
  { no = 1, head = ["NO"], shows = "number" },
  { no = 3, head = ["NAMA"], shows = "name" },
  { no = 3, head = ["A", "B", "C"], figure = "nothing" },
  { no = 4, head = ["A"], input = "nothing" },
  { no = 5, head = ["A"] },
]
"""


def test_a_wrong_data_file_is_told_what_is_wrong():
    assert problems(read_form(FORM)) == [
        "columns are not numbered 1, 2, 3 …",
        "column 3: no figure 'nothing'",
        "column 3: 1 to 2 headings, the last with words",
        "column 4: no yearly input 'nothing'",
        "column 5 needs one of shows, figure or input, missing",
        "breaks name a column that is none",
    ]
