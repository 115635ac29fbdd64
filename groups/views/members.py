"""Pages of members."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from groups.actions import members as actions
from groups.forms import members as forms
from groups.forms.groups import ReasonForm
from groups.history import history_of
from groups.lists import MemberFilter, MemberTable, exported_members
from groups.models import BusinessGroup, Member
from groups.resources import MemberResource
from groups.scoping.views import (
    MOST_ROWS,
    TOO_LONG,
    EditPage,
    FormPage,
    ScopedDetail,
    ScopedList,
    as_file,
)
from groups.spreadsheets import to_xlsx
from groups.values import parse_nik


class MemberList(ScopedList):
    model = Member
    table_class = MemberTable
    filterset_class = MemberFilter
    title = "Anggota"
    filter_method = "post"
    count_label = "orang"
    empty_text = (
        "Di sini tampil anggota kelompok UP2K. Belum ada yang sesuai; periksa ejaannya atau hapus "
        "saringannya. Anggota baru ditambahkan dari halaman kelompoknya."
    )

    resource = MemberResource

    def get_queryset(self):
        return exported_members(super().get_queryset().kept()).order_by("-is_active", "name_key")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"full_export_url": reverse("member-export")}


class MemberExport(FormPage):
    """The list as it was filtered, with every NIK in full: asks why, and records whose were seen."""

    may = "view"
    keeps_draft = False
    form_class = forms.PurposeForm
    template_name = "groups/member_export.html"
    title = "Unduh anggota dengan NIK lengkap"
    submit_label = "Unduh Excel"
    lead = (
        "Siapa yang mengunduh, kapan, dan untuk apa akan dicatat pada setiap anggota. "
        "Simpan berkasnya baik-baik."
    )

    def post(self, request, *args, **kwargs):
        # The list sends its filters here; the purpose comes with the second sending.
        return super().post(request, *args, **kwargs) if "purpose" in request.POST else self.get(request)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if "purpose" not in self.request.POST:
            kwargs |= {"data": None, "files": None}
        return kwargs

    def get_list(self):
        shown = self.scoped(Member).kept().filter(restricted_on__isnull=True)
        members = exported_members(shown).order_by("group__region_id", "name_key")
        return MemberFilter(self.request.POST or None, queryset=members, request=self.request)

    def form_valid(self, form):
        found = self.get_list().qs
        if found.count() > MOST_ROWS:
            form.add_error(None, TOO_LONG)
            return self.form_invalid(form)
        members = list(found)
        actions.reveal_niks(members=members, purpose=form.cleaned_data["purpose"], by=self.request.user)
        rows = [MemberResource.headings(), *(MemberResource.values(row, reveal=True) for row in members)]
        widths = [column.width for column in MemberResource.fields.values()]
        return as_file(to_xlsx("Anggota", rows, widths), "xlsx", "Anggota dengan NIK")

    def get_back_url(self):
        return reverse("member-list")

    def get_context_data(self, **kwargs):
        found = self.get_list()
        asked = [(name, self.request.POST[name]) for name in self.request.POST if name in found.filters]
        return super().get_context_data(**kwargs) | {"asked_filters": asked, "number": found.qs.count()}


class MemberDetail(ScopedDetail):
    model = Member
    template_name = "groups/member_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("group__region__parent").with_office()

    def get_context_data(self, **kwargs):
        member, user = self.object, self.request.user
        doubts = []
        if member.nik_token:
            city = member.group.region.city_code.replace(".", "")
            doubts = parse_nik(member.nik).doubts(birth_on=member.birth_on, sex=member.sex, city6=city)
        spells = member.memberships.filter(voided_at__isnull=True).select_related("group__region")
        merging = member.mergings.filter(undone_at__isnull=True).select_related("first", "second").first()
        may_manage = user.may_in("manage", member.group.region_id)
        return super().get_context_data(**kwargs) | {
            "title": member.name,
            "back_url": member.group.get_absolute_url(),
            "doubts": doubts,
            "spells": spells,
            "terms": member.officer_terms.select_related("group"),
            "merged_into": merging.kept if merging else None,
            "may_manage": may_manage,
            "may_see": may_manage or not member.restricted_on,
            "can_edit": (
                user.may_in("edit", member.group.region_id)
                and not (member.group.archived_at or merging or member.forgotten_on)
                and (may_manage or not member.restricted_on)
            ),
        }


class MemberHistory(ScopedDetail):
    model = Member
    template_name = "history.html"

    def get_context_data(self, **kwargs):
        member = self.object
        related = member.memberships.all(), member.officer_terms.all()
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {member.name}",
            "back_url": member.get_absolute_url(),
            "rows": history_of(member, *related),
        }


class MemberCreate(FormPage):
    """A new member of the group ``pk``; "Simpan, lalu tambah lagi" comes back here."""

    target_model = BusinessGroup
    form_class = forms.MemberCreateForm
    may_wait = True
    review_ask = "Periksa dulu"
    title = "Anggota baru"
    done_text = "Anggota tersimpan."

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region")

    def get_form_kwargs(self):
        member = Member(group=self.target) if self.target else None
        return super().get_form_kwargs() | {
            "instance": member,
            "city_code": self.target.region.city_code,
        }

    def perform(self, form):
        return actions.add_member(
            member=form.instance,
            nik=form.cleaned_data["nik"],
            joined_on=form.cleaned_data["joined_on"],
            by=self.request.user,
        )

    def landing(self, member):
        if "lagi" in self.request.POST:
            return reverse("member-create", args=[self.target.pk])
        return self.target.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lead": self.target.name,
            "again_label": "Simpan, lalu tambah lagi",
        }


class MemberMixin:
    target_model = Member

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("group__region")


class MemberUpdate(MemberMixin, EditPage):
    form_class = forms.MemberEditForm
    may_wait = True
    review_ask = "Periksa dulu"
    title = "Ubah data anggota"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"city_code": self.target.group.region.city_code}

    def perform(self, form):
        return actions.update_member(member=form.instance, nik=form.nik_to_keep, by=self.request.user)


class MemberMove(MemberMixin, FormPage):
    form_class = forms.MoveForm
    title = "Pindah kelompok"
    lead = "Riwayatnya di kelompok lama tetap tersimpan."
    done_text = "Anggota dipindahkan."

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("to", "on")}
        return actions.move_member(member=self.target, by=self.request.user, **fields)


class MemberLeave(MemberMixin, FormPage):
    form_class = forms.LeaveForm
    title = "Catat keluar dari kelompok"
    lead = "Data dan riwayatnya tetap tersimpan; ia tidak lagi dihitung sejak tanggal keluar."
    done_text = "Tanggal keluar tersimpan."

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("on", "reason")}
        return actions.end_membership(member=self.target, by=self.request.user, **fields)


class MemberVoid(MemberMixin, FormPage):
    form_class = ReasonForm
    title = "Nyatakan salah catat"
    lead = (
        "Untuk orang yang tercatat karena keliru, misalnya dobel. Ia tidak dihitung pada tanggal mana pun. "
        "Anggota yang berhenti dicatat lewat “Catat keluar”."
    )
    done_text = "Anggota dinyatakan salah catat."

    def perform(self, form):
        return actions.void_member(
            member=self.target, reason=form.cleaned_data["reason"], by=self.request.user
        )


class MemberNik(MemberMixin, FormPage):
    """Seeing a NIK in full: asks why, records it, and shows it once, on this page only."""

    may = "view"
    keeps_draft = False
    form_class = forms.PurposeForm
    template_name = "groups/member_nik.html"
    title = "Lihat NIK lengkap"
    lead = "Siapa yang melihat, kapan, dan untuk apa akan dicatat."
    submit_label = "Lihat NIK"

    def get_target_queryset(self):
        return super().get_target_queryset().exclude(nik_token="")

    def form_valid(self, form):
        purpose = form.cleaned_data["purpose"]
        try:
            nik = actions.reveal_nik(member=self.target, purpose=purpose, by=self.request.user)
        except ValidationError as error:
            form.take_error(error)
            return self.form_invalid(form)
        response = self.render_to_response(self.get_context_data(form=form, nik=nik))
        response["Cache-Control"] = "no-store"
        return response
