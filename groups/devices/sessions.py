"""Signing in on a device, knowing it again, and ending sessions; whatever keeps the sessions."""

import secrets
import time
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, login
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from groups.devices.models import Device
from groups.devices.words import device_name
from groups.models import User
from groups.secrets import keyed_hash

BACKEND = "groups.signin.UsernameOrPhoneBackend"
KNOWN_FOR = timedelta(days=400)  # as long as browsers keep a cookie
PENDING_FOR = 600  # seconds between the password and the code
SHOWN = 20
# What our keys in the session hold: the device's id, seconds since 1970, whether a code was given.
DEVICE, SINCE, SEEN, TWO_STEPS, PENDING = "device", "since", "seen", "two_steps", "pending"


def mark_of(request) -> str:
    """The hash of the cookie by which this browser is known, or an empty text."""
    mark = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return keyed_hash("device", mark) if mark else ""


def wait_for_code(request, user, going_to):
    """After the right password of ``user``, who is not in yet: remember her under a new session key."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk,
        "proof": user.get_session_auth_hash(),
        "at": int(time.time()),
        "next": going_to,
    }


def waiting(request):
    """Who is to give a code (None: nobody), and where she wanted to go."""
    pending = request.session.get(PENDING)
    if not pending:
        return (request.user if request.user.is_authenticated else None), ""
    person = User.objects.filter(pk=pending["user"], is_active=True).first()
    fresh = 0 <= time.time() - pending["at"] <= PENDING_FOR
    if person and fresh and constant_time_compare(person.get_session_auth_hash(), pending["proof"]):
        return person, pending["next"]
    return None, ""


def enter(request, user, *, two_steps):
    """Sign ``user`` in with a new session key; the device and the mark that its browser is to keep."""
    login(request, user, backend=BACKEND)
    if request.session.session_key is None:  # another's session was there before, and was emptied
        request.session.save()
    mark = request.COOKIES.get(settings.DEVICE_COOKIE_NAME) or secrets.token_urlsafe(32)
    now = timezone.now()
    here = {
        "name": device_name(request.headers.get("User-Agent", "")),
        "session_key": request.session.session_key,
        "address": request.META.get("REMOTE_ADDR") or None,
        "last_at": now,
    }
    # The first device of an account is no news to its owner.
    is_first = not Device.objects.filter(user=user).exists()
    device, _ = Device.objects.update_or_create(
        user=user,
        mark_hash=keyed_hash("device", mark),
        defaults=here,
        create_defaults=here | {"first_at": now, "noticed_at": now if is_first else None},
    )
    seconds = int(now.timestamp())
    request.session.update({DEVICE: device.pk, SINCE: seconds, SEEN: seconds, TWO_STEPS: two_steps})
    return device, mark


def remember(response, mark):
    """Let the browser keep the mark; scripts cannot read it."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        mark,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def follow(request):
    """After the session's key changed under the same sign-in."""
    Device.objects.filter(pk=request.session.get(DEVICE)).update(session_key=request.session.session_key)


def end_sessions(devices):
    """End the sessions on these devices."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in devices.exclude(session_key="").values_list("session_key", flat=True):
        store(key).delete()
    devices.update(session_key="")


def device_of(request) -> Device | None:
    """The device that asks."""
    return Device.objects.filter(user=request.user, pk=request.session.get(DEVICE)).first()


def others_of(request):
    """Her devices but the one that asks."""
    return Device.objects.filter(user=request.user).exclude(pk=request.session.get(DEVICE))


def signed_in(user) -> list[Device]:
    """Her devices, newest use first; ``is_in`` says whether her session there is still good."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    devices = list(Device.objects.filter(user=user)[:SHOWN])
    proof = user.get_session_auth_hash()
    for device in devices:
        kept = store(device.session_key).get(HASH_SESSION_KEY, "") if device.session_key else ""
        device.is_in = constant_time_compare(kept, proof)
    return devices
