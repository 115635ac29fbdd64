"""What a loan owes and when. Plain arithmetic: no query, no request."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Due:
    """One instalment of a schedule: whole rupiah."""

    number: int
    on: date
    principal: int
    jasa: int


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monthly_jasa(amount: int, percent: Decimal | None, rupiah: int | None) -> int:
    """Jasa of one month in whole rupiah, of the amount lent (flat), as UP2K groups reckon it."""
    if percent:
        return int((Decimal(amount) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
    return rupiah or 0


def schedule(loan) -> list[Due]:
    """Equal instalments, one a month; what rounding leaves comes with the last."""
    each = loan.amount // loan.months
    jasa = monthly_jasa(loan.amount, loan.jasa_percent, loan.jasa_rupiah)
    last = loan.amount - each * (loan.months - 1)
    return [
        Due(number, add_months(loan.receipt.on, number), last if number == loan.months else each, jasa)
        for number in range(1, loan.months + 1)
    ]


def arrears(loan, on: date) -> int:
    """Principal that was due by ``on`` (inclusive) and has not been paid."""
    return overdue(loan.amount, loan.months, loan.remaining, loan.receipt.on, on)


def overdue(amount: int, months: int, remaining: int, lent_on: date, on: date) -> int:
    """The same of a loan's bare numbers, for many loans at once; instalments as in ``schedule``."""
    passed = (on.year - lent_on.year) * 12 + on.month - lent_on.month
    if add_months(lent_on, passed) > on:
        passed -= 1
    due = amount if passed >= months else amount // months * max(passed, 0)
    return max(0, due - (amount - remaining)) if remaining else 0


def next_due(loan) -> Due | None:
    """The instalment that comes next, with what is left of it; None when paid off."""
    paid = loan.amount - loan.remaining
    for item in schedule(loan):
        if paid < item.principal:
            return Due(item.number, item.on, item.principal - paid, item.jasa)
        paid -= item.principal
    return None
