"""Tests and satisfaction on the phone, certificates, and a person's trainings."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bimtek.learning import actions, certificates
from bimtek.learning.codes import code_of, participant_with
from bimtek.learning.models import Answer, AnswerSheet, Certificate, LearningPlan, Question
from bimtek.learning.queries import results
from bimtek.models import Attendance
from groups.visits import MOST
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

DAY = date(2022, 3, 17)


@pytest.fixture(autouse=True)
def no_visits_yet():
    caches["visits"].clear()


def public(plan, person=None, sheet=""):
    args = [plan.address, sheet] if sheet else [plan.address]
    address = reverse("answer-sheet" if sheet else "answers", args=args)
    return f"{address}?kode={code_of(person.pk)}" if person else address


def send(client, plan, person, sheet, **answers):
    address = reverse("answer-sheet", args=[plan.address, sheet])
    return client.post(address, {"kode": code_of(person.pk)} | answers)


def test_a_participant_answers_once_on_her_phone_and_sees_only_her_own_result(client):
    plan = f.learning_plan(akhir_open=True)
    right, wrong = (f.question(plan.event, text=text) for text in ("Kapan buku ditutup?", "Siapa bendahara?"))
    person, other = f.participant(plan.event), f.participant(plan.event)
    page = client.get(public(plan, person, "akhir")).content.decode()
    assert "Kapan buku ditutup?" in page
    assert not [name for name in (person.name, other.name) if name in page]
    answers = {f"q{right.pk}": "a", f"q{wrong.pk}": "b"}
    response = send(client, plan, person, "akhir", **answers)
    assert response.headers["Location"] == public(plan, person)
    own = client.get(public(plan, person)).content.decode()
    assert "Tes akhir: sudah Anda isi" in own
    assert "1 dari 2 betul" in own
    again = send(client, plan, person, "akhir", **answers | {f"q{wrong.pk}": "a"})
    assert actions.SENT_BEFORE in client.get(again.headers["Location"]).content.decode()
    assert list(Answer.objects.order_by("question").values_list("picked", flat=True)) == ["a", "b"]


def test_an_unfinished_sheet_comes_back_with_what_was_chosen_and_nothing_is_kept(client):
    plan = f.learning_plan(awal_open=True)
    first, second = f.question(plan.event), f.question(plan.event)
    person = f.participant(plan.event)
    response = send(client, plan, person, "awal", **{f"q{first.pk}": "b"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Belum terkirim. Ada 1 pertanyaan yang belum dijawab." in page
    assert f'id="q{first.pk}-b" checked' in page
    assert (
        send(client, plan, person, "awal", **{f"q{first.pk}": "d", f"q{second.pk}": "a"}).status_code == 422
    )
    assert AnswerSheet.objects.count() == 0


def test_a_code_of_another_event_and_a_closed_sheet_are_refused_in_a_sentence(client):
    plan, elsewhere = f.learning_plan(awal_open=True), f.learning_plan(awal_open=True)
    question, other = f.question(plan.event), f.question(elsewhere.event)
    stranger, person = f.participant(elsewhere.event), f.participant(plan.event)
    response = client.get(public(plan, stranger))
    assert (response.status_code, "tidak ada pada kegiatan ini" in response.content.decode()) == (422, True)
    assert send(client, plan, stranger, "awal", **{f"q{question.pk}": "a"}).status_code == 422
    closed = send(client, plan, person, "akhir", **{f"q{question.pk}": "a"})
    assert actions.CLOSED in closed.content.decode()
    with pytest.raises(ValidationError, match="tidak ada pada kegiatan ini"):
        actions.send_answers(plan=plan, participant=stranger, sheet="awal", answers={other: "a"})
    assert AnswerSheet.objects.count() == 0
    assert client.get(reverse("answers", args=["TIADA2"])).status_code == 404
    assert client.get(reverse("answers", args=[plan.address.lower()])).status_code == 200


def test_a_code_is_read_however_it_is_typed_and_only_of_those_on_the_list():
    event = f.event()
    person, dropped = f.participant(event), f.participant(event, is_dropped=True)
    code = code_of(person.pk)
    assert participant_with(f" {code.lower().replace('-', ' ')} ", event) == person
    assert [participant_with(text, event) for text in ("", code[:-1], code_of(dropped.pk))] == [None] * 3


def test_a_hall_behind_one_address_is_let_in_and_a_guesser_is_not(client, monkeypatch):
    plan = f.learning_plan()
    monkeypatch.setitem(MOST, "pages", 1)
    assert [client.get(public(plan)).status_code for _ in range(3)] == [200] * 3
    url = reverse("certificate-verify")
    assert [client.get(url).status_code for _ in range(2)] == [200, 429]


def test_results_count_each_question_before_and_after_without_the_dropped():
    plan = f.learning_plan(awal_open=True, akhir_open=True, kepuasan_open=True)
    question, scale = f.question(plan.event), f.question(plan.event, "skala")
    words = f.question(plan.event, "saran")
    people = [f.participant(plan.event) for _ in range(3)]
    gone = f.participant(plan.event)
    for person, before, after in zip([*people, gone], "bbab", "aabb", strict=True):
        f.answers(plan, person, "awal", {question: before})
        f.answers(plan, person, "akhir", {question: after})
    f.answers(plan, people[0], "kepuasan", {scale: 5, words: "Lebih lama"})
    f.answers(plan, people[1], "kepuasan", {scale: 2, words: ""})
    type(gone).objects.filter(pk=gone.pk).update(is_dropped=True)
    found = results(user=f.pokja_kota(), event=plan.event)
    assert (found.listed, found.sent) == (3, {"awal": 3, "akhir": 3, "kepuasan": 2})
    assert [(one.before, one.after, one.wrong) for one in found.tests] == [
        ((1, 3), (2, 3), [(question.b, 1)])
    ]
    assert [(one.counts, one.points) for one in found.scales] == [([0, 1, 0, 0, 1], 7)]
    assert (found.suggestions, sorted(found.pairs)) == (["Lebih lama"], [(0, 1), (0, 1), (1, 0)])
    assert found.gain == (3, 1, 2, 3)


def test_pokja_ii_sets_up_a_sheet_copied_from_an_earlier_event(sign_in):
    earlier, event = f.event(title="Bimtek lalu"), f.event()
    f.question(earlier, text="Apa itu kas?")
    client = sign_in(f.pokja_kota())
    plan_url = reverse("learning-plan", args=[event.pk])
    refused = fill(client, client.get(plan_url), {"awal_open": "on"})
    assert errors_of(refused) == {
        "awal_open": ["Tes awal belum ada pertanyaannya. Tambahkan dulu pertanyaannya."]
    }
    fill(client, client.get(reverse("question-copy", args=[event.pk])), {"source": earlier.pk})
    test = {"text": "Siapa?", "a": "Ketua", "b": "Lurah", "right": "c"}
    url = reverse("question-create", args=[event.pk, "tes"])
    assert errors_of(fill(client, client.get(url), test)) == {
        "__all__": ["Isi paling sedikit jawaban A dan B, lalu pilih yang betul dari yang terisi."]
    }
    fill(client, client.get(url), test | {"right": "b"})
    assert list(event.questions.values_list("text", "right")) == [("Apa itu kas?", "a"), ("Siapa?", "b")]
    fill(client, client.get(plan_url), {"awal_open": "on"})
    assert [sheet for sheet, _ in LearningPlan.objects.get(event=event).open_sheets] == ["awal"]


def test_questions_stay_once_somebody_answered(sign_in):
    plan = f.learning_plan(awal_open=True)
    question = f.question(plan.event)
    f.answers(plan, f.participant(plan.event), "awal", {question: "a"})
    client = sign_in(f.pokja_kota())
    response = fill(client, client.get(reverse("question-update", args=[question.pk])), {"text": "Lain"})
    assert errors_of(response) == {"__all__": [actions.ANSWERED]}
    with pytest.raises(ValidationError):
        actions.remove_question(question=question, by=f.pokja_kota())
    assert Question.objects.get().text == question.text


def test_who_was_there_often_enough_gets_a_numbered_certificate(sign_in):
    event = f.event(starts_on=DAY, ends_on=DAY + timedelta(days=2))
    plan = f.learning_plan(event, share=60)  # two of three days
    enough = f.participant(event, present=event.days[:2])
    f.participant(event, present=event.days[:1])
    gone = f.participant(event, present=event.days, is_dropped=True)
    f.official(f.KOTA, "ketua", name="Ny. Inggit")
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("certificate-issue", args=[event.pk]))
    assert [person.pk for person in page.context["people"]] == [enough.pk]
    early = {"people": [enough.pk], "issued_on": "2022-03-18"}
    assert "issued_on" in errors_of(fill(client, page, early))
    assert "__all__" in errors_of(
        fill(client, page, early | {"people": [enough.pk, gone.pk], "issued_on": "2022-03-20"})
    )
    fill(client, page, early | {"issued_on": "2022-03-20"})
    row = Certificate.objects.get()
    assert (row.participant, row.number, row.is_in_force) == (enough, f"001/{plan.number_tail}", True)
    assert row.content["signers"][0] == ["Ketua TP PKK Kota Pekalongan", "Ny. Inggit"]
    assert row.content["span"] == "17 Maret 2022 sampai 19 Maret 2022"
    assert client.get(reverse("certificate-file", args=[row.pk])).content.startswith(b"%PDF")
    with pytest.raises(ValidationError):
        actions.save_plan(plan=_changed(plan, share=50), by=f.pokja_kota())


def check(client, row):
    return client.get(reverse("certificate-verify"), {"kode": row.verification}).content.decode()


def _changed(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def test_a_certificate_is_withdrawn_with_a_reason_once_attendance_was_corrected(sign_in, client):
    row = f.certificate()
    event = row.event
    Attendance.objects.filter(participant=row.participant).delete()
    assert list(certificates.unearned(event)) == [row]
    page = sign_in(f.pokja_kota()).get(reverse("event-certificates", args=[event.pk])).content.decode()
    assert "1 sertifikat tidak sesuai lagi dengan daftar hadirnya" in page
    assert "sedang diperiksa lagi" in check(client, row)
    url = reverse("certificate-withdraw", args=[row.pk])
    assert errors_of(fill(client, client.get(url), {"reason": ""})) == {"reason": ["Alasan belum diisi."]}
    fill(client, client.get(url), {"reason": "Salah centang"})
    row = Certificate.objects.get()
    assert (row.withdraw_reason, row.is_in_force) == ("Salah centang", False)
    client.logout()
    shown = check(client, row)
    assert "sudah dicabut" in shown
    assert "Salah centang" not in shown
    assert client.get(reverse("certificate-paper", args=[row.verification])).status_code == 404
    with pytest.raises(ValidationError):
        row.save()
    # Present after all: she gets another number, the old one stays what it was.
    Attendance.objects.create(participant=row.participant, day=event.starts_on, recorded_by=f.admin())
    again = certificates.issue(event=event, participants=[row.participant], issued_on=DAY, by=f.pokja_kota())
    assert [one.serial for one in again] == [2]


def test_anybody_with_a_certificate_can_check_it(client):
    row = f.certificate()
    assert "benar diterbitkan dan masih berlaku" in check(client, row)
    assert client.get(reverse("certificate-paper", args=[row.verification])).content.startswith(b"%PDF")
    assert client.get(reverse("certificate-verify"), {"kode": "x" * 32}).status_code == 404


def test_a_kader_sees_certificates_of_her_kelurahan_only(sign_in):
    event = f.event()
    mine, theirs = (f.certificate(event, f.group(code)) for code in (f.KRAPYAK, f.MEDONO))
    client = sign_in(f.kader(f.KRAPYAK))
    assert client.get(reverse("event-certificates", args=[event.pk])).context["rows"] == [mine]
    assert client.get(reverse("certificate-file", args=[theirs.pk])).status_code == 404


def test_a_members_trainings_are_those_she_came_to(sign_in):
    member = f.member()
    first = f.certificate(f.event(title="Bimtek kas"), person=member).event
    f.participant(
        f.event(starts_on=DAY + timedelta(days=9), title="Kemasan"), member, present=[date(2022, 3, 26)]
    )
    f.participant(f.event(title="Tidak datang"), member)
    f.participant(f.event(title="Batal", status="batal"), member, present=[DAY])
    client = sign_in(f.kader())
    rows = client.get(reverse("member-training", args=[member.pk])).context["trainings"]
    assert [(row.event.title, row.is_certified) for row in rows] == [(first.title, True), ("Kemasan", False)]
    assert client.get(reverse("member-training-file", args=[member.pk])).content.startswith(b"%PDF")
    assert timezone.localdate() > DAY
