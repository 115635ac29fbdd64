"""Models of a group's books, one file an idea."""

from groups.books.models.ledger import DIRECTIONS, LARGEST, MOVEMENTS, CashCategory, Ledger
from groups.books.models.loans import Instalment, Loan
from groups.books.models.meetings import Meeting, MeetingAttendance
from groups.books.models.money import (
    PICTURES_A_RECEIPT,
    SAVINGS,
    CashLine,
    ClosedMonth,
    DuesLine,
    Receipt,
    ReceiptPicture,
    SavingsLine,
)
from groups.books.models.registers import (
    CONDITIONS,
    LETTERS,
    Activity,
    GuestVisit,
    InventoryItem,
    Letter,
    RegisterRow,
)

__all__ = [
    "CONDITIONS",
    "DIRECTIONS",
    "LARGEST",
    "LETTERS",
    "MOVEMENTS",
    "PICTURES_A_RECEIPT",
    "SAVINGS",
    "Activity",
    "CashCategory",
    "CashLine",
    "ClosedMonth",
    "DuesLine",
    "GuestVisit",
    "Instalment",
    "InventoryItem",
    "Ledger",
    "Letter",
    "Loan",
    "Meeting",
    "MeetingAttendance",
    "Receipt",
    "ReceiptPicture",
    "RegisterRow",
    "SavingsLine",
]
