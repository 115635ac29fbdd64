"""Tells the phone whose page this is, and whether it may keep it (read by static/js/worker.js)."""

from django.urls import reverse

from groups.phone.keeping import KEPT, is_kader, owner_of


class PhoneMiddleware:
    """Stands after the signing in is known.

    ``X-Up2k-Owner`` stands on every page of somebody signed in, so that a phone that another person uses
    forgets the first one's pages; ``X-Up2k-Keep`` only on what KEPT names, for a kader. When she signs out,
    a browser that knows ``Clear-Site-Data`` empties what the app has stored; others keep nothing that is
    hers, but perhaps check-ins of a bimtek's desk that are still to be sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        leaves = request.path == reverse("logout") and request.method == "POST" and is_kader(request.user)
        response = self.get_response(request)
        if leaves:
            response["Clear-Site-Data"] = '"storage"'
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and request.user.is_authenticated:
            response["X-Up2k-Owner"] = owner_of(request.user)
            match = request.resolver_match
            # A draft that was taken up may hold a NIK: that page is not kept.
            is_plain = request.method == "GET" and "draf" not in request.GET
            may_keep = is_plain and response.status_code == 200 and match
            if may_keep and match.url_name in KEPT and is_kader(request.user):
                response["X-Up2k-Keep"] = "1"
        return response
