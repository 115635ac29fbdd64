"""The list of a period's reports, one report, all reports of a group, and taking them along."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from groups.models import BusinessGroup
from groups.progress import periods, queries, workflow
from groups.progress.boxes import BOX, BOXES, FORMAT_NOTE, GROWTH, SECTIONS
from groups.progress.lists import ExpectedFilter, ExpectedTable
from groups.progress.locks import ASK, REVISE, lock_of
from groups.progress.models import WRITABLE, Opening, Report
from groups.progress.printing import recap, report_pdf
from groups.progress.views.base import ReportMixin, period_of
from groups.scoping.views import ScopedDetail, ScopedList, as_file
from groups.spreadsheets import to_csv, to_xlsx


class ReportList(ScopedList):
    """Every group that reports on the chosen period, also those that have filled in nothing yet."""

    model = BusinessGroup
    table_class = ExpectedTable
    filterset_class = ExpectedFilter
    template_name = "progress/report_list.html"
    count_label = "kelompok"
    empty_text = "Di sini tampil laporan setiap kelompok. Tidak ada kelompok yang sesuai; ubah saringannya."

    @cached_property
    def rules(self):
        home = self.request.user.home_region
        return queries.rules_of(home.pk if home else "")

    @cached_property
    def spans(self):
        return periods.ended(self.rules, timezone.localdate())

    @cached_property
    def period(self):
        code = self.asked.get("periode")
        return period_of(code, self.rules) if code else self.spans[0]

    @property
    def due_on(self):
        return periods.rule_at(self.rules, self.period.first).due(self.period)

    @property
    def title(self):
        return f"Laporan {self.period.label}"

    def get_queryset(self):
        rows = queries.expected(self.request.user, self.period)
        return rows.order_by("first_sent_on", "region__name", "name")

    def get_filterset_kwargs(self, filterset_class):
        spans = self.spans if self.period in self.spans else [*self.spans, self.period]
        return super().get_filterset_kwargs(filterset_class) | {"spans": spans, "due_on": self.due_on}

    def get_table_kwargs(self):
        mine = {"user": self.request.user, "period": self.period, "due_on": self.due_on}
        return super().get_table_kwargs() | mine

    def export(self, kind):
        """The list as it is filtered, with every figure of the reports (columns of DOMAIN 1.6)."""
        rows, widths = recap(self.object_list, self.period)
        title = f"{self.title} ({FORMAT_NOTE.lower()})"
        content = to_csv(rows) if kind == "csv" else to_xlsx(self.period.label, rows, widths)
        return as_file(content, kind, title)

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "due_on": self.due_on,
            "format_note": FORMAT_NOTE,
            "waiting": queries.waiting_for(user).count() if user.may("decide") else 0,
        }


class ReportDetail(ReportMixin, ScopedDetail):
    template_name = "progress/report_detail.html"

    def get_context_data(self, **kwargs):
        report, user = self.object, self.request.user
        group, period = report.group, report.span
        rule = queries.rule_of(group.region_id, period)
        revisions = list(Report.objects.visible_to(user).filter(group=group, period=period.code).newest())
        is_newest = revisions[0].pk == report.pk
        can_edit = user.may_in("edit", group.region_id) and not group.archived_at and is_newest
        lock = lock_of(group, period, rule, report) if is_newest else None
        steps = list(report.steps.visible_to(user).select_related("by"))
        notes = steps[-1].field_notes if report.state == "dikembalikan" else {}
        approval = workflow.next_approval(report, user) if not can_edit or user.may("decide") else None
        return super().get_context_data(**kwargs) | {
            "title": str(report),
            "back_url": f"{reverse('report-list')}?periode={report.period}",
            "report": report,
            "period": period,
            "sections": sections_of(report, notes),
            "steps": [(step, pinned_by(step)) for step in steps],
            "revisions": [row for row in revisions if row.pk != report.pk],
            "lock": lock,
            "can_write": can_edit and report.state in WRITABLE and not lock,
            "can_revise": can_edit and lock and lock.offer == REVISE,
            "can_ask": can_edit and lock and lock.offer == ASK,
            "opening": Opening.objects.visible_to(user)
            .filter(group=group, period=period.code)
            .select_related("asked_by", "decided_by")
            .first(),
            "approval": approval,
            "can_return": workflow.may_take(report, workflow.RETURN, user) if approval else False,
            "format_note": FORMAT_NOTE,
        }


def pinned_by(step) -> list[tuple[str, str]]:
    """(label, note) of each box that a return speaks of."""
    return [(BOX[name].label, text) for name, text in step.field_notes.items()]


def sections_of(report, notes) -> list[tuple]:
    """(title, [(label, value, last period's value, explanation, note pinned to it)]) for each section."""
    before = report.previous
    sections = {title: [] for title in SECTIONS}
    for box in BOXES:
        then = before.shown(box.name) if before else ""
        words = report.explanations.get(box.name, ""), notes.get(box.name, "")
        sections[box.section].append((box.label, report.shown(box.name), then, *words))
        if box.name == "capital":
            sections[box.section].append((GROWTH, report.growth, before.growth if before else "", "", ""))
    return list(sections.items())


class ReportPdf(ReportMixin, ScopedDetail):
    """The report to print and sign."""

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("group__region__parent__parent", "group__business_kind", "group__capital_source")
        )

    def render_to_response(self, context, **kwargs):
        report = self.object
        return as_file(report_pdf(report), "pdf", f"{report} {report.group.name}")


class GroupReports(ScopedDetail):
    """What a group reported, and the ended periods of which nothing is filled in."""

    model = BusinessGroup
    template_name = "progress/group_reports.html"

    def get_queryset(self):
        return super().get_queryset().kept().select_related("region__parent")

    def get_context_data(self, **kwargs):
        group, user = self.object, self.request.user
        reports = list(Report.objects.visible_to(user).filter(group=group).select_related("accepted_by"))
        filled = {report.period for report in reports}
        ended = queries.ended_periods(group.region_id)
        return super().get_context_data(**kwargs) | {
            "title": "Laporan",
            "lead": group.name,
            "back_url": group.get_absolute_url(),
            "reports": reports,
            "open_periods": [
                span for span in ended if span.code not in filled and span.last >= group.founded_on
            ][:4],
            "can_edit": user.may_in("edit", group.region_id),
        }
