"""The Pokja II summary: its page, its downloads, and the rows behind each figure."""

from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import TemplateView, View

from groups.books.layout import PAPERS
from groups.models import Region
from groups.models.business import STATUSES
from groups.models.people import SEXES
from groups.scoping.views import MAX_ID, Doorkeeper
from groups.spreadsheets import TYPES
from groups.values import show_number, show_share
from reports import queries
from reports.census import trained_among
from reports.narrowing import WORDS, narrowed
from reports.official.printing import letterhead, signers
from reports.periods import choices, parse_period
from reports.queries import LEVEL_CODES, summary
from reports.recap import PARTS
from reports.renderers import csv, html, pdf, xlsx
from reports.reporting import STANDINGS, ended_spans, reporting_groups
from reports.tables import coverage_line, recap_table, rows_address

LAPOR = STANDINGS | WORDS["lapor"]
FILES = ("pdf", "xlsx", "csv")


# Where a list was opened from, and the page that its back arrow leads to.
ORIGINS = {"": "summary-region", "pantauan": "dashboard-region", "laporan": "report-wall"}
ORIGINS |= dict.fromkeys(PARTS, "recap-part")


def table_file(table, kind, name, region, period, filters, request):
    """A ``Table`` as a download; a PDF with kop surat and those who are in office on the period's last day.

    ``region`` comes with its parents. ``kertas`` of the address: a4 or f4.
    """
    paper, user_name = request.GET.get("kertas", "a4"), request.user.name
    if kind not in FILES or paper not in PAPERS:
        raise Http404(kind)
    if kind == "pdf":
        signed = {"letterhead": letterhead(region), "signers": signers(region, period.last)}
        body = pdf.render(table, paper=paper, user_name=user_name, **signed)
    else:
        body = (
            csv.render(table) if kind == "csv" else xlsx.render(table, user_name=user_name, filters=filters)
        )
    name = f"{name}_{region.pk}_{period.last.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=TYPES[kind], headers=headers)


class MySummary(Doorkeeper, View):
    """To the summary of the user's own region."""

    def get(self, request):
        return redirect("summary-region", request.user.home_region.pk)


class RegionReport(Doorkeeper):
    """A page about the region and period in its address; ``read_period`` finds the period in the query.

    ``url_name``: where a place in its crumbs leads.
    """

    read_period = staticmethod(parse_period)
    wrong_period = "Masa atau tanggal belum benar"
    url_name = "summary-region"

    def dispatch(self, request, *args, **kwargs):
        try:
            self.read_periods(request.GET)
        except ValidationError as error:
            context = {"title": self.wrong_period, "text": error.messages[0]}
            return render(request, "error.html", context, status=400)
        return super().dispatch(request, *args, **kwargs)

    def read_periods(self, asked):
        self.period = self.read_period(asked)

    def get_region(self):
        places = Region.objects.visible_to(self.request.user)
        return self.find(places.select_related("parent__parent__parent"), self.kwargs["code"])

    def crumbs(self, region):
        """(name, address or nothing) from her province or the city down; addresses only in her scope."""
        chain, place = [], region
        while place is not None and (place.level != "provinsi" or self.sees(place)):
            chain.append((place.title, self.address(place) if self.sees(place) else ""))
            place = place.parent
        return chain[::-1]

    def sees(self, place):
        return self.request.user.may_in("view", place.pk)

    def address(self, place):
        return f"{reverse(self.url_name, args=[place.pk])}?{self.period.query}"


