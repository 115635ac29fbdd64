"""A group's life as its kader and Pokja II live it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.actions import groups as actions
from groups.models import BusinessGroup, BusinessKind, Level
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def level(code):
    return Level.objects.get(code=code)


def a_group(**changes):
    kind = BusinessKind.objects.get(code="kuliner").pk
    return {
        "name": "Melati Jaya",
        "kind": "poklak",
        "business_kind": kind,
        "founded_on": "2019-02-01",
        "level": "pemula",
    } | changes


def test_a_kader_adds_a_group_without_choosing_her_kelurahan(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("group-create"))
    response = fill(client, page, a_group())
    group = BusinessGroup.objects.get()
    assert response.redirect_chain == [(group.get_absolute_url(), 302)]
    assert (group.region_id, group.name) == (f.KRAPYAK, "Melati Jaya")
    assert [row.level_id for row in group.level_changes.all()] == ["pemula"]
    assert [row.status for row in group.status_changes.all()] == ["aktif"]
    assert group.history.count() == 1


def test_an_admin_chooses_the_kelurahan_within_her_city(sign_in):
    client = sign_in(f.admin())
    page = client.get(reverse("group-create"))
    fill(client, page, a_group(region=f.MEDONO))
    assert BusinessGroup.objects.get().region_id == f.MEDONO


@pytest.mark.parametrize("region", ["33.76.01.1001", "33.75.03", "99", "", "a'; DROP"])
def test_a_kelurahan_outside_her_choices_is_refused_and_nothing_is_written(sign_in, region):
    client = sign_in(f.admin())
    page = client.get(reverse("group-create"))
    response = fill(client, page, a_group(region=region))
    assert response.status_code == 422
    assert "region" in errors_of(response)
    assert not BusinessGroup.objects.exists()


def test_a_wrong_field_says_what_to_do_and_everything_typed_stays(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("group-create"))
    response = fill(client, page, a_group(contact_phone="12", capital_initial="1,5 juta", rt="dua"))
    assert errors_of(response) == {
        "contact_phone": ["Nomor telepon tidak dikenal. Tulis seperti 0812-3456-7890."],
        "capital_initial": ["Tulis rupiah dengan angka saja, misalnya 1.500.000."],
        "rt": ["RT ditulis dengan angka 1 sampai 999, misalnya 02."],
    }
    body = response.content.decode()
    for typed in ("Melati Jaya", "1,5 juta", "dua", "2019-02-01"):
        assert f'value="{typed}"' in body
    assert body.count('<details class="fold" open>') == 2


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2999-01-01", "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."),
        ("1984-12-31", "Program UP2K dimulai tahun 1985. Periksa tahun pada tanggal berdiri."),
        ("32/01/2020", "Tulis tanggal seperti 17/03/2022."),
    ],
)
def test_an_impossible_founding_date_is_refused(sign_in, day, message):
    client = sign_in(f.kader())
    response = fill(client, client.get(reverse("group-create")), a_group(founded_on=day))
    assert message in response.content.decode()
    assert not BusinessGroup.objects.exists()


def test_two_groups_of_a_kelurahan_cannot_share_a_name_but_of_two_kelurahan_can(sign_in):
    f.group(f.KRAPYAK, name="Melati Jaya")
    client = sign_in(f.admin())
    page = client.get(reverse("group-create"))
    response = fill(client, page, a_group(name="melati jaya", region=f.KRAPYAK))
    assert "Sudah ada kelompok dengan nama ini" in response.content.decode()
    fill(client, page, a_group(name="melati jaya", region=f.MEDONO))
    assert BusinessGroup.objects.count() == 2


def test_a_level_is_decided_with_date_and_basis_and_the_past_stays(sign_in):
    group = f.group(founded_on=date(2015, 1, 1))
    client = sign_in(f.pokja_kota(name="Bu Pokja"))
    page = client.get(reverse("group-level", args=[group.pk]))
    response = fill(client, page, {"to": "madya", "on": "2021-06-01", "basis": "Berita acara 3/2021"})
    assert response.redirect_chain[0][0] == group.get_absolute_url()
    body = response.content.decode()
    assert "Berita acara 3/2021" in body
    assert "Bu Pokja" in body
    then = {d: BusinessGroup.objects.as_of(d).get().level_code for d in (date(2021, 5, 31), date(2021, 6, 1))}
    assert then == {date(2021, 5, 31): "pemula", date(2021, 6, 1): "madya"}


def test_a_kader_cannot_decide_a_level():
    group = f.group()
    with pytest.raises(PermissionDenied):
        actions.change_level(group=group, to=level("madya"), on=date(2021, 1, 1), basis="x", by=f.kader())
    assert group.level_changes.count() == 1


@pytest.mark.parametrize(
    ("to", "on"), [("pemula", date(2021, 1, 1)), ("madya", date(2015, 5, 1)), ("madya", date(2999, 1, 1))]
)
def test_a_level_change_that_changes_nothing_or_comes_out_of_order_is_refused(to, on):
    group = f.group(founded_on=date(2015, 5, 1))
    with pytest.raises(ValidationError):
        actions.change_level(group=group, to=level(to), on=on, basis="x", by=f.pokja_kota())
    assert group.level_changes.count() == 1


def test_levels_not_offered_here_cannot_be_chosen(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("group-create"))
    assert "level" in errors_of(fill(client, page, a_group(level="utama")))
    Level.objects.filter(code="utama").update(is_offered=True)
    fill(client, page, a_group(level="utama"))
    assert BusinessGroup.objects.get().level_changes.get().level_id == "utama"


def test_a_closed_group_stays_in_the_past(sign_in):
    group = f.group(founded_on=date(2015, 1, 1))
    client = sign_in(f.kader())
    page = client.get(reverse("group-status", args=[group.pk]))
    fill(client, page, {"to": "bubar", "on": "2022-07-01", "basis": "Anggota pindah"})
    statuses = [BusinessGroup.objects.as_of(date(2022, month, 1)).get().status for month in (6, 7)]
    assert statuses == ["aktif", "bubar"]


def test_a_corrected_founding_date_moves_the_first_level_and_status(sign_in):
    group = f.group(founded_on=date(2015, 1, 1))
    client = sign_in(f.kader())
    page = client.get(reverse("group-update", args=[group.pk]))
    fill(client, page, {"founded_on": "2012-03-04"})
    assert BusinessGroup.objects.as_of(date(2012, 3, 4)).count() == 1
    assert BusinessGroup.objects.as_of(date(2012, 3, 3)).count() == 0


def test_a_founding_date_cannot_pass_what_already_happened(sign_in):
    group = f.group(founded_on=date(2015, 1, 1))
    f.member(group, joined_on=date(2016, 1, 1))
    client = sign_in(f.kader())
    page = client.get(reverse("group-update", args=[group.pk]))
    response = fill(client, page, {"founded_on": "2016-02-01"})
    assert errors_of(response) == {
        "founded_on": ["Sudah ada anggota yang masuk pada 1 Januari 2016. Isi tanggal berdiri sebelum itu."]
    }
    group.refresh_from_db()
    assert group.founded_on == date(2015, 1, 1)
    assert group.level_changes.get().from_on == date(2015, 1, 1)


def test_an_archived_group_counts_nowhere_and_comes_back_with_everything(sign_in):
    group = f.group(name="Dobel")
    member = f.member(group)
    client = sign_in(f.kader())
    page = client.get(reverse("group-archive", args=[group.pk]))
    assert "reason" in errors_of(fill(client, page, {"reason": ""}))
    fill(client, page, {"reason": "Tercatat dua kali"})
    assert not BusinessGroup.objects.as_of(timezone.localdate()).exists()
    assert client.get(reverse("group-update", args=[group.pk])).status_code == 404
    assert member.name not in client.get(reverse("member-list")).content.decode()
    page = client.get(reverse("group-restore", args=[group.pk]))
    fill(client, page, {})
    assert BusinessGroup.objects.as_of(timezone.localdate()).get() == group
    assert member.name in client.get(reverse("member-list")).content.decode()


def test_a_group_is_not_restored_over_another_of_its_name(sign_in):
    group = f.group(name="Melati")
    actions.archive_group(group=group, reason="salah", by=f.admin())
    f.group(name="Melati")
    client = sign_in(f.kader())
    response = fill(client, client.get(reverse("group-restore", args=[group.pk])), {})
    assert "Sudah ada kelompok dengan nama ini" in response.content.decode()
    group.refresh_from_db()
    assert group.archived_at


def test_a_group_with_members_is_not_carried_to_another_kelurahan(sign_in):
    group = f.group(f.KRAPYAK)
    f.member(group)
    client = sign_in(f.admin())
    response = fill(client, client.get(reverse("group-update", args=[group.pk])), {"region": f.MEDONO})
    assert "region" in errors_of(response)
    group.refresh_from_db()
    assert group.region_id == f.KRAPYAK


def test_officers_are_members_and_hand_over_in_one_step(sign_in):
    group = f.group()
    old, new = f.member(group, name="Bu Lama"), f.member(group, name="Bu Baru")
    client = sign_in(f.kader())
    url = reverse("group-appoint", args=[group.pk])
    fill(client, client.get(url), {"office": "ketua", "member": old.pk, "on": "2018-01-01"})
    fill(client, client.get(url), {"office": "ketua", "member": new.pk, "on": "2022-01-01"})
    terms = [(t.member.name, t.started_on, t.ended_on) for t in group.officer_terms.order_by("started_on")]
    assert terms == [
        ("Bu Lama", date(2018, 1, 1), date(2022, 1, 1)),
        ("Bu Baru", date(2022, 1, 1), None),
    ]


def test_an_officer_who_takes_another_office_leaves_her_old_one(sign_in):
    group = f.group()
    member = f.member(group)
    client = sign_in(f.kader())
    url = reverse("group-appoint", args=[group.pk])
    fill(client, client.get(url), {"office": "ketua", "member": member.pk, "on": "2018-01-01"})
    fill(client, client.get(url), {"office": "bendahara", "member": member.pk, "on": "2020-01-01"})
    assert list(group.officer_terms.filter(ended_on=None).values_list("office", flat=True)) == ["bendahara"]


def test_a_member_of_another_group_cannot_be_its_officer(sign_in):
    group, stranger = f.group(), f.member(f.group())
    client = sign_in(f.kader())
    page = client.get(reverse("group-appoint", args=[group.pk]))
    response = fill(client, page, {"office": "ketua", "member": stranger.pk, "on": "2022-01-01"})
    assert "member" in errors_of(response)
    assert not group.officer_terms.exists()


def test_the_history_tells_who_changed_what_from_what_to_what(sign_in):
    kader = f.kader(name="Bu Sri")
    group = f.group(capital_initial=2_000_000)
    client = sign_in(kader)
    fill(client, client.get(reverse("group-update", args=[group.pk])), {"capital_initial": "20.000.000"})
    body = client.get(reverse("group-history", args=[group.pk])).content.decode()
    assert "Bu Sri" in body
    assert "Rp 2.000.000 → <strong>Rp 20.000.000</strong>" in body


def test_the_list_finds_by_name_and_filters_by_level_and_state(sign_in):
    f.group(name="Batik Ayu")
    f.group(name="Keripik Jaya", level="madya")
    client = sign_in(f.kader())
    url = reverse("group-list")

    def found(**asked):
        return [row.name for row in client.get(url, asked).context["table"].data]

    assert sorted(found()) == ["Batik Ayu", "Keripik Jaya"]
    assert found(q="ayu") == ["Batik Ayu"]
    assert found(kategori="madya") == ["Keripik Jaya"]
    assert found(keadaan="bubar") == []


def test_groups_founded_tomorrow_do_not_exist_yet():
    group = f.group(founded_on=timezone.localdate())
    yesterday = timezone.localdate() - timedelta(days=1)
    assert list(BusinessGroup.objects.as_of(timezone.localdate())) == [group]
    assert not BusinessGroup.objects.as_of(yesterday).exists()
