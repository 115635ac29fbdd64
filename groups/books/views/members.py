"""Savings and dues: what members pay in and take out."""

from django.urls import reverse

from groups.books import actions, forms, queries
from groups.books.views.base import LedgerMixin, OfLedger, can_write
from groups.models import Member
from groups.scoping.views import ScopedDetail


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
    may_wait = True
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
