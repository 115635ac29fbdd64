"""The city's rules about reporting, in versions."""

from django.urls import reverse
from django.utils import timezone

from groups.progress import actions, forms, periods
from groups.progress.models import ReportingRule
from groups.scoping.views import FormPage


class RuleCreate(FormPage):
    """The rules there are, and the next version of them."""

    may = "manage"
    form_class = forms.RuleForm
    template_name = "progress/rules.html"
    title = "Aturan laporan"
    lead = "Aturan baru berlaku sejak periode yang dipilih. Periode yang sudah lewat tidak ikut berubah."
    done_text = "Aturan tersimpan."

    def get_rules(self):
        rows = ReportingRule.objects.visible_to(self.request.user)
        return list(rows.select_related("region", "decided_by"))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rules": [row.rule for row in self.get_rules()]}

    def get_initial(self):
        now = periods.rule_at([row.rule for row in self.get_rules()], timezone.localdate())
        return {name: getattr(now, name) for name in ("rhythm", "due_days", "close_days", "kecamatan_step")}

    def perform(self, form):
        names = ("region", "valid_from", "rhythm", "due_days", "close_days", "kecamatan_step")
        rule = ReportingRule(**{name: form.cleaned_data[name] for name in names})
        return actions.save_rule(rule=rule, by=self.request.user)

    def get_back_url(self):
        return reverse("reference-index")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "rules": self.get_rules(),
            "first_rule": periods.FIRST_RULE,
        }
