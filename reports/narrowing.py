"""What the recap counts of groups beyond their level: age, ownership, marketing, permits, accepted reports.

Each is said once for a group in Python terms (``Facts``) and once for the list behind the figure
(``narrowed``); a test holds the two together.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from groups.books.loans import add_months
from groups.market.models import Channel, Permit
from groups.models.business import OWNERSHIPS
from groups.progress.models import Report
from groups.score.queries import points_on

# Ages in whole years: code, from, to (exclusive, None for no end), label.
AGES = (
    ("0", 0, 1, "Di bawah 1 tahun"),
    ("1", 1, 3, "1–2 tahun"),
    ("3", 3, 5, "3–4 tahun"),
    ("5", 5, 10, "5–9 tahun"),
    ("10", 10, None, "10 tahun ke atas"),
)
MARKETS = {
    "daring": "Daring saja",
    "luring": "Luring saja",
    "keduanya": "Daring dan luring",
    "belum": "Belum ada saluran",
}
PERMITS = {"berlaku": "Punya izin berlaku", "habis": "Ada izin habis", "tanpa": "Belum punya izin"}
WORDS = {
    "milik": {code: f"Usaha {label.lower()}" for code, label in OWNERSHIPS},
    "umur": {code: label for code, _, _, label in AGES},
    "pasar": MARKETS,
    "izin": PERMITS,
    "lapor": {"diterima": "Laporan diterima"},
    "nilai": {"ada": "Nilai terendah di atas"},
}


def years_before(day: date, years: int) -> date:
    return add_months(day, -12 * years)


def age_of(founded_on: date, day: date) -> str:
    """The code of its age among AGES."""
    return [code for code, low, _, _ in AGES if founded_on <= years_before(day, low)][-1]


def channels_on(user, region, day):
    return Channel.objects.visible_in(user, region).as_of(day)


def permits_on(user, region, day):
    """Open permits with their ``state`` on ``day``; when one was ended is not asked of the past."""
    return Permit.objects.visible_in(user, region).open().with_state(day)


def accepted_reports(user, region, span):
    """The reports of a period that count: accepted, and replaced by no accepted revision."""
    return Report.objects.visible_in(user, region).filter(period=span.code).valid()


def narrowed(groups, name: str, value: str, *, user, region, day, span):
    """``groups`` whose ``name`` (of WORDS) is ``value``."""
    here = OuterRef("pk")
    if name == "milik":
        return groups.filter(ownership=value)
    if name == "umur":
        _, low, high, _ = next(age for age in AGES if age[0] == value)
        groups = groups.filter(founded_on__lte=years_before(day, low))
        return groups if high is None else groups.filter(founded_on__gt=years_before(day, high))
    if name == "pasar":
        used = channels_on(user, region, day).filter(group=here)
        online = Q(Exists(used.filter(kind__mode="daring")))
        offline = Q(Exists(used.filter(kind__mode="luring")))
        choice = {
            "daring": online & ~offline,
            "luring": ~online & offline,
            "keduanya": online & offline,
            "belum": ~online & ~offline,
        }
        return groups.filter(choice[value])
    if name == "izin":
        permits = permits_on(user, region, day).filter(group=here)
        choice = {
            "berlaku": Exists(permits.filter(state__in=("berlaku", "segera"))),
            "habis": Exists(permits.filter(state="habis")),
            "tanpa": ~Exists(permits),
        }
        return groups.filter(choice[value])
    if name == "nilai":
        return groups.annotate(points=points_on(day)).filter(points__isnull=False)
    return groups.filter(Exists(accepted_reports(user, region, span).filter(group=here)))
