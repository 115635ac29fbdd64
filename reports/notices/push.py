"""Telling phones that something new waits on Beranda."""

import http.client
import json
import logging
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.devices.sessions import signed_in
from groups.models import User
from groups.outgoing import connect
from groups.values import show_number
from reports.home import lines_for
from reports.notices import sealing
from reports.notices.models import Subscription

PATIENCE = 10  # seconds for a push service
KEPT_FOR = 24 * 3600  # seconds that a service keeps a message for a phone without a connection
GONE = (404, 410)
AWAKE = range(6, 21)  # hours
UNKNOWN = "Layanan pesan di HP ini tidak dikenal UP2K. Pakai Chrome, Firefox, Edge, atau Safari."

log = logging.getLogger("up2k.push")


def public_key() -> str:
    """What a browser asks to know of us; it lets nobody else write to it."""
    return sealing.encode(sealing.public_bytes(sealing.private_key(settings.PUSH_PRIVATE_KEY)))


def is_known_service(endpoint: str) -> bool:
    """Whether ``endpoint`` lies at one of the browsers' own services: we send to no other address."""
    address = urlsplit(endpoint)
    origin = f"{address.scheme}://{address.netloc}"
    patterns = (re.escape(service).replace(r"\*", "[a-z0-9.-]+") for service in settings.PUSH_SERVICES)
    return any(re.fullmatch(pattern, origin) for pattern in patterns)


@transaction.atomic
def turn_on(*, device, endpoint, public_key, secret):
    """Tell ``device`` from now on of what is new. Another person's use of the same browser ends with it."""
    if len(endpoint) > 500 or not is_known_service(endpoint) or not sealing.fits(public_key, secret):
        raise ValidationError(UNKNOWN)
    Subscription.objects.filter(endpoint=endpoint).exclude(device=device).delete()
    told = [line.mark for line in lines_for(device.user)]
    fields = {"endpoint": endpoint, "public_key": public_key, "secret": secret, "told": told}
    Subscription.objects.update_or_create(device=device, defaults=fields)


def turn_off(*, device):
    Subscription.objects.filter(device=device).delete()


def look_for_news():
    """Yield (subscription's id, how much waits) where something new waits; noted as told before it is.

    Whoever signed out, was signed out or was closed is told nothing any more.
    """
    if not settings.PUSH_PRIVATE_KEY or timezone.localtime().hour not in AWAKE:
        return
    people = User.objects.filter(devices__subscription__isnull=False).distinct()
    for user in people.order_by("pk"):
        here = [device.pk for device in signed_in(user) if device.is_in] if user.is_active else []
        Subscription.objects.filter(device__user=user).exclude(device__in=here).delete()
        waits = [line.mark for line in lines_for(user)]
        for subscription in Subscription.objects.filter(device__user=user):
            if set(waits) == set(subscription.told):
                continue
            is_news = not set(waits) <= set(subscription.told)
            subscription.told = waits
            subscription.save(update_fields=["told"])
            if is_news:
                yield subscription.pk, len(waits)


def tell(*, subscription: Subscription, number: int):
    """One message to one phone, through its browser's service; one that is gone is forgotten."""
    if not is_known_service(subscription.endpoint):
        return
    said = {"title": "UP2K", "text": f"Ada {show_number(number)} hal menunggu di Beranda", "address": "/"}
    body = sealing.seal(
        json.dumps(said).encode(), public_key=subscription.public_key, secret=subscription.secret
    )
    try:
        status = _post(subscription.endpoint, body)
    except (OSError, http.client.HTTPException) as error:
        log.warning("push service not reached: %s", type(error).__name__)
        return
    if status in GONE:
        subscription.delete()
    elif status >= 300:
        log.warning("push service answered %s", status)


def _post(endpoint, body) -> int:
    address = urlsplit(endpoint)
    key = sealing.private_key(settings.PUSH_PRIVATE_KEY)
    headers = {
        "Authorization": sealing.voucher(endpoint, key=key, subject=settings.PUSH_SUBJECT),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR),
        "Topic": "beranda",
    }
    connection = connect(address, patience=PATIENCE)
    try:
        connection.request("POST", address._replace(scheme="", netloc="").geturl(), body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
