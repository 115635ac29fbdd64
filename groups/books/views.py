"""Pages of a group's books. What may be written is decided in ``groups.books.actions``."""

from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.lists import BookFilter, BookTable
from groups.books.loans import arrears, next_due, schedule
from groups.books.models import Ledger, Loan, Meeting, Receipt
from groups.models import BusinessGroup, Member
from groups.scoping.views import EditPage, FormPage, ScopedDetail, ScopedList
from groups.values import MONTHS


class BookList(ScopedList):
    """Every group of the scope with what its books say; those that have none come first."""

    model = BusinessGroup
    table_class = BookTable
    filterset_class = BookFilter
    title = "Buku"
    lead = "Kas, simpanan, dan pinjaman setiap kelompok."
    count_label = "kelompok"
    empty_text = "Di sini tampil buku kas dan simpan pinjam setiap kelompok. Belum ada kelompok yang sesuai."

    def get_queryset(self):
        groups = super().get_queryset().as_of(timezone.localdate()).filter(status="aktif")
        groups = groups.select_related("region", "ledger")
        return queries.with_balances(groups).order_by(F("last_on").asc(nulls_first=True), "name")


class LedgerMixin:
    """The ledger ``pk`` inside the scope, with its group and place."""

    target_model = model = Ledger

    def get_target_queryset(self):
        rows = Ledger.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("group__region__parent")

    get_queryset = get_target_queryset


class LedgerPage(LedgerMixin, ScopedDetail):
    template_name = "books/ledger.html"

    def get_context_data(self, **kwargs):
        ledger, user = self.object, self.request.user
        newest = ledger.receipts.visible_to(user).select_related("member").prefetch_related("cash_lines")
        return super().get_context_data(**kwargs) | {
            "title": f"Buku {ledger.group.name}",
            "back_url": reverse("book-list"),
            "ledger": ledger,
            "overview": queries.overview(ledger),
            "newest": newest.order_by("-pk")[:8],
            "closed": ledger.closed_months.visible_to(user).order_by("-year", "-month").first(),
            "can_edit": can_write(user, ledger),
            "month": f"{timezone.localdate():%Y-%m}",
        }


def can_write(user, ledger):
    return user.may_in("edit", ledger.group.region_id) and not ledger.group.archived_at


class LedgerBegin(FormPage):
    """The books of a group that has none yet; of one that has, straight to them."""

    target_model = BusinessGroup
    form_class = forms.LedgerForm
    title = "Mulai buku kelompok"
    lead = (
        "Buku kas dan simpan pinjam dimulai dari satu tanggal. Saldo simpanan dan pinjaman anggota pada "
        "tanggal itu diisi sesudahnya."
    )
    done_text = "Buku dimulai."

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region")

    def get(self, request, *args, **kwargs):
        ledger = Ledger.objects.visible_to(request.user).filter(group=self.target).first()
        return redirect(ledger) if ledger else super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "instance": Ledger(group=self.target, starts_on=timezone.localdate())
        }

    def perform(self, form):
        return actions.begin(ledger=form.instance, by=self.request.user)


class LedgerUpdate(LedgerMixin, EditPage):
    form_class = forms.LedgerForm
    title = "Atur buku"

    def perform(self, form):
        return actions.update_settings(ledger=form.instance, by=self.request.user)


class CashBook(LedgerMixin, ScopedDetail):
    """One month of the cash book, or a whole year of it, with the balance after each line."""

    template_name = "books/cash_book.html"

    def get_context_data(self, **kwargs):
        ledger = self.object
        first, last, label = self.period(ledger)
        return super().get_context_data(**kwargs) | {
            "title": "Buku kas umum",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "page": queries.cash_page(ledger, first, last),
            "label": label,
            "first": first,
            "last": last,
            "earlier": f"{date.fromordinal(first.toordinal() - 1):%Y-%m}" if first > ledger.starts_on else "",
            "later": f"{date.fromordinal(last.toordinal() + 1):%Y-%m}" if last < timezone.localdate() else "",
            "is_closed": ledger.closed_months.filter(year=last.year, month=last.month).exists(),
            "can_edit": can_write(self.request.user, ledger),
        }

    def period(self, ledger):
        """(first day, last day, name) of ``?bulan=2026-11`` or ``?tahun=2026``; this month without either."""
        today = timezone.localdate()
        asked = self.request.GET
        try:
            if asked.get("tahun"):
                year = int(asked["tahun"])
                return date(year, 1, 1), date(year, 12, 31), f"Tahun {year}"
            year, month = map(int, asked.get("bulan", f"{today:%Y-%m}").split("-"))
            return (
                date(year, month, 1),
                date(year, month, monthrange(year, month)[1]),
                f"{MONTHS[month]} {year}",
            )
        except (ValueError, IndexError) as error:
            raise Http404("period") from error


