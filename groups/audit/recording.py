"""Writing down what leaves no history row."""

from django.utils import timezone

from groups.audit.models import Act
from groups.devices.words import device_name


def record(*, kind, user_pk, request, what, why="", member_pk=None, since=None):
    """An ``Act`` of now, or of the time from ``since`` on, from where ``request`` came."""
    now = timezone.now()
    return Act.objects.create(
        kind=kind,
        user_id=user_pk,
        at=since or now,
        until=max(now, since or now),
        address=(request.META.get("REMOTE_ADDR") or None) if request else None,
        device=device_name(request.headers.get("User-Agent", "")) if request else "",
        what=what[:200],
        why=why[:200],
        member_pk=member_pk,
    )
