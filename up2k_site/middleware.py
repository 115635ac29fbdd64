"""What happens to every request: a log line, refusal of odd input, the first password's change."""

import logging
import time
import uuid
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.shortcuts import redirect

from up2k_site.logs import REQUEST_ID

log = logging.getLogger("up2k.request")

# Exceptions that are an answer to the person, not a fault.
ANSWERS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)


class ProxyMiddleware:
    """Who asks: ``REMOTE_ADDR`` becomes the visitor's own address where a trusted proxy names it.

    Whatever anybody else says of where it comes from is taken out before somebody believes it.
    """

    FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
                 "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP", "HTTP_FORWARDED")  # fmt: skip

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        meta = request.META
        told = {name: meta.pop(name, "") for name in self.FORWARDED}
        if self._trusted(meta.get("REMOTE_ADDR", "")):
            meta["HTTP_X_FORWARDED_PROTO"] = told["HTTP_X_FORWARDED_PROTO"]
            # From the right: what stands left of the last address that is no proxy, anybody may have written.
            for address in reversed([part.strip() for part in told["HTTP_X_FORWARDED_FOR"].split(",")]):
                if not self._is_address(address):
                    break
                meta["REMOTE_ADDR"] = address
                if not self._trusted(address):
                    break
        if not self._is_address(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = ""
        return self.get_response(request)

    @staticmethod
    def _is_address(text):
        try:
            ip_address(text)
        except ValueError:
            return False
        return "%" not in text  # the zone of a link, which no database takes

    def _trusted(self, address):
        if not self._is_address(address):
            return "unix" in settings.TRUSTED_PROXIES
        networks = [proxy for proxy in settings.TRUSTED_PROXIES if proxy != "unix"]
        return any(ip_address(address) in network for network in networks)


class RequestLogMiddleware:
    """One line a request: its route (never the values in it), status, time and the user's id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:12]
        token = REQUEST_ID.set(request.id)
        try:
            return self.answer(request)
        finally:
            REQUEST_ID.reset(token)

    def answer(self, request):
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        # Only who was looked up anyway: this must work while the database does not.
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            extra={
                "request_id": request.id,
                "method": request.method,
                "route": match.route if match else None,
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
                "user_id": user.pk if user is not None else None,
            },
        )
        response["X-Request-ID"] = request.id
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, ANSWERS):
            return
        log.error("exception", exc_info=exception, extra={"request_id": request.id})


class PoliciesMiddleware:
    """What browsers may do with an answer, beside the headers that Django and django-csp set.

    No cache keeps a page of somebody signed in, unless its view said otherwise; what was typed into it
    comes back with the browser's back button all the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class OddInputMiddleware:
    """Refuse NUL characters and files nobody asked for before a view or a database meets them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        values = [request.path, *self._values(request.GET), *map(str, kwargs.values())]
        if request.method == "POST":
            values += self._values(request.POST)
            takers = (view, getattr(view, "view_class", None))
            if request.FILES and not any(getattr(taker, "takes_files", False) for taker in takers):
                raise BadRequest("file not expected")
        if any("\x00" in value for value in values):
            raise BadRequest("NUL character")

    @staticmethod
    def _values(querydict):
        return [text for key, texts in querydict.lists() for text in (key, *texts)]


class MustChangePasswordMiddleware:
    """Whoever signs in with a given password chooses her own before anything else."""

    ALLOWED = {"password-change", "logout", "health", "help-page"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and request.resolver_match.url_name not in self.ALLOWED
        ):
            return redirect("password-change")
        return None
