"""Permits that run out, and requests for support that wait for Pokja II."""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from groups.market.models import Permit, SupportRequest
from groups.todos import Todo, Waiting, first_of
from groups.values import show_date, show_number

REQUESTS = (
    ("diajukan", "permintaan dukungan menunggu diusulkan ke mitra"),
    ("diusulkan", "usulan dukungan menunggu jawaban mitra"),
)
RUN_OUT = "izin habis atau habis dalam 60 hari"


def todos(user):
    yield Waiting(_permits(user), lambda rows: _say_permits(rows, user))
    if user.may("decide"):
        requests = SupportRequest.objects.allowed_to(user, "decide").kept()
        for state, words in REQUESTS:
            rows = first_of(requests.filter(state=state), "pk", most=1, code="state")
            yield Waiting(rows, lambda rows, words=words: _say_requests(rows, words))


def _permits(user):
    """Those that ran out or will within 60 days."""
    permits = Permit.objects.visible_to(user).open().to_renew(timezone.localdate())
    said = {"name": Coalesce("product__name", "group__name"), "note": "group__name", "code": "kind__name"}
    return first_of(
        permits, "valid_until", "pk", pk="group_id", number="product_id", day="valid_until", **said
    )


def _say_permits(rows, user):
    """Each to whoever keeps them, their number to others."""
    shown = rows if user.may("edit") and user.home_region.level == "kelurahan" else []
    for row in shown:
        word = "sudah habis" if row.day < timezone.localdate() else "habis"
        text = f"{row.code} {row.name} {word} {show_date(row.day)}"
        address = f"{reverse('group-market', args=[row.pk])}#izin"
        yield Todo(text, address, note=row.note if row.number else "", kind=RUN_OUT)
    if (total := rows[0].total) > len(shown):
        text = f"{show_number(total)} izin sudah habis atau habis dalam 60 hari"
        rest = {"kind": RUN_OUT, "number": total - len(shown)}
        yield Todo(text, f"{reverse('permit-list')}?keadaan=perlu", icon="award", needs=False, **rest)


def _say_requests(rows, words):
    address = f"{reverse('support-list')}?keadaan={rows[0].code}"
    number = rows[0].total
    kind = {"kind": words, "number": number, "needs": rows[0].code == "diajukan"}
    yield Todo(f"{show_number(number)} {words}", address, icon="shop", **kind)
