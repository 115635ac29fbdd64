"""What an event asks and what came of it: for whoever runs the event."""

from django.http import Http404
from django.urls import reverse

from bimtek.forms import ConfirmForm
from bimtek.learning import actions, forms
from bimtek.learning.codes import code_of
from bimtek.learning.models import PARTS, SCALE, SHEETS, AnswerSheet, Question, plan_of
from bimtek.learning.queries import results
from bimtek.models import TrainingEvent
from groups.pdf import qr_svg, render_pdf
from groups.scoping.views import EditPage, FormPage, ScopedDetail, as_file
from groups.values import show_date

PART_TITLES = {"tes": "Soal tes", "skala": "Penilaian kepuasan", "saran": "Saran"}


class EventPage(ScopedDetail):
    """A page about an event, for those who run it."""

    model = TrainingEvent
    may = "train"

    def get_queryset(self):
        events = TrainingEvent.objects.allowed_to(self.request.user, self.may)
        return events.select_related("kind", "organiser", "region")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": self.object.get_absolute_url()}


class EventLearning(EventPage):
    template_name = "learning/event.html"

    def get_context_data(self, **kwargs):
        event = self.object
        plan, found = plan_of(event), results(user=self.request.user, event=event)
        asked = {part: [one for one in found.questions if one.part == part] for part, _ in PARTS}
        answered = {"tes": found.sent["awal"] + found.sent["akhir"]}
        return super().get_context_data(**kwargs) | {
            "title": "Tes dan kepuasan",
            "plan": plan,
            "results": found,
            "sent": [(label, found.sent[sheet]) for sheet, label in SHEETS],
            "scale": SCALE,
            "parts": [
                (part, PART_TITLES[part], words, asked[part], answered.get(part, found.sent["kepuasan"]))
                for part, words in PARTS
            ],
            "has_questions": any(asked.values()),
            "address": public_address(self.request, plan),
        }


def public_address(request, plan, code="") -> str:
    """Where participants fill in their sheets; with ``code`` without typing it."""
    if not plan.pk:
        return ""
    address = request.build_absolute_uri(reverse("answers", args=[plan.address]))
    return f"{address}?kode={code}" if code else address


class OfEvent:
    """Forms about an event, for those who run it."""

    may = "train"
    target_model = TrainingEvent

    def get_back_url(self):
        return reverse("event-learning", args=[self.target.pk])

    def landing(self, row):
        return reverse("event-learning", args=[self.target.pk])


class PlanEdit(OfEvent, FormPage):
    form_class = forms.PlanForm
    title = "Pengaturan tes dan sertifikat"
    lead = "Buka lembarnya waktu peserta boleh mengisi, tutup lagi sesudahnya."
    done_text = "Pengaturan tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": plan_of(self.target)}

    def perform(self, form):
        return actions.save_plan(plan=form.instance, by=self.request.user)


class QuestionCreate(OfEvent, FormPage):
    form_class = forms.QuestionForm
    done_text = "Pertanyaan tersimpan."

    def dispatch(self, request, *args, **kwargs):
        if kwargs["part"] not in PART_TITLES:
            raise Http404("part")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        question = Question(event=self.target, part=self.kwargs["part"])
        return super().get_form_kwargs() | {"instance": question}

    def perform(self, form):
        return actions.save_question(question=form.instance, by=self.request.user)

    def landing(self, question):
        if "lagi" in self.request.POST:
            return self.request.path
        return super().landing(question)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": PART_TITLES[self.kwargs["part"]],
            "again_label": "Simpan, lalu tambah lagi",
        }


class OfQuestion:
    may = "train"
    target_model = Question

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("event")


class QuestionUpdate(OfQuestion, EditPage):
    form_class = forms.QuestionForm
    title = "Ubah pertanyaan"

    def perform(self, form):
        return actions.save_question(question=form.instance, by=self.request.user)


class QuestionRemove(OfQuestion, FormPage):
    form_class = ConfirmForm
    title = "Hapus pertanyaan"
    submit_label = "Hapus"
    done_text = "Pertanyaan dihapus."

    def perform(self, form):
        actions.remove_question(question=self.target, by=self.request.user)
        return self.target.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.text}


class QuestionCopy(OfEvent, FormPage):
    form_class = forms.CopyForm
    title = "Salin pertanyaan"
    lead = "Pertanyaan kegiatan yang lalu disalin ke sini, lalu dapat diubah."
    submit_label = "Salin"
    done_text = "Pertanyaan tersalin."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def perform(self, form):
        source = form.cleaned_data["source"]
        actions.copy_questions(event=self.target, source=source, by=self.request.user)
        return self.get_back_url()


def coded(event, user):
    """Whom the user may see on the list, by kelurahan and name, each with her ``code``."""
    people = event.participants.visible_to(user).filter(is_dropped=False).select_related("region", "member")
    people = list(people.order_by("region_id", "name", "pk"))
    for person in people:
        person.code = code_of(person.pk)
    return people


class AnswerCodes(EventPage):
    """Each participant's code, with what she has sent; to hand out on paper or by WhatsApp."""

    template_name = "learning/codes.html"

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        plan, people = plan_of(event), coded(event, user)
        sheets = AnswerSheet.objects.allowed_to(user, self.may).filter(participant__event=event)
        sent = set(sheets.values_list("participant", "sheet"))
        for person in people:
            person.sent = [label for sheet, label in SHEETS if (person.pk, sheet) in sent]
            person.link = public_address(self.request, plan, person.code)
            person.message = f"{event.title}: isi tes dan kepuasan di {person.link} (kode Anda {person.code})"
        return super().get_context_data(**kwargs) | {
            "title": "Kode peserta",
            "back_url": plan.get_absolute_url(),
            "plan": plan,
            "people": people,
        }


class AnswerCards(EventPage):
    """The codes on paper, to cut apart."""

    def render_to_response(self, context, **kwargs):
        event, plan = self.object, plan_of(self.object)
        if not plan.pk:
            raise Http404("no address yet")
        cards = [
            {
                "name": person.name,
                "place": person.region.title,
                "code": person.code,
                "qr": qr_svg(public_address(self.request, plan, person.code)),
            }
            for person in coded(event, self.request.user)
        ]
        data = {
            "title": event.title,
            "day": show_date(event.starts_on),
            "address": public_address(self.request, plan).partition("://")[2],
            "cards": cards,
        }
        return as_file(render_pdf("answer_cards", data), "pdf", f"kode peserta {event.title}")
