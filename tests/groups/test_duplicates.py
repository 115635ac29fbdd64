"""Records that are there twice: found with a score, decided on by a person, merged, and undone."""

from datetime import date
from itertools import count
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalChanges

from groups.actions import duplicates as actions
from groups.actions import groups as group_actions
from groups.actions import members as member_actions
from groups.duplicates import compare_groups, compare_members, likely_groups, likely_members
from groups.models import (
    AccessRecord,
    BusinessGroup,
    GroupPair,
    Member,
    MemberPair,
    Membership,
    OfficerTerm,
    Region,
)
from reports.periods import Period
from reports.queries import counted_reach
from tests import factories as f
from tests.groups.test_sent_twice import together
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

_GROUPS = count(1000)
HOME = {"rt": "001", "rw": "002"}
BORN = date(1980, 3, 17)


# Finding


def one(name="siti aminah", **fields):
    """What a comparison of members reads, without a database."""
    blank = {"nik_hash": "", "birth_on": None, "phone": "", "rw": "", "rt": "", "group_id": next(_GROUPS)}
    return SimpleNamespace(**{"name_key": name, "place": f.KRAPYAK} | blank | fields)


@pytest.mark.parametrize(
    ("mine", "hers", "score", "reasons"),
    [
        (one(nik_hash="x"), one(nik_hash="x"), 100, ["NIK sama", "nama sama"]),
        (one(nik_hash="x"), one("tutik", nik_hash="x"), 90, ["NIK sama", "nama berbeda"]),
        (
            one(birth_on=BORN, **HOME),
            one(birth_on=date(1980, 1, 1), **HOME),
            90,
            ["nama sama", "tahun lahir sama", "RT/RW sama"],
        ),
        (one(birth_on=BORN), one(birth_on=BORN), 99, ["nama sama", "tanggal lahir sama"]),
        (one(phone="+6281"), one("siti aminnah", phone="+6281"), 78, ["nama mirip 95 %", "HP sama"]),
        (one("aminah siti", group_id=1), one(group_id=1), 70, ["nama sama", "kelompok sama"]),
    ],
)
def test_a_pair_of_members_has_a_score_and_its_reasons(mine, hers, score, reasons):
    assert compare_members(mine, hers) == (score, reasons)


@pytest.mark.parametrize(
    ("mine", "hers"),
    [
        (one(), one()),  # a name alone says little
        (one(nik_hash="x", phone="+6281", **HOME), one(nik_hash="y", phone="+6281", **HOME)),
        (one(birth_on=BORN, phone="+6281"), one(birth_on=date(1981, 3, 17), phone="+6281")),
        (one(birth_on=BORN, phone="+6281"), one(birth_on=date(1980, 4, 2), phone="+6281")),
        (one("tutik", phone="+6281"), one(phone="+6281")),  # two of one household
    ],
)
def test_two_people_stay_below_the_threshold(mine, hers):
    assert compare_members(mine, hers)[0] < 70


def named(name, founded_on=BORN, contact_phone=""):
    return SimpleNamespace(name=name, founded_on=founded_on, contact_phone=contact_phone)


@pytest.mark.parametrize(
    ("mine", "hers", "likely"),
    [
        ("Kelompok UP2K Melati Jaya", "Klp. MELATI-JAYA", True),
        ("Melati II", "melati 2", True),
        ("Poklak Mawar", "Mawar Poksus", True),
        ("Melati Jaya", "Melatih Jaya", True),
        ("Melati 1", "Melati 2", False),
        ("Melati", "Melati 2", False),
        ("Melati", "Mawar", False),
    ],
)
def test_names_of_groups_are_compared_without_what_all_of_them_have(mine, hers, likely):
    assert (compare_groups(named(mine), named(hers))[0] >= 70) is likely


