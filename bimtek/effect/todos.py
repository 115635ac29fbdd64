"""Follow-up tasks that wait: each one for a kader, how many for everybody else."""

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone

from bimtek.effect.models import FollowUp
from groups.todos import Todo, Waiting, first_of
from groups.values import show_date, show_number

SHOWN = 4
OPEN = "tindak lanjut bimtek belum selesai"


def todos(user):
    if user.home_region is None:
        return
    late = Window(Count("pk", filter=Q(due_on__lt=timezone.localdate())))
    rows = FollowUp.objects.visible_to(user).open()
    rows = first_of(
        rows, "due_on", "pk", most=SHOWN, pk="pk", name="task", note="person", day="due_on", number=late
    )
    yield Waiting(rows, _each if user.home_region.level == "kelurahan" else _how_many)


def _each(rows):
    for row in rows:
        yield Todo(
            f"Tindak lanjut bimtek: {row.name}",
            reverse("follow-up-finish", args=[row.pk]),
            note=f"{row.note}, paling lambat {show_date(row.day)}",
            icon="check-lg",
            kind=OPEN,
        )
    if (total := rows[0].total) > len(rows):
        yield Todo(f"Semua {show_number(total)} tindak lanjut bimtek", _open_ones(), needs=False,
                   kind=OPEN, number=total - len(rows))  # fmt: skip


def _how_many(rows):
    """``number``: those whose day has passed."""
    late = rows[0].number
    note = f"{show_number(late)} lewat tanggalnya" if late else ""
    number = rows[0].total
    kind = {"kind": OPEN, "number": number, "needs": bool(late)}
    yield Todo(f"{show_number(number)} {OPEN}", _open_ones(), note=note, icon="check-lg", **kind)


def _open_ones():
    return f"{reverse('follow-up-list')}?keadaan=belum"
