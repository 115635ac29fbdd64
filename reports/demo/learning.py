"""What a bimtek consisted of, asked, and left behind. All invented."""

from datetime import date, time, timedelta

from django.core.files.base import ContentFile

from bimtek.content.models import AgendaItem, EventMinutes, Expense, Material
from bimtek.effect.models import FollowUp
from bimtek.learning.certificates import common_content, own_content
from bimtek.learning.models import Answer, AnswerSheet, Certificate, LearningPlan, Question, plan_of
from bimtek.models import TrainingEvent
from groups.books.layout import Column, PrintedBook, to_pdf
from groups.secrets import SIGNS

# text, answers, the right one, how likely it is answered rightly before and after
TESTS = (
    ("Kapan buku kas kelompok ditutup?", ("Setiap bulan", "Setiap tahun", "Bila uangnya habis"), "a", 0.5, 0.9),
    ("Siapa yang mencatat uang masuk dan keluar?", ("Ketua", "Bendahara", "Lurah"), "b", 0.7, 0.95),
    ("Apa arti dua angka terakhir nomor P-IRT?", ("Tahun habisnya", "Jumlah produk", "Kode kota"), "a", 0.2, 0.7),
    ("Uang pribadi dan uang usaha sebaiknya", ("Dicampur", "Dipisah", "Disimpan lurah"), "b", 0.8, 0.97),
)  # fmt: skip
SCALES = ("Materinya mudah dipahami", "Narasumbernya jelas", "Tempat dan waktunya cocok")
SUGGESTION = "Apa yang sebaiknya diperbaiki?"
WORDS = (
    "Waktu praktik mengisi buku ditambah",
    "Contoh kemasan dibawa ke ruangan",
    "Materinya dibagikan lebih dulu",
)
TASKS = (
    ("Mengisi buku kas sampai bulan ini", 30),
    ("Menutup buku bulanan bersama pengurus", 60),
    ("Mengajari satu kelompok lain di kelurahan", 90),
)  # fmt: skip
AGENDA = (
    (time(8), time(8, 30), "Pembukaan dan Mars PKK", "Ketua TP PKK"),
    (time(8, 30), time(10), "Tertib administrasi kelompok UP2K", "Pokja II"),
    (time(10, 15), time(12), "Praktik mengisi dan menutup buku kas", "Narasumber"),
    (time(13), time(14, 30), "Pemasaran luring dan daring", "Narasumber"),
    (time(14, 30), time(15), "Rencana tindak lanjut dan penutup", "Pokja II"),
)
COURSE = (
    "Acara dibuka oleh Ketua TP PKK, dilanjutkan penjelasan tentang buku yang wajib dimiliki kelompok.\n"
    "Peserta mempraktikkan pengisian buku kas dengan contoh nota dari kelompoknya masing-masing. Yang paling banyak "
    "ditanyakan: mencatat iuran yang terlambat dan memisahkan uang pribadi dari uang kelompok."
)
CONCLUSION = "Setiap kelompok menutup buku kas setiap akhir bulan, dan saling memeriksa di tingkat kelurahan."
SHEET = "Lembar latihan buku kas"
COSTS = (
    ("Konsumsi peserta", 30_000),
    ("Penggandaan materi", 8_000),
    ("Transpor peserta", 50_000),
)  # a person
HONORARIUM = 600_000
# Ends of months around the last event, so that its effect shows scores before and after it.
SCORED = (date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31))
ASKED = ("bimtek", "pembinaan")  # kinds of events that had tests


def make_learning(dice, *, by, today, save):
    """For every held bimtek and pembinaan, through ``save(model, instances)``."""
    events = TrainingEvent.objects.filter(status="terlaksana", kind__code__in=ASKED)
    for event in events.select_related("organiser", "kind").order_by("starts_on"):
        people = list(event.participants.select_related("region", "group").prefetch_related("attendances"))
        came = [one for one in people if one.attendances.all()]
        plan = plan_of(event)
        plan.address = "".join(dice.choices(SIGNS, k=6))
        save(LearningPlan, [plan])
        _content(event, len(people), by, save)
        _answers(dice, event, came, save)
        _certificates(
            dice, event, [one for one in came if len(one.attendances.all()) == len(event.days)], by, save
        )
        _tasks(dice, event, [one for one in came if one.member_id], by, today, save)


