"""A meeting in one sitting: minutes, who came, what each paid."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import not_in_future
from groups.books.actions.common import is_hers, locked
from groups.books.actions.members import receive
from groups.books.models import Meeting, MeetingAttendance
from groups.values import show_date


@transaction.atomic
def hold_meeting(*, ledger, meeting, came, payments, by):
    """Save a meeting with who ``came``, and what each paid: one receipt a member, all or nothing.

    ``payments``: [{"member", "savings", "dues", "instalments"}] as ``receive`` takes them; empty ones are
    passed over. An error names the member.
    """
    locked(ledger, by)
    not_in_future("on", meeting.on)
    meeting.group = ledger.group
    meeting.save()
    for member in came:
        is_hers(ledger, member)
        MeetingAttendance.objects.create(meeting=meeting, member=member)
    for payment in payments:
        paid = [*payment["savings"].values(), payment["dues"], *(p + j for _, p, j in payment["instalments"])]
        if not any(paid):
            continue
        try:
            receipt = receive(ledger=ledger, on=meeting.on, by=by, **payment)
        except ValidationError as error:
            if "on" in getattr(error, "error_dict", {}):
                raise
            raise ValidationError(f"{payment['member'].name}: {' '.join(error.messages)}") from error
        receipt.meeting = meeting
        receipt.save(update_fields=["meeting"])
    return meeting


@transaction.atomic
def update_meeting(*, meeting, came, by):
    """Save edited minutes and who ``came``; what was paid there stays as it is, and with it the day."""
    locked(meeting.group.ledger, by)
    not_in_future("on", meeting.on)
    before = Meeting.objects.get(pk=meeting.pk)
    if meeting.on != before.on and meeting.receipts.counted().exists():
        raise ValidationError(
            {"on": f"Setorannya sudah dicatat tanggal {show_date(before.on)}, jadi tanggalnya tetap."}
        )
    meeting.version += 1
    meeting.save()
    wanted = {member.pk: member for member in came}
    for attendance in meeting.attendances.all():
        if wanted.pop(attendance.member_id, None) is None:
            attendance.delete()
    for member in wanted.values():
        MeetingAttendance.objects.create(meeting=meeting, member=member)
    return meeting
