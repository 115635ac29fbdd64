"""Setting up what an event asks, and taking in what participants answer."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction

from bimtek.learning.models import PARTS_OF, SHEETS, Answer, AnswerSheet, Certificate, LearningPlan, Question
from bimtek.models import TrainingEvent
from groups.actions import require
from groups.secrets import SIGNS

MOST_QUESTIONS = 30
ADDRESS_LENGTH = 6
ANSWERED = "Sudah ada yang menjawab, jadi pertanyaannya tidak diubah lagi supaya hasilnya dapat dibandingkan."
SENT_BEFORE = "Lembar ini sudah Anda isi. Yang dihitung jawaban yang pertama."
CLOSED = "Lembar ini belum dibuka atau sudah ditutup. Tanyakan kepada panitia."


@transaction.atomic
def save_plan(*, plan, by):
    """Save what the event asks for a certificate and which sheets are open.

    Raises ValidationError for opening a sheet without questions, and for another share of days once a
    certificate was given by the old one.
    """
    require(by, "train", plan.event.organiser_id)
    asked = set(plan.event.questions.values_list("part", flat=True))
    for sheet, label in SHEETS:
        if plan.is_open(sheet) and not asked & set(PARTS_OF[sheet]):
            message = f"{label} belum ada pertanyaannya. Tambahkan dulu pertanyaannya."
            raise ValidationError({f"{sheet}_open": message})
    if plan.pk:
        before = LearningPlan.objects.select_for_update().get(pk=plan.pk)
        given = Certificate.objects.filter(event=plan.event).in_force()
        if before.share != plan.share and given.exists():
            message = "Sudah ada sertifikat dengan syarat yang lama. Cabut dulu sertifikatnya."
            raise ValidationError({"share": message})
        plan.version += 1
    else:
        plan.address = "".join(secrets.choice(SIGNS) for _ in range(ADDRESS_LENGTH))
    plan.save()
    return plan


@transaction.atomic
def save_question(*, question, by):
    """Save a new or edited question; ValidationError once its sheet was answered, or for too many."""
    _settable(question.event, question.part, by)
    if not question.pk and question.event.questions.count() >= MOST_QUESTIONS:
        raise ValidationError(f"Satu kegiatan paling banyak {MOST_QUESTIONS} pertanyaan.")
    if question.pk:
        question.version += 1
    question.save()
    return question


@transaction.atomic
def remove_question(*, question, by):
    """Delete a question that nobody answered; the history table keeps the row."""
    _settable(question.event, question.part, by)
    question.delete()


@transaction.atomic
def copy_questions(*, event, source, by) -> int:
    """Put the questions of an earlier event ``source`` on ``event``; those there already are left out."""
    rows = list(source.questions.order_by("pk"))
    for part in {row.part for row in rows}:
        _settable(event, part, by)
    there = set(event.questions.values_list("part", "text"))
    new = [row for row in rows if (row.part, row.text) not in there]
    if not new:
        raise ValidationError("Kegiatan itu tidak mempunyai pertanyaan yang belum ada di sini.")
    if len(there) + len(new) > MOST_QUESTIONS:
        raise ValidationError(f"Satu kegiatan paling banyak {MOST_QUESTIONS} pertanyaan.")
    names = ("part", "text", "a", "b", "c", "d", "right")
    for row in new:
        Question.objects.create(event=event, **{name: getattr(row, name) for name in names})
    return len(new)


def _settable(event, part, by):
    """The event held until the end, so that nobody answers what is being changed."""
    require(by, "train", event.organiser_id)
    TrainingEvent.objects.select_for_update().get(pk=event.pk)
    sheets = [sheet for sheet, parts in PARTS_OF.items() if part in parts]
    if AnswerSheet.objects.filter(participant__event=event, sheet__in=sheets).exists():
        raise ValidationError(ANSWERED)


@transaction.atomic
def send_answers(*, plan, participant, sheet, answers) -> AnswerSheet:
    """Keep what ``participant`` answered: {question: letter, number or words}, empty words left out.

    Nobody is signed in: her code, which the caller has checked, says who she is. Raises ValidationError
    where the sheet is not open, was sent before, or an answer is missing or none of the question's.
    """
    event = TrainingEvent.objects.select_for_update().get(pk=plan.event_id)
    if not LearningPlan.objects.get(pk=plan.pk).is_open(sheet) or event.status == "batal":
        raise ValidationError(CLOSED)
    if participant.event_id != event.pk or participant.is_dropped:
        raise ValidationError("Kode ini tidak ada pada kegiatan ini.")
    row, is_new = AnswerSheet.objects.get_or_create(participant=participant, sheet=sheet)
    if not is_new:
        raise ValidationError(SENT_BEFORE)
    for question in Question.objects.filter(event=event).asked_in(sheet):
        value = answers.get(question)
        if question.part == "saran" and not value:
            continue
        name = {"tes": "picked", "skala": "points", "saran": "words"}[question.part]
        if not value or (question.part == "tes" and value not in dict(question.options)):
            raise ValidationError("Ada pertanyaan yang belum dijawab. Periksa lagi isiannya.")
        Answer.objects.create(sheet=row, question=question, **{name: value})
    return row
