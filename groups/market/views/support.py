"""Pages of requests for support, step by step, and what each kelurahan got."""

from django.urls import reverse
from django.views.generic import TemplateView

from groups.market import forms, supporting
from groups.market.lists import SUPPORT_SHEET, SupportFilter, SupportTable
from groups.market.models import SupportKind, SupportRequest
from groups.market.queries import support_by_kelurahan
from groups.market.views.base import GroupPart, MarketList
from groups.scoping.views import Doorkeeper, FormPage, ScopedDetail


class SupportList(MarketList):
    model = SupportRequest
    table_class = SupportTable
    filterset_class = SupportFilter
    resource = SUPPORT_SHEET
    title = "Dukungan mitra"
    count_label = "permintaan"
    empty_text = (
        "Di sini tampil permintaan dukungan kelompok kepada mitra. "
        "Belum ada yang sesuai; ajukan dari halaman kelompok."
    )

    def get_queryset(self):
        return super().get_queryset().select_related("partner", "product").order_by("-asked_on", "-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"by_region_url": reverse("support-regions")}


class SupportDetail(ScopedDetail):
    model = SupportRequest
    template_name = "market/support.html"

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.select_related("group__region", "kind", "partner", "product")

    def get_context_data(self, **kwargs):
        request, user = self.object, self.request.user
        moves = [] if request.group.archived_at else supporting.moves_for(user, request)
        return super().get_context_data(**kwargs) | {
            "title": f"Dukungan {request.kind.name.lower()}",
            "back_url": reverse("group-market", args=[request.group_id]),
            "steps": request.steps.select_related("by"),
            "moves": [(label, reverse(name, args=[request.pk])) for name, label in moves],
        }


class SupportCreate(GroupPart):
    part_model = SupportRequest
    form_class = forms.SupportForm
    title = "Ajukan dukungan"
    submit_label = "Ajukan"
    done_text = "Permintaan tersimpan. Pokja II melihatnya di Beranda."

    def perform(self, form):
        return supporting.ask(request=form.instance, by=self.request.user)


class SupportMove(FormPage):
    """One step of a request; ``name`` of ``supporting.MOVES``."""

    name = None
    target_model = SupportRequest
    form_class = forms.MoveForm
    done_text = "Langkah tersimpan."

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        step = supporting.MOVES[self.name]
        self.may, self.title = step.may, step.label

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("group", "kind")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"name": self.name}

    def perform(self, form):
        return supporting.move(request=self.target, name=self.name, by=self.request.user, **form.step)

    def get_context_data(self, **kwargs):
        lead = f"{self.target.group.name}: {self.target.need}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class SupportRegions(Doorkeeper, TemplateView):
    """What each kelurahan got, by kind of support, and what it waits for."""

    template_name = "market/support_regions.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        kinds = [kind.name for kind in SupportKind.objects.visible_to(user)]
        rows = support_by_kelurahan(user=user, region=user.home_region)
        table = [(row, [row.done.get(kind, 0) for kind in kinds]) for row in rows]
        columns = list(zip(*[numbers for _, numbers in table], strict=True)) or [[0]] * len(kinds)
        return super().get_context_data(**kwargs) | {
            "title": "Dukungan per kelurahan",
            "back_url": reverse("support-list"),
            "region": user.home_region,
            "kinds": kinds,
            "table": table,
            "sums": [sum(column) for column in columns],
            "total": sum(row.all_done for row in rows),
            "under_way": sum(row.under_way for row in rows),
            "value": sum(row.value for row in rows),
        }
