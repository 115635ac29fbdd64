"""Pantauan: the dashboard of a region, its charts as files, who needs attention, reports, targets."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from bimtek.models import Attendance, Participant, TrainingEvent
from groups.books.models import Ledger, Loan, Receipt
from groups.market.models import Permit, PermitKind
from groups.models import (
    BusinessGroup,
    BusinessKind,
    Level,
    LevelChange,
    Member,
    Membership,
    OfficerTerm,
    Region,
    StatusChange,
)
from groups.progress.models import Report, ReportingRule
from groups.progress.queries import rules_of
from groups.scoping.queryset import under
from groups.scoping.views import Doorkeeper, FormPage, ScopedDetail, as_file
from groups.score.models import Score
from groups.score.queries import least_orderly
from groups.spreadsheets import to_csv, to_xlsx
from reports import dashboards
from reports.attention import REASONS, attention
from reports.board import board
from reports.measures import MEASURES, ON_THE_MAP
from reports.periods import choices, parse_comparison
from reports.profile import profile_pdf
from reports.queries import BELOW
from reports.recap import PARTS, part_table, recap
from reports.remembered import Remembered
from reports.renderers import html
from reports.reporting import wall
from reports.targets.actions import set_targets
from reports.targets.forms import TargetForm
from reports.targets.models import Target
from reports.views import FILES, RegionReport, table_file

FIRST_CASES = 5  # that the dashboard shows of the list


class MyDashboard(Doorkeeper, View):
    """To the dashboard of the user's own region."""

    def get(self, request):
        return redirect("dashboard-region", request.user.home_region.pk)


class DashboardPage(RegionReport):
    """A page about a region, a period and an earlier one that it is compared with."""

    url_name = "dashboard-region"

    def read_periods(self, asked):
        super().read_periods(asked)
        self.earlier = parse_comparison(asked, self.period)

    def get_region(self):
        """The region, with the places directly below it and its kelurahan: one query for all of them."""
        code = self.kwargs["code"]
        places = Region.objects.visible_to(self.request.user).filter(under("code", code))
        self.places = list(places.select_related("parent__parent__parent").order_by("code"))
        if not self.places or self.places[0].pk != code:
            raise Http404("region")
        region = self.places.pop(0)
        levels = {BELOW.get(region.level, "kelurahan"), "kelurahan"}
        self.places = [place for place in self.places if place.level in levels]
        if region.level == "kelurahan":
            self.places = [region]
        return region

    @cached_property
    def rules(self):
        return rules_of(self.kwargs["code"])

    def get_board(self, region):
        return board(
            user=self.request.user,
            region=region,
            places=self.places,
            period=self.period,
            earlier=self.earlier,
            rules=self.rules,
        )

    def address(self, place):
        return f"{super().address(place)}&banding={self.earlier.code}"

    def frame(self, region, **more):
        """What every page here shows around its own."""
        return {
            "region": region,
            "crumbs": self.crumbs(region),
            "period": self.period,
            "earlier": self.earlier,
            "spans": choices(self.period),
            "earlier_spans": choices(self.earlier),
            **more,
        }


