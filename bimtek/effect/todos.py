"""Follow-up tasks that wait: each one for a kader, how many for everybody else. One query."""

from django.db.models import Count, F, Q, Window
from django.urls import reverse
from django.utils import timezone

from bimtek.effect.models import FollowUp
from groups.todos import Todo
from groups.values import show_date, show_number

SHOWN = 4


def todos(user) -> list[Todo]:
    rows = FollowUp.objects.visible_to(user).open()
    if user.home_region is None:
        return []
    address = f"{reverse('follow-up-list')}?keadaan=belum"
    if user.home_region.level != "kelurahan":
        late = Q(due_on__lt=timezone.localdate())
        counts = rows.aggregate(open=Count("pk"), late=Count("pk", filter=late))
        if not counts["open"]:
            return []
        note = f"{show_number(counts['late'])} lewat tanggalnya" if counts["late"] else ""
        text = f"{show_number(counts['open'])} tindak lanjut bimtek belum selesai"
        return [Todo(text, address, note=note, icon="check-lg", needs=bool(counts["late"]))]
    rows = list(rows.annotate(total=Window(Count("pk"))).order_by(F("due_on"), "pk")[:SHOWN])
    found = [
        Todo(
            f"Tindak lanjut bimtek: {row.task}",
            reverse("follow-up-finish", args=[row.pk]),
            note=f"{row.person}, paling lambat {show_date(row.due_on)}",
            icon="check-lg",
        )
        for row in rows
    ]
    if rows and rows[0].total > SHOWN:
        found.append(Todo(f"Semua {show_number(rows[0].total)} tindak lanjut bimtek", address, needs=False))
    return found
