"""Why a report cannot be written now, and what to do about it: who, when, why."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.progress import queries
from groups.progress.models import WRITABLE, Report
from groups.progress.periods import Period, Rule
from groups.values import show_date

REVISE, ASK = "revisi", "buka"


@dataclass(frozen=True)
class Lock:
    """``offer``: REVISE or ASK where that is the way out, else nothing."""

    text: str
    offer: str = ""


def lock_of(group, period: Period, rule: Rule, report: Report | None) -> Lock | None:
    """What keeps the ``report`` (None: not begun) of ``group`` and ``period`` from being written.

    ``rule``: the one of that period.
    """
    today = timezone.localdate()
    if group.founded_on > period.last:
        return Lock(f"{group.name} berdiri {show_date(group.founded_on)}, sesudah {period.label}.")
    if period.last > today:
        return Lock(f"{period.label} berakhir {show_date(period.last)}. Laporannya diisi sesudah itu.")
    if report and report.state in ("dikirim", "diverifikasi"):
        return Lock(_on_the_way(report))
    closed = _closed(group, period, rule, report, today)
    if report and report.state not in WRITABLE:
        text = (
            f"Terkunci karena diterima {_day(report.accepted_at)} oleh {report.accepted_by}. "
            "Yang keliru diperbaiki dengan revisi."
        )
        return Lock(f"{text} {closed.text}", ASK) if closed else Lock(text, REVISE)
    return closed


def _on_the_way(report) -> str:
    text = f"Terkunci karena dikirim {_day(report.sent_at)} oleh {report.sent_by}"
    if report.state == "diverifikasi":
        text += f" dan diverifikasi {_day(report.verified_at)} oleh {report.verified_by}"
    return f"{text}. Bila ada yang keliru, minta Pokja II mengembalikannya."


def _closed(group, period: Period, rule: Rule, report: Report | None, today: date) -> Lock | None:
    last = rule.closes(period)
    if last is None or today <= last:
        return None
    if report.opened_until if report else queries.opened_until(group, period):
        return None
    who = f", menurut aturan yang ditetapkan {rule.decided_by}" if rule.decided_by else ""
    return Lock(
        f"{period.label} ditutup sesudah {show_date(last)}: {rule.close_days} hari sesudah batas kirim{who}.",
        ASK,
    )


def _day(moment) -> str:
    return show_date(timezone.localtime(moment).date())
