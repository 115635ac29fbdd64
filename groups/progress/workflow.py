"""The way of a report: which step leads where, and whose it is. One table; the writes are in ``actions``.

draft → dikirim → diverifikasi → diterima, or dikembalikan and sent again. With the kecamatan's step
switched off, the city accepts what was sent.
"""

from dataclasses import dataclass

from groups.progress.models import ON_THE_WAY, WRITABLE, Report


@dataclass(frozen=True)
class Step:
    """``may``: what one must be allowed to do in the group's kelurahan. ``verb``: on the button."""

    name: str
    sources: tuple[str, ...]
    to: str
    may: str
    verb: str
    done: str


SEND = Step("kirim", WRITABLE, "dikirim", "edit", "Kirim", "Laporan dikirim.")
VERIFY = Step("verifikasi", ("dikirim",), "diverifikasi", "decide", "Verifikasi", "Laporan diverifikasi.")
ACCEPT = Step("terima", ("diverifikasi",), "diterima", "accept", "Terima", "Laporan diterima.")
ACCEPT_AT_ONCE = Step("terima", ("dikirim",), "diterima", "accept", "Terima", "Laporan diterima.")
RETURN = Step("kembalikan", ON_THE_WAY, "dikembalikan", "decide", "Kembalikan", "Laporan dikembalikan.")


def steps_of(report: Report) -> tuple[Step, ...]:
    """Every step of this report's way, whoever may take it."""
    approvals = (VERIFY, ACCEPT) if report.kecamatan_step else (ACCEPT_AT_ONCE,)
    return (SEND, *approvals, RETURN)


def wrote(report: Report, user) -> bool:
    """Whether she filled in any of it or sent it: then its checking is somebody else's."""
    if user.pk in (report.written_by_id, report.sent_by_id):
        return True
    return report.history.filter(written_by=user).exists()


def may_take(report: Report, step: Step, user) -> bool:
    """Whether ``user`` may take ``step`` from where the report is now."""
    if report.state not in step.sources or step not in steps_of(report):
        return False
    if not user.may_in(step.may, report.group.region_id):
        return False
    if step is SEND:
        return True
    if step.to == "diterima" and report.verified_by_id == user.pk:
        return False
    return not wrote(report, user)


def next_approval(report: Report, user) -> Step | None:
    """Verifying or accepting, where that is hers now."""
    for step in steps_of(report):
        if step not in (SEND, RETURN) and may_take(report, step, user):
            return step
    return None
