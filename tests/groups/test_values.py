"""Reading what people type: NIK, phones, rupiah, names."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from groups import values


@given(
    born=st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    sex=st.sampled_from("LP"),
    serial=st.integers(1, 9999),
    noise=st.sampled_from(["", " ", ".", "-", "'"]),
)
def test_every_well_formed_nik_is_read_whatever_stands_between_its_digits(born, sex, serial, noise):
    day = born.day + (40 if sex == "P" else 0)
    digits = f"337503{day:02d}{born:%m%y}{serial:04d}"
    facts = values.parse_nik(noise.join([digits[:6], digits[6:12], digits[12:]]))
    assert (facts.digits, facts.sex, facts.birth_day) == (digits, sex, born.day)
    assert facts.doubts(birth_on=born, sex=sex, city6="3375") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("337503570380900", "NIK harus 16 angka; yang diisi 15. Periksa KTP."),
        ("33750357038090011", "NIK harus 16 angka; yang diisi 17. Periksa KTP."),
        ("33750357O3809001", "NIK hanya berisi angka. Periksa KTP."),
        ("٣٣٧٥٠٣٥٧٠٣٨٠٩٠٠١", "NIK hanya berisi angka. Periksa KTP."),
        ("3375033213809001", "Angka ke-7 sampai ke-12 NIK harus tanggal lahir. Periksa KTP."),
        ("3375033002809001", "Angka ke-7 sampai ke-12 NIK harus tanggal lahir. Periksa KTP."),
        ("3375035703800000", "Empat angka terakhir NIK tidak boleh 0000. Periksa KTP."),
    ],
)
def test_a_text_that_cannot_be_a_nik_is_refused_with_what_to_do(text, message):
    with pytest.raises(ValidationError) as refused:
        values.parse_nik(text)
    assert refused.value.messages == [message]


def test_a_nik_that_differs_from_the_other_data_is_doubted_not_refused():
    facts = values.parse_nik("3326035703809001")
    doubts = facts.doubts(birth_on=date(1980, 3, 18), sex="L", city6="3375")
    assert len(doubts) == 3


def test_only_the_ends_of_a_nik_are_shown():
    assert values.mask_nik("3375035703809001") == "3375********9001"


@pytest.mark.parametrize(
    "text", ["081234567890", "6281234567890", "+62 812-3456-7890", "0812 3456 7890", "81234567890"]
)
def test_a_phone_in_any_writing_is_one_number(text):
    assert values.parse_phone(text) == "+6281234567890"


def test_a_phone_is_shown_as_people_write_it():
    assert values.show_phone("+6281234567890") == "0812-3456-7890"


@pytest.mark.parametrize("text", ["12", "abc", "0812345678901234567", "08-", "+"])
def test_a_text_that_is_no_phone_is_refused(text):
    with pytest.raises(ValidationError):
        values.parse_phone(text)


@given(st.integers(0, 10**12))
def test_rupiah_reads_what_it_shows(amount):
    assert values.parse_rupiah(values.show_rupiah(amount)) == amount
    assert values.parse_rupiah(str(amount)) == amount
    assert values.parse_rupiah(values.show_rupiah(amount) + ",-") == amount


@pytest.mark.parametrize("text", ["1,5 juta", "1.50", "-5", "1e6", "12.34.567", "Rp", "1..000"])
def test_an_unclear_amount_is_asked_for_again(text):
    with pytest.raises(ValidationError):
        values.parse_rupiah(text)


@given(st.dates(date(1985, 1, 1), date(2100, 1, 1)))
def test_dates_are_written_in_words(day):
    assert values.show_date(day).split()[2] == str(day.year)
    assert values.show_date(day) != values.show_date(day + timedelta(days=1))


def test_names_are_compared_without_titles_and_punctuation():
    assert values.name_key("Hj. Siti Nur'aini, S.Pd.") == values.name_key("siti nuraini") == "siti nuraini"


def test_a_name_of_titles_only_keeps_something_to_compare():
    assert values.name_key("Bu Hj.") == "bu hj"


def test_place_names_are_compared_by_their_letters():
    assert values.letters_key("Pasir Kraton-Kramat") == values.letters_key("PasirKratonKramat")


def test_shares_carry_their_fraction():
    assert values.show_share(25, 27) == "92,6 % · 25 dari 27"
    assert values.show_share(0, 0) == "–"
