"""Who has sent the reports of a period: counted by kelurahan, and the groups behind each number.

A group counts once a period, by its first report, in the kelurahan where it is registered; expected are those
that were active on the period's last day (``groups.progress.queries``).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from groups.models import Region
from groups.models.base import during
from groups.progress import periods as spans
from groups.progress.models import Report
from groups.progress.queries import rules_of
from groups.values import show_number
from reports import queries
from reports.census import census
from reports.periods import Period

STANDINGS = {
    "tepat": "Tepat waktu",
    "terlambat": "Terlambat",
    "belum": "Belum mengirim",
    "masuk": "Sudah mengirim",
    "wajib": "Wajib lapor",
}


def ended_spans(region: Region, day, most=4) -> list[spans.Period]:
    """The reporting periods of the region's city that are over on ``day``, the newest first. One query."""
    return spans.ended(rules_of(region.pk), day, most)


def sent(*, user, region: Region, codes: list[str]) -> dict[str, dict[str, Counter]]:
    """{period code: {kelurahan: Counter}} with ``sent`` and ``late``. One query."""
    found = {code: defaultdict(Counter) for code in codes}
    rows = first_reports(user=user, region=region).filter(period__in=codes)
    rows = rows.filter(
        during(F("ends_on"), "group__status_changes__"),
        group__status_changes__status="aktif",
        group__archived_at__isnull=True,
    ).order_by()
    counted = rows.values("group__region_id", "period").annotate(
        sent=Count("pk"), late=Count("pk", filter=Q(first_sent_on__gt=F("due_on")))
    )
    for row in counted:
        counts = found[row["period"]][row["group__region_id"]]
        counts.update(sent=row["sent"], late=row["late"])
    return found


def first_reports(*, user, region):
    """The first report of each group and period, once it was sent."""
    return Report.objects.visible_in(user, region).filter(revision=1, first_sent_on__isnull=False)


def reporting_groups(*, user, region: Region, span: spans.Period, standing: str):
    """Groups that had to report on ``span``, narrowed to one of STANDINGS."""
    day = Period(span.first, span.last, span)
    groups = queries.counted_groups(user=user, region=region, period=day)
    mine = first_reports(user=user, region=region).filter(group=OuterRef("pk"), period=span.code)
    late = mine.filter(first_sent_on__gt=F("due_on"))
    narrow = {
        "wajib": Q(),
        "masuk": Q(Exists(mine)),
        "belum": ~Q(Exists(mine)),
        "terlambat": Q(Exists(late)),
        "tepat": Q(Exists(mine)) & ~Q(Exists(late)),
    }
    return groups.filter(narrow[standing])


@dataclass(frozen=True)
class Brick:
    """A place and a period on the wall: of ``due`` groups ``sent`` have sent, ``late`` of them late."""

    span: spans.Period
    due: int
    sent: int
    late: int

    @property
    def state(self) -> str:
        """How it is coloured: nothing to report, all in time, all but late, some, none."""
        if not self.due:
            return "kosong"
        if self.sent == self.due:
            return "terlambat" if self.late else "lengkap"
        return "sebagian" if self.sent else "belum"

    @property
    def words(self) -> str:
        if not self.due:
            return "tidak ada kelompok"
        late = f" · {show_number(self.late)} terlambat" if self.late else ""
        return f"{show_number(self.sent)} dari {show_number(self.due)}{late}"


@dataclass(frozen=True)
class Wall:
    """``rows``: (Region, [Brick of each span]), kecamatan before their kelurahan; ``total`` of all."""

    spans: list
    rows: list
    total: list


def wall(*, user, region: Region, period: Period) -> Wall:
    """The last four periods that are over by ``period.last``, of every place. Four queries."""
    columns = ended_spans(region, period.last)[::-1]
    due = census(user=user, region=region, days=[span.last for span in columns], only_groups=True)
    reports = sent(user=user, region=region, codes=[span.code for span in columns])
    places = Region.objects.visible_in(user, region).filter(level__in=["kecamatan", "kelurahan"])
    rows = []
    for place in places.order_by("code"):
        bricks = [_brick(span, due[span.last], reports[span.code], place.pk) for span in columns]
        if place.closed_on is None or any(brick.due for brick in bricks):
            rows.append((place, bricks))
    total = [_brick(span, due[span.last], reports[span.code], region.pk) for span in columns]
    return Wall(columns, rows, total)


def _brick(span, due, reports, code) -> Brick:
    here = [place for place in due if place == code or place.startswith(f"{code}.")]
    counts = sum((reports[place] for place in here if place in reports), Counter())
    return Brick(span, sum(due[place]["groups"] for place in here), counts["sent"], counts["late"])
