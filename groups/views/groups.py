"""Pages of groups."""

from django.urls import reverse
from django.utils import timezone

from groups.actions import groups as actions
from groups.actions import members as member_actions
from groups.forms import groups as forms
from groups.history import history_of
from groups.lists import ArchivedGroupTable, GroupFilter, GroupTable, NamedGroupFilter, exported_groups
from groups.models import BusinessGroup
from groups.models.people import OFFICES
from groups.resources import GroupResource
from groups.scoping.views import EditPage, FormPage, ScopedDetail, ScopedList


class GroupList(ScopedList):
    model = BusinessGroup
    table_class = GroupTable
    filterset_class = GroupFilter
    title = "Kelompok"
    template_name = "groups/businessgroup_list.html"
    count_label = "kelompok"
    create_label = "Tambah kelompok"
    resource = GroupResource
    empty_text = (
        "Di sini tampil kelompok UP2K. Belum ada yang sesuai; ubah saringannya, atau catat kelompok baru."
    )

    def get_queryset(self):
        return exported_groups(super().get_queryset()).order_by("officer_count", "name")

    def get_create_url(self):
        return reverse("group-create")

    def get_context_data(self, **kwargs):
        archived = BusinessGroup.objects.visible_to(self.request.user).filter(archived_at__isnull=False)
        return super().get_context_data(**kwargs) | {"archived_count": archived.count()}


class ArchivedGroupList(ScopedList):
    """Groups taken out of the counts, to be looked up or brought back."""

    model = BusinessGroup
    table_class = ArchivedGroupTable
    filterset_class = NamedGroupFilter
    title = "Arsip kelompok"
    empty_text = "Tidak ada kelompok di arsip."
    count_label = "kelompok"

    def get_queryset(self):
        return super().get_queryset().filter(archived_at__isnull=False).select_related("region")


class GroupDetail(ScopedDetail):
    model = BusinessGroup
    template_name = "groups/businessgroup_detail.html"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("region__parent", "business_kind", "capital_source", "ledger")
        )

    def get_context_data(self, **kwargs):
        group, user = self.object, self.request.user
        members = group.members.visible_to(user).filter(is_active=True).with_office().with_joined()
        terms = group.officer_terms.select_related("member")
        officers = {term.office: term for term in terms if term.ended_on is None}
        levels = list(group.level_changes.select_related("level", "decided_by"))
        statuses = list(group.status_changes.select_related("decided_by"))
        return super().get_context_data(**kwargs) | {
            "title": group.name,
            "back_url": reverse("group-list"),
            "level": levels[-1],
            "status": statuses[-1],
            "levels": levels,
            "ledger": getattr(group, "ledger", None),
            "statuses": statuses,
            "members": members,
            "offices": [(code, label, officers.get(code)) for code, label in OFFICES],
            "past_officers": [term for term in terms if term.ended_on],
            "can_edit": user.may_in("edit", group.region_id) and not group.archived_at,
            "can_decide": user.may_in("decide", group.region_id) and not group.archived_at,
            "can_restore": user.may_in("edit", group.region_id) and group.archived_at,
            "next_steps": self._next_steps(group, officers, members),
        }

    @staticmethod
    def _next_steps(group, officers, members):
        """What would make the administration more orderly, as (text, url name), most useful first."""
        steps = []
        if not members:
            steps.append(("Tambah anggota pertama", reverse("member-create", args=[group.pk])))
        elif len(officers) < len(OFFICES):
            missing = [label.lower() for code, label in OFFICES if code not in officers]
            steps.append((f"Tetapkan {', '.join(missing)}", reverse("group-appoint", args=[group.pk])))
        edit = reverse("group-update", args=[group.pk])
        if not group.decree_no:
            steps.append(("Lengkapi nomor dan tanggal SK", edit))
        if not group.contact_phone:
            steps.append(("Lengkapi nomor HP kontak", edit))
        if group.capital_initial is None:
            steps.append(("Lengkapi modal awal", edit))
        return steps


class GroupHistory(ScopedDetail):
    model = BusinessGroup
    template_name = "history.html"

    def get_context_data(self, **kwargs):
        group = self.object
        related = (
            group.level_changes.all(),
            group.status_changes.all(),
            group.officer_terms.select_related("member"),
            group.memberships.select_related("member"),
        )
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {group.name}",
            "back_url": group.get_absolute_url(),
            "rows": history_of(group, *related),
        }


class GroupCreate(FormPage):
    form_class = forms.GroupCreateForm
    title = "Kelompok baru"
    done_text = "Kelompok tersimpan. Lanjutkan dengan menambah anggotanya."

    def perform(self, form):
        return actions.create_group(
            group=form.instance, level=form.cleaned_data["level"], by=self.request.user
        )

    def get_back_url(self):
        return reverse("group-list")


class KeptGroupMixin:
    """Pages that change a group; an archived one is restored first."""

    target_model = BusinessGroup

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region")


class GroupUpdate(KeptGroupMixin, EditPage):
    form_class = forms.GroupEditForm
    title = "Ubah data kelompok"

    def perform(self, form):
        return actions.update_group(group=form.instance, by=self.request.user)


class GroupLevel(KeptGroupMixin, FormPage):
    may = "decide"
    form_class = forms.LevelForm
    title = "Tetapkan kategori"
    done_text = "Kategori baru tersimpan."

    def get_initial(self):
        return {"on": timezone.localdate()}

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("to", "on", "basis")}
        actions.change_level(group=self.target, by=self.request.user, **fields)
        return self.target


class GroupStatus(KeptGroupMixin, FormPage):
    form_class = forms.StatusForm
    title = "Catat keadaan kelompok"
    done_text = "Keadaan kelompok tersimpan."

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("to", "on", "basis")}
        actions.change_status(group=self.target, by=self.request.user, **fields)
        return self.target


class GroupAppoint(KeptGroupMixin, FormPage):
    form_class = forms.AppointForm
    title = "Tetapkan pengurus"
    lead = "Pejabat lama otomatis selesai pada tanggal pejabat baru mulai."
    done_text = "Pengurus tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"group": self.target}

    def get_initial(self):
        held = self.target.officer_terms.filter(ended_on__isnull=True).values_list("office", flat=True)
        missing = [code for code, _ in OFFICES if code not in set(held)]
        return {"office": missing[0] if missing else "ketua", "on": timezone.localdate()}

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("member", "office", "on")}
        member_actions.appoint(group=self.target, by=self.request.user, **fields)
        return self.target


class GroupArchive(KeptGroupMixin, FormPage):
    form_class = forms.ReasonForm
    title = "Arsipkan kelompok"
    lead = (
        "Untuk kelompok yang salah atau dobel tercatat. Kelompok tidak lagi dihitung di mana pun, tetapi "
        "semua isinya tetap disimpan dan dapat dipulihkan. Kelompok yang berhenti dicatat sebagai bubar."
    )
    submit_label = "Arsipkan"
    done_text = "Kelompok diarsipkan."

    def perform(self, form):
        actions.archive_group(group=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.target


class GroupRestore(FormPage):
    target_model = BusinessGroup
    form_class = forms.ConfirmForm
    title = "Pulihkan kelompok"
    lead = "Kelompok beserta anggota, pengurus, dan riwayatnya tampil dan dihitung kembali."
    submit_label = "Pulihkan"
    done_text = "Kelompok dipulihkan."

    def get_target_queryset(self):
        return super().get_target_queryset().filter(archived_at__isnull=False)

    def perform(self, form):
        actions.restore_group(group=self.target, by=self.request.user)
        return self.target
