"""What every writer of a group's books goes through: the lock, the receipt, the rules of day and amount."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from groups.actions import not_in_future, require
from groups.books.models import CashCategory, CashLine, Ledger, Receipt
from groups.values import MONTHS, show_date


def locked(ledger, by) -> Ledger:
    require(by, "edit", ledger.group.region_id)
    ledger = Ledger.objects.select_for_update(of=("self",)).select_related("group").get(pk=ledger.pk)
    if ledger.group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu, lalu catat.")
    return ledger


def new_receipt(ledger, on, by, **fields) -> Receipt:
    if fields.get("is_opening") and not fields.get("reverses"):
        if on != ledger.starts_on:
            raise ValidationError("Saldo awal ditulis pada tanggal buku dimulai.")
        check_open(ledger, on, None)
    else:
        check_day(ledger, on)
    number = next_serial(ledger, on.year)
    return Receipt.objects.create(ledger=ledger, on=on, year=on.year, serial=number, recorded_by=by, **fields)


def next_serial(ledger, year) -> int:
    return (ledger.receipts.filter(year=year).aggregate(last=Max("serial"))["last"] or 0) + 1


def too_early_text(ledger) -> str:
    return f"Buku ini dimulai {show_date(ledger.starts_on)}. Isi tanggal itu atau sesudahnya."


def closed_text(on) -> str:
    return (
        f"{MONTHS[on.month]} {on.year} sudah ditutup. Pilih tanggal di bulan yang masih terbuka; yang "
        "keliru di bulan itu dibatalkan lewat buktinya."
    )


def check_day(ledger, on):
    not_in_future("on", on)
    if on < ledger.starts_on:
        raise ValidationError({"on": too_early_text(ledger)})
    check_open(ledger, on, "on")


def is_closed(ledger, on) -> bool:
    return ledger.closed_months.filter(year=on.year, month=on.month).exists()


def check_open(ledger, on, field):
    if is_closed(ledger, on):
        raise ValidationError({field: closed_text(on)} if field else closed_text(on))


def check_amount(field, amount):
    if not 0 < amount <= 10**12:
        message = "Jumlahnya lebih dari nol dan paling banyak satu triliun rupiah."
        raise ValidationError({field: message} if field else message)


def is_hers(ledger, member):
    if member.group_id != ledger.group_id:
        raise ValidationError({"member": "Ia bukan anggota kelompok ini."})


def cash(receipt, direction, amount, category, description):
    line = {"direction": direction, "amount": amount, "category": category, "description": description}
    return CashLine.objects.create(receipt=receipt, **line)


def movement(receipt, direction, amount, movement, description):
    if receipt.is_opening:
        return
    category = CashCategory.objects.filter(movement=movement).order_by("pk").first()
    cash(receipt, direction, amount, category, description[:160])
