"""Every URL, for every role, inside and outside her region, by GET and by POST.

A new URL without a row here fails. Whoever may not do a page's ``may`` anywhere gets 403; whoever
may, but not for this row, gets 404, so that ids reveal nothing; nobody signed in goes to sign-in.
"""

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bimtek.content import actions as content_actions
from groups.actions import duplicates
from groups.books import actions as book_actions
from groups.books.models import CashCategory, GuestVisit, Loan, Meeting
from groups.books.receipt_pictures import add_picture
from groups.market import actions as market_actions
from groups.models import OfficerTerm
from groups.pictures import to_jpeg
from reports.models import FrozenForm
from tests import factories as f
from tests.pictures import photo
from tests.test_headers import faults

CANARY = "Kanari Krapyak"

PERSONAS = {
    "norole": lambda: f.user(),
    "superuser": lambda: f.user(is_superuser=True, is_staff=True),
    "kader": lambda: f.kader(f.KRAPYAK),
    "kader_elsewhere": lambda: f.kader(f.MEDONO),
    "kecamatan": lambda: f.pokja_kecamatan(f.UTARA),
    "kecamatan_elsewhere": lambda: f.pokja_kecamatan(f.BARAT),
    "kota": lambda: f.pokja_kota(f.KOTA),
    "kota_elsewhere": lambda: f.pokja_kota("33.76"),
    "admin": lambda: f.admin(f.KOTA),
    "admin_elsewhere": lambda: f.admin("33.76"),
}
ROLE_MAY = {
    "norole": set(),
    "superuser": set(),
    "kader": {"view", "edit"},
    "kecamatan": {"view", "decide", "train"},
    "kota": {"view", "decide", "accept", "train"},
    "admin": {"view", "edit", "decide", "accept", "train", "manage"},
}


ELSEWHERE = ("kader_elsewhere", "admin_elsewhere")


def may(persona, what):
    return what in ROLE_MAY[persona.removesuffix("_elsewhere")]


@dataclass(frozen=True)
class Row:
    """``may``: what the page asks for, empty for a sign-in only. ``of``: the world's row it is about.

    ``get`` and ``post``: the status of a GET and of an empty POST by whoever may. ``seen_by``: personas
    inside, when not all of those who may. ``query``: goes behind the address.
    """

    may: str = "view"
    of: str | None = None
    get: int = 200
    post: int = 405
    seen_by: tuple = ("kader", "kecamatan", "kota", "admin")
    lists_canary: bool = False
    query: str = ""