class RegionSummary(RegionReport, TemplateView):
    template_name = "reports/summary.html"

    def get_context_data(self, **kwargs):
        region = self.get_region()
        result = summary(user=self.request.user, region=region, period=self.period)
        table = recap_table(result)
        return super().get_context_data(**kwargs) | {
            "title": "Rekap UP2K",
            "region": region,
            "crumbs": self.crumbs(region),
            "period": self.period,
            "table": table,
            "figures": html.render(table),
            "tiles": self.tiles(result),
            "kinds": [
                (name, result.total.kinds[code], self.rows("kelompok", region, jenis=code))
                for code, name in result.kind_names.items()
            ],
            "coverage": coverage_line(result),
            "spans": choices(self.period),
            "parts": PARTS,
        }

    def rows(self, what, region, **asked):
        return rows_address(region.pk, what, self.period, **asked)

    def tiles(self, result):
        """(label, number, what stands under it, address of its rows)."""
        total, region = result.total, result.region
        sexes = f"{show_number(total.sexes['P'])} perempuan, {show_number(total.sexes['L'])} laki-laki"
        covered = show_share(total.covered, total.kelurahan)
        rows = [
            ("Kelompok aktif", total.all_groups, "", self.rows("kelompok", region)),
            ("Anggota", total.all_members, sexes, self.rows("anggota", region)),
            ("Kelurahan terisi", total.covered, covered, self.rows("cakupan", region, terisi="ya")),
            ("Pemula", total.groups["pemula"], "kelompok", self.rows("kelompok", region, kategori="pemula")),
            ("Madya", total.groups["madya"], "kelompok", self.rows("kelompok", region, kategori="madya")),
            ("Koperasi", total.cooperatives, "berbadan hukum", self.rows("kelompok", region, koperasi="ya")),
            ("Ikut bimtek", total.reached, "anggota dalam masa ini", self.rows("bimtek", region)),
        ]
        if total.covered < total.kelurahan:
            empty = total.kelurahan - total.covered
            address = self.rows("cakupan", region, terisi="belum")
            rows.insert(3, ("Kelurahan belum terisi", empty, "belum ada kelompok aktif", address))
        return rows


class SummaryDownload(RegionReport, View):
    def get(self, request, code, kind):
        if kind not in FILES:
            raise Http404(kind)
        region = self.get_region()
        table = recap_table(summary(user=request.user, region=region, period=self.period))
        filters = {"Wilayah": f"{region.title} ({region.pk})", "Masa bimtek": self.period.span}
        return table_file(table, kind, "rekap-up2k", region, self.period, filters, request)


