"""Pages of people who sign in: list, tasks and cards. Where they sign in: groups.devices."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from groups.account_lists import UserFilter, UserTable, state_chip, with_state
from groups.actions import accounts as actions
from groups.forms import accounts as forms
from groups.history import history_of
from groups.models import RegionRole, User
from groups.pdf import qr_svg, render_pdf
from groups.scoping.views import MAX_ID, EditPage, FormPage, ScopedDetail, ScopedList, submit_once
from groups.values import show_date


class AccountDoor:
    """Accounts that the signed-in admin manages, and nobody else's."""

    may = "manage"

    def scoped(self, model, may=None):
        if model is User:
            return User.objects.managed_by(self.request.user)
        return super().scoped(model, may)


class UserList(AccountDoor, ScopedList):
    model = User
    table_class = UserTable
    filterset_class = UserFilter
    template_name = "groups/user_list.html"
    results_template = "groups/user_results.html"
    title = "Pengguna"
    filter_method = "post"
    count_label = "orang"
    create_label = "Undang orang"
    create_may = "manage"
    empty_text = "Belum ada orang yang sesuai. Ubah saringannya, atau undang orang baru."

    def get_queryset(self):
        return with_state(self.scoped(User)).order_by("name", "pk")

    def get_create_url(self):
        return reverse("user-invite")


class UserDetail(AccountDoor, ScopedDetail):
    model = User
    template_name = "groups/user_detail.html"

    def get_queryset(self):
        return with_state(self.scoped(User))

    def get_context_data(self, **kwargs):
        person = self.object
        held = {task.pk for task in person.held}
        past = person.roles.exclude(pk__in=held).select_related("region").order_by("-ends_on")
        closed = None
        if not person.is_active:
            closings = person.history.filter(is_active=False).exclude(history_change_reason=None)
            closed = closings.order_by("history_id").last()
        return super().get_context_data(**kwargs) | {
            "title": person.name,
            "back_url": reverse("user-list"),
            "state_chip": state_chip(person.state),
            "today": timezone.localdate(),
            "past": past,
            "card": person.cards.select_related("made_by").order_by("made_at").last(),
            "closed": closed,
            "is_self": person.pk == self.request.user.pk,
        }


class UserHistory(AccountDoor, ScopedDetail):
    model = User
    template_name = "history.html"

    def get_queryset(self):
        return self.scoped(User)

    def get_context_data(self, **kwargs):
        person = self.object
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {person.name}",
            "back_url": person.get_absolute_url(),
            "rows": history_of(person, person.roles.all()),
        }


class UserInvite(AccountDoor, FormPage):
    form_class = forms.InviteForm
    title = "Undang orang"
    lead = "Sesudah tersimpan, cetak kartu aktivasinya. Dengan kartu itu ia membuat kata sandinya sendiri."
    done_text = "Tersimpan. Buat kartu aktivasinya, lalu berikan kepadanya."
    names = ("name", "phone", "username", "role", "region", "starts_on", "ends_on")

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in self.names}
        return actions.invite(by=self.request.user, **fields)

    def landing(self, person):
        return cards_address([person])

    def get_back_url(self):
        return reverse("user-list")


class UserInviteMany(AccountDoor, FormPage):
    form_class = forms.InviteManyForm
    title = "Undang banyak kader"
    lead = "Semua diundang sebagai kader kelurahan. Bila satu baris salah, tidak ada yang tersimpan."
    submit_label = "Undang semua"
    done_text = "Semua tersimpan. Buat kartu mereka dengan tombol di bawah daftar ini."

    def perform(self, form):
        actions.invite_many(
            people=form.cleaned_data["lines"],
            role="kader",
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=self.request.user,
        )
        return f"{reverse('user-list')}?keadaan=perlu_kartu"

    def get_back_url(self):
        return reverse("user-list")


class UserUpdate(AccountDoor, EditPage):
    target_model = User
    form_class = forms.UserForm
    title = "Ubah data pengguna"

    def perform(self, form):
        return actions.update_user(person=form.instance, by=self.request.user)


class RoleCreate(AccountDoor, FormPage):
    target_model = User
    form_class = forms.RoleForm
    title = "Tambah tugas"
    done_text = "Tugas tersimpan."

    def perform(self, form):
        actions.add_role(person=self.target, by=self.request.user, **task_fields(form))
        return self.target

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": f"Untuk {self.target.name}"}


def task_fields(form):
    return {name: form.cleaned_data[name] for name in ("role", "region", "starts_on", "ends_on")}


class RolePage(AccountDoor, FormPage):
    """Something done to one task of a managed person."""

    target_model = RegionRole

    def get_target_queryset(self):
        people = self.scoped(User)
        return super().get_target_queryset().filter(user__in=people).select_related("user", "region")

    def get_back_url(self):
        return self.target.user.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": f"{self.target.user.name}: {self.target}"}


class RoleEnd(RolePage):
    form_class = forms.EndRoleForm
    title = "Akhiri tugas"
    submit_label = "Akhiri tugas"
    done_text = "Akhir tugas tersimpan."

    def perform(self, form):
        actions.end_role(role=self.target, on=form.cleaned_data["on"], by=self.request.user)
        return self.target.user.get_absolute_url()


