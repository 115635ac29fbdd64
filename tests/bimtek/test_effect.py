"""Follow-up tasks, and what an event changed: figures beside a plain loop over the raw rows."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bimtek.content.actions import add_photo
from bimtek.effect import todos as effect_todos
from bimtek.effect.figures import effect, months_after
from bimtek.effect.models import FollowUp
from bimtek.effect.report import report_of
from bimtek.models import Attendance
from groups.actions.groups import change_status
from groups.models import StatusChange
from groups.score.models import Score
from groups.todos import gather
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 31)


def last_month_end(day):
    """The last day of a month that is not after ``day``."""
    while (day + timedelta(days=1)).day != 1:
        day -= timedelta(days=1)
    return day


def todos(user):
    return gather(effect_todos.todos(user))


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2024, 1, 31), 3, date(2024, 4, 30)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 3, 15), 12, date(2025, 3, 15)),
    ],
)
def test_months_end_where_the_month_ends(day, months, wanted):
    assert months_after(day, months) == wanted


# -- Scores before and after


@pytest.fixture
def world():
    """An event of two days in the city, another three months on, and five groups of two kelurahan."""
    event = f.event(starts_on=DAY, ends_on=DAY + timedelta(days=1))
    later = f.event(starts_on=DAY + timedelta(days=90))
    groups = [f.group(code) for code in (f.KRAPYAK, f.KRAPYAK, f.DEGAYU, f.MEDONO, f.MEDONO)]
    people = {group: f.member(group) for group in groups}
    listed = {(one, group): f.participant(one, people[group]) for one in (event, later) for group in groups}
    return event, later, groups, listed, f.admin()


# For each group: whether it was present at the event and at the later one, until when it was active (days
# after the event, None for ever), and its kept scores as days from the event.
A_GROUP = st.tuples(
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, None, 100, 200]),
    st.dictionaries(
        st.sampled_from([-40, -31, -2, -1, 0, 60, 89, 90, 91, 150, 182, 340, 366, 367]),
        st.integers(0, 100),
        max_size=6,
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(A_GROUP, min_size=5, max_size=5), st.sampled_from([95, 190, 400]))
def test_effect_figures_equal_a_plain_loop_over_the_raw_rows(world, lives, days_on):
    event, later, groups, listed, by = world
    today = DAY + timedelta(days=days_on)
    Score.objects.all().delete()
    Attendance.objects.all().delete()
    StatusChange.objects.filter(status="bubar").delete()
    StatusChange.objects.update(until_on=None)
    for group, (came, came_later, active_for, scores) in zip(groups, lives, strict=True):
        for one, present in ((event, came), (later, came_later)):
            if present:
                day = one.ends_on
                Attendance.objects.create(participant=listed[one, group], day=day, recorded_by=by)
        if active_for:
            ended = DAY + timedelta(days=active_for)
            StatusChange.objects.filter(group=group).update(until_on=ended)
            StatusChange.objects.create(group=group, status="bubar", from_on=ended, basis="x", decided_by=by)
        for offset, points in scores.items():
            f.score(group, DAY + timedelta(days=offset), points=points)
    user = f.pokja_kota() if not hasattr(event, "seen_by") else event.seen_by
    event.seen_by = user
    found = effect(user=user, event=event, today=today)
    assert [(one.months, one.day, _plain(one.joined), _plain(one.others)) for one in found] == by_loop(
        event, later, groups, today
    )


def _plain(side):
    return side and (side.groups, side.compared, side.before, side.after)


def by_loop(event, later, groups, today):
    """The same, from all rows, one by one."""
    statuses, scores = list(StatusChange.objects.all()), list(Score.objects.all())
    present = {
        (row.participant.event_id, row.participant.group_id)
        for row in Attendance.objects.select_related("participant")
    }
    ends = [(months, months_after(event.ends_on, months)) for months in (3, 6, 12)]
    last = max((day for _, day in ends if day < today), default=None)

    def points(group, day):
        active = any(
            row.group_id == group.pk and row.status == "aktif" and row.from_on <= day
            and (row.until_on is None or row.until_on > day)
            for row in statuses
        )  # fmt: skip
        kept = [row for row in scores if row.group_id == group.pk and last_month_end(day) <= row.day <= day]
        return max(kept, key=lambda row: row.day).points if active and kept else None

    rows = []
    for months, day in ends:
        if day >= today:
            rows.append((months, day, None, None))
            continue
        sides = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}
        for group in groups:
            joined = (event.pk, group.pk) in present
            if not joined and (later.pk, group.pk) in present and later.starts_on <= last:
                continue
            side = sides[joined]
            side[0] += 1
            before, after = points(group, event.starts_on - timedelta(days=1)), points(group, day)
            if before is not None and after is not None:
                side[1] += 1
                side[2] += before
                side[3] += after
        rows.append((months, day, tuple(sides[True]), tuple(sides[False])))
    return rows


def test_pages_of_an_event_cost_the_same_for_many_rows_as_for_one(sign_in):
    event = f.event(starts_on=DAY)
    plan = f.learning_plan(event, akhir_open=True, kepuasan_open=True)
    asked = {"akhir": {f.question(event): "a"}, "kepuasan": {f.question(event, "skala"): 5}}
    client = sign_in(f.pokja_kota())
    names = ("event-effect", "event-learning", "answer-codes", "event-certificates", "event-content")
    urls = [*(reverse(name, args=[event.pk]) for name in names), reverse("follow-up-list")]
    urls.append(reverse("training-coverage"))

    def fill_up(number):
        for _ in range(number):
            person = f.certificate(event).participant
            f.follow_up(event, person)
            f.score(person.group, DAY, points=10)
            f.expense(event)
            for sheet, answers in asked.items():
                f.answers(plan, person, sheet, answers)

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    fill_up(1)
    few = [queries(url) for url in urls]
    fill_up(3)
    assert [queries(url) for url in urls] == few
    assert max(few) <= 10, few


# -- Follow-up tasks


def add(client, event, **changes):
    page = client.get(reverse("follow-up-create", args=[event.pk]))
    return fill(client, page, {"task": "Mengisi buku kas"} | changes)


def test_a_task_for_everybody_who_came_waits_in_each_kelurahan_until_it_is_done(sign_in, client):
    event = f.event()
    here, there = (f.participant(event, f.member(f.group(code)), present=event.days) for code in
                   (f.KRAPYAK, f.MEDONO))  # fmt: skip
    f.participant(event)
    add(sign_in(f.pokja_kota()), event, who="semua", within="60")
    due = event.ends_on + timedelta(days=60)
    assert sorted(FollowUp.objects.values_list("person", "region", "due_on")) == sorted(
        (one.name, one.region_id, due) for one in (here, there)
    )
    kader = f.kader()
    assert [todo.text for todo in todos(kader)] == ["Tindak lanjut bimtek: Mengisi buku kas"]
    assert [todo.text for todo in todos(f.pokja_kota())] == ["2 tindak lanjut bimtek belum selesai"]
    url = todos(kader)[0].address
    client = sign_in(kader)
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = fill(client, client.get(url), {"result": "Terisi", "done_on": tomorrow.isoformat()})
    assert list(errors_of(refused)) == ["done_on"]
    fill(client, client.get(url), {"result": "Terisi", "done_on": timezone.localdate().isoformat()})
    assert todos(kader) == []
    assert "Tindak lanjut bimtek" not in client.get("/").content.decode()
    assert FollowUp.objects.get(region=f.KRAPYAK).result == "Terisi"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"task": "", "who": "", "person": "Bu Nur"}, "task"),
        ({"who": ""}, "person"),
        ({"who": "", "person": "Bu Nur", "within": "lain"}, "due_on"),
        ({"who": "", "person": "Bu Nur", "within": "lain", "due_on": "2022-03-17"}, "due_on"),
        ({"who": "999"}, "who"),
    ],
)
def test_a_task_that_cannot_be_is_refused_with_a_message(sign_in, changes, field):
    event = f.event()
    f.participant(event)
    assert list(errors_of(add(sign_in(f.pokja_kota()), event, **changes))) == [field]
    assert not FollowUp.objects.exists()


def test_a_task_of_somebody_else_lies_with_the_organiser_and_can_be_taken_back(sign_in):
    event = f.event()
    client = sign_in(f.pokja_kota())
    add(client, event, who="", person="Bu Nur")
    row = FollowUp.objects.get()
    assert (row.region_id, row.person, row.participant) == (f.KOTA, "Bu Nur", None)
    assert todos(f.kader()) == []
    fill(client, client.get(reverse("follow-up-void", args=[row.pk])), {"reason": "Dobel"})
    assert todos(f.pokja_kota()) == []


# -- The report


def words_of(blocks):
    """All words of a section's blocks, one line a paragraph or row."""
    lines = []
    for block in blocks:
        for row in block.get("rows", block.get("paragraphs", block.get("items", []))):
            lines.append(row if isinstance(row, str) else " | ".join(row))
    return lines