def test_imported_and_typed_doubles_are_found_and_voided_or_archived_ones_are_not():
    group, admin = f.group(), f.admin()
    first = f.member(group, name="Siti Aminah", birth_on=BORN, **HOME)
    second = f.member(f.group(), name="Hj. Siti Aminah, S.Pd.", birth_on=BORN, **HOME)
    f.member(group, name="Tutik", birth_on=BORN, **HOME)
    voided = f.member(group, name="Siti Aminah")
    member_actions.void_member(member=voided, reason="salah", by=admin)
    archived = f.member(f.group(), name="Siti Aminah", birth_on=BORN, **HOME)
    group_actions.archive_group(group=archived.group, reason="salah", by=admin)
    (found,) = likely_members(admin)
    assert (found.first, found.second, found.score) == (first.pk, second.pk, 99)
    assert found.reasons == ("nama sama", "tanggal lahir sama", "RT/RW sama")


def test_one_who_left_and_came_back_under_the_same_nik_is_found():
    nik, admin = f.nik(), f.admin()
    first = f.member(name="Siti", nik=nik)
    member_actions.end_membership(member=first, on=date(2020, 1, 1), reason="pindah", by=admin)
    second = f.member(f.group(f.MEDONO), name="Siti", nik=nik)
    (found,) = likely_members(admin)
    assert (found.first, found.second, found.score) == (first.pk, second.pk, 100)


def test_each_sees_only_pairs_of_which_she_may_edit_both():
    pairs = {}
    for region in (f.KRAPYAK, f.MEDONO, "33.76.01.1001"):
        group = f.group(region, name="Melati")
        pairs[region] = [f.member(group, name="Siti Aminah") for _ in range(2)]
        f.group(region, name="Klp. Melati", founded_on=group.founded_on)
    across = [
        f.member(f.group(region), name="Tutik", phone="+6281234567890") for region in (f.KRAPYAK, f.MEDONO)
    ]

    def seen(user):
        return [(row.first, row.second) for row in likely_members(user)], len(likely_groups(user))

    krapyak, medono, _tegal = [tuple(row.pk for row in rows) for rows in pairs.values()]
    assert seen(f.kader()) == ([krapyak], 1)
    assert seen(f.admin()) == ([tuple(row.pk for row in across), krapyak, medono], 2)
    assert seen(f.pokja_kota()) == ([], 0)
    assert seen(f.user(is_superuser=True)) == ([], 0)


def test_the_list_costs_the_same_for_one_pair_and_for_thirty(sign_in):
    client = sign_in(f.admin())
    group = f.group()
    url = reverse("duplicate-list")

    def cost(tab):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, {"lihat": tab}).status_code == 200
        return len(captured)

    def add_pair(number):
        members = [f.member(group, name=f"Siti {number * 'ab'}") for _ in range(2)]
        groups = [f.group(name=f"{word} Batik {number * 'cd'}") for word in ("Klp", "Kelompok")]
        others = [f.member(group, name=f"Tutik {number * 'ab'}") for _ in range(2)]
        actions.not_the_same(one=others[0], other=others[1], by=f.admin())
        return members, groups

    add_pair(1)
    few = [cost(tab) for tab in ("anggota", "kelompok", "diputuskan")]
    for number in range(2, 31):
        add_pair(number)
    assert [cost(tab) for tab in ("anggota", "kelompok", "diputuskan")] == few
    assert max(few) <= 10


# Deciding


@pytest.fixture
def pair():
    """Two records of one person in two groups of Krapyak; the first is older and knows more."""
    first = f.member(
        f.group(name="Melati"), name="Siti Aminah", phone="+6281234567890", joined_on=date(2016, 1, 1), **HOME
    )
    second = f.member(
        f.group(name="Mawar"), name="Hj. Siti Aminah", job="Penjahit", joined_on=date(2019, 1, 1), **HOME
    )
    return first, second


@pytest.fixture
def group_pair():
    return f.group(name="Melati"), f.group(
        name="Kelompok Melati", product="Batik", founded_on=date(2014, 1, 1)
    )


def open_pair(client, pair):
    name = "member-duplicate" if isinstance(pair[0], Member) else "group-duplicate"
    return client.get(reverse(name, args=[row.pk for row in pair]))


