"""What waits in reports: for a kader to fill in or mend, for Pokja II to check. At most three queries."""

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone

from groups.progress import periods, queries
from groups.progress.models import Report
from groups.todos import Todo
from groups.values import show_date, show_number


def todos(user) -> list[Todo]:
    if user.may("edit") and not user.may("decide"):
        return [*_returned(user), *_unfilled(user)]
    if user.may("decide"):
        return [*_waiting(user), *_openings(user)]
    return []


def _returned(user):
    """Reports that came back with a note."""
    rows = Report.objects.editable_by(user).filter(state="dikembalikan", group__archived_at__isnull=True)
    for report in rows.select_related("group").order_by("ends_on")[:3]:
        address = reverse("report-write", args=[report.group_id, report.period])
        note = report.group.name
        yield Todo(f"Laporan {report.period_label} dikembalikan: lihat catatannya", address, note=note)


def _unfilled(user):
    """Groups whose report of the newest ended period has not been sent, and until when it can be in time."""
    rules = queries.rules_of(user.home_region.pk)
    (period,) = periods.ended(rules, timezone.localdate(), most=1)
    due_on = periods.rule_at(rules, period.first).due(period)
    groups = queries.expected(user, period).filter(first_sent_on__isnull=True).order_by("name")
    first = groups.annotate(total=Window(Count("pk"))).first()
    if first is None:
        return
    address = f"{reverse('report-list')}?periode={period.code}"
    text = f"{show_number(first.total)} kelompok belum mengirim laporan {period.label}"
    if first.total == 1:
        text = f"{first.name} belum mengirim laporan {period.label}"
        address = reverse("report-write", args=[first.pk, period.code])
    passed = timezone.localdate() > due_on
    note = f"batas kirim {'lewat ' if passed else ''}{show_date(due_on)}"
    yield Todo(text, address, note=note, icon="card-text")


def _waiting(user):
    if number := queries.waiting_for(user).count():
        yield Todo(
            f"{show_number(number)} laporan menunggu Anda periksa", reverse("report-queue"), icon="card-text"
        )


def _openings(user):
    for opening in queries.waiting_openings(user)[:3]:
        text = f"{opening.group.name} minta {opening.period_label} dibuka"
        yield Todo(text, opening.get_absolute_url(), note=opening.group.region.name, icon="lock")
