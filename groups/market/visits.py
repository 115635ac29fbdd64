"""How often one visitor may ask for a public page: enough for a person, too little for a copier."""

from functools import partial, wraps

from django.conf import settings
from django.core.cache import caches
from django.shortcuts import render

MOST = 120  # pages
WITHIN = 60  # seconds


def visitor(request) -> str:
    """The visitor's address; the proxy's word for it only where a proxy is trusted (docs/settings.md)."""
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.headers.get("X-Forwarded-For", "")
        return told.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


def limited(view=None, *, place="etalase", most=None):
    """At most ``most`` (MOST) pages of a ``place`` WITHIN seconds for each visitor, in each process.

    Then 429 with a sentence. Ask for more where many people share one connection.
    """
    if view is None:
        return partial(limited, place=place, most=most)

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        visits, key = caches["visits"], f"{place}:{visitor(request)}"
        visits.add(key, 0, timeout=WITHIN)
        try:
            number = visits.incr(key)
        except ValueError:  # it ran out between the two
            number = 1
        if number <= (most or MOST):
            return view(request, *args, **kwargs)
        context = {
            "title": "Terlalu sering dibuka",
            "text": "Halaman ini terlalu sering dibuka dari tempat Anda. Tunggu satu menit, lalu coba lagi.",
        }
        response = render(request, "error.html", context, status=429)
        response["Retry-After"] = str(WITHIN)
        return response

    return wrapper