def everything():
    """Every row of every table that a merge may write, by model and id; version only counts up."""
    models = [model for app in ("groups", "bimtek") for model in apps.get_app_config(app).get_models()]
    skip = {MemberPair, GroupPair, *(model for model in models if issubclass(model, HistoricalChanges))}
    return {
        (model.__name__, row["id"]): {name: value for name, value in row.items() if name != "version"}
        for model in models
        if model not in skip and model.__name__ not in ("Submission", "User")
        for row in model.objects.values()
        if "id" in row
    }


def counted(day):
    """(group, member) of each membership that counts on ``day``."""
    return sorted(Membership.objects.as_of(day).values_list("group__name", "member_id"))


def reached(user):
    """(group, member) of each participation that the summary counts."""
    region = Region.objects.get(pk=f.KOTA)
    rows = counted_reach(user=user, region=region, period=Period(date(2020, 1, 1), timezone.localdate()))
    return sorted(rows.values_list("group__name", "member_id"))


def test_not_the_same_is_remembered_until_it_is_taken_back(sign_in, pair):
    kader = f.kader()
    client = sign_in(kader)
    assert len(likely_members(kader)) == 1
    response = fill(client, open_pair(client, pair), {"verdict": "different", "reason": "Kakak beradik"})
    assert response.redirect_chain == [(reverse("duplicate-list") + "?lihat=anggota", 302)]
    assert likely_members(kader) == []
    decision = MemberPair.objects.get()
    assert (decision.first, decision.second, decision.merged) == (*pair, None)
    assert (decision.decided_by, decision.reason) == (kader, "Kakak beradik")
    assert "Kakak beradik" in client.get(reverse("duplicate-list"), {"lihat": "diputuskan"}).content.decode()
    fill(client, client.get(reverse("merge-undo", args=["anggota", decision.pk])), {})
    assert len(likely_members(kader)) == 1
    decision.refresh_from_db()
    assert decision.undone_by == kader


def test_the_page_shows_both_and_never_a_nik(sign_in, pair):
    nik = f.nik()
    by = f.admin()
    member_actions.update_member(member=pair[0], nik=nik, by=by)
    page = open_pair(sign_in(f.kader()), pair)
    body = page.content.decode()
    assert "Kemiripan 75 dari 100: nama sama, RT/RW sama." in body
    assert nik not in body
    assert pair[0].nik_masked in body
    lines = {line.label: (line.first, line.second, bool(line.name)) for line in page.context["form"].lines}
    assert lines["Nama lengkap"] == ("Siti Aminah", "Hj. Siti Aminah", True)
    assert lines["Nomor HP"] == ("0812-3456-7890", "", False)
    assert lines["RT"] == ("001", "001", False)


def test_merging_takes_the_chosen_and_the_missing_values(sign_in, pair):
    first, second = pair
    client = sign_in(f.kader())
    page = open_pair(client, pair)
    response = fill(client, page, {"verdict": "same", "keep": "first", "name": "second"})
    assert response.redirect_chain == [(first.get_absolute_url(), 302)]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.phone, first.job) == ("Hj. Siti Aminah", "+6281234567890", "Penjahit")
    assert (first.is_active, second.is_active) == (True, False)
    assert list(Member.objects.kept()) == [first]
    body = client.get(second.get_absolute_url()).content.decode()
    assert "Catatan ini sudah digabung dengan" in body
    assert client.get(reverse("member-move", args=[second.pk])).status_code == 404


def test_a_nik_comes_along_and_its_number_stays_unique(pair):
    first, second = pair
    nik, by = f.nik(), f.admin()
    member_actions.update_member(member=second, nik=nik, by=by)
    merge = actions.merge_members(keep=first, drop=second, by=by)
    first.refresh_from_db()
    assert first.nik == nik
    actions.undo_decision(decision=merge, by=by)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.nik, second.nik, second.is_active) == ("", nik, True)


