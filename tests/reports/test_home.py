"""Beranda is a to-do list: what waits, then what there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.actions import members as actions
from groups.models import Level
from tests import factories as f

pytestmark = pytest.mark.django_db


def home(client):
    return client.get(reverse("home"))


@pytest.fixture
def out_of_season(monkeypatch):
    """Nobody is asked for yearly inputs, whatever the month in which the tests run."""
    monkeypatch.setattr("reports.todos.asked_year", lambda today: None)


@pytest.mark.usefixtures("out_of_season")
def test_a_kader_sees_what_her_groups_lack_and_then_her_groups(sign_in):
    empty = f.group(name="Kosong")
    begun = f.group(name="Mulai")
    f.member(begun)
    f.group(f.MEDONO, name="Kelompok tetangga")
    context = home(sign_in(f.kader())).context
    assert [(todo.text, todo.address) for todo in context["todos"]] == [
        (
            f"2 kelompok belum mengirim laporan {f.last_period()}",
            f"{reverse('report-list')}?periode={f.last_period().code}",
        ),
        ("Kosong: belum ada anggota", empty.get_absolute_url()),
        ("Mulai: pengurus belum lengkap, 0 dari 3", begun.get_absolute_url()),
    ]
    assert list(context["groups"]) == [empty, begun]


@pytest.mark.usefixtures("out_of_season")
def test_a_complete_group_waits_for_nothing(sign_in):
    group = f.group()
    for office in ("ketua", "sekretaris", "bendahara"):
        member = f.member(group)
        actions.appoint(group=group, member=member, office=office, on=group.founded_on, by=f.admin())
    f.report(group, state="dikirim")
    response = home(sign_in(f.kader()))
    assert response.context["todos"] == []
    assert "Tidak ada yang menunggu." in response.content.decode()


def test_pokja_sees_her_region_at_a_glance_and_each_number_opens_its_rows(sign_in):
    f.member(f.group(f.KRAPYAK))
    f.group(f.DEGAYU, level="madya")
    f.group(f.MEDONO)
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    tiles = home(client).context["tiles"]
    assert {label: number for label, number, *_ in tiles} == {
        "Kelompok aktif": 2,
        "Anggota": 1,
        "Kelurahan terisi": 2,
        "Pemula": 1,
        "Madya": 1,
    }
    for _, number, _, address in tiles:
        assert client.get(address).context["page"].paginator.count == number


def test_whoever_has_no_task_is_told_what_to_do(sign_in):
    assert "belum memegang tugas" in home(sign_in(f.user())).content.decode()


def let_everything_wait():
    """Something of each kind that Beranda speaks of."""
    f.level_review(f.books().group)
    f.report(state="diterima", accepted_at=timezone.now())
    for state in ("draft", "dikirim", "dikembalikan", "diverifikasi"):
        f.report(state=state)
    f.opening()
    f.permit(valid_until=timezone.localdate())
    f.support()
    f.event(status="rencana", starts_on=timezone.localdate())
    f.member(f.group())


@pytest.mark.parametrize("maker", [f.kader, f.pokja_kecamatan, f.pokja_kota, f.admin])
def test_the_number_of_queries_does_not_grow_with_the_rows(sign_in, maker):
    user = maker()
    client = sign_in(user)
    Level.objects.update(valid_until=None)
    for level in ("madya", "utama", "mandiri"):
        f.level_criteria(level, members=0)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert home(client).status_code == 200
        return len(captured)

    let_everything_wait()
    if user.may("edit"):
        f.import_batch(user, "Nama\nSiti")
    few = queries()
    for _ in range(4):
        let_everything_wait()
    assert queries() == few <= 10