FORM = 422
MATRIX = {
    "home": Row(""),
    "more": Row(""),
    "sent-notes": Row(),
    "help-index": Row(""),
    "guide": Row("", of="guide"),
    "guide-file": Row("", of="guide"),
    "tour-start": Row("", get=302),
    "tour": Row(of="step", seen_by=(*PERSONAS,)),
    "tour-end": Row("", get=405, post=302),
    "own-mail": Row("decide", post=FORM),
    "group-list": Row(post=200, lists_canary=True),
    "group-archived": Row(post=200),
    "group-create": Row("edit", post=FORM),
    "group-detail": Row(of="group", lists_canary=True),
    "group-history": Row(of="group", lists_canary=True),
    "group-update": Row("edit", of="group", post=FORM, lists_canary=True),
    "group-level": Row("decide", of="group", post=FORM),
    "group-status": Row("edit", of="group", post=FORM),
    "group-appoint": Row("edit", of="group", post=FORM),
    "group-archive": Row("edit", of="group", post=FORM),
    "group-restore": Row("edit", of="archived", post=FORM),
    "member-create": Row("edit", of="group", post=FORM),
    "member-list": Row(post=200, lists_canary=True),
    "member-export": Row(post=200),
    "member-detail": Row(of="member", lists_canary=True),
    "member-history": Row(of="member", lists_canary=True),
    "member-update": Row("edit", of="member", post=FORM, lists_canary=True),
    "member-move": Row("edit", of="member", post=FORM),
    "member-leave": Row("edit", of="member", post=FORM),
    "member-void": Row("edit", of="member", post=FORM),
    "member-nik": Row(of="member", post=FORM),
    "duplicate-list": Row("edit", lists_canary=True),
    "member-duplicate": Row("edit", of="member_pair", post=FORM, lists_canary=True),
    "group-duplicate": Row("edit", of="group_pair", post=FORM, lists_canary=True),
    "merge-undo": Row("edit", of="decision", post=FORM, lists_canary=True),
    # A kader's imports are seen by her and by the admins above her, not by the next kader.
    "import-list": Row(lists_canary=True),
    "import-create": Row(post=FORM),
    "import-template": Row("edit", of="kind", seen_by=("admin", "kader", *ELSEWHERE)),
    "import-detail": Row(of="batch", seen_by=("admin",), lists_canary=True),
    "import-mapping": Row(of="batch", seen_by=("admin",), post=FORM, lists_canary=True),
    "import-decide": Row(of="batch", seen_by=("admin",), post=FORM),
    "import-row": Row(of="batch", query="baris=CSV%212", seen_by=("admin",), post=FORM, lists_canary=True),
    "import-commit": Row(of="batch", seen_by=("admin",), post=FORM),
    "import-undo": Row(of="batch", seen_by=("admin",), post=FORM),
    "import-close": Row(of="batch", seen_by=("admin",), post=FORM),
    "import-retry": Row(of="batch", seen_by=("admin",), post=FORM),
    "import-wrong-rows": Row(of="batch", seen_by=("admin",)),
    "import-file": Row(of="batch", seen_by=("admin",), lists_canary=True),
    "book-list": Row(post=200, lists_canary=True),
    "ledger-begin": Row("edit", of="group", get=302, post=FORM),
    "ledger": Row(of="ledger", lists_canary=True),
    "ledger-update": Row("edit", of="ledger", post=FORM),
    "cash-book": Row(of="ledger", lists_canary=True),
    "cash-in": Row("edit", of="ledger", post=FORM, lists_canary=True),
    "cash-out": Row("edit", of="ledger", post=FORM, lists_canary=True),
    "savings-book": Row(of="ledger", lists_canary=True),
    "payment-create": Row("edit", of="ledger_member", post=FORM, lists_canary=True),
    "withdrawal-create": Row("edit", of="ledger_member", post=FORM, lists_canary=True),
    "opening-savings": Row("edit", of="ledger_member", post=FORM, lists_canary=True),
    "opening-loan": Row("edit", of="ledger", post=FORM, lists_canary=True),
    "loan-list": Row(of="ledger", lists_canary=True),
    "loan-create": Row("edit", of="ledger", post=FORM, lists_canary=True),
    "meeting-list": Row(of="ledger", lists_canary=True),
    "meeting-create": Row("edit", of="ledger", post=FORM, lists_canary=True),
    "register-index": Row(of="group", lists_canary=True),
    "register-print": Row(of="group", lists_canary=True),
    "register-file": Row(of="register_file"),
    "register": Row(of="register", post=200, lists_canary=True),
    "register-create": Row("edit", of="register", post=FORM, lists_canary=True),
    "register-row": Row(of="register_row", lists_canary=True),
    "register-update": Row("edit", of="register_row", post=FORM, lists_canary=True),
    "register-void": Row("edit", of="register_row", post=FORM, lists_canary=True),
    "book-print": Row(of="ledger", lists_canary=True),
    "book-file": Row(of="book_file"),
    "loan-card": Row(of="loan"),
    "receipt-file": Row(of="receipt"),
    "month-close": Row("edit", of="ledger", post=FORM),
    "meeting-detail": Row(of="meeting", lists_canary=True),
    "meeting-update": Row("edit", of="meeting", post=FORM, lists_canary=True),
    "meeting-file": Row(of="meeting"),
    "loan-detail": Row(of="loan", lists_canary=True),
    "loan-pay": Row("edit", of="group_loan", post=FORM, lists_canary=True),
    "receipt-detail": Row(of="receipt", lists_canary=True),
    "receipt-picture-add": Row("edit", of="receipt", post=FORM, lists_canary=True),
    "receipt-picture": Row(of="picture"),
    "receipt-picture-void": Row("edit", of="picture", post=FORM),
    "cash-update": Row("edit", of="receipt", post=FORM, lists_canary=True),
    "receipt-cancel": Row("edit", of="receipt", post=FORM),
    "product-list": Row(post=200, lists_canary=True),
    "permit-list": Row(post=200, lists_canary=True),
    "channel-list": Row(post=200, lists_canary=True),
    "support-list": Row(post=200, lists_canary=True),
    "support-regions": Row(),
    "group-market": Row(of="group", lists_canary=True),
    "product-create": Row("edit", of="group", post=FORM, lists_canary=True),
    "permit-create": Row("edit", of="group", post=FORM, lists_canary=True),
    "channel-create": Row("edit", of="group", post=FORM, lists_canary=True),
    "support-create": Row("edit", of="group", post=FORM, lists_canary=True),
    "product-detail": Row(of="product", lists_canary=True),
    "product-history": Row(of="product", lists_canary=True),
    "product-update": Row("edit", of="product", post=FORM, lists_canary=True),
    "product-close": Row("edit", of="product", post=FORM),
    "product-publish": Row("edit", of="product", post=FORM),
    "product-withdraw": Row("edit", of="product", post=FORM),
    "product-sticker": Row(of="product"),
    "photo-create": Row("edit", of="product", post=FORM),
    "product-photo": Row(of="product_photo"),
    "photo-remove": Row("edit", of="product_photo", post=FORM),
    "permit-update": Row("edit", of="permit", post=FORM, lists_canary=True),
    "permit-close": Row("edit", of="permit", post=FORM),
    "permit-file": Row(of="permit"),
    "channel-detail": Row(of="channel", lists_canary=True),
    "channel-update": Row("edit", of="channel", post=FORM, lists_canary=True),
    "channel-close": Row("edit", of="channel", post=FORM),
    "channel-sales": Row("edit", of="channel", post=FORM),
    "support-detail": Row(of="support", lists_canary=True),
    "support-propose": Row("decide", of="support", post=FORM, lists_canary=True),
    "support-take-up": Row("decide", of="support", post=FORM, lists_canary=True),
    "support-finish": Row("decide", of="support", post=FORM, lists_canary=True),
    "support-refuse": Row("decide", of="support", post=FORM, lists_canary=True),
    "support-withdraw": Row("edit", of="support", post=FORM, lists_canary=True),
    "report-list": Row(post=200, lists_canary=True),
    "report-queue": Row("decide", post=FORM, lists_canary=True),
    "report-reminders": Row("decide"),
    "reporting-rule": Row("manage", post=FORM),
    "report-detail": Row(of="report", lists_canary=True),
    "report-pdf": Row(of="report"),
    "report-approve": Row("decide", of="report", post=FORM, lists_canary=True),
    "report-return": Row("decide", of="report", post=FORM, lists_canary=True),
    "report-revise": Row("edit", of="accepted_report", post=FORM),
    "group-reports": Row(of="group", lists_canary=True),
    "report-write": Row("edit", of="group_period", post=FORM, lists_canary=True),
    "opening-ask": Row("edit", of="shut_period", post=FORM, lists_canary=True),
    "opening-decide": Row("accept", of="opening", seen_by=("kota", "admin"), post=FORM, lists_canary=True),
    "score-list": Row(post=200, lists_canary=True),
    "score-rules": Row(),
    "score-rules-change": Row("manage", post=FORM),
    "score-group": Row(of="group", lists_canary=True),
    "score-line": Row(of="group", lists_canary=True),
    "level-review": Row("decide", lists_canary=True),
    "level-criteria": Row("manage", of="rung", post=FORM, seen_by=("admin", "admin_elsewhere")),
    "level-decide": Row("decide", of="rung_group", post=FORM, lists_canary=True),
    "level-minutes": Row("decide", of="level_review"),
    "user-list": Row("manage", post=200, lists_canary=True),
    "user-invite": Row("manage", post=FORM),
    "user-invite-many": Row("manage", post=FORM),
    "activation-cards": Row("manage", post=200),
    "user-detail": Row("manage", of="account", lists_canary=True),
    "user-history": Row("manage", of="account", lists_canary=True),
    "user-update": Row("manage", of="account", post=FORM, lists_canary=True),
    "user-deactivate": Row("manage", of="account", post=FORM),
    "user-reactivate": Row("manage", of="account", post=FORM),
    "code-take-away": Row("manage", of="account", post=FORM, lists_canary=True),
    "role-create": Row("manage", of="account", post=FORM, lists_canary=True),
    "role-end": Row("manage", of="role", post=FORM, lists_canary=True),
    "role-handover": Row("manage", of="role", post=FORM, lists_canary=True),
    "key-list": Row("manage", lists_canary=True),
    "key-create": Row("manage", post=FORM),
    "key-revoke": Row("manage", of="access_key", post=FORM, lists_canary=True),
    "region-list": Row(post=200),
    "region-detail": Row(of="region", lists_canary=True),
    "region-history": Row(of="region"),
    "region-update": Row("manage", of="region", post=FORM),
    "member-data": Row("manage", of="member", seen_by=("admin",), lists_canary=True),
    "member-copy": Row("manage", of="member", post=FORM, seen_by=("admin",), lists_canary=True),
    "data-request": Row("manage", of="member", post=FORM, seen_by=("admin",), lists_canary=True),
    "member-restrict": Row("manage", of="member", post=FORM, seen_by=("admin",), lists_canary=True),
    "member-forget": Row("manage", of="member", post=FORM, seen_by=("admin",), lists_canary=True),
    "data-request-list": Row("manage", post=200, lists_canary=True),
    "data-request-settle": Row("manage", of="data_request", post=FORM, seen_by=("admin",), lists_canary=True),
    "account-reviews": Row("manage", post=200),
    "account-keep": Row("manage", of="account", post=FORM, lists_canary=True),
    "audit-list": Row("manage", post=200),
    "member-trail": Row("manage", of="member", post=200, seen_by=("admin",), lists_canary=True),
    "region-aliases": Row("manage", of="region", post=FORM, lists_canary=True),
    "region-officials": Row(of="region", lists_canary=True),
    "official-history": Row(of="region", lists_canary=True),
    "official-create": Row("manage", of="region", post=FORM),
    "official-update": Row("manage", of="official", post=FORM, lists_canary=True),
    "official-end": Row("manage", of="official", post=FORM, lists_canary=True),
    # The lists are the same everywhere: every admin keeps them.
    "reference-index": Row("manage"),
    "reference-list": Row("manage", of="list", post=200, seen_by=("admin", "admin_elsewhere")),
    "reference-create": Row("manage", of="list", post=FORM, seen_by=("admin", "admin_elsewhere")),
    "reference-update": Row("manage", of="entry", post=FORM, seen_by=("admin", "admin_elsewhere")),
    "event-list": Row(post=200, lists_canary=True),
    "event-create": Row("train", post=FORM),
    "event-detail": Row(of="event", lists_canary=True),
    "event-history": Row("train", of="event", lists_canary=True),
    "event-update": Row("train", of="event", post=FORM, lists_canary=True),
    "event-attendance": Row("train", of="attendance", post=FORM, lists_canary=True),
    "speaker-create": Row("train", of="event", post=FORM),
    "speaker-update": Row("train", of="speaker", post=FORM, lists_canary=True),
    "speaker-remove": Row("train", of="speaker", post=FORM, lists_canary=True),
    "participant-add-members": Row("train", of="event", post=FORM),
    "participant-create": Row("train", of="event", post=FORM),
    "participant-update": Row("train", of="guest", post=FORM, lists_canary=True),
    "participant-drop": Row("train", of="participant", post=FORM, lists_canary=True),
    "event-copy": Row("train", of="event", post=FORM, lists_canary=True),
    "invitation-list": Row(of="event", lists_canary=True),
    "invitation-choose": Row("train", of="event", post=FORM, lists_canary=True),
    "invitation-seats": Row("train", of="event", post=FORM),
    "invitation-letters": Row("train", of="event", post=FORM),
    "invitation-letters-file": Row(of="event"),
    "invitation-detail": Row(of="invitation", lists_canary=True),
    "invitation-letter": Row(of="invitation"),
    "invitation-add": Row(of="invitation", post=FORM, lists_canary=True),
    "invitee-answer": Row(of="invitee", post=FORM, lists_canary=True),
    "invitee-substitute": Row(of="invitee", post=FORM, lists_canary=True),
    "door": Row("train", of="event", lists_canary=True),
    "session-create": Row("train", of="event", post=FORM),
    "session-remove": Row("train", of="session", post=FORM, lists_canary=True),
    "door-list": Row("train", of="event", get=405, post=200),
    "door-badges": Row("train", of="event"),
    "desk": Row("train", of="attendance", post=FORM, query="q=Kanari", lists_canary=True),
    "desk-count": Row("train", of="attendance", lists_canary=True),
    "desk-send": Row("train", of="attendance", get=405, post=400),
    "desk-person": Row("train", of="desk_person", post=FORM, lists_canary=True),
    "desk-numbers": Row("train", of="attendance", post=FORM, lists_canary=True),
    "desk-walk-ins": Row("train", of="attendance", post=FORM, lists_canary=True),
    "poster": Row("train", of="attendance", post=FORM, lists_canary=True),
    "poster-file": Row("train", of="attendance"),
    "check-in-undo": Row("train", of="check_in", post=FORM, lists_canary=True),
    "participant-card": Row(of="participant", lists_canary=True),
    "event-learning": Row("train", of="event", lists_canary=True),
    "learning-plan": Row("train", of="event", post=FORM),
    "question-copy": Row("train", of="event", post=FORM),
    "question-create": Row("train", of="event_part", post=FORM),
    "question-update": Row("train", of="question", post=FORM, lists_canary=True),
    "question-remove": Row("train", of="question", post=FORM, lists_canary=True),
    "answer-codes": Row("train", of="event", lists_canary=True),
    "answer-cards": Row("train", of="event"),
    "event-certificates": Row(of="event", lists_canary=True),
    "certificate-issue": Row("train", of="event", post=FORM, lists_canary=True),
    "certificate-files": Row(of="certified"),
    "certificate-file": Row(of="certificate"),
    "certificate-withdraw": Row("train", of="certificate", post=FORM, lists_canary=True),
    "member-training": Row(of="member", lists_canary=True),
    "member-training-file": Row(of="member"),
    "event-content": Row(of="event", lists_canary=True),
    "agenda-create": Row("train", of="event", post=FORM, lists_canary=True),
    "agenda-update": Row("train", of="agenda", post=FORM, lists_canary=True),
    "agenda-remove": Row("train", of="agenda", post=FORM, lists_canary=True),
    "material-create": Row("train", of="event", post=FORM, lists_canary=True),
    "material-file": Row(of="material"),
    "material-remove": Row("train", of="material", post=FORM, lists_canary=True),
    "event-photo-create": Row("train", of="event", post=FORM, lists_canary=True),
    "event-photo": Row(of="event_photo"),
    "event-photo-remove": Row("train", of="event_photo", post=FORM, lists_canary=True),
    "event-minutes": Row("train", of="event", post=FORM, lists_canary=True),
    "expense-create": Row("train", of="event", post=FORM, lists_canary=True),
    "expense-update": Row("train", of="expense", post=FORM, lists_canary=True),
    "expense-remove": Row("train", of="expense", post=FORM, lists_canary=True),
    "event-effect": Row(of="event", lists_canary=True),
    "event-report": Row("train", of="event"),
    "follow-up-create": Row("train", of="event", post=FORM, lists_canary=True),
    "follow-up-finish": Row(of="follow_up", post=FORM, lists_canary=True),
    "follow-up-void": Row("train", of="follow_up", post=FORM, lists_canary=True),
    "follow-up-list": Row(post=200, lists_canary=True),
    "training-coverage": Row(post=200),
    "event-press": Row("train", of="event", post=FORM, lists_canary=True),
    "summary": Row(get=302),
    "summary-region": Row(of="region"),
    "summary-download": Row(of="download"),
    "summary-rows": Row(of="rows", lists_canary=True),
    "recap-part": Row(of="recap_part", lists_canary=True),
    "recap-part-file": Row(of="recap_file", lists_canary=True),
    "group-profile": Row(of="group"),
    "dashboard": Row(get=302),
    "dashboard-region": Row(of="region", lists_canary=True),
    "chart-file": Row(of="chart"),
    "attention": Row(of="region", lists_canary=True),
    "report-wall": Row(of="region"),
    # Targets are set by whoever decides in the whole city.
    "targets": Row("decide", of="region", post=FORM, seen_by=("kota", "admin")),
    "official-list": Row(),
    "official-form": Row(of="official_form", query="tahun=2024", lists_canary=True),
    "official-download": Row(of="official_file", query="tahun=2024", lists_canary=True),
    "official-rows": Row(of="official_rows", query="tahun=2024", lists_canary=True),
    "official-freeze": Row("decide", of="official_form", query="tahun=2023", post=FORM),
    "frozen-list": Row(post=200, lists_canary=True),
    "frozen-detail": Row(of="frozen", lists_canary=True),
    "frozen-download": Row(of="frozen"),
    "frozen-rows": Row(of="frozen_rows", lists_canary=True),
    "frozen-withdraw": Row("decide", of="frozen", post=FORM, lists_canary=True),
    "package-create": Row(post=FORM),
    # Its owner's alone, who is none of these.
    "package-detail": Row(of="package", seen_by=()),
    "package-file": Row(of="package", seen_by=()),
    "package-retry": Row(of="package", seen_by=(), post=FORM),
    "yearly-list": Row(),
    "yearly-input": Row("edit", of="yearly", post=FORM, lists_canary=True),
}
# Pages about oneself or about nobody: open to everyone, or to everyone signed in.
OPEN = {"health": 200, "login": 200, "activate": 200, "etalase": 200, "sitemap": 200, "robots": 200,
        "verify": 200, "figures": 200, "api-page": 200, "api-nothing": 404,
        "certificate-verify": 200, "sign-in-code": 302, "admin-login": 302, "privacy": 200, "ready": 200,
        "metrics": 404, "draft-save": 401, "worker": 200, "manifest": 200, "this-phone": 200}  # fmt: skip