def test_the_report_holds_all_that_was_written_down(sign_in):
    event = f.event(f.UTARA, starts_on=DAY, title="Bimtek kas")
    person = f.participant(event, f.member(f.group(f.KRAPYAK), name="Siti"), present=event.days)
    plan = f.learning_plan(event, akhir_open=True, kepuasan_open=True)
    question, scale = f.question(event, text="Kapan ditutup?"), f.question(event, "skala", text="Materinya")
    f.answers(plan, person, "akhir", {question: "a"})
    f.answers(plan, person, "kepuasan", {scale: 4})
    f.agenda_item(event, speaker="Bu Nur")
    f.expense(event)
    f.material(event)
    f.follow_up(event, person)
    by = f.admin()
    add_photo(event=event, caption="Praktik", picture=ContentFile(photo(), name="a.jpg"), by=by)
    found = report_of(user=by, event=event, today=DAY + timedelta(days=1))
    told = {one["title"]: words_of(one["blocks"]) for one in found["sections"]}
    assert told["Susunan acara"] == ["31/01/2024 | 08.00 | Pembukaan | Bu Nur"]
    assert told["Kehadiran"] == [
        "Terdaftar 1 orang; 1 hadir paling sedikit satu hari.",
        "Per hari: 31 Januari 2024 1 orang.",
        "Yang hadir sebagai: anggota kelompok 1.",
        "Belum ada yang hadir dari: Degayu.",
        "Krapyak | 1 | 1",
    ]
    assert told["Materi"] == ["Buku kas"]
    assert told["Hasil tes"][-1] == "Kapan ditutup? | – | 100,0 % · 1 dari 1"
    assert told["Kepuasan peserta"][-1] == "Materinya | 4,0 | 0 | 0 | 0 | 1 | 0"
    assert told["Sertifikat"] == ["Belum ada sertifikat yang terbit."]
    assert told["Tindak lanjut"] == ["Mengisi buku kas | Siti, Krapyak | 01/03/2024 | belum"]
    assert told["Nilai tertib administrasi sesudahnya"][0] == "3 bulan (30/04/2024) | ikut | – | – | – | –"
    assert told["Biaya"][-1] == "Jumlah seluruhnya Rp 1.500.000."
    response = sign_in(by).get(reverse("event-report", args=[event.pk]))
    assert response.content.startswith(b"%PDF")


