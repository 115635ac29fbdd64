"""What the answers say, in numbers and without names; and a person's trainings (form 4.14.3)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from bimtek.learning.models import SCALE, SHEETS, Answer, AnswerSheet, Certificate, Question
from bimtek.models import Participant
from groups.values import show_average, show_number, show_share


@dataclass(frozen=True)
class TestResult:
    """How many answered a question, and how many of them rightly: (right, all) before and after."""

    question: Question
    before: tuple[int, int]
    after: tuple[int, int]
    wrong: list[tuple[str, int]]  # the other answers after the event, with how many picked each

    @property
    def before_words(self) -> str:
        return show_share(*self.before)

    @property
    def after_words(self) -> str:
        return show_share(*self.after)

    @property
    def wrong_words(self) -> str:
        return ", ".join(f"{text} ({show_number(number)})" for text, number in self.wrong) or "–"


@dataclass(frozen=True)
class ScaleResult:
    """How many gave each of 1 to 5, and their sum."""

    question: Question
    counts: list[int]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @property
    def points(self) -> int:
        return sum(point * count for point, count in enumerate(self.counts, start=1))

    @property
    def average(self) -> str:
        return show_average(self.points, self.number)

    @property
    def labelled(self) -> list[tuple[str, int]]:
        return [(label, count) for (_, label), count in zip(SCALE, self.counts, strict=True)]


@dataclass(frozen=True)
class Results:
    """``sent``: {sheet: participants}; ``pairs``: of those who did both tests (right before, right after)."""

    listed: int
    sent: dict[str, int]
    questions: list[Question]
    tests: list[TestResult]
    scales: list[ScaleResult]
    suggestions: list[str]
    pairs: list[tuple[int, int]]

    @property
    def gain(self):
        """(how many did both, right before, right after, of so many questions), or None of nobody."""
        if not self.pairs or not self.tests:
            return None
        before, after = (sum(side) for side in zip(*self.pairs, strict=True))
        return len(self.pairs), before, after, len(self.pairs) * len(self.tests)

    @property
    def gain_words(self) -> str:
        if self.gain is None:
            return "Belum ada peserta yang mengisi tes awal dan tes akhir."
        people, before, after, asked = self.gain
        return (
            f"Dari {show_number(people)} peserta yang mengisi keduanya: "
            f"{show_average(100 * before, asked)} % jawaban betul di awal, "
            f"{show_average(100 * after, asked)} % di akhir."
        )


def results(*, user, event) -> Results:
    """The answers to an event's sheets, for whoever runs it. Five queries."""
    questions = list(Question.objects.allowed_to(user, "train").filter(event=event).order_by("pk"))
    sheets = AnswerSheet.objects.allowed_to(user, "train").filter(participant__event=event).counted()
    answers = Answer.objects.allowed_to(user, "train").filter(sheet__in=sheets.values("pk"))
    counted = Counter()
    rows = answers.filter(words="").values("question", "sheet__sheet", "picked", "points")
    for row in rows.annotate(number=Count("pk")).order_by():
        counted[row["question"], row["sheet__sheet"], row["picked"] or row["points"]] += row["number"]
    scores, sent = defaultdict(dict), Counter()
    right = Count("answers", filter=Q(answers__picked=F("answers__question__right")))
    for person, sheet, number in sheets.annotate(n=right).values_list("participant", "sheet", "n").order_by():
        sent[sheet] += 1
        scores[person][sheet] = number
    return Results(
        listed=event.participants.filter(is_dropped=False).count(),
        sent={sheet: sent[sheet] for sheet, _ in SHEETS},
        questions=questions,
        tests=[_test(question, counted) for question in questions if question.part == "tes"],
        scales=[
            ScaleResult(question, [counted[question.pk, "kepuasan", point] for point, _ in SCALE])
            for question in questions
            if question.part == "skala"
        ],
        # By their words: the order of sending would say who wrote which.
        suggestions=list(answers.exclude(words="").order_by("words").values_list("words", flat=True)),
        pairs=[(own["awal"], own["akhir"]) for own in scores.values() if {"awal", "akhir"} <= own.keys()],
    )


def _test(question, counted) -> TestResult:
    def share(sheet):
        picked = {letter: counted[question.pk, sheet, letter] for letter, _ in question.options}
        return picked[question.right], sum(picked.values())

    wrong = [
        (text, counted[question.pk, "akhir", letter])
        for letter, text in question.options
        if letter != question.right and counted[question.pk, "akhir", letter]
    ]
    return TestResult(question, share("awal"), share("akhir"), sorted(wrong, key=lambda one: -one[1]))


def own_score(participant, sheet) -> tuple[int, int] | None:
    """(right, asked) of one person's test, for herself; None where she has not sent it."""
    found = (
        AnswerSheet.objects.of(participant)
        .filter(sheet=sheet)
        .annotate(
            right=Count("answers", filter=Q(answers__picked=F("answers__question__right"))),
            asked=Count("answers"),
        )
    )
    return found.values_list("right", "asked").first()


def trainings(*, user, member) -> list[Participant]:
    """A member's trainings, the oldest first: held events where she was present on at least one day.

    With ``there`` (days) and ``is_certified``. Source: form 4.14.3 Data Pelatihan Kader.
    """
    given = Certificate.objects.of(OuterRef("pk")).in_force()
    rows = Participant.objects.visible_to(user).filter(
        member=member, is_dropped=False, event__status="terlaksana"
    )
    rows = rows.annotate(there=Count("attendances"), is_certified=Exists(given)).filter(there__gt=0)
    rows = rows.select_related("event__kind", "event__organiser", "group", "region")
    return list(rows.order_by("event__starts_on", "pk"))
