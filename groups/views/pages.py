"""The rest of the menu on a phone, and the health check."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.urls import reverse
from django.views.generic import TemplateView

from groups.models import Submission
from groups.scoping.views import Doorkeeper
from groups.values import submissions_of


class More(TemplateView):
    """What the phone's bottom bar has no room for."""

    template_name = "groups/more.html"
    extra_context = {"title": "Lainnya"}

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "tells_phones": settings.PUSH_PRIVATE_KEY and user.may("view"),
            "gets_mail": settings.MAIL_IS_ON and user.may("decide"),
        }


class SentNotes(Doorkeeper, TemplateView):
    """What she sent last, with the numbers of receipt; with ``nomor`` whose that number is."""

    template_name = "groups/sent_notes.html"
    SHOWN = 20

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("nomor", "")[:20]
        sent = Submission.objects.visible_to(self.request.user).select_related("user").order_by("-created_at")
        if asked:
            ids = submissions_of(asked)
            rows = sent.filter(pk__range=ids) if ids else sent.none()
        else:
            rows = sent.filter(user=self.request.user)[: self.SHOWN]
        context = {"title": "Nomor terima", "asked": asked, "rows": rows, "back_url": reverse("more")}
        return super().get_context_data(**kwargs) | context


@login_not_required
def health(request):
    """200 when the process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"sehat": True})
