"""A member's life: coming, moving, leaving; and what is kept about her."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.actions import members as actions
from groups.models import AccessRecord, Member, Membership
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

NIK = "3375035703809001"


def a_member(**changes):
    return {"name": "Hj. Siti Aminah, S.Pd.", "sex": "P", "joined_on": "2020-01-05"} | changes


def add(client, group, changes):
    return fill(client, client.get(reverse("member-create", args=[group.pk])), changes)


def found(client, **asked):
    """Names in the member list for what was asked by POST."""
    return [row.name for row in client.post(reverse("member-list"), asked).context["table"].data]


def test_a_kader_adds_a_member_and_goes_on_to_the_next(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    response = add(client, group, a_member(phone="0812 3456 7890", consent="on", lagi="1"))
    assert response.redirect_chain == [(reverse("member-create", args=[group.pk]), 302)]
    member = Member.objects.get()
    assert (member.name, member.phone, member.group) == ("Hj. Siti Aminah, S.Pd.", "+6281234567890", group)
    assert member.consent_on == timezone.localdate()
    assert member.consent_by
    assert [(row.joined_on, row.left_on) for row in member.memberships.all()] == [(date(2020, 1, 5), None)]


def test_the_nik_is_stored_encrypted_and_shown_masked(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    add(client, group, a_member(nik="337503 570380 9001"))
    member = Member.objects.get()
    assert NIK not in str(member.__dict__)
    assert NIK not in str(member.history.values().get())
    assert member.nik == NIK
    for name in ("member-detail", "member-update", "member-history"):
        assert NIK not in client.get(reverse(name, args=[member.pk])).content.decode()
    assert "3375********9001" in client.get(member.get_absolute_url()).content.decode()
    assert "3375********9001" in client.get(reverse("member-list")).content.decode()


def test_seeing_a_nik_asks_why_and_is_recorded(sign_in):
    member = f.member(f.group(), nik=NIK)
    pokja = f.pokja_kecamatan()
    client = sign_in(pokja)
    page = client.get(reverse("member-nik", args=[member.pk]))
    assert "purpose" in errors_of(fill(client, page, {"purpose": ""}))
    assert not AccessRecord.objects.exists()
    response = fill(client, page, {"purpose": "Izin usaha"})
    assert NIK in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    record = AccessRecord.objects.get()
    assert (record.user, record.member, record.purpose) == (pokja, member, "Izin usaha")


def test_the_record_of_seeing_a_nik_cannot_be_changed():
    member = f.member(f.group(), nik=NIK)
    actions.reveal_nik(member=member, purpose="Izin", by=f.admin())
    record = AccessRecord.objects.get()
    record.purpose = "lain"
    with pytest.raises(ValidationError):
        record.save()


def test_nobody_outside_can_reveal_a_nik():
    member = f.member(f.group(), nik=NIK)
    with pytest.raises(PermissionDenied):
        actions.reveal_nik(member=member, purpose="Izin", by=f.kader(f.MEDONO))
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize(
    ("nik", "message"),
    [
        ("337503570380900", "NIK harus 16 angka; yang diisi 15. Periksa KTP."),
        ("3375035703809abc", "NIK hanya berisi angka. Periksa KTP."),
    ],
)
def test_a_wrong_nik_says_what_to_do_and_nothing_is_saved(sign_in, nik, message):
    client = sign_in(f.kader())
    response = add(client, f.group(), a_member(nik=nik))
    assert errors_of(response) == {"nik": [message]}
    assert f'value="{nik}"' in response.content.decode()
    assert not Member.objects.exists()


def test_a_nik_belongs_to_one_active_member_of_the_city(sign_in):
    earlier = f.member(f.group(f.MEDONO), nik=NIK, name="Bu Medono")
    client = sign_in(f.kader())
    group = f.group(f.KRAPYAK)
    response = add(client, group, a_member(nik=NIK))
    assert "NIK ini sudah dipakai anggota lain" in errors_of(response)["nik"][0]
    assert "Bu Medono" not in response.content.decode()
    actions.end_membership(member=earlier, on=date(2024, 1, 1), reason="pindah", by=f.admin())
    add(client, group, a_member(nik=NIK))
    assert Member.objects.filter(group=group).count() == 1


def test_the_same_nik_in_another_city_says_nothing_here():
    f.member(f.group("33.76.01.1001"), nik=NIK)
    f.member(f.group(f.KRAPYAK), nik=NIK)
    assert len(set(Member.objects.values_list("nik_hash", flat=True))) == 2


def test_a_nik_that_does_not_fit_the_other_data_is_saved_with_a_warning(sign_in):
    client = sign_in(f.kader())
    response = add(client, f.group(), a_member(nik="3326035703809001", birth_on="1981-03-17", sex="L"))
    warnings = [str(m) for m in response.context["messages"] if m.level_tag == "warning"]
    assert len(warnings) == 3
    assert Member.objects.get().nik == "3326035703809001"


def test_an_edit_that_leaves_the_nik_box_empty_keeps_the_nik(sign_in):
    member = f.member(f.group(), nik=NIK)
    client = sign_in(f.kader())
    url = reverse("member-update", args=[member.pk])
    fill(client, client.get(url), {"job": "Penjahit"})
    member.refresh_from_db()
    assert (member.job, member.nik) == ("Penjahit", NIK)
    fill(client, client.get(url), {"nik_remove": "on"})
    member.refresh_from_db()
    assert (member.nik, member.nik_hash) == ("", "")


def test_moving_keeps_her_history_and_ends_her_office(sign_in):
    old, new = f.group(), f.group()
    member = f.member(old, joined_on=date(2018, 1, 1))
    admin = f.admin()
    actions.appoint(group=old, member=member, office="ketua", on=date(2019, 1, 1), by=admin)
    client = sign_in(f.kader())
    fill(client, client.get(reverse("member-move", args=[member.pk])), {"to": new.pk, "on": "2022-03-01"})
    member.refresh_from_db()
    assert member.group == new
    spells = [(s.group, s.joined_on, s.left_on) for s in member.memberships.order_by("joined_on")]
    assert spells == [(old, date(2018, 1, 1), date(2022, 3, 1)), (new, date(2022, 3, 1), None)]
    assert old.officer_terms.get().ended_on == date(2022, 3, 1)
    then = {day: Membership.objects.as_of(day).get().group for day in (date(2022, 2, 28), date(2022, 3, 1))}
    assert then == {date(2022, 2, 28): old, date(2022, 3, 1): new}


def test_a_kader_cannot_move_a_member_out_of_her_kelurahan(sign_in):
    member, elsewhere = f.member(f.group()), f.group(f.MEDONO)
    client = sign_in(f.kader())
    page = client.get(reverse("member-move", args=[member.pk]))
    response = fill(client, page, {"to": elsewhere.pk, "on": "2022-03-01"})
    assert "to" in errors_of(response)
    assert elsewhere.name not in page.content.decode()
    assert Membership.objects.count() == 1


def test_who_left_may_come_back(sign_in):
    group = f.group()
    member = f.member(group, joined_on=date(2018, 1, 1))
    client = sign_in(f.kader())
    fill(
        client,
        client.get(reverse("member-leave", args=[member.pk])),
        {"on": "2020-01-01", "reason": "Sibuk"},
    )
    member.refresh_from_db()
    assert not member.is_active
    fill(client, client.get(reverse("member-move", args=[member.pk])), {"to": group.pk, "on": "2021-01-01"})
    member.refresh_from_db()
    assert member.is_active
    assert member.memberships.count() == 2


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("2017-12-31", "Ia masuk pada 1 Januari 2018. Isi tanggal sesudahnya."),
        ("2999-01-01", "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."),
    ],
)
def test_she_cannot_leave_before_she_came_or_in_the_future(sign_in, on, message):
    member = f.member(f.group(), joined_on=date(2018, 1, 1))
    client = sign_in(f.kader())
    page = client.get(reverse("member-leave", args=[member.pk]))
    assert errors_of(fill(client, page, {"on": on, "reason": "x"})) == {"on": [message]}
    assert Membership.objects.get().left_on is None


def test_a_member_cannot_join_before_the_group_was_founded(sign_in):
    group = f.group(founded_on=date(2019, 6, 1))
    response = add(sign_in(f.kader()), group, a_member(joined_on="2019-05-31"))
    message = "Kelompok ini berdiri 1 Juni 2019. Isi tanggal sesudahnya."
    assert errors_of(response) == {"joined_on": [message]}
    assert not Member.objects.exists()


def test_a_member_written_by_mistake_counts_at_no_date(sign_in):
    member = f.member(f.group(), joined_on=date(2018, 1, 1))
    client = sign_in(f.kader())
    page = client.get(reverse("member-void", args=[member.pk]))
    fill(client, page, {"reason": "Tercatat dua kali"})
    assert not Membership.objects.as_of(date(2019, 1, 1)).exists()
    assert not Membership.objects.as_of(timezone.localdate()).exists()
    assert Member.objects.filter(pk=member.pk, is_active=False).exists()


def test_the_list_finds_by_name_phone_and_exact_nik(sign_in):
    group = f.group()
    f.member(group, name="Hj. Nur'aini", phone="+6281234567890")
    f.member(group, name="Tutik", nik=NIK)
    client = sign_in(f.kader())
    assert found(client, q="nuraini") == ["Hj. Nur'aini"]
    assert found(client, q="0812 3456-7890") == ["Hj. Nur'aini"]
    assert found(client, q=NIK) == ["Tutik"]
    assert found(client, q="3375035703809002") == []


def test_searching_never_crosses_the_scope(sign_in):
    f.member(f.group(f.MEDONO), name="Tutik", phone="+6281234567890", nik=NIK)
    client = sign_in(f.kader())
    assert [found(client, q=text) for text in ("Tutik", "081234567890", NIK)] == [[], [], []]


def test_what_is_typed_in_the_search_goes_by_post_and_not_into_the_address(sign_in):
    body = sign_in(f.kader()).get(reverse("member-list")).content.decode()
    assert '<form method="post" class="filters"' in body
    assert 'hx-post="/anggota/"' in body
    assert "hx-get" not in body


def test_the_member_and_her_memberships_always_agree():
    """``group`` and ``is_active`` are the last spell's, after every kind of change."""
    by = f.admin()
    first, second = f.group(), f.group()
    member = f.member(first, joined_on=date(2016, 1, 1))
    steps = [
        lambda: actions.move_member(member=member, to=second, on=date(2017, 1, 1), by=by),
        lambda: actions.end_membership(member=member, on=date(2018, 1, 1), reason="x", by=by),
        lambda: actions.move_member(member=member, to=first, on=date(2019, 1, 1), by=by),
        lambda: actions.void_member(member=member, reason="x", by=by),
    ]
    for step in steps:
        step()
        stored = Member.objects.get(pk=member.pk)
        open_spells = list(member.memberships.filter(left_on=None, voided_at=None))
        assert stored.is_active == bool(open_spells)
        assert [spell.group for spell in open_spells] == [stored.group] * len(open_spells)
