"""Permits that run out, and requests for support that wait for Pokja II."""

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone

from groups.market.models import Permit, SupportRequest
from groups.todos import SHOWN, Todo
from groups.values import show_date, show_number


def todos(user) -> list[Todo]:
    return [*_permits(user), *_requests(user)]


def _permits(user):
    """Those that ran out or will within 60 days: each to whoever keeps them, their number to others."""
    permits = Permit.objects.visible_to(user).open().with_state(timezone.localdate())
    permits = permits.filter(state__in=["habis", "segera"]).order_by("valid_until", "pk")
    permits = permits.annotate(total=Window(Count("pk"))).select_related("kind", "product", "group")
    shown = list(permits[:SHOWN])
    total = shown[0].total if shown else 0
    if not user.may("edit") or user.home_region.level != "kelurahan":
        shown = []
    for permit in shown:
        word = "sudah habis" if permit.state == "habis" else "habis"
        what = permit.product.name if permit.product else permit.group.name
        text = f"{permit.kind} {what} {word} {show_date(permit.valid_until)}"
        yield Todo(text, permit.get_absolute_url(), note=permit.group.name if permit.product else "")
    if total > len(shown):
        text = f"{show_number(total)} izin sudah habis atau habis dalam 60 hari"
        yield Todo(text, f"{reverse('permit-list')}?keadaan=perlu", icon="award", needs=False)


def _requests(user):
    """How many wait to be proposed, and how many to be taken up by the partner."""
    if not user.may("decide"):
        return
    requests = SupportRequest.objects.allowed_to(user, "decide").kept()
    waiting = requests.aggregate(
        asked=Count("pk", filter=Q(state="diajukan")), proposed=Count("pk", filter=Q(state="diusulkan"))
    )
    for state, number, words in (
        ("diajukan", waiting["asked"], "permintaan dukungan menunggu diusulkan ke mitra"),
        ("diusulkan", waiting["proposed"], "usulan dukungan menunggu jawaban mitra"),
    ):
        if number:
            address = f"{reverse('support-list')}?keadaan={state}"
            yield Todo(f"{show_number(number)} {words}", address, icon="shop", needs=state == "diajukan")
