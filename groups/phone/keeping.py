"""What a phone may keep, and for whom. The phone itself encrypts it (static/js/store.js)."""

from django.urls import reverse

from groups.books.models import Ledger
from groups.models import BusinessGroup
from groups.secrets import keyed_hash

# Pages of the kader's own kelurahan that open without a connection, as they were seen last.
KEPT = {
    "home", "more", "group-list", "group-detail", "member-list", "member-detail", "member-create",
    "member-update", "book-list", "ledger", "cash-book", "cash-in", "cash-out", "savings-book",
    "payment-create", "loan-list", "loan-pay", "meeting-list", "meeting-create", "meeting-detail",
    "receipt-detail", "register-index", "event-list", "event-detail", "help-index", "help-page",
}  # fmt: skip
MOST = 40  # pages fetched ahead


def is_kader(user) -> bool:
    """Whoever has the task of a kader, and no other: her pages show her kelurahan only."""
    return user.is_authenticated and {role.role for role in user.current_roles} == {"kader"}


def has_queue(user) -> bool:
    """Whose device may hold notes that wait: a kader's, and that of whoever runs a bimtek (no names)."""
    return user.is_authenticated and (is_kader(user) or user.may("train"))


def owner_of(user) -> str:
    """Whose data a phone holds, as a name that says nothing about her."""
    return keyed_hash("phone", str(user.pk))[:20]


def pages_ahead(user) -> list[str]:
    """Addresses that a kader is likely to need at a meeting; two queries."""
    pages = [reverse(name) for name in ("home", "group-list", "book-list", "member-list", "more")]
    groups = BusinessGroup.objects.editable_by(user).kept().order_by("name")
    ledgers = {ledger.group_id: ledger.pk for ledger in Ledger.objects.editable_by(user)}
    for pk in groups.values_list("pk", flat=True):
        pages += [reverse(name, args=[pk]) for name in ("group-detail", "member-create")]
        if pk in ledgers:
            names = ("ledger", "meeting-create", "cash-in", "cash-out", "cash-book", "savings-book")
            pages += [reverse(name, args=[ledgers[pk]]) for name in names]
    return pages[:MOST]
