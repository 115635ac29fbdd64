"""What is asked of everybody signed in: is the second step done, is it time to note the device."""

import time
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from groups.devices.codes import must_use_codes
from groups.devices.models import Device
from groups.devices.sessions import DEVICE, SEEN, SINCE, TWO_STEPS

NOTED_EVERY = timedelta(minutes=10).total_seconds()
AT_LONGEST = timedelta(days=90).total_seconds()
# What must be open before the second step is done.
ALLOWED = {
    "sign-in-code",
    "code-setup",
    "logout",
    "password-change",
    "health",
    "ready",
    "privacy",
    "help-page",
    "worker",
}


class DeviceMiddleware:
    """Asks nothing of the database but once in some minutes; works after the messages' middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        session, now = request.session, int(time.time())
        if DEVICE in session and abs(now - session[SEEN]) > NOTED_EVERY:
            # Only where nothing is being sent: what somebody typed is never lost to this.
            if request.method == "GET" and now - session[SINCE] > AT_LONGEST:
                logout(request)
                return redirect("login")
            note(request, now)
        if (
            not session.get(TWO_STEPS)
            and request.resolver_match.url_name not in ALLOWED
            and must_use_codes(request.user)
        ):
            return redirect("sign-in-code")
        return None


def note(request, now):
    """Note that the device is in use, and tell of others that came new since."""
    request.session[SEEN] = now
    mine = request.session[DEVICE]
    here = {"last_at": timezone.now(), "address": request.META.get("REMOTE_ADDR") or None}
    Device.objects.filter(pk=mine).update(**here)
    for device in Device.objects.filter(user=request.user, noticed_at=None).exclude(pk=mine):
        # One of two requests at once tells it.
        if Device.objects.filter(pk=device.pk, noticed_at=None).update(noticed_at=timezone.now()):
            moment = timezone.localtime(device.first_at)
            messages.warning(
                request,
                format_html(
                    "Akun Anda dipakai masuk dari perangkat baru: {}, {}. Bila itu bukan Anda, buka "
                    '<a href="/perangkat/">Perangkat saya</a>.',
                    device.name,
                    f"{moment:%d/%m/%Y} pukul {moment:%H.%M}",
                ),
            )
