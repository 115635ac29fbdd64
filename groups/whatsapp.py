"""Messages that a person sends herself: the address that opens WhatsApp with the text ready."""

from urllib.parse import quote

from django.utils import timezone

from groups.models import RegionRole


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