def practice_sheet() -> PrintedBook:
    columns = [Column("Tanggal", 20), Column("Uraian", 60), Column("Masuk", 28, "right"), Column("Keluar", 28, "right"),
               Column("Saldo", 28, "right")]  # fmt: skip
    rows = [[""] * len(columns)] * 20
    return PrintedBook("Latihan", SHEET, [("Nama", ""), ("Kelompok", "")], columns, rows, is_empty=True)


def _content(event, number, by, save):
    save(
        AgendaItem,
        [
            AgendaItem(event=event, day=day, starts_at=start, ends_at=end, title=title, speaker=speaker)
            for day in event.days
            for start, end, title, speaker in AGENDA
        ],
    )
    writer = "Sekretaris Pokja II"
    save(EventMinutes, [EventMinutes(event=event, writer=writer, course=COURSE, conclusion=CONCLUSION)])
    content = to_pdf([practice_sheet()])
    file = ContentFile(content, name="materi.pdf")
    fields = {"title": SHEET, "kind": "pdf", "size": len(content), "file": file, "added_by": by}
    save(Material, [Material(event=event, **fields)])
    spent = [(what, each * number * len(event.days)) for what, each in COSTS]
    spent.append(("Honorarium narasumber", HONORARIUM * event.speakers.count()))
    save(
        Expense,
        [
            Expense(event=event, on=event.ends_on, description=what, amount=amount,
                    fund_source_id=event.fund_source_id, recorded_by=by)
            for what, amount in spent
        ],
    )  # fmt: skip


def _answers(dice, event, came, save):
    tests = [
        Question(event=event, part="tes", text=text, right=right, **dict(zip("abc", options, strict=True)))
        for text, options, right, *_ in TESTS
    ]
    scales = [Question(event=event, part="skala", text=text) for text in SCALES]
    suggestion = Question(event=event, part="saran", text=SUGGESTION)
    save(Question, [*tests, *scales, suggestion])
    sheets, answers = [], []
    for person in came:
        for sheet in ("awal", "akhir", "kepuasan"):
            if dice.random() < 0.1:
                continue
            row = AnswerSheet(participant=person, sheet=sheet)
            sheets.append(row)
            if sheet == "kepuasan":
                points = [dice.choice((3, 4, 4, 5, 5)) for _ in scales]
                answers += [
                    Answer(sheet=row, question=q, points=p) for q, p in zip(scales, points, strict=True)
                ]
                if dice.random() < 0.15:
                    answers.append(Answer(sheet=row, question=suggestion, words=dice.choice(WORDS)))
                continue
            for question, (*_, before, after) in zip(tests, TESTS, strict=True):
                is_right = dice.random() < (before if sheet == "awal" else after)
                wrong = [letter for letter, _ in question.options if letter != question.right]
                picked = question.right if is_right else dice.choice(wrong)
                answers.append(Answer(sheet=row, question=question, picked=picked))
    AnswerSheet.objects.bulk_create(sheets)
    Answer.objects.bulk_create(answers)


def _certificates(dice, event, people, by, save):
    tail, common = plan_of(event).number_tail, common_content(event, event.ends_on)
    save(
        Certificate,
        [
            Certificate(
                event=event,
                participant=person,
                serial=serial,
                number=f"{serial:03d}/{tail}",
                issued_on=event.ends_on,
                issued_by=by,
                verification="".join(dice.choices(SIGNS, k=32)),
                content=common | own_content(person),
            )
            for serial, person in enumerate(people, start=1)
        ],
    )


def _tasks(dice, event, people, by, today, save):
    """Done long ago, but for one task in four of the last event."""
    rows, is_new = [], event.ends_on > today - timedelta(days=365)
    for person in dice.sample(people, min(12, len(people))):
        task, days = dice.choice(TASKS)
        due = event.ends_on + timedelta(days=days)
        row = FollowUp(
            event=event, region_id=person.region_id, participant=person, person=person.name, task=task
        )
        row.due_on = due
        if not (is_new and dice.random() < 0.25):
            row.done_on, row.result = (
                due - timedelta(days=dice.randint(0, 9)),
                "Sudah dikerjakan bersama pengurus",
            )
        rows.append(row)
    save(FollowUp, rows)
