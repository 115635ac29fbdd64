"""What waits in reports: for a kader to fill in or mend, for Pokja II to check."""

from django.urls import reverse
from django.utils import timezone

from groups.progress import periods, queries
from groups.progress.models import Report
from groups.todos import NEWS_FOR, Todo, Waiting, first_of
from groups.values import show_date, show_number

FEW = 3
RETURNED = "laporan dikembalikan"


def todos(user):
    if user.may("edit") and not user.may("decide"):
        yield Waiting(_returned(user), _say_returned)
        yield Waiting(_accepted(user), _say_accepted)
        yield _unfilled(user)
    if user.may("decide"):
        yield Waiting(first_of(queries.waiting_for(user), "pk", most=1), _say_waiting)
        yield Waiting(_openings(user), _say_openings)


def _returned(user):
    """Reports that came back with a note."""
    rows = Report.objects.editable_by(user).filter(state="dikembalikan", group__archived_at__isnull=True)
    return first_of(rows, "ends_on", most=FEW, pk="group_id", name="group__name", code="period")


def _say_returned(rows):
    for row in rows:
        address = reverse("report-write", args=[row.pk, row.code])
        label = periods.parse(row.code).label
        yield Todo(f"Laporan {label} dikembalikan: lihat catatannya", address, note=row.name, kind=RETURNED)


def _accepted(user):
    """What the city took in lately."""
    rows = Report.objects.editable_by(user).filter(
        state="diterima", accepted_at__gte=timezone.now() - NEWS_FOR
    )
    return first_of(rows, "-accepted_at", most=FEW, pk="pk", name="group__name", code="period")


def _say_accepted(rows):
    for row in rows:
        text = f"Laporan {periods.parse(row.code).label} diterima"
        kind = {"kind": "laporan diterima", "needs": False}
        address = reverse("report-detail", args=[row.pk])
        yield Todo(text, address, note=row.name, icon="check-circle", **kind)


def _unfilled(user):
    """Groups whose report of the newest ended period has not been sent, and until when it can be in time."""
    rules = queries.rules_of(user.home_region.pk)
    (period,) = periods.ended(rules, timezone.localdate(), most=1)
    due_on = periods.rule_at(rules, period.first).due(period)
    groups = queries.expected(user, period).filter(first_sent_on__isnull=True)

    def say(rows):
        address = f"{reverse('report-list')}?periode={period.code}"
        text = f"{show_number(rows[0].total)} kelompok belum mengirim laporan {period.label}"
        if rows[0].total == 1:
            text = f"{rows[0].name} belum mengirim laporan {period.label}"
            address = reverse("report-write", args=[rows[0].pk, period.code])
        passed = timezone.localdate() > due_on
        note = f"batas kirim {'lewat ' if passed else ''}{show_date(due_on)}"
        yield Todo(
            text, address, note=note, icon="card-text", kind="laporan belum dikirim", number=rows[0].total
        )

    return Waiting(first_of(groups, "name", most=1, pk="pk", name="name"), say)


def _say_waiting(rows):
    number = rows[0].total
    kind = {"kind": "laporan menunggu Anda periksa", "number": number}
    yield Todo(f"{show_number(number)} {kind['kind']}", reverse("report-queue"), icon="card-text", **kind)


def _openings(user):
    said = {"name": "group__name", "note": "group__region__name", "code": "period"}
    return first_of(queries.waiting_openings(user), "-asked_at", most=FEW, pk="pk", **said)


def _say_openings(rows):
    for row in rows:
        text = f"{row.name} minta {periods.parse(row.code).label} dibuka"
        address = reverse("opening-decide", args=[row.pk])
        yield Todo(text, address, note=row.note, icon="lock", kind="permintaan membuka periode")