class OfLedger(LedgerMixin, FormPage):
    """A form that writes into the ledger ``pk`` and lands on the receipt that it made."""

    done_text = "Tersimpan."

    def get_target_queryset(self):
        return super().get_target_queryset().filter(group__archived_at__isnull=True)

    def check_saved(self, row):
        pass  # the action wrote into the locked ledger of this page

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"ledger": self.target, "lead": self.get_lead()}

    def get_lead(self):
        return self.target.group.name


class CashIn(OfLedger):
    direction = "masuk"
    form_class = forms.CashForm
    title = "Uang masuk"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"direction": self.direction}

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        return actions.record_cash(
            ledger=self.target, direction=self.direction, by=self.request.user, **fields
        )

    def landing(self, receipt):
        return self.request.path if "lagi" in self.request.POST else receipt.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"again_label": "Simpan, lalu catat lagi"}


class CashOut(CashIn):
    direction = "keluar"
    title = "Uang keluar"


class ReceiptMixin:
    target_model = model = Receipt

    def get_target_queryset(self):
        rows = Receipt.objects.allowed_to(self.request.user, self.may)
        return rows.select_related(
            "ledger__group__region", "member", "recorded_by", "voided_by", "reverses", "meeting"
        )

    get_queryset = get_target_queryset


class ReceiptDetail(ReceiptMixin, ScopedDetail):
    template_name = "books/receipt.html"

    def get_context_data(self, **kwargs):
        receipt = self.object
        user = self.request.user
        lines = list(receipt.cash_lines.visible_to(user).select_related("category"))
        later = Receipt.objects.visible_to(user).filter(reverses=receipt).first()
        is_final = receipt.voided_at or receipt.reverses_id or later
        can_edit = can_write(user, receipt.ledger) and not is_final
        plain = queries.is_plain(receipt)
        is_open = not receipt.ledger.closed_months.filter(
            year=receipt.on.year, month=receipt.on.month
        ).exists()
        return super().get_context_data(**kwargs) | {
            "title": str(receipt),
            "lead": receipt.ledger.group.name,
            "back_url": receipt.ledger.get_absolute_url(),
            "receipt": receipt,
            "lines": lines,
            "total": sum(line.signed for line in lines),
            "amount": abs(sum(line.signed for line in lines)),
            "savings": receipt.savings_lines.visible_to(user).select_related("member")
            if receipt.is_opening
            else (),
            "loan": Loan.objects.visible_to(user).filter(receipt=receipt).first(),
            "reversed_by": later,
            "can_cancel": can_edit,
            "can_update": can_edit and plain and is_open,
        }


class CashUpdate(ReceiptMixin, FormPage):
    form_class = forms.CashForm
    title = "Ubah baris kas"

    def get_target_queryset(self):
        return super().get_target_queryset().exclude(cash_lines__category__movement__gt="").counted().filter(
            is_opening=False, reverses__isnull=True, cash_lines__isnull=False
        )  # fmt: skip

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"direction": self.line.direction}

    @property
    def line(self):
        return self.target.cash_lines.select_related("category").get()

    def get_initial(self):
        line, receipt = self.line, self.target
        return {
            "on": receipt.on,
            "amount": line.amount,
            "category": line.category,
            "description": line.description,
            "party": receipt.party,
            "paper_no": receipt.paper_no,
            "version": receipt.version,
        }

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        if (
            fields.pop("version")
            != Receipt.objects.editable_by(self.request.user).get(pk=self.target.pk).version
        ):
            raise ValidationError(
                "Orang lain mengubah bukti ini sesudah Anda membukanya. Muat ulang halaman."
            )
        return actions.update_cash(
            receipt=self.target, direction=self.line.direction, by=self.request.user, **fields
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"ledger": self.target.ledger, "lead": str(self.target)}