class RegionDashboard(DashboardPage, TemplateView):
    """Each part is drawn anew only when something was written that it counts, or another day began."""

    template_name = "reports/dashboard.html"
    GROUPS = (Region, BusinessGroup, LevelChange, StatusChange)
    BOARD = (
        *(*GROUPS, Member, Membership, TrainingEvent, Participant, Attendance),
        *(Report, ReportingRule, Score, Target),
    )
    CASES = (
        *(*GROUPS, Level, BusinessKind, Membership, OfficerTerm, Report, ReportingRule),
        *(Ledger, Receipt, Loan, Permit, PermitKind),
    )
    ORDER = (*GROUPS, Level, Ledger, Score)

    def get_context_data(self, **kwargs):
        region, user = self.get_region(), self.request.user
        chosen = self.request.GET.get("ukuran") or "kelompok"
        if chosen not in ON_THE_MAP:
            raise Http404("ukuran")
        asked = (region.pk, str(self.period.query), str(self.earlier.query))
        key = ("pantauan", *asked, str(timezone.localdate()), *user.region_codes())
        remembered = Remembered((*self.BOARD, *self.CASES, *self.ORDER))

        def part(name, models, *more):
            return remembered.kept((*key, name, *more), models, lambda: getattr(self, name)(region, *more))

        figures, charts = part("board", self.BOARD, chosen)
        parts = (figures, part("cases", self.CASES), part("order", self.ORDER), charts)
        return super().get_context_data(**kwargs) | self.frame(
            region,
            title=f"Pantauan {region.title}",
            query=f"{self.period.query}&banding={self.earlier.code}",
            parts=parts,
            can_set_targets=user.may_in("decide", region.city_code),
        )

    def draw(self, name, region, **context):
        query = f"{self.period.query}&banding={self.earlier.code}"
        return render_to_string(f"reports/dashboard/{name}.html", self.frame(region, query=query, **context))

    def board(self, region, chosen):
        result = self.get_board(region)
        targets = dict(Target.objects.of(region, self.period.last.year).values_list("measure", "value"))
        pictures = {name: chart(result) for name, chart in dashboards.CHARTS.items()}
        figures = dashboards.figures(result, targets)
        above = {"reports_of": result.span.label, "figures": figures, "is_filled": result.total["groups"] > 0}
        return self.draw("figures", region, **above), self.draw(
            "charts",
            region,
            map=dashboards.tile_map(result, MEASURES[chosen]),
            measures=[MEASURES[code] for code in ON_THE_MAP],
            chosen=chosen,
            levels=pictures["kategori"],
            levels_table=html.render(dashboards.levels_table(result)),
            trends=[("kelompok", pictures["kelompok"]), ("anggota", pictures["anggota"])],
            trend_table=html.render(dashboards.trend_table(result)),
        )

    def cases(self, region):
        cases = attention(user=self.request.user, region=region, rules=self.rules)
        number_of = {code: sum(code in case.reasons for case in cases) for code in REASONS}
        reasons = [(code, REASONS[code][0], number) for code, number in number_of.items() if number]
        return self.draw("cases", region, cases=cases[:FIRST_CASES], case_count=len(cases), reasons=reasons)

    def order(self, region):
        return self.draw("order", region, least_orderly=least_orderly(self.request.user, region))


class ChartFile(DashboardPage, View):
    def get(self, request, code, chart):
        if chart not in dashboards.CHARTS:
            raise Http404(chart)
        result = self.get_board(self.get_region())
        name = f"{chart}_{code}_{self.period.code}.png"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(dashboards.CHARTS[chart](result).png, content_type="image/png", headers=headers)


class AttentionList(DashboardPage, TemplateView):
    """Groups with something to be done, as it is today; as a file with ``unduh``."""

    template_name = "reports/attention.html"
    per_page = 25

    def get(self, request, *args, **kwargs):
        region = self.get_region()
        reason = request.GET.get("alasan", "")
        if reason and reason not in REASONS:
            raise Http404("alasan")
        cases = attention(user=request.user, region=region, rules=self.rules, reason=reason)
        kind = request.GET.get("unduh")
        if kind in ("xlsx", "csv"):
            return self.as_list(cases, kind)
        try:
            page = Paginator(cases, self.per_page).page(request.GET.get("page") or 1)
        except InvalidPage as error:
            raise Http404("page") from error
        context = self.get_context_data(
            **self.frame(region, title="Perlu perhatian", back_url=self.address(region)),
            page=page,
            reason=reason,
            reasons=[(code, label) for code, (label, _) in REASONS.items()],
        )
        return self.render_to_response(context)

    def as_list(self, cases, kind):
        rows = [["Kelompok", "Kelurahan", "Jenis usaha", "Yang perlu diperhatikan"]]
        for case in cases:
            rows.append([case.name, case.place, case.kind, "; ".join(case.reasons.values())])
        title = "Perlu perhatian"
        content = to_csv(rows) if kind == "csv" else to_xlsx(title, rows, [30, 22, 18, 70])
        return as_file(content, kind, title)