# What a group agreed to show to everybody: see tests/market/test_etalase.py.
PUBLIC = {"etalase-product", "etalase-photo", "etalase-card"}
# Aggregates with small counts hidden: see tests/reports/test_figures.py.
PUBLIC |= {"figures-city", "figures-data"}
# Behind the code of a poster: see tests/bimtek/test_door.py.
PUBLIC |= {"door-myself"}
# What a participant's code or the code of a certificate opens: see tests/bimtek/test_learning.py.
PUBLIC |= {"answers", "answer-sheet", "certificate-paper"}
# The guides' words about a page, and whom she may ask: see tests/help/.
PUBLIC |= {"help-page"}
SIGNED_IN = {"password-change": 200, "logout": 405, "device-list": 200, "code-setup": 200}
# Latihan: there only where a practice instance is, or in it: see tests/reports/test_practice.py.
BY_SETTING = {"practice", "practice-enter"}
# There only where the server has keys for it: see tests/reports/test_notices.py.
BY_SETTING |= {"phone-messages"}
# One's own alone, found by an id that only she knows: see tests/drafts/ and tests/uploads/.
OWN = {"draft-discard", "pages-ahead", "upload"}


def names(resolver=None, prefix=""):
    """Every URL name of ours. Django's admin is one namespace of its own, tested below; ``api`` is open to
    keys and has its own matrix in tests/reports/test_api.py."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in ("admin", "api"):
                yield from names(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def world(db):
    """Rows of Krapyak that must not leak, named so that they are found in any page."""
    group = f.group(f.KRAPYAK, name=f"{CANARY} Kelompok")
    archived = f.group(f.KRAPYAK, name=f"{CANARY} Arsip", archive_reason="dobel")
    type(archived).objects.filter(pk=archived.pk).update(archived_at="2024-01-01T00:00:00Z")
    member = f.member(group, name=f"{CANARY} Anggota", nik=f.nik())
    account = f.kader(f.KRAPYAK, name=f"{CANARY} Kader")
    region = group.region
    official = f.official(f.KRAPYAK, name=f"{CANARY} Pejabat")
    region.aliases.create(name=f"{CANARY} Lama")
    sheet = f.yearly(f.KRAPYAK, 2024, note=f"{CANARY} Ket")
    kind = group.business_kind
    event = f.event(f.KRAPYAK, organiser=f.UTARA, title=f"{CANARY} Bimtek")
    same_group = f.group(f.KRAPYAK, name=f"Klp. {CANARY} Kelompok")
    same_member, not_same = (f.member(group, name=f"Hj. {CANARY} Anggota") for _ in range(2))
    decision = duplicates.not_the_same(one=member, other=not_same, by=f.admin())
    f.learning_plan(event)
    certified = f.event(f.KRAPYAK, organiser=f.UTARA, title=f"{CANARY} Bimtek kedua")
    speaker = event.speakers.create(name=f"{CANARY} Narasumber")
    rows = f"Nama,Kelompok,Kelurahan,L/P\n{CANARY} Impor,{group.name},Krapyak,P\n{CANARY} Salah,,,x\n"
    books = f.books(group)
    ketua = f.member(group, name=f"{CANARY} Ketua")
    OfficerTerm.objects.create(group=group, member=ketua, office="ketua", started_on="2020-01-01")
    by, on = f.admin(), books.starts_on
    category = CashCategory.objects.get(code="lain")
    line = {"direction": "masuk", "amount": 500_000, "category": category, "description": f"{CANARY} Kas"}
    receipt = book_actions.record_cash(ledger=books, on=on, by=by, **line)
    loan = Loan(member=member, amount=50_000, months=5, purpose=f"{CANARY} Modal", approved_by=ketua)
    book_actions.lend(ledger=books, loan=loan, on=on, by=by)
    meeting = book_actions.hold_meeting(
        ledger=books, meeting=Meeting(on=on, place=f"{CANARY} Balai"), came=[member], payments=[], by=by
    )
    khusus = f.books(f.group(f.KRAPYAK, name=f"{CANARY} Khusus", kind="poksus"), opening_cash=90_000)
    head = f.member(khusus.group)
    OfficerTerm.objects.create(group=khusus.group, member=head, office="ketua", started_on="2020-01-01")
    group_loan = Loan(group=group, amount=50_000, months=5, purpose="Modal", approved_by=head)
    book_actions.lend(ledger=khusus, loan=group_loan, on=on, by=by)
    visit = f.register_row(GuestVisit, group, name=f"{CANARY} Tamu")
    product = f.public_product(group, name=f"{CANARY} Produk")
    picture = ContentFile(photo(), name="foto.jpg")
    paper = ContentFile(photo(), name="surat.jpg")
    report = f.report(same_group, state="diverifikasi", plan=f"{CANARY} Rencana")
    f.level_criteria(members=1)
    f.reporting_rule(close_days=90)
    invitation = f.invitation(event, f.KRAPYAK, letter_no=f"{CANARY} 7", letter_on="2022-03-01")
    f.poster(event)
    seen = f.participant(event, not_same)
    level_review = f.level_review(f.group(f.KRAPYAK, name=f"{CANARY} Tinjauan"))
    return {
        "register": (group.pk, visit.register),
        "register_file": (group.pk, visit.register, "xlsx"),
        "register_row": (visit.register, visit.pk),
        "product": product,
        "product_photo": market_actions.add_photo(product=product, picture=picture, by=by),
        "permit": f.permit(group, number=f"{CANARY} 1", file=paper),
        "channel": f.channel(group, name=f"{CANARY} Warung"),
        "support": f.support(group, need=f"{CANARY} kemasan"),
        "report": report,
        "accepted_report": f.report(same_group, f.last_period(1), state="diterima"),
        "group_period": (group.pk, f.last_period().code),
        "shut_period": (group.pk, f.last_period(4).code),
        "opening": f.opening(group, reason=f"{CANARY} Alasan"),
        "rung": ("madya",),
        "rung_group": ("madya", group.pk),
        "level_review": level_review,
        "ledger": books,
        "book_file": (books.pk, "kas", "xlsx"),
        "ledger_member": (books.pk, member.pk),
        "receipt": receipt,
        "picture": add_picture(receipt=receipt, file=ContentFile(to_jpeg(photo()), "foto.jpg"), by=by),
        "loan": loan,
        "group_loan": group_loan,
        "meeting": meeting,
        "batch": f.import_batch(account, rows, f"{CANARY}.csv"),
        "kind": ("members",),
        "group": group,
        "archived": archived,
        "member": member,
        "member_pair": (member.pk, same_member.pk),
        "group_pair": (group.pk, same_group.pk),
        "decision": ("anggota", decision.pk),
        "account": account,
        "role": account.roles.get(),
        "region": region,
        "official": official,
        "event": event,
        "session": f.session(event, f"{CANARY} Sesi"),
        "desk_person": (event.pk, "2022-03-17", seen.pk),
        "check_in": f.check_in(seen),
        "invitation": invitation,
        "invitee": f.invitee(invitation, same_member),
        "event_part": (event.pk, "tes"),
        "question": f.question(event, text=f"{CANARY} bertanya"),
        "agenda": f.agenda_item(event, title=f"{CANARY} membuka"),
        "material": f.material(event, title=f"{CANARY} Materi"),
        "event_photo": content_actions.add_photo(
            event=event, caption=f"{CANARY} foto", picture=picture, by=by
        ),
        "expense": f.expense(event, description=f"{CANARY} makan"),
        "certified": certified,
        "follow_up": f.follow_up(certified, f.participant(certified, member), task=f"{CANARY} menabung"),
        "certificate": f.certificate(certified, person=same_member),
        "attendance": (event.pk, "2022-03-17"),
        "speaker": speaker,
        "guest": f.guest(event, f"{CANARY} Tamu", f.KRAPYAK),
        "participant": f.participant(event, member),
        "data_request": f.data_request(member),
        "download": (region.pk, "csv"),
        "chart": (region.pk, "kategori"),
        "recap_part": (region.pk, "perkembangan"),
        "recap_file": (region.pk, "perkembangan", "csv"),
        "official_form": ("4.22-a", region.pk),
        "official_file": ("4.22-a", region.pk, "csv"),
        "official_rows": ("4.22-a", region.pk, 26),
        "frozen": f.frozen(region.pk, number=f"{CANARY} 1"),
        "frozen_rows": (FrozenForm.objects.get().pk, 26),
        "package": f.package(account, state="siap", made_at="2025-01-10T00:00Z", file="paket/x.zip"),
        "yearly": (region.pk, sheet.year),
        "rows": (region.pk, "anggota"),
        "access_key": f.access_key(f.KRAPYAK, "kader", office=f"{CANARY} Kantor")[0],
        "guide": ("kader",),
        "step": (1,),
        "list": (kind.list_slug(),),
        "entry": (kind.list_slug(), kind.pk),
    }


def address(name, row, world):
    """``world`` holds a row for its pk, or a tuple of the address's arguments."""
    target = world.get(row.of, ())
    url = reverse(name, args=target if isinstance(target, tuple) else [target.pk])
    return f"{url}?{row.query}" if row.query else url