class ReceiptCancel(ReceiptMixin, FormPage):
    form_class = forms.CancelForm
    title = "Batalkan bukti"
    submit_label = "Batalkan bukti ini"
    done_text = "Bukti dibatalkan."
    lead = (
        "Bila bulannya masih terbuka, bukti ini tidak dihitung lagi. Bila sudah ditutup, ditulis bukti "
        "pembatalan dengan tanggal hari ini."
    )

    def perform(self, form):
        return actions.cancel(receipt=self.target, reason=form.cleaned_data["reason"], by=self.request.user)


class SavingsBook(LedgerMixin, ScopedDetail):
    """What each member has saved and paid, with the way to take money in or pay it back."""

    template_name = "books/savings_book.html"

    def get_context_data(self, **kwargs):
        ledger, user = self.object, self.request.user
        sums = {pk: (kinds, dues) for pk, _, kinds, dues in queries.savings_by_member(ledger)}
        lent = {}
        for loan in queries.open_loans(ledger):
            lent[loan.member_id] = lent.get(loan.member_id, 0) + loan.remaining
        members = (
            Member.objects.visible_to(user).filter(group=ledger.group).order_by("-is_active", "name_key")
        )
        rows = [
            (member, *sums.get(member.pk, ({}, 0)), lent.get(member.pk, 0))
            for member in members
            if member.is_active or member.pk in sums
        ]
        kinds = ("pokok", "wajib", "sukarela")
        table = [
            (member, [saved.get(kind, 0) for kind in kinds], sum(saved.values()), dues, owed)
            for member, saved, dues, owed in rows
        ]
        totals = [sum(row[1][index] for row in table) for index in range(3)]
        return super().get_context_data(**kwargs) | {
            "title": "Simpanan dan iuran",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "rows": table,
            "totals": totals,
            "all_savings": sum(totals),
            "all_dues": sum(row[3] for row in table),
            "all_owed": sum(row[4] for row in table),
            "can_edit": can_write(user, ledger),
        }


class OfMember(OfLedger):
    """About one member of the ledger's group."""

    def dispatch(self, request, *args, **kwargs):
        self.member = None
        return super().dispatch(request, *args, **kwargs)

    def get_member(self):
        members = Member.objects.allowed_to(self.request.user, self.may).filter(group=self.target.group)
        self.member = self.member or self.find(members, self.kwargs["member"])
        return self.member

    def get_lead(self):
        return f"{self.get_member().name} · {self.target.group.name}"

    def get_back_url(self):
        return reverse("savings-book", args=[self.target.pk])


class PaymentCreate(OfMember):
    form_class = forms.PaymentForm
    title = "Terima setoran"

    def get_form_kwargs(self):
        loans = queries.open_loans(self.target).filter(member=self.get_member())
        return super().get_form_kwargs() | {"ledger": self.target, "loans": loans}

    def perform(self, form):
        data = form.cleaned_data
        return actions.receive(
            ledger=self.target, member=self.get_member(), on=data["on"], paper_no=data["paper_no"],
            by=self.request.user, **form.payment,
        )  # fmt: skip


class WithdrawalCreate(OfMember):
    form_class = forms.WithdrawalForm
    title = "Ambil simpanan"

    def get_form_kwargs(self):
        self.get_member()
        return super().get_form_kwargs()

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("on", "kind", "amount", "paper_no")}
        return actions.withdraw(ledger=self.target, member=self.get_member(), by=self.request.user, **fields)


class OpeningSavings(OfMember):
    form_class = forms.PaymentForm
    title = "Saldo awal simpanan"

    def get_form_kwargs(self):
        self.get_member()
        return super().get_form_kwargs() | {"ledger": self.target, "is_opening": True}

    def perform(self, form):
        actions.receive(
            ledger=self.target, member=self.get_member(), on=self.target.starts_on, is_opening=True,
            savings=form.payment["savings"], by=self.request.user,
        )  # fmt: skip
        return self.get_back_url()


