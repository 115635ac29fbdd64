"""Which reports are expected, where each stands, and what was accepted; for this app and those above it.

Every function takes groups (or a user whose scope gives them) that the caller has through the door.
``Standing`` is one group's period in one line; ``accepted_values`` are the figures that count.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from groups.models import BusinessGroup
from groups.progress import periods
from groups.progress.models import STATES, Opening, Report, ReportingRule
from groups.progress.periods import Period, Rule
from groups.scoping.queryset import under

UNFILLED = "belum"
STATES_AND_NONE = [(UNFILLED, "Belum diisi"), *STATES]


def rules_of(region_code: str) -> list[Rule]:
    """The rules of the city in which ``region_code`` lies; one query. FIRST_RULE holds before them."""
    return [row.rule for row in ReportingRule.objects.of(region_code[:5])]


def rule_of(region_code: str, period: Period) -> Rule:
    return periods.rule_at(rules_of(region_code), period.first)


def ended_periods(region_code: str, most: int = 8, today: date | None = None) -> list[Period]:
    """The periods of that city whose reports are expected by now, the newest first."""
    return periods.ended(rules_of(region_code), today or timezone.localdate(), most)


def expected_groups(groups, period: Period):
    """Those of ``groups`` (scoped) that report on ``period``: active on its last day."""
    return groups.as_of(period.last).filter(status="aktif")


def expected(user, period: Period):
    """Groups of the user's scope that report on ``period``, with where each stands.

    Annotated with ``report_id``, ``report_state`` (None where nothing is filled in), ``report_revision``,
    ``first_sent_on``, ``report_changed``: all of the newest revision.
    """
    newest = Report.objects.of(OuterRef("pk")).filter(period=period.code).newest()

    def of_newest(field):
        return Subquery(newest.values(field)[:1])

    groups = expected_groups(BusinessGroup.objects.visible_to(user), period)
    return groups.select_related("region").annotate(
        report_id=of_newest("pk"),
        report_state=of_newest("state"),
        report_revision=of_newest("revision"),
        first_sent_on=of_newest("first_sent_on"),
    )


def behind(groups, due_on: date, today: date | None = None):
    """Of ``expected`` groups those sent after the due date, or not yet although it is over."""
    late = Q(first_sent_on__gt=due_on)
    if (today or timezone.localdate()) > due_on:
        late |= Q(first_sent_on__isnull=True)
    return groups.filter(late)


@dataclass(frozen=True)
class Standing:
    """Where a group's report of a period stands.

    ``state``: one of STATES, or UNFILLED. ``sent_on``: first sent, None before. ``accepted``: whether an
    accepted revision counts, also while a newer one is on its way.
    """

    report: int | None
    state: str
    sent_on: date | None
    due_on: date
    accepted: bool

    @property
    def is_on_time(self) -> bool | None:
        """None while there is still time."""
        if self.sent_on:
            return self.sent_on <= self.due_on
        return False if timezone.localdate() > self.due_on else None


def standings(groups, spans: list[Period]) -> dict[tuple[int, str], Standing]:
    """{(group id, period code): Standing} of every pair, also of those without a report.

    ``groups``: rows or a queryset of one city's groups, scoped. Whether a group is expected to report at
    all is ``expected_groups``' to say. Two queries, however many.
    """
    groups = list(groups)
    if not groups or not spans:
        return {}
    rules = rules_of(groups[0].region_id)
    due = {span.code: periods.rule_at(rules, span.first).due(span) for span in spans}
    found = {
        (group.pk, code): Standing(None, UNFILLED, None, due_on, False)
        for group in groups
        for code, due_on in due.items()
    }
    rows = Report.objects.of([group.pk for group in groups]).filter(period__in=due).order_by("revision")
    columns = ("group_id", "period", "pk", "state", "first_sent_on", "due_on", "superseded_at")
    for group, code, pk, state, sent_on, due_on, superseded_at in rows.values_list(*columns):
        accepted = found[group, code].accepted or (state == "diterima" and superseded_at is None)
        found[group, code] = Standing(pk, state, sent_on, due_on, accepted)
    return found


def accepted_values(groups, period: Period) -> dict[int, dict]:
    """{group id: {box: value}} of the accepted reports that count; see ``boxes`` for the names. One query."""
    rows = Report.objects.of(groups).filter(period=period.code).valid()
    return {row.group_id: row.values for row in rows}


def is_on_time(report) -> bool:
    """Whether ``report`` was first sent by its due date, or still can be."""
    return not report.is_late


def compared_with(group, period: Period) -> Report | None:
    """The group's newest report before ``period`` that was sent and not returned."""
    sent = Report.objects.of(group).filter(ends_on__lt=period.first)
    sent = sent.filter(state__in=("dikirim", "diverifikasi", "diterima"))
    return sent.select_related("level_before", "level").order_by("-ends_on", "-revision").first()


def opened_until(group, period: Period, today: date | None = None) -> date | None:
    """The last day of the exception that holds for a closed period, or None."""
    rows = Opening.objects.of(group).filter(period=period.code).open_on(today or timezone.localdate())
    return rows.order_by("-open_until").values_list("open_until", flat=True).first()


def waiting_for(user):
    """Reports whose next step is hers: verifying for a kecamatan, accepting for the city.

    Never those that she wrote, sent or verified herself.
    """
    rows = Report.objects.allowed_to(user, "decide")
    city = set(user.region_codes("accept"))
    verifies, accepts = Q(pk__in=[]), Q(pk__in=[])
    for code in user.region_codes("decide"):
        if code in city:
            accepts |= under("group__region__code", code)
        else:
            verifies |= under("group__region__code", code)
    mine = (verifies & Q(state="dikirim", kecamatan_step=True)) | (
        accepts & (Q(state="diverifikasi") | Q(state="dikirim", kecamatan_step=False))
    )
    wrote = Report.history.filter(written_by=user).order_by().values("id")
    rows = rows.filter(mine, group__archived_at__isnull=True).exclude(pk__in=wrote)
    return rows.exclude(sent_by=user).exclude(verified_by=user)


def waiting_openings(user):
    """Requests to open that she may answer."""
    rows = Opening.objects.allowed_to(user, "accept").waiting()
    return rows.exclude(asked_by=user).select_related("group__region", "asked_by")
