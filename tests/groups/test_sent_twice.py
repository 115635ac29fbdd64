"""Sending twice makes one record; a stale edit shows both values."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from groups.models import BusinessGroup, Member, Submission
from tests import factories as f
from tests.posting import errors_of, fill, offered


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_record_and_lands_on_it_twice(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[group.pk]))
    landings = [fill(client, page, {"name": "Tutik", "sex": "P"}).redirect_chain for _ in range(2)]
    assert landings == [[(group.get_absolute_url(), 302)]] * 2
    assert Member.objects.count() == 1


@pytest.mark.django_db
def test_a_second_sending_that_would_now_be_refused_still_lands_on_the_record(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("group-create"))
    changes = {"name": "Melati", "business_kind": "1", "founded_on": "2019-02-01", "level": "pemula"}
    first, second = (fill(client, page, changes) for _ in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert BusinessGroup.objects.count() == 1


@pytest.mark.django_db
def test_going_back_and_sending_something_else_is_a_new_record(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[group.pk]))
    for name in ("Tutik", "Siti", "Tutik"):
        fill(client, page, {"name": name, "sex": "P"})
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Siti", "Tutik"]


@pytest.mark.django_db
def test_another_persons_form_id_is_another_sending(sign_in):
    group = f.group()
    taken = None
    for _ in range(2):
        client = sign_in(f.kader())
        page = client.get(reverse("member-create", args=[group.pk]))
        taken = taken or offered(page)["submission"]
        response = fill(client, page, {"name": "Tutik", "sex": "P", "submission": taken})
        assert response.redirect_chain == [(group.get_absolute_url(), 302)]
    assert Member.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("submission", ["", "x", "1" * 500])
def test_a_broken_submission_id_is_a_message_not_a_fault(sign_in, submission):
    client = sign_in(f.kader())
    page = client.get(reverse("member-create", args=[f.group().pk]))
    response = fill(client, page, {"name": "Tutik", "sex": "P", "submission": submission})
    assert "submission" in errors_of(response)
    assert not Member.objects.exists()


def together(number, work):
    """Run ``work(i)`` in ``number`` threads at once; their results in order."""
    results, barrier = [None] * number, threading.Barrier(number)

    def run(index):
        try:
            barrier.wait()
            results[index] = work(index)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_a_parallel_double_post_makes_one_record_and_both_land_on_it(reference_lists, _round):
    kader = f.kader()
    submission = str(uuid.uuid4())
    kind = f.business_kind().pk
    data = {
        "name": "Melati",
        "kind": "poklak",
        "region": f.KRAPYAK,
        "business_kind": kind,
        "founded_on": "2019-02-01",
        "level": "pemula",
        "submission": submission,
    }

    def send(_):
        client = Client()
        client.force_login(kader)
        response = client.post(reverse("group-create"), data)
        return response.status_code, response.headers.get("Location")

    results = together(4, send)
    group = BusinessGroup.objects.get()
    assert results == [(302, group.get_absolute_url())] * 4
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_stale_edit_shows_both_values_and_saves_when_sent_again(sign_in):
    group = f.group(product="Keripik")
    client = sign_in(f.kader())
    url = reverse("group-update", args=[group.pk])
    mine, hers = client.get(url), client.get(url)
    fill(client, hers, {"product": "Batik tulis"})
    response = fill(client, mine, {"product": "Sirup", "meeting_schedule": "Tanggal 5"})
    assert response.status_code == 422
    rows = {row["label"]: (row["theirs"], row["mine"]) for row in response.context["form"].conflicts}
    assert rows["Usaha atau produk utama"] == ("Batik tulis", "Sirup")
    group.refresh_from_db()
    assert group.product == "Batik tulis"
    fill(client, response, {})
    group.refresh_from_db()
    assert (group.product, group.meeting_schedule) == ("Sirup", "Tanggal 5")


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_wins_and_the_other_sees_it(reference_lists):
    group = f.group(product="Awal")
    kader = f.kader()
    clients = [Client(), Client()]
    pages = []
    for client in clients:
        client.force_login(kader)
        pages.append(client.get(reverse("group-update", args=[group.pk])))

    def send(index):
        return fill(clients[index], pages[index], {"product": f"Isian {index}"}).status_code

    assert sorted(together(2, send)) == [200, 422]
    group.refresh_from_db()
    assert group.version == 2