class ReportWall(DashboardPage, TemplateView):
    """Who has sent what: kelurahan against the last four reporting periods."""

    template_name = "reports/wall.html"

    def get_context_data(self, **kwargs):
        region = self.get_region()
        result = wall(user=self.request.user, region=region, period=self.period)
        rows = [(place, self.bricks(place, bricks)) for place, bricks in result.rows]
        return super().get_context_data(**kwargs) | self.frame(
            region,
            title="Laporan yang masuk",
            back_url=self.address(region),
            columns=result.spans,
            newest=result.spans[-1],
            can_remind=self.request.user.may("decide"),
            rows=rows,
            total=self.bricks(region, result.total),
        )

    @staticmethod
    def bricks(place, bricks):
        """(Brick, address of its groups that have not sent, or of all where none is missing)."""
        return [(brick, rows_path(place, brick)) for brick in bricks]


def rows_path(place, brick):
    standing = "belum" if brick.sent < brick.due else "wajib"
    address = reverse("summary-rows", args=[place.pk, "laporan"])
    return f"{address}?masa={brick.span.code}&lapor={standing}&asal=laporan"


class RecapPart(DashboardPage, TemplateView):
    """One part of the recap, as a page or (with ``kind``) as a file."""

    template_name = "reports/recap_part.html"

    def address(self, place):
        """The same part of the place."""
        query = f"{self.period.query}&banding={self.earlier.code}"
        return f"{reverse('recap-part', args=[place.pk, self.kwargs['part']])}?{query}"

    def get(self, request, code, part, kind=None):
        if part not in PARTS or kind not in (None, *FILES):
            raise Http404(part)
        region = self.find(
            Region.objects.visible_to(request.user).select_related("parent__parent__parent"), code
        )
        periods = {"period": self.period, "earlier": self.earlier}
        table = part_table(recap(user=request.user, region=region, rules=self.rules, **periods), part)
        if kind:
            filters = {"Wilayah": f"{region.title} ({code})", "Pembanding": self.earlier.short}
            return table_file(table, kind, f"rekap-{part}", region, self.period, filters, request)
        frame = self.frame(region, title=f"{table.title} {region.title}", part=part, parts=PARTS)
        query = f"{self.period.query}&banding={self.earlier.code}"
        context = {"table": table, "figures": html.render(table), "query": query}
        return self.render_to_response(self.get_context_data(**frame, **context))


class GroupProfile(ScopedDetail):
    """Profil UP2K of a group, to print and sign."""

    model = BusinessGroup

    def get_queryset(self):
        groups = super().get_queryset().select_related("region__parent__parent", "business_kind")
        return groups.select_related("capital_source", "ledger")

    def render_to_response(self, context, **kwargs):
        group = self.object
        content = profile_pdf(group=group, user=self.request.user, day=timezone.localdate())
        return as_file(content, "pdf", f"Profil UP2K {group.name}")


class TargetEdit(DashboardPage, FormPage):
    """What the measures of a region should reach this year; set by the city's Pokja II and the admin."""

    may = "decide"
    form_class = TargetForm
    done_text = "Target tersimpan dan tampil di Pantauan."

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.may):
            self.region = self.find(self.scoped(Region), kwargs["code"])
            if not request.user.may_in(self.may, self.region.city_code):
                raise Http404("region")
        return super().dispatch(request, *args, **kwargs)

    @property
    def year(self):
        return self.period.last.year

    def current(self):
        return dict(Target.objects.of(self.region, self.year).values_list("measure", "value"))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"initial": self.current()}

    def perform(self, form):
        values = {code: form.cleaned_data[code] for code in MEASURES}
        set_targets(region=self.region, year=self.year, values=values, by=self.request.user)
        return self.get_back_url()

    def get_back_url(self):
        return self.address(self.region)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": f"Target {self.region.title} tahun {self.year}",
            "lead": "Isi yang ingin dicapai pada akhir tahun. Kosong berarti tanpa target.",
        }
