"""Sign-in, own password, the rest of the menu on a phone, and the health check."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from groups.forms.signin import OwnPasswordForm, SignInForm
from groups.models import Submission
from groups.scoping.views import Doorkeeper
from groups.values import submissions_of


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth_views.LoginView):
    """The page, and the box over a form whose sign-in ran out (static/js/drafts.js), which takes JSON."""

    template_name = "groups/login.html"
    form_class = SignInForm

    @property
    def in_place(self):
        return self.request.headers.get("Accept") == "application/json"

    @property
    def redirect_authenticated_user(self):
        return not self.in_place

    def form_valid(self, form):
        response = super().form_valid(form)
        if not self.in_place:
            return response
        return JsonResponse({"csrf": get_token(self.request), "owner": self.request.user.pk})

    def form_invalid(self, form):
        if not self.in_place:
            return super().form_invalid(form)
        return JsonResponse({"message": " ".join(sum(form.errors.values(), []))}, status=422)


class SignOut(auth_views.LogoutView):
    """Also the phone forgets: a browser that knows this header empties what the app has stored in it."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


class OwnPassword(auth_views.PasswordChangeView):
    template_name = "groups/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        messages.success(self.request, "Kata sandi Anda sudah diganti.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": "Ganti kata sandi"}


class More(TemplateView):
    """What the phone's bottom bar has no room for."""

    template_name = "groups/more.html"
    extra_context = {"title": "Lainnya"}


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