class LoanList(LedgerMixin, ScopedDetail):
    template_name = "books/loan_list.html"

    def get_context_data(self, **kwargs):
        ledger, user = self.object, self.request.user
        loans = Loan.objects.visible_to(user).counted().filter(receipt__ledger=ledger)
        loans = loans.select_related("receipt", "member", "group").order_by(
            "-remaining", "-receipt__on", "pk"
        )
        today = timezone.localdate()
        rows = [(loan, arrears(loan, today), next_due(loan)) for loan in loans]
        return super().get_context_data(**kwargs) | {
            "title": "Pinjaman",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "rows": rows,
            "remaining": sum(loan.remaining for loan, _, _ in rows),
            "overdue": sum(late for _, late, _ in rows),
            "can_edit": can_write(user, ledger),
            "cash": queries.cash_on(ledger),
        }


class LoanCreate(OfLedger):
    form_class = forms.LoanForm
    title = "Beri pinjaman"
    is_opening = False

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {"ledger": self.target, "is_opening": self.is_opening, "instance": Loan()}

    def perform(self, form):
        data = form.cleaned_data
        extra = (
            {"already_paid": data["already_paid"] or 0} if self.is_opening else {"paper_no": data["paper_no"]}
        )
        on = self.target.starts_on if self.is_opening else data["on"]
        return actions.lend(ledger=self.target, loan=form.instance, on=on, by=self.request.user, **extra)

    def get_back_url(self):
        return reverse("loan-list", args=[self.target.pk])

    def get_lead(self):
        return f"{self.target.group.name} · uang kas {queries.cash_on(self.target):,}".replace(",", ".")


class OpeningLoan(LoanCreate):
    title = "Pinjaman yang sudah berjalan"
    is_opening = True


class LoanMixin:
    target_model = model = Loan

    def get_target_queryset(self):
        rows = Loan.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("receipt__ledger__group__region", "member", "group", "approved_by")

    get_queryset = get_target_queryset


class LoanDetail(LoanMixin, ScopedDetail):
    template_name = "books/loan.html"

    def get_context_data(self, **kwargs):
        loan, user = self.object, self.request.user
        paid = loan.instalments.visible_to(user).counted().select_related("receipt")
        rest, rows = loan.amount, []
        for line in paid.order_by("receipt__on", "pk"):
            rest -= line.principal
            rows.append((line, rest))
        ledger = loan.receipt.ledger
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "title": str(loan),
            "lead": ledger.group.name,
            "back_url": reverse("loan-list", args=[ledger.pk]),
            "loan": loan,
            "ledger": ledger,
            "rows": rows,
            "schedule": schedule(loan),
            "late": arrears(loan, today),
            "next": next_due(loan),
            "can_pay": can_write(user, ledger) and loan.remaining,
        }


class LoanPay(LoanMixin, FormPage):
    """An instalment of a kelompok pelaksana; a member pays through her own page."""

    form_class = forms.LoanPaymentForm
    title = "Terima angsuran"

    def get_target_queryset(self):
        return super().get_target_queryset().filter(group__isnull=False, remaining__gt=0)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"loan": self.target}

    def perform(self, form):
        data = form.cleaned_data
        amounts = {name: data[name] or 0 for name in ("principal", "jasa")}
        return actions.receive_from_group(
            loan=self.target, on=data["on"], paper_no=data["paper_no"], by=self.request.user, **amounts
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": str(self.target)}


class MonthClose(OfLedger):
    form_class = forms.MonthForm
    title = "Tutup bulan"
    submit_label = "Tutup"
    done_text = "Bulan ditutup. Yang keliru di dalamnya dibatalkan lewat buktinya."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"months": self.months()}

    def months(self):
        """(value, name) of the past months still open, the newest first."""
        ledger, today = self.target, timezone.localdate()
        closed = {(row.year, row.month) for row in ledger.closed_months.visible_to(self.request.user)}
        at, found = (ledger.starts_on.year, ledger.starts_on.month), []
        while at < (today.year, today.month):
            if at not in closed:
                found.insert(0, (f"{at[0]}-{at[1]:02d}", f"{MONTHS[at[1]]} {at[0]}"))
            at = (at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1)
        return found

    def get_lead(self):
        return (
            "Baris di bulan yang ditutup tidak dapat ditambah atau diubah lagi; bulan-bulan sebelumnya ikut "
            "ditutup."
        )

    def perform(self, form):
        year, month = map(int, form.cleaned_data["month"].split("-"))
        actions.close_month(ledger=self.target, year=year, month=month, by=self.request.user)
        return self.target.get_absolute_url()


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
