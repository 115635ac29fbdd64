"""Writing a report, its steps on the way up, its corrections; the rules and the exceptions.

Every writer first locks the group or the report, so that rules hold for two people at once.
PermissionDenied when ``by`` may not, ValidationError (Indonesian) when it cannot be.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import require
from groups.models import BusinessGroup
from groups.progress import checks, periods, queries, workflow
from groups.progress.boxes import BOX
from groups.progress.filling import fill_in
from groups.progress.locks import ASK, lock_of
from groups.progress.models import WRITABLE, Opening, Report, ReportingRule, ReportStep
from groups.values import MONTHS

LONGEST_OPENING = 90  # days; an exception without an end is no exception


def current(group, period) -> Report | None:
    """The newest revision of that group's period."""
    return queries.with_people(Report.objects.of(group)).filter(period=period.code).newest().first()


def prepare(group, period, rule, report=None, before=None) -> tuple[Report, list[str]]:
    """The report to write on, filled in from books and members, and the names of the boxes left to type.

    ``report``: the ``current`` one; without it a new one, unsaved. ``before``: what it is compared with.
    """
    if report is None:
        report = Report(
            group=group,
            period=period.code,
            starts_on=period.first,
            ends_on=period.last,
            due_on=rule.due(period),
            kecamatan_step=rule.kecamatan_step,
        )
    if report.previous is None:
        report.previous = before or queries.compared_with(group, period)
    return report, fill_in(report)


@transaction.atomic
def write(*, report, typed, by):
    """Save a draft. What is impossible in a ``typed`` box is refused; what is missing or unusual may wait.

    ``report`` and ``typed`` come from ``prepare``. Raises ValidationError where the report is locked, with
    who locked it and when.
    """
    group = _locked_group(report.group, by)
    _check_writable(group, report)
    wrong = {name: text for name, text in checks.impossible(report.values).items() if name in typed}
    if wrong:
        raise ValidationError(wrong)
    report.written_by = by
    if report.pk:
        report.version += 1
    report.save()
    return report


def keep_sound(*, report, typed, answers, explanations, by):
    """Save as a draft what is sound of a report whose sending was refused; the draft.

    ``report`` and ``typed`` as ``write`` takes them; ``answers``: {box: value} of the boxes without an error.
    What is impossible together with the rest stays as it was.
    """
    stored = {name: getattr(report, name) for name in typed}
    for name in set(typed) & answers.keys():
        setattr(report, name, answers[name])
    for name in checks.impossible(report.values).keys() & stored.keys():
        setattr(report, name, stored[name])
    report.explanations = explanations
    return write(report=report, typed=typed, by=by)


@transaction.atomic
def send(*, report, by):
    """Send a written report to whoever checks it; its values stay as they are from now on.

    Raises ValidationError by box for what is missing or impossible, and at ``why_<box>`` for an unusual
    value that nobody explained.
    """
    group = _locked_group(report.group, by)
    rows = Report.objects.select_for_update(of=("self",)).select_related("group__ledger", "previous")
    report = rows.get(pk=report.pk)
    _check_writable(group, report)
    report.previous = queries.compared_with(group, report.span)
    fill_in(report)
    values, before = report.values, report.previous and report.previous.values
    wrong = checks.missing(values) | checks.impossible(values)
    asked = checks.unexplained(values, before, report.explanations)
    wrong |= {f"why_{name}": question for name, question in asked.items() if name not in wrong}
    if wrong:
        raise ValidationError(wrong)
    unusual = checks.unusual(values, before)
    report.explanations = {name: text for name, text in report.explanations.items() if name in unusual}
    now = timezone.now()
    report.first_sent_on = report.first_sent_on or timezone.localdate(now)
    report.sent_by, report.sent_at = by, now
    return _move(report, workflow.SEND, by)


