"""Officials of TP PKK: one at a time in each office, and who they were on any day."""

from datetime import date, datetime
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from groups.actions import officials as actions
from groups.models import Official, Region
from groups.models.officials import officials_on
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def appoint(name, from_on, region=f.KRAPYAK, office="ketua"):
    f.regions()
    official = Official(region_id=region, office=office, name=name, from_on=from_on)
    return actions.appoint_official(official=official, by=f.admin())


def ketua(day, code=f.KRAPYAK):
    return officials_on(Region.objects.get(code=code), day).get("ketua")


def test_a_successor_ends_the_term_before_hers_and_old_days_keep_their_name():
    appoint("Ny. Rukayah", date(2019, 3, 1))
    appoint("Ny. Aminah", date(2024, 6, 1))
    days = [date(2019, 2, 28), date(2019, 3, 1), date(2024, 5, 31), date(2024, 6, 1)]
    assert [ketua(day) for day in days] == [None, "Ny. Rukayah", "Ny. Rukayah", "Ny. Aminah"]


def test_terms_long_past_can_be_written_down_afterwards():
    appoint("Ny. Aminah", date(2024, 6, 1))
    appoint("Ny. Rukayah", date(2015, 1, 1))
    appoint("Ny. Tengah", date(2020, 1, 1))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 5, 31), date(2025, 1, 1)]
    assert [ketua(day) for day in days] == ["Ny. Rukayah", "Ny. Tengah", "Ny. Tengah", "Ny. Aminah"]


def test_no_two_hold_an_office_on_one_day_whatever_the_order_of_writing():
    for year in (2020, 2016, 2024, 2018, 2022):
        appoint(f"Ny. {year}", date(year, 1, 1))
    for year in range(2016, 2026):
        for month in (1, 7):
            assert Official.objects.filter(region=f.KRAPYAK).on(date(year, month, 2)).count() == 1


def test_an_office_can_be_vacant():
    official = appoint("Ny. Rukayah", date(2019, 3, 1))
    actions.end_official(official=official, on=date(2023, 1, 1), by=f.admin())
    assert ketua(date(2022, 12, 31)) == "Ny. Rukayah"
    assert ketua(date(2023, 1, 1)) is None
    appoint("Ny. Aminah", date(2024, 1, 1))
    assert ketua(date(2023, 6, 1)) is None


@pytest.mark.parametrize("day", [date(2019, 3, 1), date(2999, 1, 1)])
def test_a_day_that_is_taken_or_to_come_is_refused(day):
    appoint("Ny. Rukayah", date(2019, 3, 1))
    with pytest.raises(ValidationError) as refused:
        appoint("Ny. Aminah", day)
    assert list(refused.value.message_dict) == ["from_on"]


def test_only_an_admin_of_the_place_appoints():
    official = appoint("Ny. Rukayah", date(2019, 3, 1))
    for person in (f.kader(), f.pokja_kota(), f.admin("33.76")):
        new = Official(region_id=f.KRAPYAK, office="ketua", name="X", from_on=date(2020, 1, 1))
        for act in (
            lambda by, new=new: actions.appoint_official(official=new, by=by),
            lambda by: actions.correct_official(official=official, by=by),
            lambda by: actions.end_official(official=official, on=date(2020, 1, 1), by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


def test_an_admin_appoints_corrects_and_ends_in_the_pages(sign_in):
    client = sign_in(f.admin())
    form = client.get(reverse("official-create", args=[f.KRAPYAK]))
    fields = {"office": "ketua", "name": "Ny. Rukaya", "from_on": "2019-03-01"}
    page = fill(client, form, fields)
    assert page.request["PATH_INFO"] == reverse("region-officials", args=[f.KRAPYAK])
    assert "Ny. Rukaya" in page.content.decode()
    official = Official.objects.get()
    fill(client, client.get(reverse("official-update", args=[official.pk])), {"name": "Ny. Rukayah"})
    end = client.get(reverse("official-end", args=[official.pk]))
    assert errors_of(fill(client, end, {"on": "2019-02-01"})) == {
        "on": ["Ia mulai menjabat 1 Maret 2019. Isi tanggal sesudahnya."]
    }
    fill(client, end, {"on": "2023-01-01"})
    official.refresh_from_db()
    assert (official.name, official.until_on) == ("Ny. Rukayah", date(2023, 1, 1))
    rows = client.get(reverse("official-history", args=[f.KRAPYAK])).context["rows"]
    assert [row.what for row in rows][-1] == "mencatat pejabat Ny. Rukaya"


def test_the_page_of_a_region_names_those_in_office_today(sign_in):
    appoint("Ny. Rukayah", date(2019, 3, 1))
    appoint("Ny. Aminah", date(2024, 6, 1))
    page = sign_in(f.kader()).get(reverse("region-detail", args=[f.KRAPYAK]))
    assert page.context["officials"][0] == ("Ketua TP PKK", "Ny. Aminah")


def test_the_names_that_a_region_had_become_terms_from_the_days_they_were_written():
    module = import_module("groups.migrations.0007_carry_pkk_chairs")
    days = ("2024-01-01", "2024-02-01", "2024-02-01", "2024-03-01", "2024-04-01")
    moments = [f"{day}T12:00:00+07:00" for day in days]
    written = list(
        zip(map(datetime.fromisoformat, moments), ["", "Ny. A", "Ny. B", "Ny. B", ""], strict=True)
    )
    assert module._terms(written) == [("Ny. B", date(2024, 2, 1), date(2024, 4, 1))]
