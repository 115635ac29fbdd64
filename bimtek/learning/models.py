"""What an event asks its participants, what they answered, and the certificates that they were given.

The tests before and after are the same questions, so that they can be compared.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from bimtek.content.of_event import OfEventQuerySet, events_for
from bimtek.models import Participant, TrainingEvent
from groups.models.base import Record, one_of
from groups.scoping.queryset import RegionScopedQuerySet
from groups.values import show_date

SHEETS = [("awal", "Tes awal"), ("akhir", "Tes akhir"), ("kepuasan", "Kepuasan")]
PARTS = [
    ("tes", "Tes, ditanyakan di awal dan di akhir"),
    ("skala", "Kepuasan, dinilai 1 sampai 5"),
    ("saran", "Saran, dijawab dengan kalimat"),
]
# What each sheet asks.
PARTS_OF = {"awal": ["tes"], "akhir": ["tes"], "kepuasan": ["skala", "saran"]}
LETTERS = [(letter, letter.upper()) for letter in "abcd"]
SCALE = [(1, "Kurang sekali"), (2, "Kurang"), (3, "Cukup"), (4, "Baik"), (5, "Baik sekali")]
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class PlanQuerySet(OfEventQuerySet):
    def with_code(self, address: str):
        """The one that a public address names, also where it was typed small: open to whoever has it."""
        return self.filter(address=address.upper()).exclude(event__status="batal")


class LearningPlan(Record):
    """What an event asks for a certificate, and which sheets participants may fill in now.

    ``address``: the last part of the public page's address.
    """

    event = models.OneToOneField(TrainingEvent, models.PROTECT, related_name="learning", editable=False)
    address = models.CharField(max_length=12, unique=True, editable=False)
    share = models.PositiveSmallIntegerField("kehadiran paling sedikit (persen)", default=100)
    number_tail = models.CharField("nomor sertifikat sesudah nomor urut", max_length=60)
    awal_open = models.BooleanField("tes awal dapat diisi", default=False)
    akhir_open = models.BooleanField("tes akhir dapat diisi", default=False)
    kepuasan_open = models.BooleanField("kepuasan dapat diisi", default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "pengaturan tes dan sertifikat"
        constraints = [
            models.CheckConstraint(
                name="learningplan_share_possible",
                condition=Q(share__gte=1, share__lte=100),
                violation_error_message="Kehadiran diisi 1 sampai 100 persen.",
            ),
            models.CheckConstraint(
                name="learningplan_has_number",
                condition=~Q(number_tail=""),
                violation_error_message="Tulis nomor sertifikat sesudah nomor urutnya.",
            ),
        ]

    def __str__(self):
        return f"Pengaturan {self.event_id}"

    def get_absolute_url(self):
        return reverse("event-learning", args=[self.event_id])

    def is_open(self, sheet: str) -> bool:
        return getattr(self, f"{sheet}_open")

    @property
    def open_sheets(self) -> list[tuple[str, str]]:
        return [(sheet, label) for sheet, label in SHEETS if self.is_open(sheet)]

    @property
    def days_needed(self) -> int:
        """Of the event's days, how many are at least the share; one at the least."""
        return max(1, -(-len(self.event.days) * self.share // 100))


def plan_of(event) -> LearningPlan:
    """The event's plan, or an unsaved one with what holds without any."""
    found = LearningPlan.objects.filter(event=event).first()
    tail = f"Sert/PKK-Pokja II/{ROMAN[event.ends_on.month]}/{event.ends_on.year}"
    plan = found or LearningPlan(event=event, number_tail=tail)
    plan.event = event
    return plan


class QuestionQuerySet(OfEventQuerySet):
    def of(self, event):
        """Of an event that the caller found by the address of its public page."""
        return self.filter(event=event)

    def asked_in(self, sheet: str):
        return self.filter(part__in=PARTS_OF[sheet])


class Question(Record):
    """A question of an event. A test's has two to four answers, ``a`` to ``d``, of which one is right."""

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="questions", editable=False)
    part = models.CharField("bagian", max_length=5, choices=PARTS, editable=False)
    text = models.CharField("pertanyaan", max_length=300)
    a = models.CharField("jawaban A", max_length=160, blank=True)
    b = models.CharField("jawaban B", max_length=160, blank=True)
    c = models.CharField("jawaban C", max_length=160, blank=True)
    d = models.CharField("jawaban D", max_length=160, blank=True)
    right = models.CharField("yang betul", max_length=1, choices=[("", "–"), *LETTERS], blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "pertanyaan"
        ordering = ["pk"]
        constraints = [
            one_of("part", PARTS, "question_part_known"),
            one_of("right", [("", ""), *LETTERS], "question_right_known"),
            models.CheckConstraint(
                name="question_has_text",
                condition=~Q(text=""),
                violation_error_message="Tulis pertanyaannya.",
            ),
            models.CheckConstraint(
                name="question_answers_fit_part",
                condition=(Q(part="tes") & ~Q(a="") & ~Q(b="") & ~Q(right="") & ~Q(c="", right="c")
                           & ~Q(d="", right="d"))
                | (~Q(part="tes") & Q(a="", b="", c="", d="", right="")),
                violation_error_message=(
                    "Isi paling sedikit jawaban A dan B, lalu pilih yang betul dari yang terisi."
                ),
            ),
            models.UniqueConstraint(
                fields=["event", "part", "text"],
                name="question_once",
                violation_error_message="Pertanyaan ini sudah ada.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("event-learning", args=[self.event_id])

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(letter, getattr(self, letter)) for letter, _ in LETTERS if getattr(self, letter)]


class AnswerSheetQuerySet(OfEventQuerySet):
    event_path = "participant__event"
    code_path = "participant__region__code"

    def of(self, participant):
        """Of a participant whom the caller knows by her code."""
        return self.filter(participant=participant)

    def counted(self):
        """Without those of people taken off the list."""
        return self.filter(participant__is_dropped=False)


class AnswerSheet(models.Model):
    """One participant's answers to one sheet, once."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="answer_sheets")
    sheet = models.CharField("lembar", max_length=8, choices=SHEETS)
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = AnswerSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("sheet", SHEETS, "answersheet_sheet_known"),
            models.UniqueConstraint(
                fields=["participant", "sheet"],
                name="answersheet_once",
                violation_error_message="Lembar ini sudah diisi.",
            ),
        ]

    def __str__(self):
        return f"{self.participant_id} {self.sheet}"


class AnswerQuerySet(OfEventQuerySet):
    event_path = "sheet__participant__event"
    code_path = "sheet__participant__region__code"


class Answer(models.Model):
    """The answer to one question: a letter, a number from 1 to 5, or words."""

    sheet = models.ForeignKey(AnswerSheet, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    picked = models.CharField(max_length=1, choices=[("", "–"), *LETTERS], blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=500, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("picked", [("", ""), *LETTERS], "answer_picked_known"),
            models.CheckConstraint(
                name="answer_says_one_thing",
                condition=(~Q(picked="") & Q(points__isnull=True, words=""))
                | Q(picked="", points__isnull=False, points__gte=1, points__lte=5, words="")
                | (Q(picked="", points__isnull=True) & ~Q(words="")),
                violation_error_message="Pilih satu jawaban.",
            ),
            models.UniqueConstraint(
                fields=["sheet", "question"],
                name="answer_once",
                violation_error_message="Pertanyaan ini sudah dijawab.",
            ),
        ]

    def __str__(self):
        return self.picked or self.words or str(self.points)


class CertificateQuerySet(RegionScopedQuerySet):
    """Seen where its holder may be seen; given and withdrawn by whoever runs the event."""

    code_path = "participant__region__code"

    def allowed_to(self, user, may):
        rows = super().allowed_to(user, may)
        return rows if may == "view" else rows.filter(event__in=events_for(user, may))

    def of(self, participant):
        """Of a participant that the caller has through the door, or an OuterRef to one."""
        return self.filter(participant=participant)

    def in_force(self):
        return self.filter(withdrawn_at__isnull=True)

    def named(self):
        """Without those whose holder had her personal data taken out: such a paper vouches for nobody."""
        return self.filter(participant__member__forgotten_on__isnull=True)

    def with_presence(self):
        """With ``there``: the days on which its holder was present."""
        return self.annotate(there=Count("participant__attendances"))

    def with_code(self, code: str):
        """The one that a printed code names: open to whoever holds the paper."""
        return self.filter(verification=code)


class Certificate(models.Model):
    """A certificate as it was given: never changed, never deleted, only withdrawn.

    Her name alone is taken out where its holder asked for it (reports.privacy); ``named`` leaves those out.
    ``content``: what stands on it, see ``certificates.common_content``. ``verification``: the code in its QR,
    192 random bits.
    """

    KEEPS = ("withdrawn_at", "withdrawn_by", "withdraw_reason")

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="certificates")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="certificates")
    serial = models.PositiveSmallIntegerField("nomor urut")
    number = models.CharField("nomor", max_length=80)
    issued_on = models.DateField("tanggal sertifikat")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    verification = models.CharField(max_length=32, unique=True)
    content = models.JSONField()
    withdrawn_at = models.DateTimeField("dicabut", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.CharField("alasan dicabut", max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["content"])

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "sertifikat"
        verbose_name_plural = "sertifikat"
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "serial"],
                name="certificate_serial_once",
                violation_error_message="Nomor ini baru saja dipakai. Muat ulang halaman ini.",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(withdrawn_at__isnull=True),
                name="certificate_one_in_force",
                violation_error_message="Peserta ini sudah mempunyai sertifikat.",
            ),
            models.CheckConstraint(
                name="certificate_is_whole",
                condition=~Q(number="") & Q(GreaterThanOrEqual(Length("verification"), 32)),
                violation_error_message="Sertifikat ini tidak lengkap tersimpan. Terbitkan lagi.",
            ),
            models.CheckConstraint(
                name="certificate_withdrawal_says_who_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                violation_error_message="Tulis alasan mencabutnya.",
            ),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        if self.pk and set(kwargs.get("update_fields") or ["content"]) - set(self.KEEPS):
            raise ValidationError("Sertifikat yang sudah terbit tidak dapat diubah. Cabut dengan alasan.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError("Sertifikat yang sudah terbit tidak dapat dihapus. Cabut dengan alasan.")

    def get_absolute_url(self):
        return reverse("event-certificates", args=[self.event_id])

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_named(self) -> bool:
        member = self.participant.member
        return member is None or member.forgotten_on is None

    @property
    def withdrawn_on(self) -> str:
        return show_date(timezone.localdate(self.withdrawn_at)) if self.withdrawn_at else ""
