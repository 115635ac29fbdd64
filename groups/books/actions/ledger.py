"""Beginning the books of a group, their settings, and closing months."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.books.actions.common import locked
from groups.books.models import ClosedMonth, Ledger
from groups.values import show_date


@transaction.atomic
def begin(*, ledger, by):
    """Start the books of a group: from nothing, or with the cash of a cut-off day."""
    require(by, "edit", ledger.group.region_id)
    not_in_future("starts_on", ledger.starts_on)
    if ledger.starts_on < ledger.group.founded_on:
        founded = show_date(ledger.group.founded_on)
        raise ValidationError({"starts_on": f"Kelompok ini berdiri {founded}. Isi tanggal sesudahnya."})
    ledger.save()
    return ledger


@transaction.atomic
def update_settings(*, ledger, by):
    """Save the usual dues and savings, and before the first receipt also the beginning."""
    require(by, "edit", ledger.group.region_id)
    locked(ledger, by)
    not_in_future("starts_on", ledger.starts_on)
    first = ledger.receipts.order_by("on").first()
    if first and first.on < ledger.starts_on:
        raise ValidationError(
            {"starts_on": f"Sudah ada bukti tanggal {show_date(first.on)}. Isi tanggal itu atau sebelumnya."}
        )
    before = Ledger.objects.get(pk=ledger.pk)
    if before.opening_cash != ledger.opening_cash and ledger.closed_months.exists():
        raise ValidationError({"opening_cash": "Sudah ada bulan yang ditutup, jadi kas awalnya tetap."})
    ledger.version += 1
    ledger.save()
    return ledger


@transaction.atomic
def close_month(*, ledger, year, month, by):
    """Lock every line of a month that is over, and of the months before it."""
    ledger = locked(ledger, by)
    today = timezone.localdate()
    if (year, month) >= (today.year, today.month):
        raise ValidationError("Bulan ini belum berakhir. Tutup sesudah bulannya lewat.")
    if (year, month) < (ledger.starts_on.year, ledger.starts_on.month):
        raise ValidationError("Buku ini belum dimulai pada bulan itu.")
    closed = {(row.year, row.month) for row in ledger.closed_months.all()}
    at = (ledger.starts_on.year, ledger.starts_on.month)
    while at <= (year, month):
        if at not in closed:
            ClosedMonth.objects.create(ledger=ledger, year=at[0], month=at[1], closed_by=by)
        at = (at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1)
    return ledger