def expected(persona, row, answer):
    """The status for ``persona`` when whoever may gets ``answer``."""
    if row.may == "":
        return answer
    if not may(persona, row.may):
        return 403
    if answer != 405 and row.of and persona not in row.seen_by:
        return 404
    return answer


def test_every_url_has_a_row():
    assert set(names()) == set(MATRIX) | set(OPEN) | set(SIGNED_IN) | PUBLIC | BY_SETTING | OWN


def test_nobody_signed_in_is_sent_to_sign_in(client, world):
    wrong = []
    for name, row in MATRIX.items():
        url = address(name, row, world)
        for response in (client.get(url), client.post(url)):
            if (response.status_code, response.get("Location")) != (302, f"/masuk/?next={quote(url)}"):
                wrong.append((name, response.status_code))
    assert wrong == []


def answers(client, url):
    """The answers to a GET and to a POST; what they changed is taken back."""
    with transaction.atomic():
        yield client.get(url)
        yield client.post(url, {"q": CANARY})
        transaction.set_rollback(True)


# Some of them in each test: the world is dear to make, and every request takes back what it wrote.
@pytest.mark.parametrize("personas", [list(PERSONAS)[at::4] for at in range(4)], ids=" ".join)
def test_each_role_gets_what_is_hers_and_sees_no_row_of_another_region(client, world, personas):
    wrong = []
    for persona in personas:
        client.force_login(PERSONAS[persona]())
        wrong += [(persona, *fault) for fault in faults_of(client, world, persona)]
    assert wrong == []


