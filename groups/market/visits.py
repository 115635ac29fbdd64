"""How often one visitor may ask for a public page: enough for a person, too little for a copier."""

from functools import wraps

from django.core.cache import caches
from django.shortcuts import render

MOST = 120  # pages
WITHIN = 60  # seconds


def limited(view):
    """At most MOST pages WITHIN seconds for each visitor, in each process; then 429 with a sentence."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        visits, key = caches["visits"], f"etalase:{request.META.get('REMOTE_ADDR', '')}"
        visits.add(key, 0, timeout=WITHIN)
        try:
            number = visits.incr(key)
        except ValueError:  # it ran out between the two
            number = 1
        if number <= MOST:
            return view(request, *args, **kwargs)
        context = {
            "title": "Terlalu sering dibuka",
            "text": "Halaman ini terlalu sering dibuka dari tempat Anda. Tunggu satu menit, lalu coba lagi.",
        }
        response = render(request, "error.html", context, status=429)
        response["Retry-After"] = str(WITHIN)
        return response

    return wrapper
