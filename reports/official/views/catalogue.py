"""The page "Laporan resmi": every report, with its files for my region and year."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from groups.models.region import nation_of
from groups.scoping.views import Doorkeeper
from reports.catalogue import reports
from reports.official.definitions import forms
from reports.official.years import parse_span, usual_year
from reports.periods import EARLIEST


class Catalogue(Doorkeeper, TemplateView):
    template_name = "reports/catalogue.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        try:
            span = parse_span(self.request.GET)
        except ValidationError as error:
            raise Http404("year") from error
        region, nation = self.request.user.home_region, nation_of(self.request.user)
        queries = {report.code: span.query for report in reports()}
        queries["rekap"] = f"per={span.last.isoformat()}"
        return super().get_context_data(**kwargs) | {
            "title": "Laporan resmi",
            "region": region,
            "nation": nation,
            "nation_forms": [
                (form.full_name, f"{reverse('official-form', args=[form.code, nation.pk])}?{span.query}")
                for form in (forms().values() if nation else ())
            ],
            "span": span,
            "years": range(today.year, max(EARLIEST.year, usual_year(today) - 6), -1),
            "reports": [
                (
                    report,
                    f"{report.path(region.pk)}?{queries[report.code]}",
                    [
                        (kind, f"{report.file(region.pk, kind)}?{queries[report.code]}")
                        for kind in report.kinds
                    ],
                )
                for report in reports()
            ],
        }