@transaction.atomic
def approve(*, report, by, note=""):
    """Verify or accept ``report``, whichever comes next; the earlier accepted revision counts no longer."""
    report = _locked_report(report, by)
    step = workflow.next_approval(report, by)
    if step is None:
        _refuse_step(report, by)
    now = timezone.now()
    if step is workflow.VERIFY:
        report.verified_by, report.verified_at = by, now
    else:
        report.accepted_by, report.accepted_at = by, now
        for older in Report.objects.filter(group=report.group, period=report.period).valid():
            older.superseded_at = now
            older.version += 1
            older.save()
    return _move(report, step, by, note)


@transaction.atomic
def approve_many(*, reports, by) -> int:
    """``approve`` each, all or none; how many."""
    for report in reports:
        approve(report=report, by=by)
    return len(reports)


@transaction.atomic
def send_back(*, report, by, note="", field_notes=None):
    """Return ``report`` with what is to be mended: in a word, or pinned to boxes, or both."""
    report = _locked_report(report, by)
    if not workflow.may_take(report, workflow.RETURN, by):
        _refuse_step(report, by)
    field_notes = {name: text.strip() for name, text in (field_notes or {}).items() if text.strip()}
    unknown = set(field_notes) - set(BOX)
    if unknown:
        raise ValidationError("Isian ini tidak ada di laporan. Muat ulang halaman.")
    note = note.strip() or ("Perbaiki isian yang diberi catatan." if field_notes else "")
    if not note:
        raise ValidationError({"note": "Tulis apa yang perlu diperbaiki, di sini atau di isiannya."})
    report.verified_by = report.verified_at = None
    return _move(report, workflow.RETURN, by, note, field_notes)


@transaction.atomic
def revise(*, report, reason, by):
    """Begin a correction of an accepted report: a new revision with its values, which goes the same way."""
    group = _locked_group(report.group, by)
    report = Report.objects.select_related("group", "accepted_by").get(pk=report.pk)
    newest = current(group, report.span)
    if report.state != "diterima" or newest.pk != report.pk:
        raise ValidationError("Revisi laporan ini sudah ada. Lanjutkan yang itu.")
    lock = lock_of(group, report.span, queries.rule_of(group.region_id, report.span), report)
    if lock.offer == ASK:
        raise ValidationError(lock.text)
    if not reason.strip():
        raise ValidationError({"reason": "Tulis apa yang keliru dan mengapa."})
    copied = ("group", "period", "starts_on", "ends_on", "due_on", "kecamatan_step", "previous", "from_books")
    copied += ("explanations", "first_sent_on", *(f"{n}_id" if n.startswith("level") else n for n in BOX))
    new = Report(**{name: getattr(report, name) for name in copied})
    new.revision, new.revision_reason, new.written_by = report.revision + 1, reason.strip(), by
    new.save()
    return new


# -- exceptions


@transaction.atomic
def ask_to_open(*, group, period, reason, by):
    """Ask for a closed period to be opened for ``group``. One request at a time."""
    group = _locked_group(group, by)
    lock = lock_of(group, period, queries.rule_of(group.region_id, period), current(group, period))
    if not lock or lock.offer != ASK:
        raise ValidationError(lock.text if lock else "Periode ini masih terbuka. Laporannya dapat diisi.")
    if Opening.objects.of(group).filter(period=period.code).waiting().exists():
        raise ValidationError("Permintaan untuk periode ini sudah ada dan masih menunggu jawaban.")
    return Opening.objects.create(group=group, period=period.code, reason=reason.strip(), asked_by=by)