# -- Coverage


def coverage(client, **asked):
    response = client.get(reverse("training-coverage"), asked)
    rows = response.context["table"].data
    return response.context["gap"], {row.name: (row.people, row.joined, row.active) for row in rows}


def test_the_gap_list_names_kelurahan_without_anybody_trained_that_year(sign_in):
    first, again, other = f.event(), f.event(starts_on=date(2022, 5, 1)), f.event(starts_on=date(2023, 6, 8))
    member = f.member(f.group(f.KRAPYAK))
    for event in (first, again):
        f.participant(event, member, present=event.days)
    f.participant(other, f.member(f.group(f.MEDONO)), present=other.days)
    f.participant(first, f.member(f.group(f.DEGAYU)))
    guest = f.guest(first, "Bu Lurah", f.DEGAYU)
    client = sign_in(f.pokja_kota())
    assert coverage(client, tahun="2022", jenis="bimtek") == (
        "2 dari 3 kelurahan belum punya kader terlatih UP2K.",
        {"Medono": (0, 0, 1), "Degayu": (0, 0, 1), "Krapyak": (1, 1, 1)},
    )
    Attendance.objects.create(participant=guest, day=first.starts_on, recorded_by=f.admin())
    assert coverage(client, tahun="2022", terlatih="ada")[1] == {"Degayu": (1, 0, 1), "Krapyak": (1, 1, 1)}
    assert coverage(client)[0] == "Semua 3 kelurahan sudah punya kader terlatih UP2K."
    assert (
        coverage(client, tahun="abad", jenis="x")[0] == "Semua 3 kelurahan sudah punya kader terlatih UP2K."
    )
    assert coverage(client, wilayah=f.UTARA, tahun="2023")[0].startswith("2 dari 2 kelurahan belum")


def test_a_closed_group_leaves_the_comparison(sign_in):
    """Its last score stays kept, and is nobody's score any more."""
    event = f.event(starts_on=DAY)
    group = f.group()
    f.participant(event, f.member(group), present=event.days)
    f.score(group, DAY - timedelta(days=1), points=40)
    f.score(group, months_after(DAY, 3), points=80)
    user = f.pokja_kota()
    assert effect(user=user, event=event)[0].joined.compared == 1
    change_status(group=group, to="bubar", on=DAY + timedelta(days=30), basis="Tutup", by=f.admin())
    assert effect(user=user, event=event)[0].joined.compared == 0
