"""Meetings: one page for who came, who saved, who paid."""

from django.urls import reverse
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.layout import to_pdf
from groups.books.models import Meeting
from groups.books.printing import minutes_of
from groups.books.views.base import LedgerMixin, OfLedger, can_write
from groups.models import Member
from groups.scoping.views import EditPage, ScopedDetail, as_file


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
    may_wait = True
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


class MeetingMixin:
    target_model = model = Meeting

    def get_target_queryset(self):
        rows = Meeting.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("group__ledger", "group__region__parent__parent")

    get_queryset = get_target_queryset


class MeetingDetail(MeetingMixin, ScopedDetail):
    template_name = "books/meeting.html"

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
        rows = [
            (member, here, *paid.get(member.pk, (None, 0))) for member, _, here in queries.people_of(meeting)
        ]
        came = sum(here for _, here, _, _ in rows)
        return super().get_context_data(**kwargs) | {
            "title": str(meeting),
            "lead": meeting.group.name,
            "back_url": reverse("meeting-list", args=[meeting.group.ledger.pk]),
            "meeting": meeting,
            "rows": rows,
            "came": came,
            "absent": len(rows) - came,
            "total": sum(amount for _, _, _, amount in rows),
            "can_edit": can_write(user, meeting.group.ledger),
        }


class MeetingUpdate(MeetingMixin, EditPage):
    """The minutes and who came; the money of the meeting stays with its receipts."""

    form_class = forms.MinutesEditForm
    title = "Ubah notulen dan daftar hadir"
    lead = "Uang yang disetor tidak berubah di sini; yang keliru dibatalkan lewat buktinya."

    def get_target_queryset(self):
        return super().get_target_queryset().filter(group__archived_at__isnull=True)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": queries.people_of(self.target)}

    def perform(self, form):
        return actions.update_meeting(meeting=form.instance, came=form.present, by=self.request.user)


class MeetingFile(MeetingMixin, ScopedDetail):
    """The minutes on paper, with the list of who came to be signed."""

    def render_to_response(self, context, **kwargs):
        meeting = self.object
        pages = minutes_of(meeting, queries.people_of(meeting))
        return as_file(to_pdf(pages), "pdf", f"notulen {meeting.group.name} {meeting.on:%Y-%m-%d}")
