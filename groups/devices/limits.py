"""How often a password may be tried: 10 times an account and 50 times an address in 15 minutes.

django-axes counts; this says what an account and an address are. Whoever signs in from a device that
her account knows is counted apart: nobody else can lock her out of it.
"""

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.shortcuts import render

from groups.devices.models import Device
from groups.devices.sessions import mark_of
from groups.secrets import keyed_hash
from groups.signin import named

# One failure of an address weighs a fifth of one of an account: 50 of them are 10.
ADDRESS_WEIGHT = 5
KNOWN = "kenal:"
TOO_OFTEN = (
    "Terlalu sering dicoba",
    "Demi keamanan, tunggu 15 menit, lalu coba masuk lagi. Bila lupa kata sandi, minta kartu baru kepada "
    "admin PKK kota.",
)


def account_key(request, credentials):
    """What counts as one account: the same for every writing of its name, and without a name in it.

    Names that are nobody's are counted like the others.
    """
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    kept = vars(request).setdefault("_account_keys", {})
    if name not in kept:
        people = list(named(name).values_list("pk", flat=True)[:2])
        who = f"akun:{people[0]}" if len(people) == 1 else f"nama:{name.strip().casefold()}"
        known = Device.objects.filter(mark_hash=mark_of(request), user__in=people).values_list(
            "pk", flat=True
        )
        device = known.first() if len(people) == 1 else None
        key = keyed_hash("axes", f"{who} {device or ''}")
        kept[name] = f"{KNOWN}{key}" if device else key
    return kept[name]


def address(request):
    """The visitor's, as ``up2k_site.middleware.ProxyMiddleware`` left it; gunicorn's socket has none."""
    return request.META.get("REMOTE_ADDR") or None


class LimitBackend(AxesStandaloneBackend):
    """Refuses before a password is looked at; a command has no visitor to be counted."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is not None:
            super().authenticate(request, username=username, password=password, **kwargs)


class Handler(AxesDatabaseHandler):
    def get_failures(self, request, credentials=None):
        """Failures of the account, or of the address at a fifth of their weight, whichever is more."""
        key = get_client_username(request, credentials)
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        mine = self._sum(recent.filter(username=key))
        if key.startswith(KNOWN) or not request.axes_ip_address:
            return mine
        return max(mine, self._sum(recent.filter(ip_address=request.axes_ip_address)) // ADDRESS_WEIGHT)

    def reset_user_attempts(self, request, credentials=None):
        """A sign-in forgives the account, never what else its address tried."""
        count, _ = AccessAttempt.objects.filter(username=get_client_username(request, credentials)).delete()
        return count

    @staticmethod
    def _sum(attempts):
        return attempts.aggregate(number=Sum("failures_since_start"))["number"] or 0


def too_often(request, response=None, credentials=None):
    """The same answer for everybody, known or not, with the right password or without."""
    title, text = TOO_OFTEN
    page = render(request, "error.html", {"title": title, "text": text}, status=429)
    page["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return page
