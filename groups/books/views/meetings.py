"""Meetings: one page for who came, who saved, who paid."""

from django.urls import reverse
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.models import Meeting
from groups.books.views.base import LedgerMixin, OfLedger, can_write
from groups.models import Member
from groups.scoping.views import ScopedDetail


class MeetingList(LedgerMixin, ScopedDetail):
    template_name = "books/meeting_list.html"

    def get_context_data(self, **kwargs):
        ledger, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            "title": "Pertemuan",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "meetings": queries.with_attendance(Meeting.objects.visible_to(user).filter(group=ledger.group)),
            "can_edit": can_write(user, ledger),
        }


class MeetingCreate(OfLedger):
    """One page for a whole meeting: who came, who saved, who paid."""

    form_class = forms.MeetingForm
    template_name = "books/meeting_form.html"
    title = "Catat pertemuan"
    submit_label = "Simpan pertemuan"
    done_text = "Pertemuan tersimpan; setiap setoran mendapat buktinya sendiri."

    def get_form_kwargs(self):
        ledger = self.target
        members = Member.objects.allowed_to(self.request.user, self.may).filter(
            group=ledger.group, is_active=True
        )
        return super().get_form_kwargs() | {
            "ledger": ledger,
            "members": list(members.order_by("name_key")),
            "loans": list(queries.open_loans(ledger).filter(member__isnull=False)),
            "instance": Meeting(group=ledger.group, on=timezone.localdate()),
        }

    def perform(self, form):
        return actions.hold_meeting(
            ledger=self.target,
            meeting=form.instance,
            came=form.came,
            payments=form.payments,
            by=self.request.user,
        )


class MeetingDetail(ScopedDetail):
    model = Meeting
    template_name = "books/meeting.html"

    def get_queryset(self):
        return Meeting.objects.visible_to(self.request.user).select_related("group__ledger", "group__region")

    def get_context_data(self, **kwargs):
        meeting, user = self.object, self.request.user
        receipts = (
            meeting.receipts.visible_to(user)
            .counted()
            .select_related("member")
            .prefetch_related("cash_lines")
        )
        paid = {
            receipt.member_id: (receipt, sum(line.signed for line in receipt.cash_lines.all()))
            for receipt in receipts
        }
        came = {row.member_id for row in meeting.attendances.visible_to(user)}
        members = Member.objects.visible_to(user).filter(group=meeting.group).order_by("name_key")
        rows = [
            (member, member.pk in came, *paid.get(member.pk, (None, 0)))
            for member in members
            if member.is_active or member.pk in came
        ]
        return super().get_context_data(**kwargs) | {
            "title": str(meeting),
            "lead": meeting.group.name,
            "back_url": reverse("meeting-list", args=[meeting.group.ledger.pk]),
            "meeting": meeting,
            "rows": rows,
            "came": sum(here for _, here, _, _ in rows),
            "total": sum(amount for _, _, _, amount in rows),
        }
