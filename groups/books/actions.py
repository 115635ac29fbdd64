"""Writing a group's books: each movement is one receipt with all its lines, in one transaction.

Every writer first locks the ledger, so that numbers, balances and rules hold for two treasurers at once.
PermissionDenied when ``by`` may not edit there, ValidationError (Indonesian) when it cannot be.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.books import queries
from groups.books.models import (
    CashCategory,
    CashLine,
    ClosedMonth,
    DuesLine,
    Instalment,
    Ledger,
    Loan,
    Meeting,
    MeetingAttendance,
    Receipt,
    SavingsLine,
)
from groups.models import OfficerTerm
from groups.values import MONTHS, show_date, show_rupiah


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
    _locked(ledger, by)
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
def record_cash(*, ledger, direction, on, amount, category, description, by, party="", paper_no=""):
    """A plain line of the cash book: a sale, a purchase, a gift."""
    ledger = _locked(ledger, by)
    if category.movement:
        raise ValidationError({"category": "Simpanan dan pinjaman dicatat lewat halamannya sendiri."})
    _check_amount("amount", amount)
    receipt = _new_receipt(ledger, on, by, party=party, paper_no=paper_no)
    _cash(receipt, direction, amount, category, description)
    return receipt


@transaction.atomic
def update_cash(*, receipt, direction, on, amount, category, description, by, party="", paper_no=""):
    """Correct a plain line while its month is open, to a day whose month is open too."""
    ledger = _locked(receipt.ledger, by)
    receipt = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if not queries.is_plain(receipt) or receipt.voided_at or receipt.reverses_id:
        raise ValidationError("Bukti ini tidak diubah di sini. Batalkan, lalu catat lagi.")
    _check_open(ledger, receipt.on, "on")
    _check_day(ledger, on)
    _check_amount("amount", amount)
    if receipt.on.year != on.year:
        receipt.year, receipt.serial = on.year, _next_serial(ledger, on.year)
    receipt.on, receipt.party, receipt.paper_no = on, party, paper_no
    receipt.version += 1
    receipt.save()
    line = receipt.cash_lines.get()
    line.direction, line.amount, line.category, line.description = direction, amount, category, description
    line.save()
    return receipt


@transaction.atomic
def receive(*, ledger, member, on, by, savings=None, dues=0, instalments=(), paper_no="", is_opening=False):
    """What a member pays at once: savings by kind, dues, and (loan, principal, jasa) of her loans.

    ``is_opening``: savings of the cut-off sheet; no cash moves. Raises ValidationError for a payment of
    nothing, more principal than remains, or a loan of somebody else.
    """
    ledger = _locked(ledger, by)
    _is_hers(ledger, member)
    savings = {kind: amount for kind, amount in (savings or {}).items() if amount}
    instalments = [item for item in instalments if item[1] or item[2]]
    if not savings and not dues and not instalments:
        raise ValidationError("Isi paling sedikit satu jumlah.")
    for amount in (*savings.values(), dues or 1, *(p + j for _, p, j in instalments)):
        _check_amount(None, amount)
    receipt = _new_receipt(ledger, on, by, member=member, paper_no=paper_no, is_opening=is_opening)
    kinds = dict(SavingsLine._meta.get_field("kind").choices)
    for kind, amount in savings.items():
        SavingsLine.objects.create(receipt=receipt, member=member, kind=kind, amount=amount)
        _movement(receipt, "masuk", amount, "simpanan", f"{kinds[kind]} {member.name}")
    if dues:
        DuesLine.objects.create(receipt=receipt, member=member, amount=dues)
        _movement(receipt, "masuk", dues, "iuran", f"Iuran {member.name}")
    for loan, principal, jasa in instalments:
        loan = Loan.objects.select_for_update().get(pk=loan.pk)
        if loan.member_id != member.pk or loan.receipt.ledger_id != ledger.pk:
            raise ValidationError("Pinjaman ini bukan milik anggota tersebut.")
        _pay(receipt, loan, principal, jasa)
    return receipt


@transaction.atomic
def hold_meeting(*, ledger, meeting, came, payments, by):
    """Save a meeting with who ``came``, and what each paid: one receipt a member, all or nothing.

    ``payments``: [{"member", "savings", "dues", "instalments"}] as ``receive`` takes them; empty ones are
    passed over. An error names the member.
    """
    _locked(ledger, by)
    not_in_future("on", meeting.on)
    meeting.group = ledger.group
    meeting.save()
    for member in came:
        _is_hers(ledger, member)
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
    _locked(meeting.group.ledger, by)
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


@transaction.atomic
def receive_from_group(*, loan, on, principal, jasa, by, paper_no=""):
    """An instalment of a kelompok pelaksana on what its kelompok khusus lent it."""
    ledger = _locked(loan.receipt.ledger, by)
    loan = Loan.objects.select_for_update().get(pk=loan.pk)
    _check_amount("principal", principal + jasa)
    receipt = _new_receipt(ledger, on, by, party=str(loan.group), paper_no=paper_no)
    _pay(receipt, loan, principal, jasa)
    return receipt


@transaction.atomic
def withdraw(*, ledger, member, on, kind, amount, by, paper_no=""):
    """Pay savings back; never more than there was on that day and is since."""
    ledger = _locked(ledger, by)
    _is_hers(ledger, member)
    _check_amount("amount", amount)
    receipt = _new_receipt(ledger, on, by, member=member, paper_no=paper_no)
    SavingsLine.objects.create(receipt=receipt, member=member, kind=kind, amount=-amount)
    kinds = dict(SavingsLine._meta.get_field("kind").choices)
    _movement(receipt, "keluar", amount, "simpanan", f"Ambil {kinds[kind].lower()} {member.name}")
    _check_savings(member, kind, "amount")
    return receipt


@transaction.atomic
def lend(*, ledger, loan, on, by, paper_no="", already_paid=None):
    """Pay out ``loan`` (unsaved). ``already_paid``: of a loan of the cut-off sheet, which moves no cash.

    Raises ValidationError for more than the cash there is without an ``override_reason``, an approver
    who is no officer or the borrower, or a group that is not a kelompok pelaksana of the same kelurahan.
    """
    ledger = _locked(ledger, by)
    _check_amount("amount", loan.amount)
    _check_borrower(ledger, loan)
    _check_approver(ledger, loan)
    is_opening = already_paid is not None
    who = {"member": loan.member, "party": "" if loan.member else str(loan.group)}
    receipt = _new_receipt(ledger, on, by, paper_no=paper_no, is_opening=is_opening, **who)
    if not is_opening:
        cash = queries.cash_available(ledger, on)
        if loan.amount > cash and not loan.override_reason:
            there = show_rupiah(max(cash, 0))
            message = f"Uang kas hanya {there}. Kurangi, atau tulis alasan ketua di bawah."
            raise ValidationError({"amount": message})
        _movement(
            receipt, "keluar", loan.amount, "pinjaman", f"Pinjaman {loan.borrower}: {loan.purpose}"[:160]
        )
    loan.receipt, loan.remaining = receipt, loan.amount
    loan.clean_fields(exclude=["receipt"])
    loan.validate_constraints()
    loan.save()
    if already_paid:
        if already_paid > loan.amount:
            raise ValidationError({"already_paid": "Yang sudah dibayar melebihi jumlah pinjamannya."})
        Instalment.objects.create(receipt=receipt, loan=loan, principal=already_paid)
        settle(loan)
    return loan


@transaction.atomic
def cancel(*, receipt, reason, by):
    """Take a receipt back: void it while its month is open, else reverse it today.

    Raises ValidationError where what came after stands on it: savings withdrawn since, instalments paid.
    """
    ledger = _locked(receipt.ledger, by)
    receipt = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if receipt.voided_at or Receipt.objects.filter(reverses=receipt).exists():
        raise ValidationError("Bukti ini sudah dibatalkan.")
    if receipt.reverses_id:
        raise ValidationError(
            "Bukti pembatalan tidak dapat dibatalkan. Catat lagi uangnya sebagai bukti baru."
        )
    if not reason.strip():
        raise ValidationError({"reason": "Tulis alasannya."})
    savings = list(receipt.savings_lines.select_related("member"))
    loans = {line.loan for line in receipt.instalments.select_related("loan")}
    loans |= set(Loan.objects.filter(receipt=receipt))
    if _is_closed(ledger, receipt.on):
        result = _reverse(ledger, receipt, reason, by)
    else:
        receipt.voided_at, receipt.voided_by, receipt.reason = timezone.now(), by, reason
        receipt.version += 1
        receipt.save()
        result = receipt
    for line in savings:
        _check_savings(line.member, line.kind)
    for loan in loans:
        settle(loan)
    return result


def _reverse(ledger, receipt, reason, by):
    new = _new_receipt(ledger, timezone.localdate(), by, member=receipt.member, party=receipt.party,
                       is_opening=receipt.is_opening, reverses=receipt, reason=reason)  # fmt: skip
    for line in receipt.cash_lines.all():
        other = "keluar" if line.direction == "masuk" else "masuk"
        _cash(
            new, other, line.amount, line.category, f"Pembatalan {receipt.number}: {line.description}"[:160]
        )
    for line in receipt.savings_lines.all():
        SavingsLine.objects.create(receipt=new, member=line.member, kind=line.kind, amount=-line.amount)
    for line in receipt.dues_lines.all():
        DuesLine.objects.create(receipt=new, member=line.member, amount=-line.amount)
    for line in receipt.instalments.all():
        Instalment.objects.create(receipt=new, loan=line.loan, principal=-line.principal, jasa=-line.jasa)
    return new


@transaction.atomic
def close_month(*, ledger, year, month, by):
    """Lock every line of a month that is over, and of the months before it."""
    ledger = _locked(ledger, by)
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


# -- what every writer goes through


def _locked(ledger, by) -> Ledger:
    require(by, "edit", ledger.group.region_id)
    ledger = Ledger.objects.select_for_update(of=("self",)).select_related("group").get(pk=ledger.pk)
    if ledger.group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu, lalu catat.")
    return ledger


def _new_receipt(ledger, on, by, **fields) -> Receipt:
    if fields.get("is_opening") and not fields.get("reverses"):
        if on != ledger.starts_on:
            raise ValidationError("Saldo awal ditulis pada tanggal buku dimulai.")
        _check_open(ledger, on, None)
    else:
        _check_day(ledger, on)
    number = _next_serial(ledger, on.year)
    return Receipt.objects.create(ledger=ledger, on=on, year=on.year, serial=number, recorded_by=by, **fields)


def _next_serial(ledger, year) -> int:
    return (ledger.receipts.filter(year=year).aggregate(last=Max("serial"))["last"] or 0) + 1


def too_early_text(ledger) -> str:
    return f"Buku ini dimulai {show_date(ledger.starts_on)}. Isi tanggal itu atau sesudahnya."


def closed_text(on) -> str:
    return (
        f"{MONTHS[on.month]} {on.year} sudah ditutup. Pilih tanggal di bulan yang masih terbuka; yang "
        "keliru di bulan itu dibatalkan lewat buktinya."
    )


def _check_day(ledger, on):
    not_in_future("on", on)
    if on < ledger.starts_on:
        raise ValidationError({"on": too_early_text(ledger)})
    _check_open(ledger, on, "on")


def _is_closed(ledger, on) -> bool:
    return ledger.closed_months.filter(year=on.year, month=on.month).exists()


def _check_open(ledger, on, field):
    if _is_closed(ledger, on):
        raise ValidationError({field: closed_text(on)} if field else closed_text(on))


def _check_amount(field, amount):
    if not 0 < amount <= 10**12:
        message = "Jumlahnya lebih dari nol dan paling banyak satu triliun rupiah."
        raise ValidationError({field: message} if field else message)


def _is_hers(ledger, member):
    if member.group_id != ledger.group_id:
        raise ValidationError({"member": "Ia bukan anggota kelompok ini."})


def _cash(receipt, direction, amount, category, description):
    line = {"direction": direction, "amount": amount, "category": category, "description": description}
    return CashLine.objects.create(receipt=receipt, **line)


def _movement(receipt, direction, amount, movement, description):
    if receipt.is_opening:
        return
    category = CashCategory.objects.filter(movement=movement).order_by("pk").first()
    _cash(receipt, direction, amount, category, description[:160])


def _pay(receipt, loan, principal, jasa):
    if receipt.on < loan.receipt.on:
        raise ValidationError({"on": f"Pinjaman ini baru diterima {show_date(loan.receipt.on)}."})
    if principal > loan.remaining:
        rest = show_rupiah(loan.remaining)
        raise ValidationError(
            f"Sisa pinjaman {loan.borrower} {rest}. Angsuran pokok paling banyak sebesar itu."
        )
    Instalment.objects.create(receipt=receipt, loan=loan, principal=principal, jasa=jasa)
    if principal:
        _movement(receipt, "masuk", principal, "angsuran", f"Angsuran {loan.borrower}")
    if jasa:
        _movement(receipt, "masuk", jasa, "jasa", f"Jasa pinjaman {loan.borrower}")
    settle(loan)


def settle(loan):
    """Bring ``remaining`` to what the lines say; ValidationError where that cannot be."""
    receipt = Receipt.objects.get(pk=loan.receipt_id)
    is_lent = not receipt.voided_at and not Receipt.objects.filter(reverses=receipt).exists()
    paid = Instalment.objects.filter(loan=loan).total("principal")
    if not is_lent and paid:
        raise ValidationError(
            "Pinjaman ini sudah diangsur. Batalkan dulu angsurannya, yang terakhir lebih dulu."
        )
    rest = loan.amount - paid if is_lent else 0
    if rest < 0:
        raise ValidationError("Angsuran pokok tidak boleh melebihi sisa pinjaman.")
    loan.remaining = rest
    loan.version += 1
    loan.save()


def _check_savings(member, kind, field=None):
    """On no day may more have been taken out than was there."""
    lines = SavingsLine.objects.filter(member=member, kind=kind).counted()
    rest, lowest = 0, 0
    for amount in lines.order_by("receipt__on", "pk").values_list("amount", flat=True):
        rest += amount
        lowest = min(lowest, rest)
    if lowest < 0:
        message = f"Simpanan {member.name} tidak cukup: kurang {show_rupiah(-lowest)}."
        raise ValidationError({field: message} if field else message)


def _check_borrower(ledger, loan):
    if loan.member:
        _is_hers(ledger, loan.member)
        return
    if ledger.group.kind != "poksus" or not loan.group or loan.group.kind != "poklak":
        raise ValidationError({"group": "Hanya kelompok khusus yang meminjamkan kepada kelompok pelaksana."})
    if loan.group.region_id != ledger.group.region_id or loan.group.archived_at:
        raise ValidationError({"group": "Pilih kelompok pelaksana dari kelurahan yang sama."})


def _check_approver(ledger, loan):
    officers = OfficerTerm.objects.filter(group=ledger.group, ended_on__isnull=True)
    if not officers.filter(member=loan.approved_by).exists():
        raise ValidationError({"approved_by": "Yang menyetujui pinjaman adalah pengurus kelompok ini."})
    if loan.member_id and loan.member_id == loan.approved_by_id:
        raise ValidationError({"approved_by": "Peminjam tidak boleh menyetujui pinjamannya sendiri."})