class RoleHandover(RolePage):
    form_class = forms.HandoverForm
    title = "Serah terima tugas"
    submit_label = "Serahkan"
    done_text = "Tugas diserahkan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"role": self.target}

    def perform(self, form):
        data = form.cleaned_data
        fields = {"role": self.target, "on": data["on"], "ends_on": data["ends_on"], "by": self.request.user}
        if data["to"]:
            actions.hand_over(to=data["to"], **fields)
            return data["to"].get_absolute_url()
        given = actions.hand_over_to_new(name=data["name"], phone=data["phone"], **fields)
        return cards_address([given.user])


class UserDeactivate(AccountDoor, FormPage):
    target_model = User
    form_class = forms.WhyForm
    title = "Nonaktifkan akun"
    lead = (
        "Ia langsung tidak dapat masuk lagi, dan kartunya tidak berlaku. Semua yang pernah dicatatnya tetap "
        "ada atas namanya."
    )
    submit_label = "Nonaktifkan"
    done_text = "Akun dinonaktifkan."

    def perform(self, form):
        actions.deactivate(person=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.target


class UserReactivate(AccountDoor, FormPage):
    target_model = User
    form_class = forms.WhyForm
    title = "Aktifkan akun"
    lead = "Sesudah diaktifkan, ia memerlukan kartu aktivasi baru untuk masuk."
    submit_label = "Aktifkan"
    done_text = "Akun aktif lagi. Buat kartu aktivasinya, lalu berikan kepadanya."

    def perform(self, form):
        actions.reactivate(person=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
        return cards_address([self.target])


def cards_address(people):
    """The page that makes cards, with ``people`` chosen."""
    return f"{reverse('activation-cards')}?orang={','.join(str(person.pk) for person in people)}"


class ActivationCards(AccountDoor, FormPage):
    """Cards for one person or a whole room, printed as one PDF.

    People come chosen by ``?orang=1,2`` or by a POST of the list (boxes, or its filters with
    ``pilih=semua``); that shows who they are. Sending the page's own form makes the cards: the codes
    exist in that one answer. Whoever sends it again is told so and may make new ones.
    """

    form_class = forms.CardForm
    template_name = "groups/activation_cards.html"
    keeps_draft = False
    title = "Kartu aktivasi"
    submit_label = "Buat kartu dan unduh PDF"

    @property
    def is_final(self):
        return "submission" in self.request.POST

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.is_final else self.get(request)

    def chosen(self):
        """The managed accounts that the request names, with state, by name."""
        people = with_state(self.scoped(User)).order_by("name", "pk")
        asked = self.request
        if "dicetak" in asked.GET:
            return people.filter(pk__in=self._printed(asked.GET["dicetak"]))
        if asked.POST.get("pilih") == "semua":
            found = UserFilter(asked.POST, queryset=people, request=asked)
            return found.qs if found.is_valid() else people.none()
        ids = asked.POST.getlist("people") or asked.GET.get("orang", "").split(",")
        return people.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal() and int(pk) <= MAX_ID])

    def _printed(self, span):
        """Holders of the cards that she made with the numbers ``first-last``."""
        first, _, last = span.partition("-")
        if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= MAX_ID):
            return []
        mine = {"cards__made_by": self.request.user, "cards__pk__range": (int(first), int(last))}
        return self.scoped(User).filter(**mine).values("pk")

    def get_form_kwargs(self):
        chosen = self.chosen()
        self.left_out = [p for p in chosen if not p.is_active or p.pk == self.request.user.pk]
        fit = chosen.exclude(pk__in=[person.pk for person in self.left_out])
        self.too_many = fit.count() > forms.MOST_AT_ONCE
        kwargs = super().get_form_kwargs() | {"candidates": fit.none() if self.too_many else fit}
        if not self.is_final:
            kwargs |= {"data": None, "files": None}
        return kwargs

    def form_valid(self, form):
        people = sorted(form.cleaned_data["people"], key=lambda p: (self._place(p), p.name))
        codes = {person: actions.new_code() for person in people}
        # Drawn first: what cannot be printed leaves no card behind, and no database waits for it.
        pdf = self.draw(codes)
        made = []

        def make():
            made.extend(actions.issue_cards(codes=codes, by=self.request.user))
            numbers = [card.pk for card in made]
            return f"{reverse('activation-cards')}?dicetak={min(numbers)}-{max(numbers)}"

        try:
            address = submit_once(form.cleaned_data["submission"], self.request.user, make)
        except ValidationError as error:
            form.take_error(error)
            return self.form_invalid(form)
        if not made:
            return redirect(address)
        headers = {
            "Content-Disposition": 'attachment; filename="kartu-aktivasi.pdf"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)

    @staticmethod
    def _place(person):
        return person.held[0].region_id if person.held else ""

    def draw(self, codes):
        """The PDF, for a dict of person to plain code."""
        address = self.request.build_absolute_uri(reverse("activate"))
        home = self.request.user.home_region
        cards = [
            {
                "name": person.name,
                "tasks": [str(task) for task in person.held[:3]],
                "username": person.username,
                "code": code,
                "qr": qr_svg(f"{address}#{code}"),
                "valid_until": show_date(actions.last_valid_day()),
            }
            for person, code in codes.items()
        ]
        shown = address.partition("://")[2]
        return render_pdf(
            "activation_cards", {"cards": cards, "address": shown, "issuer": f"UP2K · TP PKK {home.title}"}
        )

    def get_back_url(self):
        return reverse("user-list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "left_out": self.left_out,
            "too_many": self.too_many,
            "most": forms.MOST_AT_ONCE,
            "was_printed": "dicetak" in self.request.GET,
        }
