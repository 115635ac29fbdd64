"""Who may come in: inviting, tasks and their terms, handing over, closing an account."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.actions import accounts as actions
from groups.models import Region, RegionRole, User
from tests import factories as f
from tests.groups.test_sent_twice import together
from tests.posting import errors_of, fill, offered

pytestmark = pytest.mark.django_db


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def invitation(**changes):
    return {"name": "Siti Aminah", "role": "kader", "region": f.KRAPYAK} | changes


def send(client, name, changes, *args):
    return fill(client, client.get(reverse(name, args=args)), changes)


def codes_seen(person):
    """The regions whose data a fresh request of ``person`` may see."""
    return User.objects.get(pk=person.pk).region_codes()


def listed(response):
    return [row.record.name for row in response.context["table"].rows]


# Inviting


def test_an_invited_kader_gets_a_username_a_task_and_no_password(sign_in):
    response = send(sign_in(f.admin()), "user-invite", invitation(phone="0812 3456 7890"))
    person = User.objects.get(name="Siti Aminah")
    assert response.redirect_chain == [(f"{reverse('activation-cards')}?orang={person.pk}", 302)]
    assert (person.username, person.phone) == ("kader.krapyak", "+6281234567890")
    assert not person.has_usable_password()
    role = person.roles.get()
    assert (role.role, role.region_id, role.starts_on, role.ends_on) == ("kader", f.KRAPYAK, today(), None)


@pytest.mark.parametrize(
    ("role", "region", "username"),
    [
        ("kader", f.KRAPYAK, "kader.krapyak"),
        ("pokja_kecamatan", f.UTARA, "pokja.utara"),
        ("pokja_kota", f.KOTA, "pokja.kota"),
        ("admin", f.KOTA, "admin.kota"),
    ],
)
def test_a_username_says_task_and_place_and_a_number_when_taken(regions, role, region, username):
    place = Region.objects.get(code=region)
    assert actions.suggest_username(role, place) == username
    f.user(username=username)
    f.user(username=f"{username.title()}2")
    assert actions.suggest_username(role, place) == f"{username}3"


def test_an_invitation_sent_twice_makes_one_person(sign_in):
    client = sign_in(f.admin())
    page = client.get(reverse("user-invite"))
    first, second = (fill(client, page, invitation()) for _ in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert User.objects.filter(name="Siti Aminah").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("user-invite", {"name": "Siti Aminah", "role": "kader", "region": f.KRAPYAK}),
        ("user-invite-many", {"lines": "Siti Aminah; ; Krapyak"}),
    ],
)
def test_an_invitation_sent_four_times_at_once_makes_one_person(name, changes):
    admin = f.admin()
    first = Client()
    first.force_login(admin)
    data = offered(first.get(reverse(name))) | changes

    def post(_):
        client = Client()
        client.force_login(admin)
        response = client.post(reverse(name), data)
        return response.status_code, response["Location"]

    results = together(4, post)
    assert User.objects.filter(name="Siti Aminah").count() == 1
    assert results == [(302, results[0][1])] * 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": "0811-1111-1111"}, "phone"),
        ({"username": "KADER.LAMA"}, "username"),
        ({"username": "081234567890"}, "username"),
        ({"username": "ka der"}, "username"),
        ({"role": "lurah"}, "role"),
        ({"region": "33.76"}, "region"),
        ({"region": "33"}, "region"),
        ({"region": f.UTARA}, "region"),
        ({"role": "admin"}, "region"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "2024-01-02", "ends_on": "2024-01-01"}, "ends_on"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field_and_makes_nobody(sign_in, changes, field):
    f.user(username="kader.lama", phone="+6281111111111")
    response = send(sign_in(f.admin()), "user-invite", invitation(**changes))
    assert response.status_code == 422
    assert list(errors_of(response)) == [field]
    assert not User.objects.filter(name="Siti Aminah").exists()


def test_a_task_that_does_not_fit_its_region_says_what_fits(sign_in):
    response = send(sign_in(f.admin()), "user-invite", invitation(region=f.UTARA))
    assert errors_of(response)["region"] == [
        "Tugas dan wilayah tidak cocok: kader di kelurahan, Pokja II kecamatan di kecamatan, "
        "Pokja II kota dan admin di kota."
    ]


LINES = "Siti Aminah; 0812-3456-7890; Krapyak\n\nRukayah\t\tKel. Degayu\nSri; ; medono"


def test_many_kader_are_invited_by_a_line_each(sign_in):
    response = send(sign_in(f.admin()), "user-invite-many", {"lines": LINES})
    assert response.redirect_chain == [(f"{reverse('user-list')}?keadaan=perlu_kartu", 302)]
    assert listed(response) == ["Rukayah", "Siti Aminah", "Sri"]
    invited = User.objects.filter(roles__starts_on=today()).order_by("name")
    assert [(p.name, p.username, p.phone) for p in invited] == [
        ("Rukayah", "kader.degayu", None),
        ("Siti Aminah", "kader.krapyak", "+6281234567890"),
        ("Sri", "kader.medono", None),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Sri", "Baris 2: tulis nama; nomor HP; kelurahan, dipisah titik koma."),
        ("; ; Krapyak", "Baris 2: tulis nama; nomor HP; kelurahan, dipisah titik koma."),
        ("Sri; 12; Krapyak", "Baris 2: Nomor telepon tidak dikenal. Tulis seperti 0812-3456-7890."),
        ("Sri; ; Pekauman", "Baris 2: kelurahan “Pekauman” tidak dikenal. Periksa ejaannya."),
        ("Sri; 081234567890; Krapyak", f"Baris 2: {actions.PHONE_TAKEN}"),
        (f"{'S' * 121}; ; Krapyak", "Baris 2: nama paling panjang 120 huruf."),
    ],
)
def test_one_wrong_line_is_named_and_invites_nobody(sign_in, line, message):
    lines = f"Siti; 0812-3456-7890; Krapyak\n{line}"
    response = send(sign_in(f.admin()), "user-invite-many", {"lines": lines})
    assert errors_of(response) == {"lines": [message]}
    assert not User.objects.filter(name="Siti").exists()


# Finding people


def test_an_admin_finds_people_by_name_username_and_phone_task_place_and_state(sign_in):
    client = sign_in(f.admin(name="Admin"))
    f.kader(name="Rukayah", username="kader.satu", phone="+6281234567890")
    f.kader(f.MEDONO, name="Sri")
    f.pokja_kecamatan(f.UTARA, name="Tutik")
    actions.end_role(role=f.kader(name="Wati").roles.get(), on=today(), by=f.admin(name="Pencatat"))

    def found(**asked):
        return listed(client.post(reverse("user-list"), asked))

    assert found() == ["Admin", "Pencatat", "Rukayah", "Sri", "Tutik", "Wati"]
    assert found(q="ruka") == found(q="kader.sa") == found(q="0812-3456-7890") == ["Rukayah"]
    assert found(tugas="kader") == ["Rukayah", "Sri"]
    assert found(tugas="kader", wilayah=f.UTARA) == ["Rukayah"]
    assert found(wilayah=f.UTARA) == ["Rukayah", "Tutik"]
    assert found(tugas="tanpa") == ["Wati"]
    assert found(keadaan="perlu_kartu") == []
    User.objects.filter(name="Sri").update(is_active=False)
    assert found(keadaan="nonaktif") == ["Sri"]


def test_an_admin_sees_nobody_of_another_city_and_no_superuser(sign_in):
    elsewhere = f.kader("33.76.01.1001", name="Orang Tegal")
    both = f.kader(name="Dua Kota")
    RegionRole.objects.create(user=both, role="kader", region_id="33.76.01.1001", ends_on=date(2999, 1, 1))
    root = f.admin(is_superuser=True, name="Teknisi")
    staff = f.admin(is_staff=True, name="Staf")
    client = sign_in(f.admin(name="Admin"))
    assert listed(client.get(reverse("user-list"))) == ["Admin"]
    for person in (elsewhere, both, root, staff):
        assert client.get(person.get_absolute_url()).status_code == 404
        assert client.post(reverse("user-deactivate", args=[person.pk]), {"reason": "x"}).status_code == 404
        assert client.post(reverse("role-end", args=[person.roles.first().pk])).status_code == 404
    assert all(person.is_active for person in User.objects.all())


def test_a_person_whose_tasks_are_all_over_stays_in_the_hands_of_that_region(sign_in):
    admin, person = f.admin(), f.kader(name="Wati")
    actions.end_role(role=person.roles.get(), on=today(), by=admin)
    assert codes_seen(person) == []
    assert sign_in(admin).get(person.get_absolute_url()).status_code == 200
    assert Client().get(person.get_absolute_url()).status_code == 302
    elsewhere = f.admin("33.76")
    assert not User.objects.managed_by(elsewhere).filter(pk=person.pk).exists()


# Changing


def test_a_persons_data_are_changed_and_the_change_is_told(sign_in):
    person = f.kader(name="Siti", phone="+6281234567890")
    client = sign_in(f.admin(name="Bu Admin"))
    response = send(client, "user-update", {"name": "Siti Aminah", "phone": ""}, person.pk)
    person.refresh_from_db()
    assert response.redirect_chain[0][0] == person.get_absolute_url()
    assert (person.name, person.phone) == ("Siti Aminah", None)
    rows = client.get(reverse("user-history", args=[person.pk])).context["rows"]
    assert (rows[0].who, rows[0].what) == ("Bu Admin", "mengubah pengguna Siti Aminah")
    assert ("nama lengkap", "Siti", "Siti Aminah") in rows[0].changes


def test_a_stale_edit_of_a_person_shows_both_values(sign_in):
    person = f.kader(name="Siti")
    client = sign_in(f.admin())
    mine, hers = (client.get(reverse("user-update", args=[person.pk])) for _ in range(2))
    fill(client, hers, {"name": "Siti Aminah"})
    response = fill(client, mine, {"name": "Siti Aisyah"})
    assert response.status_code == 422
    assert [(r["theirs"], r["mine"]) for r in response.context["form"].conflicts] == [
        ("Siti Aminah", "Siti Aisyah")
    ]
    fill(client, response, {})
    person.refresh_from_db()
    assert person.name == "Siti Aisyah"


def test_a_sign_in_is_neither_a_stale_edit_nor_news_in_the_history(sign_in, client):
    person = f.kader(name="Siti")
    admin = Client()
    admin.force_login(f.admin())
    page = admin.get(reverse("user-update", args=[person.pk]))
    client.force_login(person)
    assert person.history.count() == 1
    assert fill(admin, page, {"name": "Siti Aminah"}).status_code == 200
    rows = admin.get(reverse("user-history", args=[person.pk])).context["rows"]
    assert [row.what for row in rows] == [
        "mengubah pengguna Siti Aminah",
        "mencatat tugas Kader kelurahan Kelurahan Krapyak",
        "mencatat pengguna Siti",
    ]


@pytest.mark.parametrize("changes", [{"username": "Kader.Lama"}, {"phone": "0811-1111-1111"}])
def test_an_edit_may_not_take_another_persons_name_or_phone(sign_in, changes):
    f.user(username="KADER.lama", phone="+6281111111111")
    person = f.kader()
    response = send(sign_in(f.admin()), "user-update", changes, person.pk)
    assert list(errors_of(response)) == list(changes)


# Tasks and terms


def test_a_task_to_come_gives_nothing_yet_and_an_ended_one_nothing_any_more(regions):
    admin, person = f.admin(), f.user(name="Siti")
    krapyak, degayu = Region.objects.get(code=f.KRAPYAK), Region.objects.get(code=f.DEGAYU)
    fields = {"person": person, "role": "kader", "by": admin}
    RegionRole.objects.create(
        user=person, role="kader", region_id=f.MEDONO, ends_on=today(-1), starts_on=today(-9)
    )
    assert codes_seen(person) == []
    actions.add_role(region=krapyak, starts_on=today(1), ends_on=None, **fields)
    assert codes_seen(person) == []
    actions.add_role(region=degayu, starts_on=today(), ends_on=today(), **fields)
    assert codes_seen(person) == [f.DEGAYU]


def test_an_ended_task_is_gone_with_the_next_request(sign_in):
    group = f.group()
    person = f.kader()
    hers, admins = Client(), sign_in(f.admin())
    hers.force_login(person)
    assert hers.get(group.get_absolute_url()).status_code == 200
    send(admins, "role-end", {"on": today()}, person.roles.get().pk)
    assert hers.get(group.get_absolute_url()).status_code == 403
    assert codes_seen(person) == []
    assert person.roles.get().ends_on == today(-1)


def test_a_task_given_by_mistake_is_taken_back_the_same_day():
    admin, person = f.admin(), f.kader(name="Siti")
    role = actions.add_role(
        person=person, role="pokja_kota", region=Region.objects.get(code=f.KOTA),
        starts_on=today(), ends_on=None, by=admin,
    )  # fmt: skip
    assert codes_seen(person) == [f.KOTA, f.KRAPYAK]
    actions.end_role(role=role, on=today(), by=admin)
    assert codes_seen(person) == [f.KRAPYAK]


@pytest.mark.parametrize("on", ["0001-01-01", "2999-01-01"])
def test_an_end_that_cannot_be_is_refused(sign_in, on):
    role = f.kader().roles.get()
    RegionRole.objects.filter(pk=role.pk).update(ends_on=today(3))
    response = send(sign_in(f.admin()), "role-end", {"on": on}, role.pk)
    assert list(errors_of(response)) == ["on"]


def test_the_same_task_twice_is_refused_with_a_sentence(sign_in):
    person = f.kader()
    response = send(sign_in(f.admin()), "role-create", {"role": "kader", "region": f.KRAPYAK}, person.pk)
    assert errors_of(response) == {"region": ["Pengguna ini sudah memegang tugas itu di wilayah tersebut."]}


def test_an_admin_gives_no_task_outside_her_regions():
    admin = f.admin()
    tegal = Region.objects.get(code="33.76")
    fields = {"role": "admin", "region": tegal, "starts_on": today(), "ends_on": None, "by": admin}
    with pytest.raises(PermissionDenied):
        actions.add_role(person=f.kader(), **fields)
    with pytest.raises(PermissionDenied):
        actions.invite(name="Siti", phone="", username="", **fields)
    assert not User.objects.filter(name="Siti").exists()
    fields["region"] = Region.objects.get(code=f.KOTA)
    with pytest.raises(PermissionDenied):
        actions.add_role(person=f.kader("33.76.01.1001"), **fields)


# Not locking oneself out


def test_an_admin_cannot_end_or_hand_over_her_own_last_task_as_admin(sign_in):
    admin = f.admin()
    client = sign_in(admin)
    role = admin.roles.get()
    for name, changes in (("role-end", {"on": today()}), ("role-handover", {"name": "Baru", "on": today()})):
        response = send(client, name, changes, role.pk)
        assert "Ini tugas admin Anda yang terakhir" in errors_of(response)["__all__"][0]
        assert response.content.decode().count("Ini tugas admin Anda yang terakhir") == 1
    assert not User.objects.filter(name="Baru").exists()
    assert codes_seen(admin) == [f.KOTA]
    RegionRole.objects.create(user=admin, role="admin", region_id="33")
    actions.end_role(role=role, on=today(), by=User.objects.get(pk=admin.pk))
    assert codes_seen(admin) == ["33"]


def test_an_admin_cannot_close_her_own_account(sign_in):
    admin = f.admin()
    response = send(sign_in(admin), "user-deactivate", {"reason": "Lelah"}, admin.pk)
    assert errors_of(response) == {
        "__all__": ["Akun Anda sendiri tidak dapat Anda nonaktifkan. Minta admin lain."]
    }


# Handing over


def test_a_handover_moves_the_duty_on_a_date_and_no_day_is_double_or_empty():
    admin, old, new = f.admin(), f.kader(name="Lama"), f.kader(f.MEDONO, name="Baru")
    role = old.roles.get()
    actions.hand_over(role=role, to=new, on=today(5), ends_on=None, by=admin)
    holders = RegionRole.objects.filter(role="kader", region=f.KRAPYAK)
    for day in range(0, 10):
        names = [task.user.name for task in holders.in_force(today(day)).select_related("user")]
        assert names == ["Lama" if day < 5 else "Baru"]


def test_a_handover_today_moves_the_access_with_the_next_request(sign_in):
    group = f.group()
    old = f.kader(name="Lama")
    client = sign_in(f.admin())
    response = send(client, "role-handover", {"name": "Baru", "phone": "0812 3456 7890"}, old.roles.get().pk)
    new = User.objects.get(name="Baru")
    assert response.redirect_chain == [(f"{reverse('activation-cards')}?orang={new.pk}", 302)]
    assert (codes_seen(old), codes_seen(new)) == ([], [f.KRAPYAK])
    assert (new.username, new.phone) == ("kader.krapyak", "+6281234567890")
    assert sign_in(new).get(group.get_absolute_url()).status_code == 200
    assert old.pk != new.pk  # identities stay: what she wrote remains hers
    assert group.history.first().history_user != new


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (-10, "Ia mulai bertugas pada"),
        (8, "supaya tidak ada hari tanpa petugas"),
    ],
)
def test_a_handover_that_leaves_no_day_or_a_gap_is_refused(sign_in, days, message):
    old, new = f.kader(name="Lama"), f.kader(f.MEDONO, name="Baru")
    old.roles.update(starts_on=today(-10), ends_on=today(6))
    client = sign_in(f.admin())
    response = send(client, "role-handover", {"to": new.pk, "on": today(days)}, old.roles.get().pk)
    assert message in errors_of(response)["on"][0]
    assert old.roles.get().ends_on == today(6)
    assert new.roles.count() == 1
    response = send(client, "role-handover", {"to": new.pk, "on": today(7)}, old.roles.get().pk)
    assert response.status_code == 200
    assert codes_seen(old) == [f.KRAPYAK]


def test_a_handover_goes_only_to_people_of_ones_own_regions(sign_in):
    old = f.kader(name="Lama")
    client = sign_in(f.admin())
    for person in (f.kader("33.76.01.1001"), f.user(), f.kader(is_active=False), old):
        response = send(client, "role-handover", {"to": person.pk}, old.roles.get().pk)
        assert list(errors_of(response)) == ["to"]
    assert old.roles.get().ends_on is None
    with pytest.raises(PermissionDenied):
        actions.hand_over(role=old.roles.get(), to=f.user(), on=today(), ends_on=None, by=f.admin())


@pytest.mark.parametrize(("changes", "field"), [({}, "to"), ({"to": "new", "name": "Lain"}, "name")])
def test_a_handover_names_exactly_one_person(sign_in, changes, field):
    new = f.kader(name="Baru")
    changes = {key: new.pk if value == "new" else value for key, value in changes.items()}
    response = send(sign_in(f.admin()), "role-handover", changes, f.kader().roles.get().pk)
    assert list(errors_of(response)) == [field]


# Closing an account


def test_a_closed_account_opens_nothing_and_no_old_session_comes_back_with_it(sign_in):
    person = f.kader(name="Siti")
    hers, client = Client(), sign_in(f.admin())
    assert hers.login(username=person.username, password=f.PASSWORD)
    assert hers.get("/").status_code == 200
    send(client, "user-deactivate", {"reason": "Pindah ke luar kota"}, person.pk)
    assert hers.get("/").status_code == 302
    assert not Client().login(username=person.username, password=f.PASSWORD)
    page = client.get(person.get_absolute_url())
    assert "Pindah ke luar kota" in page.content.decode()
    send(client, "user-reactivate", {"reason": "Kembali"}, person.pk)
    assert hers.get("/").status_code == 302
    rows = client.get(reverse("user-history", args=[person.pk])).context["rows"]
    assert [row.reason for row in rows[:2]] == ["Kembali", "Pindah ke luar kota"]


def test_closing_twice_and_opening_the_open_is_refused():
    admin, person = f.admin(), f.kader()
    with pytest.raises(ValidationError):
        actions.reactivate(person=person, reason="x", by=admin)
    actions.deactivate(person=person, reason="x", by=admin)
    with pytest.raises(ValidationError):
        actions.deactivate(person=person, reason="x", by=admin)