@pytest.mark.parametrize(
    ("mine", "hers", "counts"),
    [
        # (group, joined, left) of the record that stays and of the other; who counts where in which year.
        (("A", 2016, None), ("B", 2019, None), {2015: "", 2017: "A", 2020: "A"}),
        (("A", 2019, None), ("B", 2016, None), {2015: "", 2017: "B", 2020: "A"}),
        (("A", 2016, 2018), ("B", 2017, None), {2015: "", 2017: "A", 2020: "B"}),
        (("A", 2016, 2018), ("B", 2019, None), {2017: "A", 2018: "", 2020: "B"}),
        (("A", 2018, None), ("A", 2016, None), {2015: "", 2017: "A", 2020: "A"}),
        (("A", 2017, 2018), ("A", 2016, None), {2015: "", 2016: "A", 2017: "A", 2020: "A"}),
        (("A", 2016, None), ("A", 2017, 2018), {2015: "", 2017: "A", 2020: "A"}),
        (("A", 2016, 2017), ("A", 2019, None), {2016: "A", 2018: "", 2020: "A"}),
    ],
)
def test_nobody_counts_twice_on_any_day_and_nobody_is_lost(mine, hers, counts):
    groups = {name: f.group(name=name, founded_on=date(2010, 1, 1)) for name in "AB"}
    by = f.admin()
    people = []
    for name, joined, left in (mine, hers):
        person = f.member(groups[name], name="Siti", joined_on=date(joined, 1, 1))
        if left:
            member_actions.end_membership(member=person, on=date(left, 1, 1), reason="Sakit", by=by)
        people.append(person)
    before = everything()
    merge = actions.merge_members(keep=people[0], drop=people[1], by=by)
    for year, group in counts.items():
        assert counted(date(year, 6, 1)) == [(name, people[0].pk) for name in group], year
    kept = Member.objects.get(pk=people[0].pk)
    assert (kept.group.name, kept.is_active) == (counts[2020], True)
    actions.undo_decision(decision=merge, by=by)
    assert everything() == before


def test_a_membership_around_the_kept_one_asks_to_keep_the_other(sign_in):
    by = f.admin()
    inner = f.member(f.group(name="A"), name="Siti", joined_on=date(2017, 1, 1), **HOME)
    member_actions.end_membership(member=inner, on=date(2018, 1, 1), reason="Sakit", by=by)
    outer = f.member(f.group(name="B"), name="Siti", joined_on=date(2016, 1, 1), **HOME)
    client = sign_in(f.kader())
    before = everything()
    response = fill(client, open_pair(client, (inner, outer)), {"verdict": "same", "keep": "first"})
    assert "mencakup waktu sebelum dan sesudah" in response.content.decode()
    assert everything() == before
    fill(client, response, {"verdict": "same", "keep": "second"})
    assert counted(date(2017, 6, 1)) == [("B", outer.pk)]


def test_merging_moves_all_that_hangs_from_a_member_and_undoing_restores_it_exactly(pair):
    first, second = pair
    by = f.admin()
    for office, person in (("ketua", first), ("bendahara", second)):
        member_actions.appoint(group=person.group, member=person, office=office, on=date(2020, 1, 1), by=by)
    shared, own = f.event(), f.event()
    f.participant(shared, first)
    stays = f.participant(shared, second)
    moves = f.participant(own, second, present=[own.starts_on])
    member_actions.reveal_nik(member=second, purpose="Izin", by=by)
    before = everything()
    assert reached(by) == [("Mawar", second.pk)]
    merge = actions.merge_members(keep=first, drop=second, take=["name"], by=by)
    assert reached(by) == [("Melati", first.pk)]
    moves.refresh_from_db()
    stays.refresh_from_db()
    assert (moves.member, stays.member) == (first, second)
    assert AccessRecord.objects.get().member == second
    terms = OfficerTerm.objects.filter(member=first).values_list("office", "ended_on")
    assert sorted(terms) == [("bendahara", timezone.localdate()), ("ketua", None)]
    assert counted(timezone.localdate()) == [("Melati", first.pk)]
    actions.undo_decision(decision=merge, by=by)
    assert everything() == before
    assert [pair.first for pair in likely_members(by)] == [first.pk]


def test_an_office_in_the_same_group_goes_on():
    group, by = f.group(), f.admin()
    first, second = (f.member(group, name="Siti") for _ in range(2))
    member_actions.appoint(group=group, member=second, office="ketua", on=date(2020, 1, 1), by=by)
    actions.merge_members(keep=first, drop=second, by=by)
    assert OfficerTerm.objects.get(ended_on__isnull=True).member == first


