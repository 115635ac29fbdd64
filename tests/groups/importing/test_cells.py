"""Cells: what many spellings mean, and that nothing else than a known problem ever comes of a cell."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from groups.importing import cells
from groups.importing.reader import CellError
from groups.values import MONTHS, parse_nik

TODAY = timezone.localdate()
some = settings(max_examples=60, deadline=None)

CODES = {
    "nik_invalid", "nik_length", "nik_not_digits", "nik_precision", "nik_scientific", "date_invalid",
    "date_future", "date_out_of_range", "jk_invalid", "money_invalid", "money_negative", "money_too_large",
    "number_invalid", "number_out_of_range", "cell_error", "too_long",
}  # fmt: skip
READERS = {
    "nik": cells.read_nik,
    "phone": cells.read_phone,
    "sex": cells.read_sex,
    "tick": cells.is_ticked,
    "day": cells.read_day,
    "birth": lambda cell: cells.read_day(cell, first=cells.FIRST_BIRTH, birth=True),
    "month": lambda cell: cells.read_day(cell, whole=False),
    "money": cells.read_money,
    "thousands": lambda cell: cells.read_money(cell, thousands=True),
    "number": lambda cell: cells.read_number(cell, least=1, most=999, label="RT"),
    "rt_rw": cells.read_rt_rw,
    "split_birth": cells.split_birth,
    "text": lambda cell: cells.read_text(cell, 120, "Nama"),
}

days = st.dates(min_value=date(1900, 3, 1), max_value=TODAY)
numbers = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
# Texts of what values are made of are odder than texts of anything.
near = st.text("0123456789.,-/ ()'+eERpjutaribKL²٣½∞ \u00a0\t\n", max_size=30)
words = st.sampled_from(
    ["Rp", "juta", "Maret", "17", "03", "1980", "/", "-", ".", ",", " ", "RT", "E+15", "0"]
)
mixed = st.lists(words, max_size=8).map("".join)
anything = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(max_size=40),
    near,
    mixed,
    st.sampled_from(["#REF!", "#N/A"]).map(CellError),
    st.sampled_from(["9" * 5000, "9." * 3000, "-" * 3000]),
)


def code_of(read, cell):
    """The class of the problem that the cell is; None when it is none."""
    try:
        read(cell)
    except ValidationError as error:
        return error.code
    return None


@given(anything)
@settings(max_examples=200, deadline=None)
def test_any_cell_is_a_value_or_a_known_problem(cell):
    for read in READERS.values():
        assert code_of(read, cell) in {*CODES, None}


@given(anything)
@some
def test_a_cell_can_always_be_shown(cell):
    assert isinstance(cells.shown(cell), str)
    assert cells.is_blank(cell) in (True, False)


# -- dates


def spellings(day):
    name = MONTHS[day.month]
    return [
        day, datetime(day.year, day.month, day.day, 9, 30),  # noqa: DTZ001 as a spreadsheet has it
        f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day.day}-{day.month}-{day.year}",
        f"{day:%d.%m.%Y}", f"{day:%d %m %Y}", f"{day:%Y-%m-%d}", f"{day:%Y-%m-%dT00:00:00}",
        f"{day.day} {name} {day.year}", f"{day.day} {name.upper()} {day.year}",
        f"{day.day}-{name[:3]}-{day.year}",
        f"{day.day} {name[:3]}. {day.year}", f"Jumat, {day.day} {name} {day.year}",
        f"  {day:%d/%m/%Y} 00:00:00 ",
        f"Tgl. {day.day} {name} {day.year}", f"'{day:%d/%m/%Y}",
    ]  # fmt: skip


@given(days)
@some
def test_every_spelling_of_a_date_is_that_date(day):
    for cell in spellings(day):
        assert cells.read_day(cell, first=1900, birth=True) == day


@given(days)
@some
def test_a_serial_number_is_excels_date(day):
    serial = (day - date(1899, 12, 30)).days
    assume(not 1900 <= serial <= 2100)  # those are years
    for cell in (serial, float(serial), serial + 0.5, str(serial)):
        if not isinstance(cell, str) or len(cell) >= 4:
            assert cells.read_day(cell, first=1900) == day


@given(st.dates(min_value=TODAY + timedelta(days=1)))
@some
def test_what_has_not_happened_yet_is_refused(day):
    assert code_of(cells.read_day, day) == "date_future"


@given(days)
@some
def test_a_year_of_two_digits_is_never_in_the_future(day):
    """For a birth it is the last year of that ending in which somebody is old enough to be a member."""
    written = f"{day.day}/{day.month}/{day.year % 100:02d}"
    code = code_of(READERS["birth"], written)
    assert code in (None, "date_invalid")  # there may be no 29 February in that year
    assume(code is None)
    found = READERS["birth"](written)
    assert (found.day, found.month, found.year % 100) == (day.day, day.month, day.year % 100)
    assert found.year <= TODAY.year - cells.YOUNGEST < found.year + 100


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5 Pebruari 2021", date(2021, 2, 5)),
        ("5 Peb 2021", date(2021, 2, 5)),
        ("17 Mrt 2021", date(2021, 3, 17)),
        ("3 Agt 2021", date(2021, 8, 3)),
        ("3 Ags 2021", date(2021, 8, 3)),
        ("3 Agst. 2021", date(2021, 8, 3)),
        ("3 Sept 2021", date(2021, 9, 3)),
        ("3 Okt 2021", date(2021, 10, 3)),
        ("1 Nopember 2021", date(2021, 11, 1)),
        ("1 nop 21", date(2021, 11, 1)),
        ("9Des2021", date(2021, 12, 9)),
        ("Minggu,9 Mei 2021", date(2021, 5, 9)),
        ("Jum'at, 7 Mei 2021", date(2021, 5, 7)),
        ("17 - 03 - 2021", date(2021, 3, 17)),
        ("17/3'21", None),
        ("03/17/2021", None),
        ("0/1/2021", None),
        ("17 Mars 2021", None),
        ("17 2021", None),
        ("sekitar 2021", None),
    ],
)
def test_dates_as_indonesians_write_them(written, meant):
    if meant is None:
        assert code_of(cells.read_day, written) == "date_invalid"
    else:
        assert cells.read_day(written) == meant


@pytest.mark.parametrize("written", ["Maret 2021", "2021", 2021, "Mar 2021"])
def test_a_month_or_a_year_stands_for_its_first_day_only_where_that_is_enough(written):
    assert cells.read_day(written, whole=False).year == 2021
    assert cells.read_day(written, whole=False).day == 1
    assert code_of(cells.read_day, written) == "date_invalid"


@pytest.mark.parametrize(
    ("written", "place", "day"),
    [
        ("Pekalongan, 17 Maret 1980", "Pekalongan", date(1980, 3, 17)),
        ("Pekalongan / 17-03-1980", "Pekalongan", date(1980, 3, 17)),
        ("Kab. Batang 17/03/1980", "Kab. Batang", date(1980, 3, 17)),
        ("PEKALONGAN,17-3-80", "PEKALONGAN", date(1980, 3, 17)),
        ("17/03/1980", None, date(1980, 3, 17)),
        ("Pekalongan", "Pekalongan", None),
        (date(1980, 3, 17), None, date(1980, 3, 17)),
        ("-", None, None),
    ],
)
def test_a_place_and_a_date_in_one_cell_come_apart(written, place, day):
    found, rest = cells.split_birth(written)
    assert (found, cells.read_day(rest, first=1900, birth=True)) == (place, day)


# -- money


@given(st.integers(0, cells.LARGEST))
@some
def test_every_spelling_of_an_amount_is_that_amount(amount):
    dots = f"{amount:,}".replace(",", ".")
    marked = [
        f"Rp {dots}",
        f"Rp. {dots},-",
        f"Rp{dots},00",
        f"IDR {amount:,}",
        f"{dots} rupiah",
        f"rp {dots}.-",
    ]
    for cell in [*marked, amount, str(amount), f"{amount},00", f" {amount} "]:
        assert cells.read_money(cell) == amount
        if cell in marked:
            assert cells.read_money(cell, thousands=True) == amount


@given(st.integers(1, 999_999))
@some
def test_millions_and_thousands_in_words(number):
    for unit, worth in (("jt", 10**6), ("juta", 10**6), (" Juta", 10**6), ("rb", 10**3), (" ribu", 10**3)):
        assert cells.read_money(f"{number}{unit}") == number * worth
        assert cells.read_money(f"Rp {number // 10},{number % 10} {unit}") == number * worth // 10


@given(st.integers(1000, 9999))
@some
def test_an_amount_like_1_500_is_asked_about_and_then_read_as_answered(number):
    written = f"{number:,}".replace(",", ".")
    with pytest.raises(cells.AmbiguousAmountError):
        cells.read_money(written)
    assert cells.read_money(written, thousands=False) == number
    assert cells.read_money(written, thousands=True) == number * 1000


@given(st.integers(1, cells.LARGEST))
@some
def test_less_than_nothing_is_refused_however_it_is_written(amount):
    dots = f"{amount:,}".replace(",", ".")
    for cell in (-amount, f"-{amount}", f"- Rp {dots}", f"Rp -{dots}", f"(Rp {dots})", f"({amount})"):
        assert code_of(cells.read_money, cell) == "money_negative"


@given(st.integers(cells.LARGEST + 1, 10**30))
@some
def test_more_than_a_trillion_is_refused(amount):
    assert code_of(cells.read_money, amount) == "money_too_large"
    assert code_of(cells.read_money, f"Rp {amount}") == "money_too_large"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rp 1.500.000,-", 1_500_000),
        ("Rp. 800.000", 800_000),
        ("1,5 jt", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("2 juta", 2_000_000),
        ("750 rb", 750_000),
        ("1.250.000,00", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("1 500 000", 1_500_000),
        ("Rp 1.500", 1_500),
        ("-", None),
        ("nihil", None),
        (0, 0),
        ("0", 0),
    ],
)
def test_money_as_indonesians_write_it(written, meant):
    assert cells.read_money(written) == meant


@pytest.mark.parametrize(
    "written", ["banyak", "1.50.000", "1,234,5", "1.5.5 jt", "1500000.5", "2 lusin", True, "Rp", "1e6"]
)
def test_what_is_no_whole_amount_is_refused(written):
    assert code_of(cells.read_money, written) == "money_invalid"


# -- NIK

niks = st.builds(
    lambda region, day, woman, serial: f"{region}{day.day + 40 * woman:02d}{day:%m%y}{serial:04d}",
    st.integers(110101, 949999),
    st.dates(min_value=date(1930, 1, 1), max_value=date(2016, 12, 31)),
    st.booleans(),
    st.integers(1, 9999),
)


@given(niks)
@some
def test_a_nik_is_read_through_spaces_dots_dashes_and_quotes(nik):
    parts = (nik[:6], nik[6:12], nik[12:])
    for cell in [
        nik,
        f"'{nik}",
        f"`{nik}",
        f" {nik} ",
        *(sign.join(parts) for sign in (" ", ".", "-", "\u00a0")),
    ]:
        assert cells.read_nik(cell) == nik


@given(niks)
@some
def test_a_nik_that_came_as_a_number_and_ends_in_0_is_an_error(nik):
    rounded = int(f"{nik[:15]}0")
    assert code_of(cells.read_nik, rounded) == "nik_precision"
    if nik[-1] != "0":
        assert cells.read_nik(int(nik)) == nik


@given(niks, st.integers(0, 14), st.sampled_from("eE"), st.sampled_from(".,"))
@some
def test_a_nik_in_scientific_notation_is_an_error(nik, digits, letter, point):
    written = f"{int(nik):.{digits}e}".replace("e", letter).replace(".", point)
    assert code_of(cells.read_nik, written) == "nik_scientific"
    assert code_of(cells.read_nik, written.replace("+", "")) == "nik_scientific"
    assert code_of(cells.read_nik, f"'{written}") == "nik_scientific"


@example(-3375034101759011)
@example(3375034101759.5)
@given(st.floats(allow_nan=False, allow_infinity=False).filter(bool) | st.integers(max_value=-1))
@some
def test_a_number_with_a_fraction_or_below_nothing_is_never_a_nik(number):
    assert code_of(cells.read_nik, number) in {
        "nik_length",
        "nik_not_digits",
        "nik_scientific",
        "nik_precision",
    }


@given(anything)
@settings(max_examples=200, deadline=None)
def test_what_is_read_as_a_nik_is_one(cell):
    if code_of(cells.read_nik, cell) is None and (nik := cells.read_nik(cell)):
        assert parse_nik(nik).digits == nik


@pytest.mark.parametrize("cell", [None, "", "-", 0, "0", "000000", "tidak ada", "3375********9001"])
def test_no_nik_is_no_error(cell):
    assert cells.read_nik(cell) is None


# -- phones

phones = st.builds(
    lambda prefix, rest: f"{prefix}{rest:08d}",
    st.sampled_from(["811", "812", "813", "815", "821", "822", "852", "857", "878", "895"]),
    st.integers(0, 99_999_999),
)


@given(phones)
@some
def test_every_spelling_of_a_phone_is_that_phone(digits):
    cut = f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    for cell in (
        int(digits), digits, f"0{digits}", f"+62{digits}", f"62{digits}", int(f"62{digits}"), f"0{cut}",
        f"+62 {cut}",
        f"0{cut}".replace("-", " "), f"0{cut}".replace("-", "."), f"'0{digits}", f"0{digits} / 0285 421234",
        f"0{digits}, 0{digits}", f"(0{digits[:3]}) {digits[3:]}", f"0{digits} (WA)", f"WA 0{digits}",
        f"Hp. 0{digits}",
    ):  # fmt: skip
        assert cells.read_phone(cell) == f"+62{digits}", cell


@pytest.mark.parametrize(
    "cell", ["12", "8,12E+10", "8.12346E+10", 81234567890.5, "menyusul", "08", "0" * 40, True]
)
def test_what_is_no_phone_is_refused(cell):
    assert code_of(cells.read_phone, cell) == "number_invalid"


# -- words


@pytest.mark.parametrize(
    ("sex", "spellings"),
    [
        ("P", ["P", "p.", "Pr", "PEREMPUAN", "prempuan", "Wanita", "W", " P ", "female"]),
        ("L", ["L", "l.", "Lk", "LAKI-LAKI", "Laki laki", "laki2", "Pria", "male"]),
    ],
)
def test_sex_in_all_spellings(sex, spellings):
    assert {cells.read_sex(word) for word in spellings} == {sex}


@given(st.integers(1, 999), st.integers(1, 999))
@some
def test_rt_and_rw_in_one_cell_come_apart(rt, rw):
    for cell in (
        f"{rt}/{rw}", f"{rt:03d}/{rw:03d}", f"RT {rt} RW {rw}", f"RT/RW {rt:02d}/{rw:02d}",
        f"RT.{rt} / RW.{rw}",
        f"rt{rt} rw{rw}", f"{rt} - {rw}", f"RT: {rt}, RW: {rw}",
    ):  # fmt: skip
        assert cells.read_rt_rw(cell) == (f"{rt:02d}", f"{rw:02d}")


@given(st.integers(1, 10**30))
@some
def test_a_number_is_in_its_range_or_says_so(number):
    for cell in (number, str(number), f"RT {number}", f"{number:03d}", f"{number}.0"):
        if number > 999:
            assert code_of(READERS["number"], cell) == "number_out_of_range"
        else:
            assert cells.read_number(cell, least=1, most=999, label="RT") == number


@pytest.mark.parametrize("cell", ["v", "V", "√", "✓", "x", 1, "1", "ya", True, "v."])
def test_a_tick_is_a_tick(cell):
    assert cells.is_ticked(cell)


@pytest.mark.parametrize("cell", [None, "", "-", 0, "0", "tidak", False])
def test_no_tick_is_none(cell):
    assert not cells.is_ticked(cell)
