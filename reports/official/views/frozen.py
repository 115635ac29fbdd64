"""Determined forms: their list, their papers, the rows behind their numbers, withdrawing, verifying."""

import json

import django_filters as filters
import django_tables2 as tables
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from groups.lists import KEEP, RegionFilter, ScopedFilterSet, search_box
from groups.scoping.views import FormPage, ScopedDetail, ScopedList, as_file
from groups.values import show_date
from reports.models import FrozenForm
from reports.official.definitions import Column, forms, head_rows
from reports.official.entry import WithdrawForm
from reports.official.filling import TOTAL
from reports.official.freezing import facts_behind, withdraw
from reports.official.printing import PAPERS
from reports.official.views.forms import rows_page
from reports.renderers import html
from reports.tables import Cell, Table


class FrozenFilter(ScopedFilterSet):
    q = filters.CharFilter(
        label="Cari nomor",
        max_length=60,
        field_name="number",
        lookup_expr="icontains",
        widget=search_box("Nomor penetapan"),
    )
    wilayah = RegionFilter()
    tahun = filters.NumberFilter(label="Tahun", min_value=1985, max_value=2100, field_name="year")

    class Meta:
        model = FrozenForm
        fields = []


class FrozenTable(tables.Table):
    number = tables.Column("Nomor", linkify=True)
    form = tables.Column("Formulir")
    region = tables.Column("Wilayah", accessor="region__title", orderable=False)
    year = tables.Column("Tahun", attrs=KEEP)
    decided_on = tables.Column("Ditetapkan", attrs=KEEP)
    state = tables.Column("Keadaan", accessor="withdrawn_at", empty_values=())

    class Meta:
        default = ""

    def render_form(self, value):
        """``Data Kegiatan PKK Pokja II (4.22), variasi A``; the code of a form that is no more."""
        form = forms().get(value)
        return form.full_name if form else value

    def render_decided_on(self, value):
        return show_date(value)

    def render_state(self, record):
        if record.is_in_force:
            return format_html('<span class="chip chip-good">{}</span>', "Berlaku")
        return format_html('<span class="chip">{}</span>', "Dicabut")


class FrozenList(ScopedList):
    model = FrozenForm
    table_class = FrozenTable
    filterset_class = FrozenFilter
    title = "Laporan yang ditetapkan"
    count_label = "laporan"
    empty_text = "Belum ada laporan yang ditetapkan. Buka laporannya di Laporan resmi, lalu tetapkan."

    def get_queryset(self):
        return super().get_queryset().light().select_related("region")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": reverse("official-list")}


class FrozenPage(ScopedDetail):
    model = FrozenForm

    def get_queryset(self):
        found = super().get_queryset().defer("pdf_a4", "pdf_f4")
        return found.select_related("region", "decided_by", "withdrawn_by")

    @property
    def content(self) -> dict:
        return json.loads(self.object.content)


class FrozenDetail(FrozenPage):
    template_name = "reports/frozen_form.html"

    def get_context_data(self, **kwargs):
        content, frozen = self.content, self.object
        table = self.table(content)
        return super().get_context_data(**kwargs) | {
            "title": content["form"]["full_name"],
            "back_url": reverse("frozen-list"),
            "frozen": frozen,
            "content": content,
            "table": table,
            "figures": html.render(table),
            "withdrawn_on": frozen.withdrawn_at and timezone.localdate(frozen.withdrawn_at),
            "can_decide": self.request.user.may_in("decide", frozen.region_id),
        }

    def table(self, content) -> Table:
        """As it was determined; each number opens the rows that were kept with it."""
        columns = content["columns"]

        def cells(key, values):
            for (no, _), value in zip(columns[2:], values, strict=True):
                href = ""
                if isinstance(value, int) and value:
                    href = f"{reverse('frozen-rows', args=[self.object.pk, no])}?baris={key}"
                yield Cell(value, href)

        return Table(
            title=content["form"]["title"],
            lines=(content["region"]["title"], content["period"]["label"]),
            head=head_rows([head for _, head in columns], content["depth"]),
            numbers=tuple(str(no) for no, _ in columns),
            rows=tuple(
                (Cell(number), Cell(name), *cells(key, values))
                for number, (key, name, values) in enumerate(content["rows"], start=1)
            ),
            total=(Cell(""), Cell("Jumlah"), *cells(*content["total"][::2])),
            notes=tuple(content["notes"]),
            coverage=content["coverage"],
        )


class FrozenRows(FrozenPage):
    """The rows behind a number, as they were when it was determined."""

    template_name = "reports/official_rows.html"

    def get_context_data(self, **kwargs):
        content, no = self.content, self.kwargs["column"]
        heads = dict(content["columns"][2:])
        if no not in heads:
            raise Http404("column")
        facts = facts_behind(content, no, self.request.GET.get("baris") or TOTAL)
        return super().get_context_data(**kwargs) | {
            "title": f"Kolom {no}: {Column(no, tuple(heads[no])).title}",
            "back_url": self.object.get_absolute_url(),
            "crumbs": [(f"Ditetapkan, nomor {self.object.number}", self.object.get_absolute_url())],
            "frozen": self.object,
            **rows_page(self.request, facts),
        }


class FrozenFile(ScopedDetail):
    """The paper as it was made then, byte for byte."""

    model = FrozenForm

    def render_to_response(self, context, **kwargs):
        paper = self.request.GET.get("kertas", "a4")
        if paper not in PAPERS:
            raise Http404("paper")
        frozen = self.object
        content = bytes(getattr(frozen, f"pdf_{paper}"))
        return as_file(content, "pdf", f"formulir {frozen.form.replace('.', '-')} nomor {frozen.number}")


class FrozenWithdraw(FormPage):
    may = "decide"
    target_model = FrozenForm
    form_class = WithdrawForm
    title = "Cabut laporan yang ditetapkan"
    submit_label = "Cabut"
    done_text = "Laporan ini dicabut. Yang baru dapat ditetapkan sebagai revisi."

    def get_target_queryset(self):
        return super().get_target_queryset().light()

    def perform(self, form):
        return withdraw(frozen=self.target, reason=form.cleaned_data["reason"], by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": f"Nomor {self.target.number}"}


@method_decorator([login_not_required, never_cache], name="dispatch")
class Verify(TemplateView):
    """Whether a paper is what was determined, for whoever holds it: no sign-in, nothing beyond its seal."""

    template_name = "reports/verify.html"

    def get_context_data(self, **kwargs):
        code = self.request.GET.get("kode", "").strip()
        frozen = FrozenForm.objects.with_code(code).defer("pdf_a4", "pdf_f4").first() if code else None
        content = json.loads(frozen.content) if frozen else {}
        return super().get_context_data(**kwargs) | {
            "title": "Periksa keaslian laporan",
            "frozen": frozen,
            "unknown": bool(code) and frozen is None,
            "content": content,
            "signers": [(office, name) for _, office, name in content.get("signers", [])],
        }

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=404 if context["unknown"] else 200, **kwargs)