@transaction.atomic
def decide_opening(*, opening, until, answer, by):
    """Open the period until the day ``until`` (inclusive), or with None refuse, which needs an ``answer``."""
    opening = Opening.objects.select_for_update(of=("self",)).select_related("group").get(pk=opening.pk)
    require(by, "accept", opening.group.region_id)
    if opening.state != "menunggu":
        raise ValidationError("Permintaan ini sudah dijawab.")
    if opening.asked_by_id == by.pk:
        raise ValidationError("Permintaan diputuskan orang lain, bukan yang meminta.")
    today = timezone.localdate()
    if until and not today <= until <= today + timedelta(days=LONGEST_OPENING):
        raise ValidationError(
            {"open_until": f"Pilih tanggal dari hari ini sampai {LONGEST_OPENING} hari lagi."}
        )
    if not until and not answer.strip():
        raise ValidationError({"answer": "Tulis alasan menolaknya."})
    opening.state, opening.open_until = ("dibuka", until) if until else ("ditolak", None)
    opening.answer, opening.decided_by, opening.decided_at = answer.strip(), by, timezone.now()
    opening.version += 1
    opening.save()
    return opening


# -- rules


@transaction.atomic
def save_rule(*, rule, by):
    """Let ``rule`` (unsaved) hold from its day on; one that has not begun to count is replaced.

    Raises ValidationError where it would change a period that is over, or cut one in two.
    """
    require(by, "manage", rule.region_id)
    rules = queries.rules_of(rule.region_id)
    running = periods.period_at(rules, timezone.localdate() + timedelta(days=1))
    if rule.valid_from < running.first:
        raise ValidationError({"valid_from": "Periode yang sudah lewat tidak diubah. Pilih yang berikutnya."})
    rest = [known for known in rules if known.valid_from != rule.valid_from]
    around = {rule.rhythm, periods.rule_at(rest, rule.valid_from).rhythm}
    later = [known.valid_from for known in rest if known.valid_from > rule.valid_from]
    cuts = [rule.valid_from for rhythm in around if not periods.is_boundary(rhythm, rule.valid_from)]
    cuts += [day for day in later if not periods.is_boundary(rule.rhythm, day)]
    if cuts:
        month = f"{MONTHS[cuts[0].month]} {cuts[0].year}"
        raise ValidationError(
            {"valid_from": f"{month} bukan awal periode itu. Pilih Januari, atau jadwal laporan yang lain."}
        )
    same = ReportingRule.objects.select_for_update(of=("self",)).of(rule.region_id)
    same = same.filter(valid_from=rule.valid_from).first()
    if same:
        rule.pk, rule.version = same.pk, same.version + 1
    rule.decided_by = by
    rule.save()
    return rule


# -- what every writer goes through


def _locked_group(group, by) -> BusinessGroup:
    require(by, "edit", group.region_id)
    group = BusinessGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu, lalu isi laporannya.")
    return group


def _check_writable(group, report):
    newest = current(group, report.span)
    lock = lock_of(group, report.span, queries.rule_of(group.region_id, report.span), newest)
    if lock:
        raise ValidationError(lock.text)
    if newest and newest.pk != report.pk:
        raise ValidationError("Laporan ini baru saja dibuat dari tempat lain. Muat ulang halaman.")


def _locked_report(report, by) -> Report:
    require(by, "decide", report.group.region_id)
    rows = Report.objects.select_for_update(of=("self",)).select_related("group__region")
    return rows.get(pk=report.pk)


def _refuse_step(report, by):
    """Say why ``by`` cannot take the step that she asked for."""
    if report.state in WRITABLE or report.state == "diterima":
        raise ValidationError(f"Laporan ini sekarang {report.get_state_display().lower()}.")
    if workflow.wrote(report, by):
        raise ValidationError("Laporan yang Anda isi atau kirim diperiksa orang lain.")
    if report.verified_by_id == by.pk:
        raise ValidationError("Anda sudah memverifikasinya; yang menerima orang lain.")
    raise ValidationError("Laporan ini menunggu langkah Pokja II yang lain.")


def _move(report, step, by, note="", field_notes=None):
    ReportStep.objects.create(
        report=report,
        from_state=report.state,
        to_state=step.to,
        by=by,
        note=note,
        field_notes=field_notes or {},
    )
    report.state = step.to
    report.version += 1
    report.save()
    return report
