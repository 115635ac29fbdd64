"""Pages of the officials of TP PKK of a region: who signs its reports, on which day."""

from django.urls import reverse

from groups.actions import officials as actions
from groups.forms import officials as forms
from groups.history import history_of
from groups.models import Official, Region
from groups.models.officials import PKK_OFFICES
from groups.scoping.views import EditPage, FormPage, ScopedDetail
from groups.values import show_date


class RegionOfficials(ScopedDetail):
    model = Region
    template_name = "groups/region_officials.html"

    def get_context_data(self, **kwargs):
        region = self.object
        held = list(Official.objects.visible_to(self.request.user).filter(region=region))
        return super().get_context_data(**kwargs) | {
            "title": f"Pejabat TP PKK {region.title}",
            "back_url": region.get_absolute_url(),
            "offices": [
                (label, [term for term in held if term.office == office]) for office, label in PKK_OFFICES
            ],
            "can_manage": self.request.user.may_in("manage", region.code),
        }


class OfficialHistory(ScopedDetail):
    model = Region
    template_name = "history.html"

    def get_context_data(self, **kwargs):
        region = self.object
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat pejabat {region.title}",
            "back_url": reverse("region-officials", args=[region.pk]),
            "rows": history_of(region, region.officials.all()),
        }


class OfficialCreate(FormPage):
    may = "manage"
    target_model = Region
    form_class = forms.OfficialForm
    title = "Catat pejabat TP PKK"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Official(region=self.target)}

    def perform(self, form):
        return actions.appoint_official(official=form.instance, by=self.request.user)

    def get_back_url(self):
        return reverse("region-officials", args=[self.target.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.title}


class OfficialUpdate(EditPage):
    may = "manage"
    target_model = Official
    form_class = forms.OfficialNameForm
    title = "Betulkan nama pejabat"

    def perform(self, form):
        return actions.correct_official(official=form.instance, by=self.request.user)

    def get_context_data(self, **kwargs):
        term = self.target
        lead = f"{term.get_office_display()} {term.region.title}, sejak {show_date(term.from_on)}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class OfficialEnd(FormPage):
    may = "manage"
    target_model = Official
    form_class = forms.OfficialEndForm
    title = "Akhiri masa jabatan"

    def perform(self, form):
        return actions.end_official(official=self.target, on=form.cleaned_data["on"], by=self.request.user)

    def get_context_data(self, **kwargs):
        lead = f"{self.target.name}, {self.target.get_office_display()} {self.target.region.title}"
        return super().get_context_data(**kwargs) | {"lead": lead}
