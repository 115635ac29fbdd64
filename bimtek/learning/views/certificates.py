"""Certificates: their list, giving and withdrawing them, their papers; and whether a paper is real."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from bimtek.content.forms import ReasonForm
from bimtek.learning import certificates, forms
from bimtek.learning.models import Certificate, plan_of
from bimtek.learning.views.setting_up import OfEvent
from bimtek.models import TrainingEvent
from groups.scoping.views import FormPage, ScopedDetail, as_file
from groups.visits import limited


class EventCertificates(ScopedDetail):
    """Those of an event, as far as the user may see their holders."""

    model = TrainingEvent
    template_name = "learning/certificates.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "organiser")

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        can_run = user.may_in("train", event.organiser_id)
        rows = Certificate.objects.visible_to(user).filter(event=event)
        rows = list(rows.select_related("participant__region", "participant__member").order_by("serial"))
        unearned = set(certificates.unearned(event).values_list("pk", flat=True)) if can_run else set()
        for row in rows:
            row.is_unearned = row.pk in unearned
        return super().get_context_data(**kwargs) | {
            "title": "Sertifikat",
            "back_url": event.get_absolute_url(),
            "rows": rows,
            "in_force": sum(row.is_in_force for row in rows),
            "unearned": len(unearned),
            "plan": plan_of(event),
            "waiting": certificates.waiting(event).count() if can_run else 0,
            "can_run": can_run,
            "sees_all": user.may_in("view", event.region_id),
        }


class CertificateIssue(OfEvent, FormPage):
    form_class = forms.IssueForm
    template_name = "learning/issue.html"
    title = "Terbitkan sertifikat"
    submit_label = "Terbitkan"
    done_text = "Sertifikat terbit."

    def get_back_url(self):
        return reverse("event-certificates", args=[self.target.pk])

    def landing(self, rows):
        return self.get_back_url()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def perform(self, form):
        data = form.cleaned_data
        certificates.issue(
            event=self.target, participants=data["people"], issued_on=data["issued_on"], by=self.request.user
        )
        return self.get_back_url()

    def get_context_data(self, **kwargs):
        people = list(certificates.waiting(self.target))
        sent = self.request.POST
        return super().get_context_data(**kwargs) | {
            "lead": self.target.title,
            "people": people,
            "plan": plan_of(self.target),
            "ticked": set(sent.getlist("people")) if sent else {str(person.pk) for person in people},
        }


class CertificateWithdraw(FormPage):
    may = "train"
    target_model = Certificate
    form_class = ReasonForm
    title = "Cabut sertifikat"
    submit_label = "Cabut"
    done_text = "Sertifikat dicabut. Halaman pemeriksaannya menyebut bahwa sertifikat itu tidak berlaku lagi."

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("event", "participant")

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return certificates.withdraw(certificate=self.target, reason=reason, by=self.request.user)

    def get_context_data(self, **kwargs):
        lead = f"Nomor {self.target.number}, {self.target.content['name']}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class CertificateFile(ScopedDetail):
    model = Certificate

    def get_queryset(self):
        return super().get_queryset().named()

    def render_to_response(self, context, **kwargs):
        row = self.object
        return as_file(certificates.to_pdf(self.request, [row]), "pdf", f"sertifikat {row.content['name']}")


class CertificateFiles(ScopedDetail):
    """All that the user may see of an event and that are in force, to be printed at once."""

    model = TrainingEvent

    def render_to_response(self, context, **kwargs):
        rows = Certificate.objects.visible_to(self.request.user).filter(event=self.object).in_force().named()
        if not rows:
            raise Http404("no certificate")
        content = certificates.to_pdf(self.request, rows.order_by("serial"))
        return as_file(content, "pdf", f"sertifikat {self.object.title}")


@method_decorator([login_not_required, never_cache, limited("pages")], name="dispatch")
class CertificateVerify(TemplateView):
    """Whether a certificate is real, for whoever holds it: no sign-in, nothing beyond what stands on it."""

    template_name = "learning/verify.html"

    def get_context_data(self, **kwargs):
        code = self.request.GET.get("kode", "").strip()
        row = (
            Certificate.objects.with_code(code).select_related("event", "participant__member").first()
            if code
            else None
        )
        return super().get_context_data(**kwargs) | {
            "title": "Periksa keaslian sertifikat",
            "certificate": row,
            "is_doubted": bool(row) and certificates.unearned(row.event).filter(pk=row.pk).exists(),
            "unknown": bool(code) and row is None,
        }

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=404 if context["unknown"] else 200, **kwargs)


@login_not_required
@never_cache
@limited("pages")
def certificate_paper(request, code):
    """The paper of a certificate in force, for whoever knows its code."""
    row = get_object_or_404(Certificate.objects.with_code(code).in_force().named())
    return as_file(certificates.to_pdf(request, [row]), "pdf", f"sertifikat {row.content['name']}")
