"""The pages: scope is the access matrix's; here, what they show and do."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.books import actions as book_actions
from groups.models import BusinessGroup
from groups.score.actions import keep_scores
from groups.score.criteria import CRITERIA
from groups.score.measuring import measure
from groups.score.models import LevelReview, Score, ScoreRule
from tests import factories as f
from tests.books.test_money import a_ledger, sell
from tests.posting import fill
from tests.reports.test_home import home

pytestmark = pytest.mark.django_db


def fill_in(client, url, **changes):
    return fill(client, client.get(url), changes)


def test_the_list_begins_with_the_lowest_and_is_narrowed_by_score(sign_in):
    f.group(name="Rendah")
    better = f.group(name="Lebih baik", decree_no="1", decree_on=date(2015, 6, 1))
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("score-list"))
    assert [row.record.group.name for row in page.context["table"].rows] == ["Rendah", "Lebih baik"]
    turned = client.get(reverse("score-list"), {"sort": "-points"})
    assert [row.record.group for row in turned.context["table"].rows][0] == better
    assert client.get(reverse("score-list"), {"nilai": "baik"}).context["table"].paginator.count == 0
    assert client.get(reverse("score-list"), {"kategori": "madya"}).context["table"].paginator.count == 0
    assert "ditetapkan admin kota" in page.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_list_can_be_taken_along_in_its_order(sign_in, kind):
    f.group(name="Melati")
    response = sign_in(f.pokja_kota()).get(reverse("score-list"), {"unduh": kind})
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        assert "Melati" in response.content.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["score-list", "score-group", "score-line", "level-review"])
def test_pages_cost_the_same_for_one_group_and_for_many(sign_in, name):
    f.level_criteria(members=0)
    group = f.group()
    url = reverse(name, args=[group.pk] if name in ("score-group", "score-line") else [])
    client = sign_in(f.admin())

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = cost()
    for _ in range(9):
        f.level_review(f.group(), again_on=date(2999, 1, 1))
    f.level_review(group)
    many = cost()
    assert many <= few + 1  # the page of reviews looks decisions up once there are any
    assert many <= 10


def test_a_kader_sees_what_to_do_and_where(sign_in):
    group = f.group()
    page = sign_in(f.kader()).get(reverse("score-group", args=[group.pk])).content.decode()
    assert f'href="{reverse("ledger-begin", args=[group.pk])}"' in page
    assert "Tetapkan pengurus yang belum ada" in page


def test_pokja_is_led_to_pages_that_she_may_open(sign_in):
    by = f.admin()
    for group in (f.group(), a_ledger(by=by).group):
        found = measure(BusinessGroup.objects.filter(pk=group.pk), timezone.localdate())[group.pk]
        client = sign_in(f.pokja_kota())
        for step in found.steps:
            assert client.get(step.see).status_code == 200, step
        client = sign_in(f.kader())
        for step in found.steps:
            assert client.get(step.mend).status_code == 200, step


def test_the_page_of_a_group_and_of_its_books_fetch_the_score(sign_in):
    ledger = f.books()
    line = reverse("score-line", args=[ledger.group_id])
    client = sign_in(f.kader())
    assert f'hx-get="{line}"' in client.get(ledger.get_absolute_url()).content.decode()
    group_page = client.get(ledger.group.get_absolute_url()).content.decode()
    assert f'hx-get="{line}?tanpa=langkah"' in group_page  # it has steps of its own
    assert "Lengkapi nomor dan tanggal SK" in group_page
    for url, has_step in ((line, True), (f"{line}?tanpa=langkah", False)):
        part = client.get(url).content.decode()
        assert ("dari 100" in part, "nilai bertambah" in part) == (True, has_step)


def test_mending_raises_the_score_at_once(sign_in):
    by = f.admin()
    ledger = a_ledger(by=by)
    client = sign_in(f.kader())
    url = reverse("score-group", args=[ledger.group_id])
    before = client.get(url).context["assessment"].points
    sell(ledger, by, on=timezone.localdate())
    assert client.get(url).context["assessment"].points > before


def test_a_past_score_is_explained_as_it_was_although_the_data_changed(sign_in):
    group = f.group()
    part = {"code": "sk", "name": "SK lama", "weight": 7, "done": 1, "due": 2, "words": "tanggal kosong"}
    kept = {"day": date(2026, 5, 31), "rule": ScoreRule.objects.get(), "points": 50, "parts": [part]}
    Score.objects.create(group=group, **kept)
    client = sign_in(f.kader())
    url = reverse("score-group", args=[group.pk])
    page = client.get(url, {"tanggal": "2026-06-10"}).content.decode()
    assert "SK lama" in page
    assert "Tersimpan 31 Mei 2026 dan tidak berubah sampai hari itu" in page
    assert "Belum ada nilai yang tersimpan" in client.get(url, {"tanggal": "2026-05-30"}).content.decode()
    gap = client.get(url, {"tanggal": "2026-07-10"}).content.decode()  # June's last night was missed
    assert "SK lama" not in gap
    assert "Nilai hari itu tidak tersimpan" in gap
    assert client.get(url, {"tanggal": "kemarin"}).status_code == 404
    assert client.get(url, {"tanggal": "2999-01-01"}).status_code == 404


def test_a_score_that_was_counted_later_says_so(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    late = "baru dihitung"
    for day, is_late in ((timezone.localdate() - timedelta(days=1), False), (date(2026, 5, 31), True)):
        keep_scores(day=day)
        page = client.get(reverse("score-group", args=[group.pk]), {"tanggal": day.isoformat()})
        assert (late in page.content.decode()) is is_late


def test_beranda_shows_a_kader_her_groups_with_score_and_next_step(sign_in):
    group = f.group()
    stopped = f.group(name="Zz berhenti")
    stopped.status_changes.update(status="tidak_aktif")
    response = home(sign_in(f.kader()))
    shown = {row: row.assessment for row in response.context["groups"]}
    assert shown[group].next_step.task == "Mulai buku kelompok"
    assert shown[stopped] is None
    assert "Mulai buku kelompok" in response.content.decode()


def test_the_admin_makes_a_new_version_of_the_rules(sign_in):
    f.group()
    client = sign_in(f.admin())
    url = reverse("score-rules-change")
    wanted = {"note": "Rapat Pokja II", "kas_weight": "40", "kas_every": "14", "kas_unit": "hari"}
    response = fill_in(client, url, **wanted, sk_is_on=None)
    assert response.status_code == 200
    rule = ScoreRule.objects.get(region=f.KOTA)
    kas = rule.weights.get(criterion="kas")
    assert (kas.weight, kas.every, kas.unit, kas.is_on) == (40, 14, "hari", True)
    assert not rule.weights.get(criterion="sk").is_on
    assert rule.weights.count() == len(CRITERIA)
    assert "Rapat Pokja II" in client.get(reverse("score-rules")).content.decode()
    wrong = fill_in(client, url, note="x", valid_from="2020-01-01")
    assert "sudah lewat tetap" in wrong.content.decode()


# -- the review of levels


def test_groups_that_meet_what_is_asked_are_listed_with_the_evidence(sign_in):
    f.level_criteria(members=1, months_old=12, needs_books=True)
    ready = f.books().group
    f.member(ready)
    nearly = f.group(name="Hampir")
    f.member(nearly)
    f.group(name="Jauh", founded_on=timezone.localdate())
    f.member(f.group(name="Lain", level="madya"))
    client = sign_in(f.pokja_kota())
    (found,) = client.get(reverse("level-review")).context["reviews"]
    assert [one.group for one in found.ready] == [ready]
    assert [(one.group, [e.name for e in one.lacking]) for one in found.nearly] == [
        (nearly, ["Buku kas dan simpan pinjam"])
    ]
    assert ("1 kelompok mungkin siap naik ke madya", reverse("level-review")) in [
        (todo.text, todo.address) for todo in home(client).context["todos"]
    ]
    assert not [todo for todo in home(sign_in(f.kader())).context["todos"] if "madya" in todo.text]


def test_nobody_is_ready_where_nothing_is_asked(sign_in):
    group = f.group()
    client = sign_in(f.admin())
    assert "Belum ada ukuran untuk madya" in client.get(reverse("level-review")).content.decode()
    assert client.get(reverse("level-decide", args=["madya", group.pk])).status_code == 404
    assert fill_in(client, reverse("level-criteria", args=["madya"]), members="0").status_code == 200
    assert fill_in(client, reverse("level-criteria", args=["madya"]), score="40").status_code == 200
    (found,) = client.get(reverse("level-review")).context["reviews"]
    assert (found.rung.criteria.version, found.rung.criteria.score) == (2, 40)
    assert "Nilai tertib administrasi: belum dihitung" in client.get(reverse("level-review")).content.decode()


def decide(client, group, **fields):
    return fill_in(client, reverse("level-decide", args=["madya", group.pk]), **fields)


def test_a_decision_changes_the_level_and_keeps_what_was_seen(sign_in):
    f.level_criteria(members=1)
    group = f.group()
    f.member(group)
    client = sign_in(f.pokja_kota())
    assert decide(client, group, outcome="naik").status_code == 200
    row = LevelReview.objects.get()
    assert row.change.level_id == group.level_changes.get(until_on=None).level_id == "madya"
    assert row.change.basis == "Tinjauan: anggota 1 orang"
    assert [(one["have"], one["met"]) for one in row.evidence] == [("1 orang", True)]
    printed = client.get(reverse("level-minutes", args=[row.pk]))
    assert printed.content.startswith(b"%PDF")
    assert client.get(reverse("level-decide", args=["madya", group.pk])).status_code == 404


def test_a_belum_keeps_the_group_off_the_list_until_its_day_or_until_something_changes(sign_in):
    criteria = f.level_criteria(members=1)
    group = f.group()
    member = f.member(group)
    client = sign_in(f.pokja_kota())
    missing = decide(client, group, outcome="belum", basis="Belum rutin", again_on="")
    assert "Isi kapan ditinjau lagi" in missing.content.decode()
    assert decide(client, group, outcome="belum", basis="Belum rutin").status_code == 200

    def listed():
        (found,) = client.get(reverse("level-review")).context["reviews"]
        return [one.group for one in (*found.ready, *found.nearly)]

    assert listed() == []
    LevelReview.objects.update(on=date(2020, 1, 1), again_on=timezone.localdate())
    assert listed() == [group]
    LevelReview.objects.update(again_on=date(2999, 1, 1))
    member.memberships.update(voided_at=timezone.now())
    assert listed() == [group]
    member.memberships.update(voided_at=None)
    assert listed() == []
    criteria.version = 2
    criteria.save()
    assert listed() == [group]


def test_only_months_closed_and_money_saved_count(sign_in):
    by = f.admin()
    ledger = a_ledger(by=by)
    member = ledger.group.members.first()
    book_actions.receive(ledger=ledger, member=member, on=date(2024, 1, 5), savings={"wajib": 9_000}, by=by)
    book_actions.close_month(ledger=ledger, year=2024, month=2, by=by)
    f.report(ledger.group, state="diterima")
    f.level_criteria(closed_months=2, savings=9_000, reports=1)
    (found,) = sign_in(f.admin()).get(reverse("level-review")).context["reviews"]
    assert [(one.name, one.have) for one in found.ready[0].evidence] == [
        ("Bulan ditutup", "2"),
        ("Simpanan anggota", "Rp 9.000"),
        ("Laporan diterima", "1"),
    ]