class SummaryRows(RegionReport, TemplateView):
    """The rows behind one figure: exactly those that it counts."""

    template_name = "reports/rows.html"
    per_page = 25

    def get_context_data(self, **kwargs):
        region = self.get_region()
        scope = {"user": self.request.user, "region": region, "period": self.period}
        lists = {
            "kelompok": self.groups,
            "anggota": self.members,
            "cakupan": self.places,
            "bimtek": self.reached,
            "laporan": self.reporting,
        }
        if self.kwargs["what"] not in lists:
            raise Http404
        title, rows = lists[self.kwargs["what"]](scope)
        try:
            page = Paginator(rows, self.per_page).page(self.request.GET.get("page") or 1)
        except InvalidPage as error:
            raise Http404("page") from error
        asked = self.request.GET.copy()
        asked.pop("page", None)
        return super().get_context_data(**kwargs) | {
            "title": title,
            "region": region,
            "crumbs": self.crumbs(region),
            "period": self.period,
            "what": self.kwargs["what"],
            "page": page,
            "asked": asked.urlencode(),
            "filters": self.filter_words(),
            "statuses": dict(STATUSES),
            "back_url": self.back_address(region),
        }

    def back_address(self, region):
        """The page whose figure was opened."""
        origin = self.choice("asal", ORIGINS)
        arguments = [region.pk, origin] if origin in PARTS else [region.pk]
        return f"{reverse(ORIGINS[origin], args=arguments)}?{self.period.query}"

    def choice(self, name, choices):
        """The filter ``name`` of the address; a 404 for a value that no link of ours carries."""
        value = self.request.GET.get(name, "")
        if value and value not in choices:
            raise Http404(name)
        return value

    def narrowed(self, rows, prefix=""):
        """``rows`` by level and legal form, and by the group, as the figure's link says."""
        level = self.choice("kategori", (*LEVEL_CODES, "madya-ke-atas"))
        if level == "madya-ke-atas":
            rows = rows.filter(is_cooperative=False).exclude(level_code="pemula")
        elif level:
            rows = rows.filter(level_code=level, is_cooperative=False)
        if self.choice("koperasi", ("ya",)):
            rows = rows.filter(is_cooperative=True)
        return self.of_group(rows, f"{prefix}pk")

    def of_group(self, rows, lookup):
        group = self.request.GET.get("kelompok", "")
        if not group:
            return rows
        if not (group.isascii() and group.isdecimal() and int(group) <= MAX_ID):
            raise Http404("kelompok")
        return rows.filter(**{lookup: int(group)})

    def groups(self, scope):
        rows = self.narrowed(queries.counted_groups(**scope))
        kind = self.request.GET.get("jenis", "")
        if kind:
            rows = rows.filter(business_kind__code=kind)
        if self.choice("ikut", ("ya",)):
            rows = rows.filter(pk__in=queries.counted_reach(**scope).order_by().values("group"))
        for name, choices_of in WORDS.items():
            if value := self.choice(name, choices_of):
                [span] = ended_spans(scope["region"], self.period.last, 1)
                where = {"user": scope["user"], "region": scope["region"]}
                rows = narrowed(rows, name, value, **where, day=self.period.last, span=span)
        lowest_first = ["points"] if self.request.GET.get("nilai") else []
        rows = rows.select_related("region", "business_kind")
        return "Kelompok", rows.order_by(*lowest_first, "region_id", "name", "pk")

    def members(self, scope):
        rows = self.narrowed(queries.counted_members(**scope), "group__")
        sex = self.choice("jk", dict(SEXES))
        if sex:
            rows = rows.filter(member__sex=sex)
        if self.choice("bimtek", ("pernah",)):
            rows = trained_among(rows, self.period.last)
        rows = rows.select_related("member", "group__region")
        return "Anggota", rows.order_by("group__region_id", "group__name", "member__name_key", "pk")

    def places(self, scope):
        self.choice("terisi", ("ya", "belum"))
        covered = queries.covered_kelurahan(**scope)
        if self.request.GET.get("kelompok"):
            groups = self.of_group(queries.counted_groups(**scope), "pk")
            covered = covered.filter(pk__in=groups.order_by().values("region"))
        if self.request.GET.get("terisi") == "belum":
            rows = queries.kelurahan_of(**scope).exclude(pk__in=covered.order_by().values("pk"))
            return "Kelurahan belum terisi", rows.select_related("parent").order_by("pk")
        return "Kelurahan terisi", covered.select_related("parent").order_by("pk")

    def reached(self, scope):
        rows = self.of_group(queries.counted_reach(**scope), "group")
        rows = queries.once_each(rows).select_related("region", "group")
        return "Anggota yang ikut bimtek", rows.order_by("region_id", "name", "pk")

    def reporting(self, scope):
        """Groups that had to report on the last reporting period that was over on the day."""
        standing = self.choice("lapor", STANDINGS) or "wajib"
        [self.span] = ended_spans(scope["region"], self.period.last, 1)
        rows = reporting_groups(user=scope["user"], region=scope["region"], span=self.span, standing=standing)
        rows = rows.select_related("region", "business_kind")
        return f"Laporan {self.span.label}", rows.order_by("region_id", "name", "pk")

    def filter_words(self):
        """What the list is narrowed to, in words."""
        asked = self.request.GET
        words = [
            asked.get("kategori", "").replace("-", " ").capitalize(),
            dict(SEXES).get(asked.get("jk", ""), ""),
        ]
        words.append("Koperasi berbadan hukum" if asked.get("koperasi") else "")
        words.append("Pernah ikut bimtek" if asked.get("bimtek") else "")
        words.append(f"Ikut bimtek {self.period.span}" if asked.get("ikut") else "")
        words += [labels.get(asked.get(name, ""), "") for name, labels in (WORDS | {"lapor": LAPOR}).items()]
        return [word for word in words if word]
