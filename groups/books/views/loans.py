"""Loans, their schedules and instalments."""

from django.urls import reverse
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.layout import to_pdf
from groups.books.loans import arrears, next_due, schedule
from groups.books.models import Loan
from groups.books.printing import loan_card
from groups.books.views.base import LedgerMixin, OfLedger, can_write
from groups.scoping.views import FormPage, ScopedDetail, as_file
from groups.values import show_rupiah


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
        return f"{self.target.group.name} · uang kas {show_rupiah(queries.cash_on(self.target))}"


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


class LoanCard(LoanMixin, ScopedDetail):
    def get_queryset(self):
        rows = super().get_queryset()
        return rows.select_related(
            "receipt__ledger__group__region__parent__parent", "member", "group", "approved_by"
        )

    def render_to_response(self, context, **kwargs):
        return as_file(to_pdf(loan_card(self.object)), "pdf", f"kartu angsuran {self.object.borrower}")


class LoanPay(LoanMixin, FormPage):
    """An instalment of a kelompok pelaksana; a member pays through her own page."""

    form_class = forms.LoanPaymentForm
    may_wait = True
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
