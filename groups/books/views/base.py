"""What the pages of a ledger share: the row inside the scope, and forms that write into it."""

from calendar import monthrange
from datetime import date

from django.http import Http404
from django.utils import timezone

from groups.books.models import Ledger
from groups.scoping.views import FormPage
from groups.values import MONTHS


class LedgerMixin:
    """The ledger ``pk`` inside the scope, with its group and place."""

    target_model = model = Ledger

    def get_target_queryset(self):
        rows = Ledger.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("group__region__parent")

    get_queryset = get_target_queryset


def can_write_for(user, group):
    return user.may_in("edit", group.region_id) and not group.archived_at


def can_write(user, ledger):
    return can_write_for(user, ledger.group)


def asked_period(asked):
    """(first day, last day, name) of ``bulan=2026-11`` or ``tahun=2026``; this month without either."""
    today = timezone.localdate()
    try:
        if asked.get("tahun"):
            year = int(asked["tahun"])
            return date(year, 1, 1), date(year, 12, 31), f"Tahun {year}"
        year, month = map(int, asked.get("bulan", f"{today:%Y-%m}").split("-"))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), f"{MONTHS[month]} {year}"
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
