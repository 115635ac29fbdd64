"""Pages about personal data: what is done with them, one member's, requests; the yearly look at accounts."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views.generic import TemplateView

from groups.account_lists import with_state
from groups.actions import members as member_actions
from groups.models import Member, User
from groups.scoping.views import FormPage, ScopedDetail, ScopedList, as_file
from reports.privacy import actions, copies, forms
from reports.privacy.lists import RequestFilter, RequestTable, ReviewFilter, ReviewTable, to_be_reviewed
from reports.privacy.models import DataRequest


@method_decorator(login_not_required, name="dispatch")
class Privacy(TemplateView):
    """What personal data are kept here, for what, by which law, and whom to ask."""

    template_name = "privacy/privacy.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": "Data pribadi di UP2K",
            "contact": settings.PRIVACY_CONTACT,
            "years": settings.KEEP_YEARS,
        }


class MemberData(ScopedDetail):
    """One member's personal data: consent, requests, and what an admin may do with them."""

    model = Member
    may = "manage"
    template_name = "privacy/member_data.html"

    def get_queryset(self):
        return self.scoped(Member).select_related("group__region")

    def get_context_data(self, **kwargs):
        member = self.object
        return super().get_context_data(**kwargs) | {
            "title": f"Data pribadi {member.name}",
            "back_url": member.get_absolute_url(),
            "requests": member.data_requests.select_related("recorded_by"),
            "hindrance": actions.hindrance(member),
        }


class MemberPage(FormPage):
    """Something done with the personal data of one member."""

    may = "manage"
    target_model = Member

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("group__region")

    def landing(self, row):
        return reverse("member-data", args=[self.target.pk])

    def get_back_url(self):
        return self.landing(self.target)

    def get_context_data(self, **kwargs):
        lead = f"{self.target.name}. {self.lead}" if self.lead else self.target.name
        return super().get_context_data(**kwargs) | {"lead": lead}


class MemberCopy(MemberPage):
    form_class = forms.CopyForm
    title = "Unduh salinan data"
    lead = "Berisi semua yang tersimpan tentangnya, juga NIK lengkap. Unduhan ini dicatat."
    submit_label = "Unduh"

    def form_valid(self, form):
        member, purpose = self.target, form.cleaned_data["purpose"]
        if member.nik_token and not member.restricted_on:
            member_actions.reveal_nik(member=member, purpose=purpose, by=self.request.user)
        elif member.nik_token:
            member.nik_token = ""  # restricted: everything but her NIK
        copy = copies.copy_of(member, by=self.request.user)
        title = f"data pribadi {member.pk}"
        if form.cleaned_data["kind"] == "pdf":
            return as_file(copies.to_pdf(member, copy), "pdf", title)
        headers = {
            "Content-Disposition": f'attachment; filename="{slugify(title)}.json"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(copies.to_json(copy), content_type="application/json", headers=headers)


class RequestCreate(MemberPage):
    form_class = forms.RequestForm
    title = "Catat permintaan"
    lead = "Jawab paling lambat tiga hari sesudah diminta."

    def get_form_kwargs(self):
        asked = DataRequest(member=self.target, asked_on=timezone.localdate())
        return super().get_form_kwargs() | {"instance": asked}

    def perform(self, form):
        return actions.note_request(request=form.instance, by=self.request.user)


class RequestSettle(FormPage):
    may = "manage"
    target_model = DataRequest
    form_class = forms.SettleForm
    title = "Catat jawaban"

    def get_target_queryset(self):
        return super().get_target_queryset().open().select_related("member__group__region")

    def perform(self, form):
        data = form.cleaned_data
        return actions.settle(
            request=self.target, on=data["on"], outcome=data["outcome"], by=self.request.user
        )

    def get_context_data(self, **kwargs):
        lead = f"{self.target.member.name}: {self.target}. {self.target.note}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class MemberRestrict(MemberPage):
    form_class = forms.WhyForm
    submit_label = "Simpan"

    @property
    def title(self):
        return "Pakai lagi datanya" if self.target.restricted_on else "Batasi pemakaian data"

    @property
    def lead(self):
        if self.target.restricted_on:
            return "Datanya tampil dan dipakai lagi seperti biasa."
        return (
            "Datanya disimpan tetapi tidak dipakai: NIK, HP, dan alamatnya tidak tampil dan tidak ikut "
            "diunduh, dan hanya admin yang dapat mengubahnya. Ia tetap terhitung."
        )

    def perform(self, form):
        return actions.restrict(member=self.target, reason=form.cleaned_data["reason"], by=self.request.user)


class MemberForget(MemberPage):
    form_class = forms.ForgetForm
    title = "Hapus data pribadi"
    lead = (
        "Nama, NIK, HP, alamat, dan keterangan dirinya dihapus, juga dari riwayat. Angka di buku kas, "
        "simpanan, dan rekap tetap. Formulir resmi yang sudah ditetapkan dan cadangan data yang lama "
        "tidak berubah."
    )
    submit_label = "Hapus selamanya"
    done_text = "Data pribadinya sudah dihapus."

    def perform(self, form):
        return actions.forget(
            member=self.target,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            request=self.request,
        )


class RequestList(ScopedList):
    model = DataRequest
    may = "manage"
    table_class = RequestTable
    filterset_class = RequestFilter
    title = "Permintaan data pribadi"
    lead = "Yang diminta anggota tentang datanya sendiri. Dicatat dari halaman Data pribadi anggota itu."
    count_label = "permintaan"
    empty_text = "Belum ada permintaan."

    def get_queryset(self):
        rows = self.scoped(DataRequest).select_related("member")
        return rows.order_by("settled_on", "asked_on", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": reverse("user-list")}


class AccountReviews(ScopedList):
    """Once a year each account is asked for: is she still kader?"""

    model = User
    may = "manage"
    table_class = ReviewTable
    filterset_class = ReviewFilter
    title = "Masih bertugas?"
    lead = (
        "Setahun sekali setiap akun ditinjau, supaya orang yang sudah tidak bertugas tidak dapat melihat "
        "data. Yang sudah dijawab hilang dari daftar ini sampai tahun depan."
    )
    count_label = "akun perlu ditinjau"
    empty_text = "Semua akun sudah ditinjau."

    def get_queryset(self):
        return with_state(to_be_reviewed(self.request.user))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": reverse("user-list")}


class AccountKeep(FormPage):
    may = "manage"
    target_model = User
    form_class = forms.KeepForm
    title = "Masih bertugas"
    submit_label = "Ya, masih bertugas"
    done_text = "Tercatat. Akun ini ditinjau lagi tahun depan."

    def scoped(self, model, may=None):
        return User.objects.managed_by(self.request.user)

    def perform(self, form):
        actions.keep_account(person=self.target, by=self.request.user)
        return reverse("account-reviews")

    def get_back_url(self):
        return reverse("account-reviews")

    def get_context_data(self, **kwargs):
        tasks = ", ".join(str(task) for task in self.target.current_roles) or "tidak punya tugas"
        lead = f"{self.target.name}: {tasks}. Masihkah bertugas?"
        return super().get_context_data(**kwargs) | {"lead": lead}
