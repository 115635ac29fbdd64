"""The daily mail to Pokja II: how much waits, and where. No name stands in it."""

import logging
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from groups.models import RegionRole, User
from groups.models.access import MAY
from groups.values import show_number
from reports.home import lines_for
from reports.notices.models import DigestMail

log = logging.getLogger("up2k.digest")


@dataclass(frozen=True)
class Heap:
    """So many things of one kind that wait, and where they are seen."""

    number: int
    kind: str
    address: str


def readers():
    """Those who decide somewhere, gave an address and want the mail."""
    roles = RegionRole.objects.in_force(timezone.localdate()).filter(role__in=MAY["decide"])
    people = User.objects.filter(Exists(roles.filter(user=OuterRef("pk"))), is_active=True, wants_digest=True)
    return people.exclude(email="").order_by("pk")


def heaps_for(user) -> list[Heap]:
    """What waits on her Beranda, by kind; several places of one kind are seen on Beranda."""
    found = defaultdict(list)
    for line in lines_for(user):
        found[line.kind].append(line)
    return [
        Heap(
            sum(line.number for line in lines),
            kind,
            lines[0].address if len(lines) == 1 else reverse("home"),
        )
        for kind, lines in found.items()
    ]


def send_all() -> tuple[int, int]:
    """Mail whoever has something waiting and had no mail today; (sent, failed)."""
    sent = failed = 0
    for user in readers():
        heaps = heaps_for(user)
        if not heaps:
            continue
        try:
            with transaction.atomic():
                mail = DigestMail.objects.create(user=user, day=timezone.localdate())
        except IntegrityError:
            continue
        try:
            message(user, heaps).send()
        except OSError as error:  # of the network, and smtplib's own
            # Without her address; she is tried again with the next call of today.
            log.warning("mail to user %s failed: %s", user.pk, type(error).__name__)
            mail.delete()
            failed += 1
        else:
            sent += 1
    return sent, failed


def message(user, heaps) -> EmailMultiAlternatives:
    settings_page = settings.ADDRESS + reverse("own-mail")
    context = {"heaps": heaps, "address": settings.ADDRESS, "settings_page": settings_page}
    total = show_number(sum(heap.number for heap in heaps))
    mail = EmailMultiAlternatives(
        subject=f"UP2K: {total} hal menunggu Anda",
        body=render_to_string("notices/digest.txt", context),
        to=[user.email],
        headers={"List-Unsubscribe": f"<{settings_page}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("notices/digest.html", context), "text/html")
    return mail
