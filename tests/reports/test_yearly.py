"""Yearly inputs: blank is no zero, last year stands beside, what cannot be is refused, who is reminded."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from groups.models import Region
from groups.todos import gather
from reports.models import YearlyFigure, YearlyInput
from reports.official.definitions import main_codes
from reports.official.yearly import doubts, save_yearly
from reports.official.years import asked_year, usual_year
from reports.todos import todos
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


DIGITS = "Tulis dengan angka saja, misalnya 12. Kosongkan bila belum tahu."


def page(client, year=2025, code=f.KRAPYAK):
    return client.get(reverse("yearly-input", args=[code, year]))


def values(year=2025):
    return dict(YearlyFigure.objects.filter(sheet__year=year).values_list("code", "value"))


def test_a_kader_fills_in_what_she_knows_and_the_rest_stays_not_filled_in(sign_in):
    client = sign_in(f.kader())
    form = page(client)
    response = fill(
        client, form, {"bkb_groups": "4", "bkb_toys": "0", "bkb_mothers": "1.250", "note": "Baru"}
    )
    assert response.request["PATH_INFO"] == reverse("yearly-list")
    assert values() == {"bkb_groups": 4, "bkb_toys": 0, "bkb_mothers": 1250}
    [place] = response.context["page"].object_list
    assert place.filled == 3
    form = page(client)
    assert form.context["form"]["bkb_mothers"].value() == "1.250"
    fill(client, form, {"bkb_toys": "", "bkb_groups": "5"})
    assert values() == {"bkb_groups": 5, "bkb_toys": None, "bkb_mothers": 1250}
    history = YearlyFigure.history.filter(code="bkb_toys").order_by("history_id")
    assert [entry.value for entry in history] == [0, None]


def test_last_years_number_stands_beside_each_box(sign_in):
    f.yearly(f.KRAPYAK, 2024, bkb_groups=1234)
    form = page(sign_in(f.kader())).context["form"]
    assert form.fields["bkb_groups"].help_text == "Tahun 2024: 1.234 kelompok."
    assert form.fields["bkb_toys"].help_text == "Tahun 2024: belum diisi."


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"bkb_groups": "empat"}, {"bkb_groups": [DIGITS]}),
        ({"bkb_groups": "-1"}, {"bkb_groups": [DIGITS]}),
        ({"bkb_groups": "1.5"}, {"bkb_groups": [DIGITS]}),
        ({"bkb_groups": "٣"}, {"bkb_groups": [DIGITS]}),
        ({"bkb_groups": "1000001"}, {"bkb_groups": ["Isi angka dari 0 sampai 1.000.000."]}),
        ({"bkb_groups": "9" * 13}, {"bkb_groups": ["Angka ini terlalu panjang. Periksa lagi."]}),
        (
            {"package_a_learners": "10", "package_a_learners_l": "4", "package_a_learners_p": "5"},
            {"package_a_learners_l": ["L dan P bersama-sama 9, tetapi jumlahnya 10. Betulkan salah satu."]},
        ),
        (
            {"package_a_learners_l": "4", "package_a_learners_p": "5"},
            {"package_a_learners": ["Isi jumlahnya juga: 9 menurut rincian L dan P."]},
        ),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused_at_its_box(sign_in, typed, errors):
    client = sign_in(f.kader())
    response = fill(client, page(client), typed)
    assert response.status_code == 422
    assert errors_of(response) == errors
    assert not YearlyInput.objects.exists()


def test_a_doubtful_number_is_saved_and_asked_about():
    earlier = {"bkb_groups": 4, "bkb_mothers": 30, "reading_gardens": 1}
    assert doubts({"bkb_groups": 5, "bkb_mothers": 31, "reading_gardens": 9}, earlier) == []
    assert doubts({"bkb_groups": 0, "bkb_mothers": 300}, earlier) == [
        "BKB: ibu peserta 300, padahal BKB: kelompok 0. Sudah benar?",
        "BKB: ibu peserta berubah dari 30 menjadi 300 dalam setahun. Sudah benar?",
    ]
    assert doubts({"tutors_paud": 3, "tutors_paud_p": 5}, {}) == [
        "Tutor PAUD sejenis: perempuan lebih banyak daripada jumlahnya. Sudah benar?"
    ]


def test_the_doubt_is_shown_after_saving(sign_in):
    client = sign_in(f.kader())
    response = fill(client, page(client), {"bkb_groups": "0", "bkb_mothers": "3"})
    assert "padahal BKB: kelompok 0. Sudah benar?" in response.content.decode()
    assert values()["bkb_mothers"] == 3


def test_two_who_edit_at_once_do_not_overwrite_each_other(sign_in):
    f.yearly(f.KRAPYAK, 2025, bkb_groups=1)
    client = sign_in(f.kader())
    mine, hers = page(client), page(client)
    fill(client, hers, {"bkb_groups": "2"})
    response = fill(client, mine, {"bkb_groups": "3"})
    assert response.status_code == 422
    shown = [(row["theirs"], row["mine"]) for row in response.context["form"].conflicts]
    assert shown == [("2", "3")]
    assert values()["bkb_groups"] == 2


def test_sending_twice_makes_one(sign_in):
    client = sign_in(f.kader())
    form = page(client)
    for _ in range(2):
        fill(client, form, {"bkb_groups": "2"})
    assert (YearlyInput.objects.count(), YearlyInput.objects.get().version) == (1, 1)


@pytest.mark.parametrize(
    ("code", "year"), [(f.MEDONO, 2025), (f.UTARA, 2025), (f.KRAPYAK, 2999), (f.KRAPYAK, 1985)]
)
def test_another_place_or_an_impossible_year_is_a_404(sign_in, code, year):
    assert page(sign_in(f.kader()), year, code).status_code == 404


def test_a_wrong_year_in_the_list_is_a_clear_page(sign_in):
    response = sign_in(f.kader()).get(reverse("yearly-list"), {"tahun": "20x5"})
    assert (response.status_code, response.context["title"]) == (400, "Tahun isian belum benar")


def test_only_the_kader_of_the_place_and_her_admin_write():
    sheet = f.yearly(f.KRAPYAK, 2024)
    for person in (f.kader(f.MEDONO), f.pokja_kecamatan(), f.pokja_kota(), f.admin("33.76")):
        with pytest.raises(PermissionDenied):
            save_yearly(sheet=sheet, values={}, by=person)
    with pytest.raises(ValidationError):
        save_yearly(sheet=YearlyInput(region=sheet.region, year=2999), values={}, by=f.admin())


def test_pokja_sees_how_far_each_kelurahan_is_and_cannot_write(sign_in):
    f.yearly(f.KRAPYAK, 2024, bkb_groups=1)
    response = sign_in(f.pokja_kota()).get(reverse("yearly-list"), {"tahun": "2024"})
    assert [(place.name, place.filled, can) for place, can in response.context["rows"]] == [
        ("Medono", 0, False),
        ("Krapyak", 1, False),
        ("Degayu", 0, False),
    ]


@pytest.mark.parametrize(
    ("day", "asked", "usual"),
    [
        (date(2026, 9, 30), None, 2025),
        (date(2026, 10, 1), 2026, 2026),
        (date(2026, 12, 31), 2026, 2026),
        (date(2027, 1, 1), 2026, 2026),
        (date(2027, 6, 30), 2026, 2026),
        (date(2027, 7, 1), None, 2026),
    ],
)
def test_the_season_of_a_year_is_from_october_until_june(day, asked, usual):
    assert (asked_year(day), usual_year(day)) == (asked, usual)


def lines(user):
    return gather(todos(user))


def in_november(monkeypatch, year=2024):
    for module in ("reports.todos", "reports.official.years", "reports.official.yearly"):
        monkeypatch.setattr(f"{module}.timezone.localdate", lambda *args: date(year, 11, 24))


def test_a_kader_is_reminded_in_the_season_until_all_is_filled_in(monkeypatch):
    user = f.kader()
    in_november(monkeypatch)
    boxes = len(main_codes())
    [todo] = lines(user)
    assert (todo.text, todo.address, todo.needs) == (
        f"Isian tahunan 2024: 0 dari {boxes} terisi",
        reverse("yearly-input", args=[f.KRAPYAK, 2024]),
        True,
    )
    f.yearly(f.KRAPYAK, 2024, **dict.fromkeys(main_codes(), 0))
    assert lines(user) == []
    [todo] = lines(f.pokja_kota())
    assert (todo.text, todo.needs) == ("Isian tahunan 2024: 2 kelurahan belum lengkap", False)


def test_a_kelurahan_that_is_no_more_is_asked_nothing(monkeypatch):
    user = f.pokja_kota()
    Region.objects.filter(pk__in=[f.KRAPYAK, f.DEGAYU]).update(closed_on=date(2024, 1, 1))
    in_november(monkeypatch)
    assert [todo.text for todo in lines(user)] == ["Isian tahunan 2024: 1 kelurahan belum lengkap"]
