"""What the pages of reports share: the report inside the scope, and the period of an address."""

from functools import cached_property

from django.http import Http404

from groups.models import BusinessGroup
from groups.progress import periods, queries
from groups.progress.models import Report


def period_of(code: str, rules) -> periods.Period:
    """The period that ``code`` names under a city's rules, or 404."""
    try:
        period = periods.parse(code)
    except ValueError as error:
        raise Http404("period") from error
    if periods.period_at(rules, period.first) != period:
        raise Http404("not a period of this city's rhythm")
    return period


class ReportMixin:
    """The report ``pk`` inside the scope, with all that its page shows."""

    target_model = model = Report

    def get_target_queryset(self):
        rows = Report.objects.allowed_to(self.request.user, self.may)
        people = ("written_by", "sent_by", "verified_by", "accepted_by")
        more = ("group__region__parent", "previous__level", "previous__level_before", "level", "level_before")
        return rows.select_related(*more, *people)

    get_queryset = get_target_queryset


class OfGroupAndPeriod:
    """A form about the group ``pk`` and the period of the address."""

    target_model = BusinessGroup

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region", "ledger")

    @cached_property
    def rules(self):
        return queries.rules_of(self.target.region_id)

    @cached_property
    def period(self):
        return period_of(self.kwargs["period"], self.rules)

    @cached_property
    def rule(self):
        return periods.rule_at(self.rules, self.period.first)

    def get_context_data(self, **kwargs):
        lead = f"{self.target.name} · {self.period.label}"
        return super().get_context_data(**kwargs) | {"lead": lead, "period": self.period, "rule": self.rule}
