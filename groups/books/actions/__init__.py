"""Writing a group's books: each movement is one receipt with all its lines, in one transaction.

Every writer first locks the ledger, so that numbers, balances and rules hold for two treasurers at once.
PermissionDenied when ``by`` may not edit there, ValidationError (Indonesian) when it cannot be.
"""

from groups.books.actions.cancelling import cancel
from groups.books.actions.cash import record_cash, update_cash
from groups.books.actions.common import closed_text, too_early_text
from groups.books.actions.ledger import begin, close_month, update_settings
from groups.books.actions.loans import lend, receive_from_group, settle
from groups.books.actions.meetings import hold_meeting, update_meeting
from groups.books.actions.members import receive, withdraw

__all__ = [
    "begin",
    "cancel",
    "close_month",
    "closed_text",
    "hold_meeting",
    "lend",
    "receive",
    "receive_from_group",
    "record_cash",
    "settle",
    "too_early_text",
    "update_cash",
    "update_meeting",
    "update_settings",
    "withdraw",
]