def test_undoing_is_refused_after_a_change_and_says_which(sign_in, pair):
    first, second = pair
    by = f.kader()
    merge = actions.merge_members(keep=first, drop=second, by=by)
    first.refresh_from_db()
    first.job = "Guru"
    member_actions.update_member(member=first, nik="", by=by)
    client = sign_in(by)
    before = everything()
    page = client.get(reverse("merge-undo", args=["anggota", merge.pk]))
    body = fill(client, page, {}).content.decode()
    assert "sesudah digabung sudah diubah: anggota Siti Aminah." in body
    assert everything() == before
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_undoing_is_refused_where_an_office_was_given_again(pair):
    first, second = pair
    by = f.admin()
    member_actions.appoint(group=second.group, member=second, office="ketua", on=date(2020, 1, 1), by=by)
    merge = actions.merge_members(keep=first, drop=second, by=by)
    heir = f.member(second.group)
    member_actions.appoint(group=second.group, member=heir, office="ketua", on=timezone.localdate(), by=by)
    with pytest.raises(ValidationError, match="dipegang anggota lain"):
        actions.undo_decision(decision=merge, by=by)


def test_merges_in_a_row_are_undone_in_reverse(pair):
    first, second = pair
    by = f.admin()
    third = f.member(f.group(), name="Siti Aminah", joined_on=date(2015, 6, 1))
    before = everything()
    merges = [
        actions.merge_members(keep=first, drop=second, by=by),
        actions.merge_members(keep=third, drop=first, by=by),
    ]
    with pytest.raises(ValidationError, match="sudah diubah"):
        actions.undo_decision(decision=merges[0], by=by)
    for merge in reversed(merges):
        actions.undo_decision(decision=merge, by=by)
    assert everything() == before


# Groups


def test_merging_groups_moves_their_people_and_archives_one(sign_in, group_pair):
    keep, drop = group_pair
    by = f.admin()
    mine, hers = f.member(keep, name="Tutik"), f.member(drop, name="Siti")
    both = f.member(drop, name="Yuni", joined_on=date(2016, 1, 1))
    member_actions.move_member(member=both, to=keep, on=date(2018, 1, 1), by=by)
    for group, person, office in ((keep, mine, "ketua"), (drop, hers, "ketua")):
        member_actions.appoint(group=group, member=person, office=office, on=date(2020, 1, 1), by=by)
    went = f.participant(f.event(), hers)
    client = sign_in(f.kader())
    before = everything()
    changes = {"verdict": "same", "keep": "first", "founded_on": "second"}
    response = fill(client, open_pair(client, group_pair), changes)
    assert response.redirect_chain == [(keep.get_absolute_url(), 302)]
    keep.refresh_from_db()
    drop.refresh_from_db()
    went.refresh_from_db()
    assert (keep.product, keep.founded_on, went.group) == ("Batik", date(2014, 1, 1), keep)
    assert drop.archive_reason == "Digabung dengan Melati"
    assert [change.from_on for change in keep.level_changes.all()] == [date(2014, 1, 1)]
    assert set(keep.members.all()) == {mine, hers, both}
    for year, people in {2014: [hers], 2017: [mine, hers, both], 2019: [mine, hers, both]}.items():
        assert counted(date(year, 6, 1)) == sorted(("Melati", person.pk) for person in people), year
    assert [term.member for term in keep.officer_terms.filter(ended_on__isnull=True)] == [mine]
    assert likely_groups(by) == []
    with pytest.raises(ValidationError, match="Batalkan penggabungannya"):
        group_actions.restore_group(group=drop, by=by)
    merge = GroupPair.objects.get()
    page = client.get(reverse("merge-undo", args=["kelompok", merge.pk]))
    assert fill(client, page, {}).status_code == 200
    assert everything() == before


def test_members_older_than_the_kept_founding_date_ask_for_the_earlier_one(sign_in, group_pair):
    f.member(group_pair[1])
    client = sign_in(f.kader())
    changes = {"verdict": "same", "keep": "first", "founded_on": "first"}
    response = fill(client, open_pair(client, group_pair), changes)
    assert "founded_on" in errors_of(response)
    assert not GroupPair.objects.exists()


