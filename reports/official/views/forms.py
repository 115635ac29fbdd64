"""An official form on the screen as on paper, its files, the rows behind its numbers, and determining it."""

import json

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from groups.models import Region
from groups.models.region import nation_of
from groups.scoping.queryset import NATION
from groups.scoping.views import FormPage, as_file
from reports.models import FrozenForm
from reports.official.definitions import forms
from reports.official.entry import FreezeForm
from reports.official.figures import gather, row_key
from reports.official.filling import TOTAL, as_table, belongs, fill
from reports.official.freezing import differences, freeze
from reports.official.printing import PAPERS, document_of, to_pdf, to_xlsx
from reports.official.years import parse_span, usual_year
from reports.renderers import csv, html
from reports.views import RegionReport

SHOWN = 40  # differences listed on the page


class OfficialPage(RegionReport):
    """A page about a form, a region and a span; an unknown form is a 404."""

    read_period = staticmethod(parse_span)
    wrong_period = "Tahun laporan belum benar"

    def get_form_kind(self):
        found = forms().get(self.kwargs["form"])
        if found is None:
            raise Http404("form")
        return found

    def filled(self):
        nation = nation_of(self.request.user)
        region = nation if nation and self.kwargs["code"] == nation.pk else self.get_region()
        return fill(user=self.request.user, form=self.get_form_kind(), region=region, span=self.period)

    def crumbs(self, region):
        chain, nation = super().crumbs(region), nation_of(self.request.user)
        if nation and region.level != NATION:
            chain.insert(0, (nation.title, self.address(nation)))
        return chain

    def address(self, place):
        return f"{reverse('official-form', args=[self.kwargs['form'], place.pk])}?{self.period.query}"


class OfficialForm(OfficialPage, TemplateView):
    template_name = "reports/official_form.html"

    def get_context_data(self, **kwargs):
        filled = self.filled()
        form, region, user = filled.form, filled.region, self.request.user
        table = as_table(filled)
        frozen = FrozenForm.objects.visible_to(user).of_form(form.code, region, self.period.year)
        frozen = frozen.in_force().defer("pdf_a4", "pdf_f4").first()
        changed = differences(json.loads(frozen.content), filled) if frozen else []
        year = usual_year(timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "title": form.full_name,
            "back_url": reverse("official-list"),
            "form": form,
            "region": region,
            "crumbs": self.crumbs(region),
            "span": self.period,
            "years": range(timezone.localdate().year, year - 6, -1),
            "table": table,
            "figures": html.render(table),
            "document": document_of(filled, self.period.last),
            "others": [other for other in forms().values() if other is not form],
            "frozen": frozen,
            "differences": changed[:SHOWN],
            "more_differences": max(0, len(changed) - SHOWN),
            "can_decide": user.may_in("decide", region.pk),
        }


class OfficialFile(OfficialPage, View):
    """The form as pdf, xlsx or csv; ``kertas``: a4 or f4."""

    def get(self, request, form, code, kind):
        paper = request.GET.get("kertas", "a4")
        if kind not in ("pdf", "xlsx", "csv") or paper not in PAPERS:
            raise Http404("file")
        filled = self.filled()
        document = document_of(filled, self.period.last)
        table = as_table(filled, links=False)
        if kind == "pdf":
            content = to_pdf(document, paper)
        elif kind == "xlsx":
            content = to_xlsx(filled, table, document, paper=paper, user_name=request.user.name)
        else:
            content = csv.render(table)
        return as_file(
            content, kind, f"formulir {form.replace('.', '-')} {filled.region.title} {self.period.year}"
        )


class OfficialRows(OfficialPage, TemplateView):
    """What one number of the form counts: exactly the facts that it is the sum of."""

    template_name = "reports/official_rows.html"
    per_page = 25

    def get_context_data(self, **kwargs):
        form, region = self.get_form_kind(), self.get_region()
        column = form.column(self.kwargs["column"])
        if column is None or column.shows or column.missing:
            raise Http404("column")
        row = self.request.GET.get("baris") or TOTAL
        key_of = row_key(region)
        facts = [
            fact
            for fact in gather(user=self.request.user, region=region, period=self.period)
            if belongs(column, fact.traits) and row in (TOTAL, key_of(fact))
        ]
        return super().get_context_data(**kwargs) | {
            "title": f"Kolom {column.no}: {column.title}",
            "back_url": self.address(region),
            "crumbs": self.crumbs(region),
            "column": column,
            "span": self.period,
            **rows_page(self.request, facts),
        }


def rows_page(request, facts, per_page=25) -> dict:
    """Facts for ``official_rows.html``: a page of them with the names of their kelurahan, and their sum."""
    try:
        page = Paginator(facts, per_page).page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Http404("page") from error
    codes = {fact.place for fact in page}
    names = dict(Region.objects.visible_to(request.user).filter(pk__in=codes).values_list("pk", "name"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return {
        "page": page,
        "sum": sum(fact.number for fact in facts),
        "rows": [(fact, names.get(fact.place, "")) for fact in page],
        "asked": asked.urlencode(),
    }


class OfficialFreeze(OfficialPage, FormPage):
    may = "decide"
    form_class = FreezeForm
    title = "Tetapkan laporan"
    submit_label = "Tetapkan"
    done_text = "Laporan sudah ditetapkan dan tidak akan berubah lagi."

    def get_region(self):
        places = self.scoped(Region).select_related("parent__parent__parent")
        return self.find(places, self.kwargs["code"])

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.may):
            self.kind, self.region = self.get_form_kind(), self.get_region()
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form):
        return freeze(
            form=self.kind,
            region=self.region,
            span=self.period,
            number=form.cleaned_data["number"],
            decided_on=form.cleaned_data["decided_on"],
            verify_at=self.request.build_absolute_uri(reverse("verify")),
            by=self.request.user,
        )

    def get_back_url(self):
        return self.address(self.region)

    def get_context_data(self, **kwargs):
        lead = (
            f"{self.kind.full_name}, {self.region.title}, {self.period.label}. Angka, baris di baliknya, "
            "dan penanda tangannya disimpan seperti adanya sekarang; perubahan data sesudahnya hanya "
            "tampak di laporan berjalan."
        )
        return super().get_context_data(**kwargs) | {"lead": lead}
