"""Lists that the admin keeps: a new guideline needs no developer."""

from datetime import date

import pytest
from django.urls import reverse

from bimtek.models import EventKind
from groups.books.models import CashCategory
from groups.market.models import ChannelKind, Partner, PermitKind, SupportKind
from groups.models import BusinessKind, CapitalSource, Level
from groups.models.reference import reference_lists
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def add(client, kind, **changes):
    page = client.get(reverse("reference-create", args=[kind]))
    return fill(client, page, changes)


def change(client, entry, **changes):
    return fill(client, client.get(entry.get_absolute_url()), changes)


def choices(client, field):
    return [str(row) for row in client.get(reverse("group-create")).context["form"].fields[field].queryset]


def test_every_list_of_every_app_is_there(sign_in):
    assert reference_lists() == {
        "jenis-dukungan": SupportKind,
        "jenis-izin": PermitKind,
        "jenis-kegiatan": EventKind,
        "jenis-usaha": BusinessKind,
        "kategori": Level,
        "kategori-kas": CashCategory,
        "mitra": Partner,
        "saluran-pemasaran": ChannelKind,
        "sumber-dana": CapitalSource,
    }
    rows = sign_in(f.admin()).get(reverse("reference-index")).context["rows"]
    counts = {slug: count for _, slug, count in rows}
    assert (counts["jenis-usaha"], counts["kategori"], counts["saluran-pemasaran"]) == (7, 2, 12)


def test_a_new_entry_is_offered_in_forms_at_once(sign_in):
    client = sign_in(f.admin())
    response = add(client, "jenis-usaha", name="Tanaman hias")
    entry = BusinessKind.objects.get(name="Tanaman hias")
    assert response.redirect_chain == [(reverse("reference-list", args=["jenis-usaha"]), 302)]
    assert (entry.code, entry.position) == ("tanaman-hias", 100)
    assert "Tanaman hias" in choices(client, "business_kind")
    add(client, "kategori", name="Paripurna")
    assert "Paripurna" in choices(client, "level")


def test_an_entry_is_offered_from_its_first_day_to_its_last(sign_in):
    client = sign_in(f.admin())
    add(client, "sumber-dana", name="Dana mendatang", valid_from="2999-01-01")
    assert "Dana mendatang" not in choices(client, "capital_source")
    source = CapitalSource.objects.get(code="bank")
    group = f.group(capital_source=source)
    change(client, source, valid_until="2020-12-31")
    source.refresh_from_db()
    assert (source.valid_until, source.code) == (date(2020, 12, 31), "bank")
    assert source.name not in choices(client, "capital_source")
    page = client.get(reverse("group-update", args=[group.pk]))
    assert source in page.context["form"].fields["capital_source"].queryset
    states = [
        row.record.in_use
        for row in client.get(reverse("reference-list", args=["sumber-dana"])).context["table"].rows
    ]
    assert states.count(False) == 2


def test_a_list_of_its_own_fields_shows_them(sign_in):
    client = sign_in(f.admin())
    add(client, "jenis-kegiatan", name="Pelatihan LP3", form_column="lp3")
    assert EventKind.objects.get(name="Pelatihan LP3").form_column == "lp3"
    utama = Level.objects.get(code="utama")
    assert "Utama" not in choices(client, "level")
    change(client, utama, is_offered="on")
    assert "Utama" in choices(client, "level")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "kuliner"}, "name"),
        ({"name": "Baru", "code": "kuliner"}, "code"),
        ({"name": "Baru", "code": "dua kata"}, "code"),
        ({"name": "…"}, "code"),
        ({"name": "Baru", "position": "-1"}, "position"),
        ({"name": "Baru", "valid_from": "2024-02-01", "valid_until": "2024-01-01"}, "__all__"),
    ],
)
def test_a_wrong_entry_is_refused_with_a_sentence(sign_in, changes, field):
    before = BusinessKind.objects.count()
    response = add(sign_in(f.admin()), "jenis-usaha", **changes)
    assert response.status_code == 422
    assert field in errors_of(response)
    assert BusinessKind.objects.count() == before


def test_the_code_of_an_entry_stays_what_it_is(sign_in):
    kind = BusinessKind.objects.get(code="kuliner")
    change(sign_in(f.admin()), kind, name="Kuliner dan katering", code="lain")
    kind.refresh_from_db()
    assert (kind.name, kind.code) == ("Kuliner dan katering", "kuliner")
    assert kind.history.first().name == "Kuliner dan katering"


def test_an_entry_sent_twice_is_made_once_and_a_stale_edit_shows_both(sign_in):
    client = sign_in(f.admin())
    page = client.get(reverse("reference-create", args=["jenis-usaha"]))
    for _ in range(2):
        assert fill(client, page, {"name": "Baru"}).status_code == 200
    entry = BusinessKind.objects.get(name="Baru")
    mine, hers = client.get(entry.get_absolute_url()), client.get(entry.get_absolute_url())
    fill(client, hers, {"position": "3"})
    response = fill(client, mine, {"position": "5"})
    assert [(row["theirs"], row["mine"]) for row in response.context["form"].conflicts] == [("3", "5")]


def test_a_list_that_does_not_exist_is_not_found(sign_in):
    client = sign_in(f.admin())
    for name, args in (
        ("reference-list", ["user"]),
        ("reference-create", ["x"]),
        ("reference-update", ["x", 1]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