def test_groups_of_two_kelurahan_are_not_merged():
    with pytest.raises(ValidationError, match="kelurahan yang berbeda"):
        actions.merge_groups(keep=f.group(), drop=f.group(f.DEGAYU), by=f.admin())


# Who may, and twice at once


def test_both_records_must_lie_where_she_may_edit(sign_in):
    mine, foreign = f.member(name="Siti"), f.member(f.group(f.MEDONO), name="Siti")
    kader = f.kader()
    for pair in ((mine, foreign), (foreign, mine)):
        with pytest.raises(PermissionDenied):
            actions.merge_members(keep=pair[0], drop=pair[1], by=kader)
        with pytest.raises(PermissionDenied):
            actions.not_the_same(one=pair[0], other=pair[1], by=kader)
        url = reverse("member-duplicate", args=[row.pk for row in pair])
        assert sign_in(kader).get(url).status_code == 404
        assert sign_in(kader).post(url, {"verdict": "same", "keep": "first"}).status_code == 404
    merge = actions.merge_members(keep=mine, drop=foreign, by=f.admin())
    with pytest.raises(PermissionDenied):
        actions.undo_decision(decision=merge, by=kader)
    assert sign_in(kader).get(reverse("merge-undo", args=["anggota", merge.pk])).status_code == 404


@pytest.mark.parametrize(
    "path", ["anggota/1/1/", "anggota/0/99999999/", f"kelompok/{9**30}/1/", "lain/1/batalkan/"]
)
def test_an_address_of_no_pair_is_a_404(sign_in, path):
    f.member()
    assert sign_in(f.kader()).get(f"/kemungkinan-dobel/{path}").status_code == 404


def test_a_merge_sent_twice_is_one(sign_in, pair):
    client = sign_in(f.kader())
    page = open_pair(client, pair)
    changes = {"verdict": "same", "keep": "first"}
    landings = [fill(client, page, changes).redirect_chain for _ in range(2)]
    assert landings == [[(pair[0].get_absolute_url(), 302)]] * 2
    assert MemberPair.objects.count() == 1


def test_a_merge_from_an_old_page_is_asked_again(sign_in, pair):
    first, _second = pair
    client = sign_in(f.kader())
    page = open_pair(client, pair)
    first.job = "Guru"
    member_actions.update_member(member=first, nik="", by=f.admin())
    response = fill(client, page, {"verdict": "same", "keep": "first"})
    assert response.status_code == 422
    assert "diubah sesudah Anda membukanya" in response.content.decode()
    assert fill(client, response, {"verdict": "same", "keep": "first"}).status_code == 200
    assert MemberPair.objects.count() == 1


def test_what_is_decided_is_not_decided_again(pair):
    first, second = pair
    by = f.admin()
    actions.not_the_same(one=second, other=first, by=by)
    with pytest.raises(ValidationError, match="sudah diputuskan"):
        actions.merge_members(keep=first, drop=second, by=by)
    third = f.member(name="Siti Aminah")
    actions.merge_members(keep=third, drop=second, by=by)
    fourth = f.member(name="Siti Aminah")
    with pytest.raises(ValidationError, match="sudah digabung"):
        actions.merge_members(keep=fourth, drop=second, by=by)
    with pytest.raises(ValidationError):
        actions.merge_members(keep=first, drop=first, by=by)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_wins_and_the_other_gets_a_message(reference_lists):
    pair = [f.member(f.group(), name="Siti Aminah") for _ in range(2)]
    clients = [Client(), Client()]
    pages = []
    for client in clients:
        client.force_login(f.admin())
        pages.append(open_pair(client, pair))

    def send(index):
        changes = {"verdict": "same", "keep": ["first", "second"][index]}
        return fill(clients[index], pages[index], changes)

    responses = sorted(together(2, send), key=lambda response: response.status_code)
    assert [response.status_code for response in responses] == [200, 422]
    assert MemberPair.objects.count() == 1
    assert Member.objects.kept().count() == 1
    assert BusinessGroup.objects.count() == 2
