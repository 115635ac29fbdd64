"""The pass with which somebody goes from the real instance to the practice one.

Signed with the key that both share, good for a minute and for one entry. It says a kind of task and a
region, and nothing about the person.
"""

import http.client
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from groups.models import Region, RegionRole
from groups.models.access import ROLES
from groups.outgoing import connect
from reports.practice.models import UsedPass

SECONDS = 60
PATIENCE = 2  # seconds for the question whether the practice instance is up
REFUSED = "Tiket latihan ini sudah dipakai atau lewat waktunya. Kembali ke UP2K, lalu tekan Latihan lagi."
NO_PLACE = "Wilayah Anda belum ada di tempat latihan. Hubungi admin PKK kota."


def _signer():
    return signing.TimestampSigner(key=settings.PRACTICE_KEY, salt="latihan")


def make_pass(role: RegionRole) -> str:
    """For whoever holds ``role``."""
    told = {"id": uuid.uuid4().hex, "role": role.role, "region": role.region_id}
    return _signer().sign_object(told)


def take_pass(text: str) -> tuple[str, Region]:
    """The kind of task and the region of a pass, which opens nothing more; ValidationError otherwise."""
    try:
        told = _signer().unsign_object(text, max_age=SECONDS)
    except signing.BadSignature as error:
        raise ValidationError(REFUSED) from error
    region = Region.objects.filter(pk=told["region"]).select_related("parent__parent").first()
    if region is None or told["role"] not in dict(ROLES):
        raise ValidationError(NO_PLACE)
    try:
        with transaction.atomic():
            UsedPass.objects.create(pk=uuid.UUID(told["id"]))
    except IntegrityError as error:
        raise ValidationError(REFUSED) from error
    return told["role"], region


def is_up() -> bool:
    """False when the practice instance surely does not answer yet.

    Whoever cannot reach it from here, because of a firewall say, may still reach it from her phone.
    """
    connection = connect(urlsplit(settings.PRACTICE_URL), patience=PATIENCE)
    try:
        connection.request("GET", "/sehat")
        return connection.getresponse().status < 500
    except ConnectionRefusedError:
        return False
    except (OSError, http.client.HTTPException):
        return True
    finally:
        connection.close()
