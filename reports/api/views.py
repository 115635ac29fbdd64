"""Pages of the keys of other offices, and the page that explains the addresses to their programmers."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from groups.scoping.views import Doorkeeper, FormPage
from groups.visits import limited
from reports.api import actions
from reports.api.endpoints import described
from reports.api.forms import KeyForm, RevokeForm
from reports.api.models import AccessKey


class KeyList(Doorkeeper, TemplateView):
    """The keys of the admin's region, those that work first."""

    may = "manage"
    template_name = "api/keys.html"

    def get_context_data(self, **kwargs):
        keys = self.scoped(AccessKey).select_related("region", "made_by", "revoked_by")
        return super().get_context_data(**kwargs) | {
            "title": "Akses kantor lain",
            "back_url": reverse("user-list"),
            "keys": sorted(keys, key=lambda key: key.state != "berlaku"),
        }


class KeyCreate(FormPage):
    """A new key. Its code exists in the one answer to the form; sent again, it leads to the list."""

    may = "manage"
    form_class = KeyForm
    title = "Kunci baru"
    lead = "Dengan kunci ini program kantor lain membaca angka di satu wilayah; tidak dapat mengubah apa pun."
    submit_label = "Buat kunci"
    code = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": AccessKey()}

    def get_back_url(self):
        return reverse("key-list")

    def perform(self, form):
        self.code = actions.new_code()
        self.key = actions.make_key(key=form.instance, code=self.code, by=self.request.user)
        self.check_saved(self.key)
        return self.get_back_url()

    def form_valid(self, form):
        response = super().form_valid(form)
        if response.status_code != 302 or not self.code:
            return response
        context = {"title": "Kunci tersimpan", "key": self.key, "code": self.code, "back_url": response.url}
        response = render(self.request, "api/key_made.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def tell(self, form):
        """The answer itself says it."""


class KeyRevoke(FormPage):
    may = "manage"
    target_model = AccessKey
    form_class = RevokeForm
    title = "Cabut kunci"
    submit_label = "Cabut"
    done_text = "Kunci dicabut. Program yang memakainya langsung tidak dapat membaca lagi."

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("region")

    def get_back_url(self):
        return reverse("key-list")

    def get_context_data(self, **kwargs):
        lead = f"{self.target}, {self.target.reads_as}"
        return super().get_context_data(**kwargs) | {"lead": lead}

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        actions.revoke_key(key=self.target, reason=reason, by=self.request.user)
        return self.get_back_url()


@login_not_required
@limited("pages")
def api_page(request):
    """What the addresses answer; made from the same description that programs read."""
    context = {"title": "Untuk program kantor lain", "back_url": reverse("figures"), "endpoints": described()}
    return render(request, "api/page.html", context)
