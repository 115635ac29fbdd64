"""Bimtek that are coming, and those for which her kelurahan has not said who comes."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import TrainingEvent
from groups.lists import count_of
from groups.todos import Todo, Waiting, first_of
from groups.values import show_date, show_number


def todos(user):
    events = TrainingEvent.objects.visible_to(user).filter(
        status="rencana", ends_on__gte=timezone.localdate()
    )
    home = user.home_region
    # Whoever keeps a whole city answers for no kelurahan.
    mine, asked = Invitation.objects.none(), Invitee.objects.none()
    if home and home.level == "kelurahan":
        mine = Invitation.objects.editable_by(user).filter(seats__gt=0)
        asked = Invitee.objects.editable_by(user).filter(state="diundang")
    events = events.annotate(
        unanswered=count_of(asked, "invitation__event"),
        unnamed=count_of(mine.filter(people__isnull=True), "event"),
        invitation=Subquery(mine.filter(event=OuterRef("pk"), region=home).values("pk")[:1]),
    )
    said = {"name": "title", "note": "venue", "day": "starts_on", "code": "invitation"}
    numbers = {"number": "unanswered", "other": "unnamed"}
    yield Waiting(first_of(events, "starts_on", "pk", most=3, pk="pk", **said, **numbers), say)


def say(rows):
    """``code``: her own kelurahan's invitation; ``number`` have not answered, ``other`` are without names."""
    for row in rows:
        if not (row.number or row.other):
            text, address = f"{row.name}, {show_date(row.day)}", reverse("event-detail", args=[row.pk])
            kind = {"kind": "bimtek akan datang", "needs": False}
            yield Todo(text, address, note=row.note, icon="calendar-event", **kind)
            continue
        what = f"konfirmasi {show_number(row.number)} peserta" if row.number else "pilih pesertanya"
        address = reverse("invitation-list", args=[row.pk])
        if row.code:
            address = reverse("invitation-detail", args=[row.code])
        text = f"Bimtek {show_date(row.day)}: {what}"
        yield Todo(
            text, address, note=row.name, icon="calendar-event", kind="undangan bimtek menunggu jawaban"
        )
