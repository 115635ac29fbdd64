"""The tree of one's regions, and what an admin keeps of each."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groups.actions import groups as group_actions
from groups.actions import regions as actions
from groups.models import Region
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def krapyak():
    return Region.objects.get(code=f.KRAPYAK)


def rows(response):
    table = response.context["table"]
    return {row.record.code: table.render_groups(row.record) for row in table.rows}


def test_each_sees_the_tree_of_her_scope_with_active_groups_summed_upwards(sign_in):
    f.group(f.KRAPYAK)
    f.group(f.KRAPYAK)
    f.group(f.MEDONO)
    f.group("33.76.01.1001")
    closed = f.group(f.DEGAYU)
    group_actions.change_status(
        group=closed, to="bubar", on=closed.founded_on.replace(year=2020), basis="x", by=f.admin()
    )
    url = reverse("region-list")
    assert rows(sign_in(f.kader()).get(url)) == {f.KRAPYAK: 2}
    assert rows(sign_in(f.pokja_kecamatan()).get(url)) == {f.UTARA: 2, f.KRAPYAK: 2, f.DEGAYU: 0}
    assert rows(sign_in(f.admin()).get(url)) == {
        f.KOTA: 3,
        f.BARAT: 1,
        f.MEDONO: 1,
        f.UTARA: 2,
        f.KRAPYAK: 2,
        f.DEGAYU: 0,
    }


@pytest.mark.parametrize("asked", ["krap", "Lor", "33.75.03.1002"])
def test_a_region_is_found_by_name_other_name_and_code(sign_in, asked):
    f.regions()
    krapyak().aliases.create(name="Krapyak Lor")
    response = sign_in(f.admin()).get(reverse("region-list"), {"q": asked})
    assert list(rows(response)) == [f.KRAPYAK]


def test_an_admin_keeps_the_postcode(sign_in):
    client = sign_in(f.admin())
    url = reverse("region-update", args=[f.KRAPYAK])
    response = fill(client, client.get(url), {"postcode": "5114"})
    assert errors_of(response) == {"postcode": ["Kode pos terdiri atas 5 angka, misalnya 51147."]}
    response = fill(client, response, {"postcode": "51147"})
    region = krapyak()
    assert response.redirect_chain == [(region.get_absolute_url(), 302)]
    assert region.postcode == "51147"
    fill(client, client.get(url), {"postcode": "51148"})
    rows = client.get(reverse("region-history", args=[f.KRAPYAK])).context["rows"]
    assert [row.what for row in rows] == ["mengubah wilayah Krapyak"] * 2
    assert rows[0].changes == (("kode pos", "51147", "51148"),)


def test_a_stale_edit_of_a_region_shows_both_values(sign_in):
    client = sign_in(f.admin())
    url = reverse("region-update", args=[f.KRAPYAK])
    mine, hers = client.get(url), client.get(url)
    fill(client, hers, {"postcode": "51141"})
    response = fill(client, mine, {"postcode": "51142"})
    assert response.status_code == 422
    assert krapyak().postcode == "51141"
    fill(client, response, {})
    assert krapyak().postcode == "51142"


def test_other_names_are_added_and_taken_away(sign_in):
    client = sign_in(f.admin())
    url = reverse("region-aliases", args=[f.KRAPYAK])
    fill(client, client.get(url), {"name": "Krapyak Lor", "note": "sebelum 2015"})
    alias = krapyak().aliases.get()
    assert (alias.name, alias.key, alias.note) == ("Krapyak Lor", "krapyaklor", "sebelum 2015")
    fill(client, client.get(url), {"name": "Krapyak Kidul", "remove": [alias.pk]})
    assert [row.name for row in krapyak().aliases.all()] == ["Krapyak Kidul"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Isi nama yang ditambahkan, atau centang yang dihapus."),
        ("123", "Tulis nama dengan huruf."),
        ("KRAPYAK", "“KRAPYAK” sudah dikenal sebagai Kelurahan Krapyak."),
        ("Me dono", "“Me dono” sudah dikenal sebagai Kelurahan Medono."),
        ("krapyak-lor", "“krapyak-lor” sudah dikenal sebagai Kelurahan Degayu."),
    ],
)
def test_a_name_must_mean_one_place(sign_in, name, message):
    f.regions()
    Region.objects.get(code=f.DEGAYU).aliases.create(name="Krapyak Lor")
    client = sign_in(f.admin())
    response = fill(client, client.get(reverse("region-aliases", args=[f.KRAPYAK])), {"name": name})
    assert errors_of(response) == {"name": [message]}
    assert not krapyak().aliases.exists()


def test_other_names_of_another_region_cannot_be_taken_away_here(sign_in):
    f.regions()
    alias = Region.objects.get(code="33.76").aliases.create(name="Tegal Kota")
    krapyak().aliases.create(name="Krapyak Lor")
    client = sign_in(f.admin())
    page = client.get(reverse("region-aliases", args=[f.KRAPYAK]))
    response = fill(client, page, {"remove": [alias.pk]})
    assert list(errors_of(response)) == ["remove"]
    assert Region.objects.get(code="33.76").aliases.exists()


def test_only_an_admin_of_the_place_changes_it():
    region = f.group().region
    for person in (f.kader(), f.pokja_kota(), f.admin("33.76")):
        with pytest.raises(PermissionDenied):
            actions.update_region(region=region, by=person)
        with pytest.raises(PermissionDenied):
            actions.change_aliases(region=region, name="x", note="", remove=[], by=person)


def test_a_region_page_names_who_holds_tasks_there(sign_in):
    f.kader(name="Siti Aminah")
    f.kader(f.MEDONO, name="Rukayah")
    f.kader(name="Wati", is_active=False)
    page = sign_in(f.pokja_kota()).get(reverse("region-detail", args=[f.KRAPYAK]))
    assert [task.user.name for task in page.context["holders"]] == ["Siti Aminah"]
