"""Signing in in one step or two, one's own password, one's own devices, and the cards' activation."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from groups.actions import accounts as actions
from groups.devices import codes, forms, sessions
from groups.devices.limits import too_often
from groups.forms.accounts import ActivationForm
from groups.forms.signin import OwnPasswordForm, SignInForm
from groups.models import User
from groups.pdf import qr_svg
from groups.scoping.views import MAX_ID, FormPage

# Of whoever signs in with a code: the draft is kept for her (groups.drafts).
BY_THE_PAGE = (
    "Akun ini memakai kode masuk. Muat ulang halaman ini dan masuk di sana; isian Anda sudah disimpan."
)


def admit(request, user, going_to):
    """After the password: in, or first to the page that asks for the code."""
    if codes.uses_codes(user):
        sessions.wait_for_code(request, user, going_to)
        return redirect("sign-in-code")
    _, mark = sessions.enter(request, user, two_steps=False)
    return sessions.remember(redirect(going_to), mark)


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
        user = form.get_user()
        if not self.in_place:
            return admit(self.request, user, self.get_success_url())
        if codes.uses_codes(user):
            return JsonResponse({"message": BY_THE_PAGE}, status=422)
        _, mark = sessions.enter(self.request, user, two_steps=False)
        return sessions.remember(JsonResponse({"csrf": get_token(self.request), "owner": user.pk}), mark)

    def form_invalid(self, form):
        if not self.in_place:
            return super().form_invalid(form)
        return JsonResponse({"message": " ".join(sum(form.errors.values(), []))}, status=422)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class SignInCode(FormView):
    """The second step, for whoever gave her password just now or is in without having done it."""

    form_class = forms.EnterCodeForm
    template_name = "devices/sign_in_code.html"

    def dispatch(self, request, *args, **kwargs):
        self.person, going_to = sessions.waiting(request)
        is_ours = url_has_allowed_host_and_scheme(going_to, {request.get_host()})
        self.going_to = going_to if is_ours else reverse("home")
        if self.person is None:
            return redirect("login")
        if not codes.uses_codes(self.person):
            return redirect("code-setup" if request.user.is_authenticated else "login")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        who = {"username": self.person.username}
        if not AxesProxyHandler.is_allowed(self.request, who):
            return too_often(self.request)
        if not codes.check(user=self.person, code=form.cleaned_data["code"]):
            user_login_failed.send(sender=__name__, credentials=who, request=self.request)
            form.add_error("code", codes.WRONG)
            return self.form_invalid(form)
        self.request.session.pop(sessions.PENDING, None)
        _, mark = sessions.enter(self.request, self.person, two_steps=True)
        return sessions.remember(redirect(self.going_to), mark)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OwnPassword(auth_views.PasswordChangeView):
    """A new password ends her sessions everywhere else."""

    template_name = "groups/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.follow(self.request)
        sessions.end_sessions(sessions.others_of(self.request))
        messages.success(
            self.request, "Kata sandi Anda sudah diganti. Perangkat lain harus masuk lagi dengan yang baru."
        )
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": "Ganti kata sandi", "back_url": reverse("more")}


class Devices(TemplateView):
    """Where her account is signed in; she ends any of it."""

    template_name = "devices/device_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "title": "Perangkat saya",
            "back_url": reverse("more"),
            "devices": sessions.signed_in(user),
            "here": self.request.session.get(sessions.DEVICE),
            "uses_codes": codes.uses_codes(user),
        }

    def post(self, request, *args, **kwargs):
        others = sessions.others_of(request)
        asked = request.POST.get("perangkat", "")
        if asked != "semua":
            if not (asked.isdecimal() and int(asked) <= MAX_ID):
                raise Http404
            others = others.filter(pk=int(asked))
            if not others:
                raise Http404
        sessions.end_sessions(others)
        messages.success(
            request,
            "Perangkat itu sudah dikeluarkan. Bila bukan Anda yang memakainya, ganti kata sandi Anda.",
        )
        return redirect("device-list")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CodeSetup(FormPage):
    """Her own app: connected with a QR, later renewed codes on paper. Open before the second step is done."""

    may = ""
    template_name = "devices/code_setup.html"
    keeps_draft = False  # no code is kept, and nothing else answers before the second step is done
    title = "Kode masuk"

    def dispatch(self, request, *args, **kwargs):
        self.in_use = codes.uses_codes(request.user)
        if self.in_use and not request.session.get(sessions.TWO_STEPS):
            return redirect("sign-in-code")
        return FormView.dispatch(self, request, *args, **kwargs)

    @property
    def submit_label(self):
        return "Buat kode cadangan baru" if self.in_use else "Pakai kode masuk"

    def get_form_class(self):
        return forms.RenewCodesForm if self.in_use else forms.ConfirmCodeForm

    def secret_token(self):
        """What the QR says, the same until it is confirmed or the session ends."""
        return self.request.session.setdefault("new_secret", codes.new_secret())

    def form_valid(self, form):
        user, code = self.request.user, form.cleaned_data["code"]
        try:
            if self.in_use:
                paper = codes.renew_recovery_codes(user=user, code=code)
            else:
                paper = codes.confirm(user=user, secret_token=self.secret_token(), code=code)
        except ValidationError as error:
            form.take_error(error)
            return self.form_invalid(form)
        self.request.session.pop("new_secret", None)
        self.request.session[sessions.TWO_STEPS] = True
        context = {"title": "Kode cadangan", "codes": paper, "back_url": reverse("device-list")}
        return render(self.request, "devices/recovery_codes.html", context)

    def get_back_url(self):
        return reverse("device-list")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {
            "in_use": self.in_use,
            "is_required": codes.must_use_codes(self.request.user),
        }
        if not self.in_use:
            token = self.secret_token()
            secret = codes.secret_of(token)
            address = codes.address_of(self.request.user, token)
            context |= {
                "qr": qr_svg(address, scales=True),
                "address": address,
                "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            }
        return context


class CodeTakeAway(FormPage):
    """An admin helps somebody whose phone is lost."""

    may = "manage"
    target_model = User
    form_class = forms.TakeAwayForm
    title = "Hapus kode masuk"
    lead_text = (
        "Untuk orang yang HP-nya hilang atau diganti. Pastikan dulu bahwa ia sendiri yang meminta. "
        "Sesudah ini ia masuk dengan kata sandinya, lalu memasang kode masuk yang baru."
    )
    submit_label = "Hapus kode masuk"
    done_text = "Kode masuknya dihapus, dan ia dikeluarkan dari semua perangkat."

    def scoped(self, model, may=None):
        return User.objects.managed_by(self.request.user)

    def get_context_data(self, **kwargs):
        lead = f"{self.target.name}: {self.lead_text[0].lower()}{self.lead_text[1:]}"
        return super().get_context_data(**kwargs) | {"lead": lead}

    def perform(self, form):
        codes.take_away(person=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.target.get_absolute_url()


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class Activate(FormView):
    """Where a card leads: her code, and a password of her own."""

    form_class = ActivationForm
    template_name = "groups/activate.html"

    def form_valid(self, form):
        try:
            person = actions.activate(code=form.cleaned_data["code"], password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"Selamat datang, {person.name}. Lain kali masuk dengan nama pengguna {person.username} "
            "dan kata sandi yang baru dibuat.",
        )
        return admit(self.request, person, reverse("tour-start"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
