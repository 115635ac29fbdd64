"""Certificates: who has earned one, giving them, withdrawing them, and the paper."""

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from bimtek.learning.models import Certificate, plan_of
from bimtek.models import TrainingEvent
from groups.actions import not_in_future, require
from groups.models.officials import officials_on
from groups.pdf import qr_svg, render_pdf
from groups.values import show_date

CODE_BYTES = 24  # 192 bits, 32 letters
NOBODY = "." * 30  # to be signed and written by hand


def with_earned(participants, plan):
    """Participants with ``there`` (days present), ``has_earned`` and ``has_certificate``; in one query."""
    given = Certificate.objects.of(OuterRef("pk")).in_force()
    rows = participants.annotate(there=Count("attendances", distinct=True), has_certificate=Exists(given))
    return rows.annotate(has_earned=Q(there__gte=plan.days_needed, is_dropped=False))


def waiting(event):
    """Who has earned a certificate and has none yet."""
    rows = with_earned(event.participants.filter(is_dropped=False), plan_of(event))
    rows = rows.filter(has_earned=True, has_certificate=False)
    return rows.select_related("region", "group").order_by("region_id", "name", "pk")


def unearned(event):
    """Certificates in force whose holder, as attendance stands now, has not earned them."""
    rows = event.certificates.in_force().with_presence()
    if event.status == "batal":
        return rows
    return rows.filter(Q(there__lt=plan_of(event).days_needed) | Q(participant__is_dropped=True))


@transaction.atomic
def issue(*, event, participants, issued_on: date, by) -> list[Certificate]:
    """Give a certificate to each of ``participants``, numbered on from the event's last one.

    Raises ValidationError for an event that is not over, a day before its end, or somebody who was not
    there often enough or has one already.
    """
    require(by, "train", event.organiser_id)
    event = TrainingEvent.objects.select_for_update(of=("self",)).select_related("organiser__parent").get(
        pk=event.pk
    )  # fmt: skip
    not_in_future("issued_on", issued_on)
    if event.status != "terlaksana":
        raise ValidationError("Sertifikat diterbitkan sesudah kegiatan terlaksana. Ubah dulu keadaannya.")
    if issued_on < event.ends_on:
        message = f"Kegiatan selesai {show_date(event.ends_on)}. Isi tanggal itu atau sesudahnya."
        raise ValidationError({"issued_on": message})
    people = list(participants)
    allowed = set(waiting(event).values_list("pk", flat=True))
    stranger = next((person for person in people if person.pk not in allowed), None)
    if stranger:
        raise ValidationError(
            f"{stranger.name}: kehadirannya belum cukup, atau sudah ada sertifikatnya. Muat ulang halamannya."
        )
    common = common_content(event, issued_on)
    plan, last = plan_of(event), event.certificates.aggregate(last=Max("serial"))["last"] or 0
    rows = []
    for serial, person in enumerate(people, start=last + 1):
        number = f"{serial:03d}/{plan.number_tail}"
        row = Certificate(
            event=event,
            participant=person,
            serial=serial,
            number=number,
            issued_on=issued_on,
            issued_by=by,
            verification=secrets.token_urlsafe(CODE_BYTES),
            content=common | own_content(person),
        )
        row.save()
        rows.append(row)
    return rows


@transaction.atomic
def withdraw(*, certificate, reason: str, by) -> Certificate:
    """It is valid no more, for a ``reason`` that stays; the certificate itself stays as well."""
    require(by, "train", certificate.event.organiser_id)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if not certificate.is_in_force:
        raise ValidationError(f"Sudah dicabut {certificate.withdrawn_on}.")
    certificate.withdrawn_at, certificate.withdrawn_by = timezone.now(), by
    certificate.withdraw_reason = reason
    certificate.save(update_fields=Certificate.KEEPS)
    return certificate


def span_of(event) -> str:
    if event.starts_on == event.ends_on:
        return show_date(event.starts_on)
    return f"{show_date(event.starts_on)} sampai {show_date(event.ends_on)}"


def place_of(region) -> str:
    """Where a paper of a region's team is signed: its city."""
    city = region.parent if region.level == "kecamatan" else region
    return city.name.removeprefix("Kota ").removeprefix("Kabupaten ")


def common_content(event, issued_on) -> dict:
    """What stands on every certificate of an event: kept with each, so that it reads the same for ever."""
    names, team = officials_on(event.organiser, issued_on), event.organiser.title
    return {
        "title": event.title,
        "span": span_of(event),
        "venue": event.venue,
        "team": team,
        "partner": event.partner,
        "place": place_of(event.organiser),
        "issued_on": show_date(issued_on),
        "signers": [
            [f"Ketua TP PKK {team}", names.get("ketua", "")],
            [f"Ketua Pokja II {team}", names.get("pokja2", "")],
        ],
    }


def own_content(person) -> dict:
    """And what stands on hers alone."""
    of = f"kelompok {person.group.name}" if person.group else person.institution
    return {"name": person.name, "from": ", ".join(filter(None, (of, person.region.title)))}


def verify_address(request, certificate) -> str:
    address = request.build_absolute_uri(reverse("certificate-verify"))
    return f"{address}?kode={certificate.verification}"


def to_pdf(request, certificates) -> bytes:
    """One page each; a withdrawn one says so across the page."""
    return render_pdf(
        "certificates",
        {
            "title": "Sertifikat",
            "pages": [
                row.content
                | {
                    "number": row.number,
                    "qr": qr_svg(verify_address(request, row)),
                    "is_withdrawn": not row.is_in_force,
                    "signers": [[office, name or NOBODY] for office, name in row.content["signers"]],
                }
                for row in certificates
            ],
        },
    )
