"""The public pages where a participant answers with her code. No name of anybody stands on them."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from bimtek.learning import actions, forms
from bimtek.learning.codes import code_of, participant_with
from bimtek.learning.models import SHEETS, AnswerSheet, Certificate, LearningPlan, Question
from bimtek.learning.queries import own_score
from groups.visits import MOST, limited

# A hall shares one connection: a hundred phones that open six pages each in a few minutes.
MOST["answers"] = 600
WRONG_CODE = (
    "Kode ini tidak ada pada kegiatan ini. Periksa huruf dan angkanya, dan apakah kartunya dari kegiatan ini."
)


@method_decorator([login_not_required, never_cache, limited("answers")], name="dispatch")
class AnswerPage(View):
    """Finds the event by the address, the participant by her code."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.code = (request.POST.get("kode") or request.GET.get("kode", ""))[:40].strip()

    def dispatch(self, request, *args, **kwargs):
        plans = LearningPlan.objects.with_code(kwargs["address"]).select_related("event__organiser")
        self.plan = get_object_or_404(plans)
        self.participant = participant_with(self.code, self.plan.event) if self.code else None
        return super().dispatch(request, *args, **kwargs)

    def page(self, template, status=200, **context):
        context |= {"title": self.plan.event.title, "event": self.plan.event, "plan": self.plan}
        return render(self.request, template, context, status=status)

    def ask_for_code(self):
        text = WRONG_CODE if self.code else ""
        return self.page("learning/code.html", status=422 if text else 200, wrong=text, typed=self.code)

    def own_page(self) -> str:
        address = reverse("answers", args=[self.plan.address])
        return f"{address}?kode={code_of(self.participant.pk)}"


class Answers(AnswerPage):
    """What is open for a participant, what she has sent, her own result and her certificate."""

    def get(self, request, **kwargs):
        if self.participant is None:
            return self.ask_for_code()
        sent = set(AnswerSheet.objects.of(self.participant).values_list("sheet", flat=True))
        rows = []
        for sheet, label in SHEETS:
            score = own_score(self.participant, sheet) if sheet in sent and sheet != "kepuasan" else None
            if sheet in sent or self.plan.is_open(sheet):
                rows.append((sheet, label, sheet in sent, score))
        certificate = Certificate.objects.of(self.participant).in_force().first()
        code = code_of(self.participant.pk)
        note = actions.SENT_BEFORE if "sudah" in request.GET else ""
        context = {"rows": rows, "certificate": certificate, "code": code, "note": note}
        return self.page("learning/answers.html", **context)


class AnswerSheetPage(AnswerPage):
    """One sheet; what was sent before is what counts."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.sheet = kwargs["sheet"]
        if self.sheet not in dict(SHEETS):
            raise Http404("sheet")

    def get(self, request, **kwargs):
        if self.participant is None:
            return self.ask_for_code()
        if self.is_sent() or not self.plan.is_open(self.sheet):
            return redirect(self.own_page())
        return self.show(self.get_form())

    def post(self, request, **kwargs):
        if self.participant is None:
            return self.ask_for_code()
        form, trouble = self.get_form(request.POST), ""
        if form.is_valid():
            try:
                actions.send_answers(
                    plan=self.plan, participant=self.participant, sheet=self.sheet, answers=form.answers
                )
            except ValidationError as error:
                if self.is_sent():
                    return redirect(f"{self.own_page()}&sudah=1")
                trouble = error.messages[0]
            else:
                return redirect(self.own_page())
        return self.show(form, trouble, status=422)

    def is_sent(self) -> bool:
        return AnswerSheet.objects.of(self.participant).filter(sheet=self.sheet).exists()

    def get_form(self, data=None):
        questions = Question.objects.of(self.plan.event).asked_in(self.sheet).order_by("pk")
        order = {"skala": 0, "tes": 0, "saran": 1}
        return forms.SheetForm(data, questions=sorted(questions, key=lambda one: order[one.part]))

    def show(self, form, trouble="", status=200):
        return self.page(
            "learning/sheet.html",
            status=status,
            form=form,
            trouble=trouble,
            sheet=self.sheet,
            label=dict(SHEETS)[self.sheet],
            code=code_of(self.participant.pk),
            own_page=self.own_page(),
        )
