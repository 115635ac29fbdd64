"""Finding the books that a row is about, writing many receipts at once, and what stays when they go."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Sum

from groups.books.actions import closed_text, too_early_text
from groups.books.models import CashLine, ClosedMonth, Ledger, Receipt
from groups.importing.group_rows import problem_at
from groups.importing.named_groups import NamedGroups
from groups.importing.outcome import CHANGED_MEANWHILE
from groups.importing.writing import BATCH, chunks, create_with_history
from groups.models import BusinessGroup
from groups.values import MONTHS

MOST_GROUPS = 300  # to choose from on the upload page


def groups_with_books(user, may):
    groups = BusinessGroup.objects.allowed_to(user, may).kept().filter(ledger__isnull=False)
    return groups.order_by("name")


class Shelf(NamedGroups):
    """The books that ``user`` may write; ``chosen``: id of the group told when the file was uploaded."""

    def __init__(self, user, may, chosen, places):
        rows = BusinessGroup.objects.allowed_to(user, may).kept().select_related("region", "ledger")
        super().__init__(rows, chosen, places)
        self.closed, self.seen = {}, {}

    def find(self, row):
        """The ledger that the row is about; None with a problem noted."""
        group = self.named(row)
        if group is None:
            return None
        if not hasattr(group, "ledger"):
            message = f"Buku kelompok {group.name} belum dimulai. Mulai bukunya dulu, lalu unggah lagi."
            row.problems.append(problem_at(row, "book_missing", "group", message))
            return None
        row.values |= {"group": group.name, "region": group.region.name}
        return group.ledger

    def load(self, ledgers):
        """What the rules need of these ledgers: the months closed, and the state that ``hold`` compares."""
        self.ledgers = ledgers
        self.closed = {ledger.pk: set() for ledger in ledgers}
        for pk, year, month in ClosedMonth.objects.filter(ledger__in=ledgers).values_list(
            "ledger", "year", "month"
        ):
            self.closed[pk].add((year, month))
        self.seen = _state(ledgers)

    def problem_of_day(self, ledger, on: date) -> str:
        """Why nothing is written on that day, as on entry; "" when it can be."""
        if on < ledger.starts_on:
            return too_early_text(ledger)
        return closed_text(on) if (on.year, on.month) in self.closed[ledger.pk] else ""

    def hold(self):
        """Lock the books; ValidationError when somebody wrote in them since ``load``."""
        ledgers = self.ledgers
        locked = Ledger.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in ledgers])
        list(locked.order_by("pk"))
        if _state(ledgers) != self.seen:
            raise ValidationError(CHANGED_MEANWHILE, code="changed")


def _state(ledgers):
    receipts = Receipt.objects.filter(ledger__in=ledgers).order_by().values_list("ledger")
    closed = ClosedMonth.objects.filter(ledger__in=ledgers).count()
    return closed, sorted(receipts.annotate(Count("pk"), Sum("version")))


@dataclass
class Entry:
    """A receipt to be written: its lines of the cash book as (direction, amount, category, description)."""

    ledger: Ledger
    on: date
    paper_no: str = ""
    party: str = ""
    cash: list = field(default_factory=list)


def write_entries(entries: list[Entry], by, reason: str) -> list:
    """Write receipts, numbered by day, in books that are held; the answer of ``Kind.write``."""
    entries = sorted(entries, key=lambda entry: (entry.ledger.pk, entry.on))
    last = Receipt.objects.filter(ledger__in={entry.ledger.pk for entry in entries}).order_by()
    serials = defaultdict(int)
    for ledger, year, serial in last.values_list("ledger", "year").annotate(Max("serial")):
        serials[ledger, year] = serial
    receipts = []
    for entry in entries:
        key = entry.ledger.pk, entry.on.year
        serials[key] += 1
        numbered = {"year": entry.on.year, "serial": serials[key], "recorded_by": by}
        receipts.append(
            Receipt(ledger=entry.ledger, on=entry.on, paper_no=entry.paper_no, party=entry.party, **numbered)
        )
    create_with_history(Receipt, receipts, by, reason)
    lines = [
        CashLine(
            receipt=receipt, direction=direction, amount=amount, category=category, description=description
        )
        for entry, receipt in zip(entries, receipts, strict=True)
        for direction, amount, category, description in entry.cash
    ]
    create_with_history(CashLine, lines, by, reason)
    return [
        ("books.Receipt", "new", [row.pk for row in receipts]),
        ("books.CashLine", "new", [row.pk for row in lines]),
    ]


@contextmanager
def keeping_closed_months(written: list):
    """Around taking an import back: receipts of months closed since then stay, and are named."""
    ids = [pk for label, _, pks in written if label == "books.Receipt" for pk in pks]
    receipts = [row for chunk in chunks(ids, BATCH // 2) for row in Receipt.objects.filter(pk__in=chunk)]
    ledgers = {row.ledger_id for row in receipts}
    list(Ledger.objects.select_for_update().filter(pk__in=ledgers).order_by("pk"))
    closed = set(ClosedMonth.objects.filter(ledger__in=ledgers).values_list("ledger", "year", "month"))
    staying = [row for row in receipts if (row.ledger_id, row.on.year, row.on.month) in closed]
    said = [f"{row} tetap: {MONTHS[row.on.month]} {row.on.year} sudah ditutup." for row in staying]
    yield {Receipt: {row.pk for row in staying}}, said
