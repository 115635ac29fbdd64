"""One's own mail, and the messages of this phone."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from groups.devices.sessions import device_of
from groups.scoping.views import Doorkeeper, FormPage
from reports.notices import push
from reports.notices.forms import OwnMailForm


class OwnMail(FormPage):
    """Where her daily mail goes, and whether it does; also where each mail leads to end it."""

    may = "decide"
    form_class = OwnMailForm
    title = "Surel harian"
    lead = (
        "Setiap pagi UP2K mengirim jumlah yang menunggu Anda beserta alamat halamannya, tanpa nama orang. "
        "Bila tidak ada yang menunggu, tidak ada surel."
    )

    def get_initial(self):
        user = self.request.user
        return {"email": user.email, "wants_digest": user.wants_digest}

    def perform(self, form):
        user = self.request.user
        user.email, user.wants_digest = form.cleaned_data["email"], form.cleaned_data["wants_digest"]
        user.save(update_fields=["email", "wants_digest"])
        return reverse("more")

    def get_back_url(self):
        return reverse("more")


class PhoneMessages(Doorkeeper, TemplateView):
    """Messages to this phone, on and off; the browser's own part is static/js/push.js."""

    template_name = "notices/phone_messages.html"

    def dispatch(self, request, *args, **kwargs):
        if not settings.PUSH_PRIVATE_KEY:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        device = device_of(self.request)
        return super().get_context_data(**kwargs) | {
            "title": "Pesan di HP ini",
            "back_url": reverse("more"),
            "is_on": hasattr(device, "subscription"),
            "key": push.public_key(),
        }

    def post(self, request, *args, **kwargs):
        device = device_of(request)
        if device is None:
            messages.error(
                request, "Perangkat ini belum tercatat. Keluar, masuk lagi, lalu coba sekali lagi."
            )
        elif request.POST.get("aksi") == "mati":
            push.turn_off(device=device)
            messages.success(request, "Pesan di HP ini dimatikan.")
        else:
            self.turn_on(request, device)
        return redirect("phone-messages")

    @staticmethod
    def turn_on(request, device):
        names = ("endpoint", "public_key", "secret")
        try:
            push.turn_on(device=device, **{name: request.POST.get(name, "") for name in names})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Pesan di HP ini menyala.")