def faults_of(client, world, persona):
    """What the whole matrix finds wrong for whoever is signed in."""
    for name, row in MATRIX.items():
        wanted = [expected(persona, row, row.get), expected(persona, row, row.post)]
        responses = list(answers(client, address(name, row, world)))
        got = [response.status_code for response in responses]
        if got != wanted:
            yield name, "answers", got, "not", wanted
        # Photos of products are no personal data and may stay in her browser for an hour.
        personal = name != "product-photo"
        for response in responses:
            yield from ((name, fault) for fault in faults(response, personal=personal))
            if persona not in Row().seen_by:
                shown = response.getvalue().decode(errors="replace").replace(f'value="{CANARY}"', "")
                if CANARY in shown:
                    yield name, "shows a row of another region"


def test_the_canary_is_there_for_whoever_may_see_it(sign_in, world):
    """Or the test above could not fail."""
    client = sign_in(f.admin())
    pages = [name for name, row in MATRIX.items() if row.lists_canary]
    missing = [
        name
        for name in pages
        if CANARY not in client.get(address(name, MATRIX[name], world)).content.decode()
    ]
    assert missing == []


@pytest.mark.parametrize(("name", "status"), OPEN.items())
def test_open_pages_answer_everybody(client, db, name, status):
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize(("name", "status"), SIGNED_IN.items())
def test_own_pages_need_only_a_sign_in(client, db, name, status):
    assert client.get(reverse(name)).status_code == 302 or status == 405
    client.force_login(f.user())
    assert client.get(reverse(name)).status_code == status


@pytest.mark.parametrize("persona", PERSONAS)
def test_django_admin_is_for_staff_only(sign_in, regions, persona):
    user = PERSONAS[persona]()
    status = 200 if user.is_staff else 302
    assert sign_in(user).get("/admin/").status_code == status
