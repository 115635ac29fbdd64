"""Pages of regions: the tree of one's scope, and what an admin keeps of each."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from groups.account_lists import PlaceFilter, PlaceTable, tasks_not_over
from groups.actions import regions as actions
from groups.forms import regions as forms
from groups.history import history_of
from groups.models import BusinessGroup, Official, Region
from groups.models.officials import PKK_OFFICES
from groups.models.region import ancestor_codes
from groups.scoping.queryset import under
from groups.scoping.views import EditPage, FormPage, ScopedDetail, ScopedList


class RegionList(ScopedList):
    model = Region
    table_class = PlaceTable
    filterset_class = PlaceFilter
    title = "Wilayah"
    count_label = "wilayah"
    per_page = 100
    empty_text = "Tidak ada wilayah yang sesuai. Periksa ejaannya atau hapus saringannya."

    def get_queryset(self):
        return super().get_queryset().open().order_by("code")

    def get_table(self, **kwargs):
        """With the active groups of the page's regions, counted in one query."""
        table = super().get_table(**kwargs)
        codes = {row.record.code for row in table.page.object_list}
        tops = [code for code in codes if not codes.intersection(ancestor_codes(code))]
        inside = Q(pk__in=[])
        for code in tops:
            inside |= under("region__code", code)
        active = BusinessGroup.objects.visible_to(self.request.user).as_of(timezone.localdate())
        active = active.filter(inside, status="aktif").order_by().values_list("region_id")
        table.counts = dict(active.annotate(number=Count("pk")))
        return table


class RegionDetail(ScopedDetail):
    model = Region
    template_name = "groups/region_detail.html"

    def get_context_data(self, **kwargs):
        region, user = self.object, self.request.user
        holders = tasks_not_over().visible_to(user).filter(region=region, user__is_active=True)
        return super().get_context_data(**kwargs) | {
            "title": region.title,
            "back_url": reverse("region-list"),
            "holders": holders.select_related("user").order_by("role", "user__name"),
            "officials": self.officials(),
            "aliases": region.aliases.all(),
            "above": Region.objects.visible_to(user).filter(pk__in=region.ancestor_codes),
            "children": Region.objects.visible_to(user).filter(parent=region).open(),
            "can_manage": user.may_in("manage", region.code),
        }

    def officials(self):
        """(office, name or nothing) today."""
        held = Official.objects.visible_to(self.request.user).filter(region=self.object)
        names = dict(held.on(timezone.localdate()).values_list("office", "name"))
        return [(label, names.get(office, "")) for office, label in PKK_OFFICES]


class RegionHistory(ScopedDetail):
    model = Region
    template_name = "history.html"

    def get_context_data(self, **kwargs):
        region = self.object
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {region.title}",
            "back_url": region.get_absolute_url(),
            "rows": history_of(region, region.aliases.all()),
        }


class RegionUpdate(EditPage):
    may = "manage"
    target_model = Region
    form_class = forms.RegionForm
    title = "Ubah data wilayah"

    def perform(self, form):
        return actions.update_region(region=form.instance, by=self.request.user)


class RegionAliases(FormPage):
    may = "manage"
    target_model = Region
    form_class = forms.AliasForm
    title = "Nama lain wilayah"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"region": self.target}

    def perform(self, form):
        return actions.change_aliases(
            region=self.target,
            name=form.cleaned_data["name"],
            note=form.cleaned_data["note"],
            remove=form.cleaned_data.get("remove", []),
            by=self.request.user,
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.title}
