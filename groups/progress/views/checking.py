"""Checking reports: the queue, the steps, the reminders, and requests to open a closed period."""

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from groups.progress import actions, forms, periods, queries, workflow
from groups.progress.boxes import BOX
from groups.progress.models import Opening
from groups.progress.reminders import reminders
from groups.progress.views.base import ReportMixin, period_of
from groups.scoping.views import Doorkeeper, FormPage

SHOWN = 25


class ReportQueue(FormPage):
    """All that waits for her: what is unusual opened up, the rest ticked and passed in one go."""

    may = "decide"
    form_class = forms.QueueForm
    template_name = "progress/report_queue.html"
    title = "Periksa laporan"
    submit_label = "Loloskan yang dicentang"

    def perform(self, form):
        self.passed = actions.approve_many(reports=form.cleaned_data["reports"], by=self.request.user)
        return self.request.path

    @property
    def done_text(self):
        return f"{self.passed} laporan diloloskan."

    def get_back_url(self):
        return reverse("report-list")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        waiting = context["form"].waiting
        reports = list(waiting.select_related("group__region", "previous", "sent_by")[:SHOWN])
        ticked = set(context["form"]["reports"].value() or [])
        rows = [
            (report, unusual_in(report), str(report.pk) in ticked or (not ticked and not unusual_in(report)))
            for report in reports
        ]
        return context | {
            "rows": rows,
            "total": waiting.count() if len(reports) == SHOWN else len(reports),
            "openings": queries.waiting_openings(self.request.user),
        }


def unusual_in(report) -> list[tuple[str, str, str, str]]:
    """(label, last value, value, explanation) of each box that the kader explained."""
    before = report.previous
    return [
        (BOX[name].label, before.shown(name) if before else "", report.shown(name), text)
        for name, text in report.explanations.items()
    ]


class ReportApprove(ReportMixin, FormPage):
    """Verify or accept one report, whichever comes next."""

    may = "decide"
    form_class = forms.ApproveForm

    def get_step(self):
        return workflow.next_approval(self.target, self.request.user)

    def perform(self, form):
        self.done_text = self.get_step().done if self.get_step() else ""
        return actions.approve(report=self.target, by=self.request.user, note=form.cleaned_data["note"])

    def get_context_data(self, **kwargs):
        step = self.get_step()
        verb = step.verb if step else "Periksa"
        return super().get_context_data(**kwargs) | {
            "title": f"{verb} laporan",
            "submit_label": verb,
            "lead": f"{self.target.group.name} · {self.target.period_label}",
        }


class ReportReturn(ReportMixin, FormPage):
    may = "decide"
    form_class = forms.ReturnForm
    title = "Kembalikan laporan"
    submit_label = "Kembalikan"
    done_text = "Laporan dikembalikan. Catatannya tampil di Beranda kader dan di isiannya."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"report": self.target}

    def perform(self, form):
        return actions.send_back(
            report=self.target,
            by=self.request.user,
            note=form.cleaned_data["note"],
            field_notes=form.field_notes,
        )

    def get_context_data(self, **kwargs):
        lead = f"{self.target.group.name} · {self.target.period_label}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class Reminders(Doorkeeper, TemplateView):
    """A ready WhatsApp text for each kelurahan that is behind with a period."""

    may = "decide"
    template_name = "progress/reminders.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        rules = queries.rules_of(user.home_region.pk)
        ended = periods.ended(rules, timezone.localdate())
        code = self.request.GET.get("periode")
        period = period_of(code, rules) if code else ended[0]
        due_on = periods.rule_at(rules, period.first).due(period)
        return super().get_context_data(**kwargs) | {
            "title": f"Pengingat {period.label}",
            "back_url": f"{reverse('report-list')}?periode={period.code}",
            "due_on": due_on,
            "is_over": due_on < timezone.localdate(),
            "rows": reminders(user, period, due_on),
        }


class OpeningDecide(FormPage):
    """Open a closed period until a day, or say why not."""

    may = "accept"
    target_model = Opening
    form_class = forms.OpeningForm
    title = "Permintaan buka"
    submit_label = "Jawab"
    done_text = "Jawaban tersimpan."
    template_name = "progress/opening_form.html"

    def get_target_queryset(self):
        return super().get_target_queryset().waiting().select_related("group__region", "asked_by")

    def perform(self, form):
        data = form.cleaned_data
        actions.decide_opening(
            opening=self.target, until=data["open_until"], answer=data["answer"], by=self.request.user
        )
        return reverse("report-queue")

    def get_back_url(self):
        return reverse("report-queue")
