"""Groups that need somebody's attention today, each once with all its reasons in words.

No league table: a group is here because something is to be done, and the list says what.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Exists, OuterRef, Subquery, Value
from django.utils import timezone

from groups.books.loans import overdue
from groups.books.models import Loan, Receipt
from groups.lists import groups_today
from groups.market.models import Permit
from groups.models import BusinessGroup, Region
from groups.models.people import OFFICES
from groups.progress import periods as spans
from groups.values import show_date, show_number, show_rupiah
from reports.reporting import first_reports

STALE = timedelta(days=60)  # a book without a line for so long is no longer kept
# Reasons in the order in which they are told, and how much each weighs in the order of the list.
REASONS = {
    "lapor": ("Belum lapor", 3),
    "angsuran": ("Angsuran macet", 3),
    "izin": ("Izin habis", 2),
    "buku": ("Buku kosong atau lama tidak diisi", 2),
    "anggota": ("Belum ada anggota", 2),
    "pengurus": ("Pengurus belum lengkap", 1),
}
SHOWN = ("pk", "name", "region_id", "region__name", "business_kind__name")
ASKED = ("ledger__starts_on", "last_on", "owes_report", "member_count", "officer_count")


@dataclass(frozen=True)
class Case:
    """The group ``pk`` and why it is here: {code of REASONS: words}."""

    pk: int
    name: str
    region_id: str
    place: str
    kind: str
    reasons: dict

    @property
    def weight(self) -> int:
        return sum(REASONS[code][1] for code in self.reasons)


def attention(*, user, region: Region, rules: list, reason: str = "") -> list[Case]:
    """Cases of active groups, the heaviest first; only those with ``reason``, if one is given. Three queries.

    ``rules``: of reporting (``groups.progress.queries.rules_of``).
    """
    today = timezone.localdate()
    [span] = spans.ended(rules, today, 1)
    due = spans.rule_at(rules, span.first).due(span)
    newest = Receipt.objects.of(OuterRef("ledger")).counted().order_by("-on").values("on")[:1]
    groups = groups_today(BusinessGroup.objects.visible_in(user, region)).filter(status="aktif")
    reported = first_reports(user=user, region=region).filter(group=OuterRef("pk"), period=span.code)
    # Who was not active yet on the period's last day has nothing to report on it.
    was_active = BusinessGroup.objects.visible_in(user, region).as_of(span.last).filter(status="aktif")
    groups = groups.annotate(
        last_on=Subquery(newest),
        owes_report=Exists(was_active.filter(pk=OuterRef("pk"))) & ~Exists(reported)
        if due < today
        else Value(False, output_field=BooleanField()),
    )
    # Plain rows: models of all groups would take most of the time of the page.
    rows = groups.order_by().values_list(*SHOWN, *ASKED, named=True)
    behind, ran_out = _behind(user, region, today), _ran_out(user, region, today)
    cases = []
    for group in rows:
        reasons = {}
        if group.owes_report:
            reasons["lapor"] = f"belum lapor {span.label}, batasnya {show_date(due)}"
        if group.pk in behind:
            amounts = behind[group.pk]
            many = f" pada {show_number(len(amounts))} pinjaman" if len(amounts) > 1 else ""
            reasons["angsuran"] = f"angsuran macet {show_rupiah(sum(amounts))}{many}"
        if group.pk in ran_out:
            kind, day = ran_out[group.pk]
            reasons["izin"] = f"izin {kind} habis {show_date(day)}"
        if words := _books(group, today):
            reasons["buku"] = words
        if not group.member_count:
            reasons["anggota"] = "belum ada anggota"
        if group.officer_count < len(OFFICES):
            reasons["pengurus"] = f"pengurus belum lengkap, {group.officer_count} dari {len(OFFICES)}"
        if reasons and (not reason or reason in reasons):
            cases.append(Case(*group[: len(SHOWN)], reasons))
    return sorted(cases, key=lambda case: (-case.weight, case.region_id, case.name, case.pk))


def _books(group, today) -> str:
    """What is wrong with how its books are kept, or nothing."""
    if group.ledger__starts_on is None:
        return "buku belum dimulai"
    if group.last_on is None:
        return "buku masih kosong" if today - group.ledger__starts_on > STALE else ""
    return f"buku terakhir diisi {show_date(group.last_on)}" if today - group.last_on > STALE else ""


def _ran_out(user, region, today) -> dict[int, tuple]:
    """{group: (kind, day) of its permit that ran out first}."""
    permits = Permit.objects.visible_in(user, region).open().filter(valid_until__lt=today)
    latest_first = permits.order_by("-valid_until", "-pk").values_list("group", "kind__name", "valid_until")
    return {group: permit for group, *permit in latest_first}


def _behind(user, region, today) -> dict[int, list[int]]:
    """{group: [rupiah overdue of each of its loans that has any]}."""
    found = defaultdict(list)
    loans = Loan.objects.visible_in(user, region).filter(remaining__gt=0, receipt__voided_at__isnull=True)
    numbers = ("receipt__ledger__group", "amount", "months", "remaining", "receipt__on")
    for group, *loan in loans.order_by("pk").values_list(*numbers):
        if late := overdue(*loan, today):
            found[group].append(late)
    return found
