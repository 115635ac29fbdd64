"""A request for support on its way: which steps there are, who may take them, and taking them."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import not_in_future, require
from groups.market.models import SupportRequest, SupportStep
from groups.market.models.support import SETTLED, UNDER_WAY
from groups.values import show_date


@dataclass(frozen=True)
class Move:
    """A step from one of ``since`` to ``to`` by whoever may do ``may`` in the group's region."""

    since: tuple
    to: str
    may: str
    label: str


# By the name of its page: asked by the group, proposed by Pokja II, taken up by the partner, done or not.
MOVES = {
    "support-propose": Move(("diajukan",), "diusulkan", "decide", "Usulkan ke mitra"),
    "support-take-up": Move(("diusulkan",), "ditangani", "decide", "Catat ditangani mitra"),
    "support-finish": Move(("ditangani",), "selesai", "decide", "Catat selesai"),
    "support-refuse": Move(tuple(UNDER_WAY), "ditolak", "decide", "Tidak dapat dibantu"),
    "support-withdraw": Move(("diajukan",), "ditarik", "edit", "Tarik kembali"),
}


@transaction.atomic
def ask(*, request, by):
    """Save a new ``request`` of a group with its first step.

    Raises PermissionDenied where ``by`` may not edit the group, ValidationError for a day to come or a
    product of another group.
    """
    require(by, "edit", request.group.region_id)
    not_in_future("asked_on", request.asked_on)
    if request.product and request.product.group_id != request.group_id:
        raise ValidationError({"product": "Pilih produk dari kelompok ini."})
    request.save()
    SupportStep.objects.create(request=request, state="diajukan", on=request.asked_on, by=by)
    return request


@transaction.atomic
def move(*, request, name, on, by, note="", partner=None, outcome="", value=None):
    """Take the step ``name`` of MOVES; the request as it then is.

    ``partner`` goes with "support-propose"; ``outcome`` with the steps that settle it, ``value`` (whole
    rupiah) with "support-finish". Raises PermissionDenied, or ValidationError where the request is
    elsewhere by now or ``on`` lies before its last step.
    """
    step = MOVES[name]
    request = SupportRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(by, step.may, request.group.region_id)
    if request.state not in step.since:
        state = request.get_state_display().lower()
        raise ValidationError(f"Permintaan ini sekarang {state}. Muat ulang halaman ini.")
    not_in_future("on", on)
    last = request.steps.last()
    if on < last.on:
        raise ValidationError(
            {"on": f"Langkah sebelumnya tanggal {show_date(last.on)}. Isi tanggal itu atau sesudahnya."}
        )
    request.state = step.to
    if partner:
        request.partner = partner
    if step.to in SETTLED:
        request.outcome, request.settled_on, request.value = outcome, on, value
    request.version += 1
    request.validate_constraints()
    request.save()
    SupportStep.objects.create(request=request, state=step.to, on=on, note=note or outcome, by=by)
    return request


def moves_for(user, request) -> list[tuple[str, str]]:
    """(name of its page, label) of the steps that ``user`` may take now."""
    region = request.group.region_id
    return [
        (name, step.label)
        for name, step in MOVES.items()
        if request.state in step.since and user.may_in(step.may, region)
    ]
