"""Messages that a person sends herself: the address that opens WhatsApp with the text ready."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils import timezone

from groups.models import RegionRole

# Whom to ask, the nearest first: those of the region that hers lies in.
HELPERS = {
    "kader": ("pokja_kecamatan", "pokja_kota", "admin"),
    "pokja_kecamatan": ("pokja_kota", "admin"),
    "pokja_kota": ("admin",),
    "admin": ("admin",),
}


def wa_link(phone: str, text: str) -> str:
    """``phone`` in E.164."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"


def kader_by_region(user) -> dict[str, list[tuple[str, str]]]:
    """{kelurahan: [(name, E.164 phone or nothing)]} of the kader in the scope of ``user``; one query."""
    roles = RegionRole.objects.visible_to(user).in_force(timezone.localdate()).filter(role="kader")
    roles = roles.filter(user__is_active=True).select_related("user")
    kader = {}
    for role in roles.order_by("user__name"):
        kader.setdefault(role.region_id, []).append((role.user.name, role.user.phone or ""))
    return kader


@dataclass(frozen=True)
class Helper:
    """``address`` opens WhatsApp with a question; empty where no number is recorded."""

    name: str
    task: str
    address: str


def helpers_of(user, about: str) -> list[Helper]:
    """Whom ``user`` may ask about the page ``about``: everybody of the nearest task that somebody holds.

    Of a nearer task without any number recorded, the next one that has a number is named as well. One
    query; nobody for whoever has no task.
    """
    own = getattr(user, "current_roles", [])
    if not own:
        return []
    role = own[0]
    text = f"Saya {user.name}, {role}. Saya perlu bantuan di UP2K, bagian “{about}”."
    holders = RegionRole.objects.above(user).in_force(timezone.localdate()).filter(user__is_active=True)
    holders = list(holders.select_related("user", "region").order_by("user__name"))
    named = []
    for task in HELPERS[role.role]:
        found = [
            Helper(one.user.name, str(one), wa_link(one.user.phone, text) if one.user.phone else "")
            for one in holders
            if one.role == task and one.user != user
        ]
        named += found
        if any(helper.address for helper in found):
            break
    return named
