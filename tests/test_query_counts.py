"""Lists and pages of one record cost at most ten queries, for one row as for thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.actions import members as actions
from groups.models import BusinessKind, Region
from tests import factories as f

pytestmark = pytest.mark.django_db


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill_up(group, number):
    """``number`` more groups, each with an officer, and as many members of ``group``."""
    by = f.admin()
    for _ in range(number):
        member = f.member(f.group(), nik=f.nik())
        actions.appoint(group=member.group, member=member, office="ketua", on=member.group.founded_on, by=by)
        f.member(group, nik=f.nik())


@pytest.mark.parametrize("maker", [f.kader, f.pokja_kota, f.admin])
@pytest.mark.parametrize(
    "name", ["group-list", "member-list", "group-archived", "group-detail", "member-detail"]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, maker, name):
    group = f.group()
    member = f.member(group, nik=f.nik())
    target = {"group-detail": [group.pk], "member-detail": [member.pk]}.get(name, [])
    url = reverse(name, args=target)
    client = sign_in(maker())
    fill_up(group, 1)
    few = queries(client, url)
    fill_up(group, 29)
    many = queries(client, url)
    assert many == few
    assert many <= 10, [query["sql"] for query in connection.queries_log][-many:]


def fill_up_people(number):
    for _ in range(number):
        person = f.kader()
        person.roles.create(role="kader", region_id=f.DEGAYU)
        person.cards.create(code_hash=str(person.pk), made_by=person, expires_at="2999-01-01T00:00Z")
        Region.objects.create(
            code=f"{f.BARAT}.{person.pk:04d}", level="kelurahan", name="X", parent_id=f.BARAT
        )
        BusinessKind.objects.create(code=f"jenis{person.pk}", name=f"Jenis {person.pk}")


@pytest.mark.parametrize(
    "name", ["user-list", "user-detail", "user-history", "activation-cards", "region-list", "region-detail",
             "reference-list", "reference-index"]
)  # fmt: skip
def test_people_regions_and_lists_cost_the_same_however_many(sign_in, name):
    person = f.kader()
    args = {
        "user-detail": [person.pk],
        "user-history": [person.pk],
        "region-detail": [f.KRAPYAK],
        "reference-list": ["jenis-usaha"],
    }
    url = reverse(name, args=args.get(name, []))
    client = sign_in(f.admin())
    fill_up_people(1)
    if name == "activation-cards":
        url += f"?orang={','.join(str(pk) for pk in range(1, 200))}"
    few = queries(client, url)
    fill_up_people(29)
    for _ in range(29):
        person.roles.create(role="kader", region_id=f.KRAPYAK, starts_on="2019-01-01", ends_on="2019-12-31")
    many = queries(client, url)
    assert many == few
    assert many <= 10, many


def test_a_history_of_many_changes_costs_no_more_than_a_short_one(sign_in):
    group = f.group()
    f.member(group)
    client = sign_in(f.kader())
    url = reverse("group-history", args=[group.pk])
    short = queries(client, url)
    for _ in range(10):
        group.save()
    assert queries(client, url) == short
