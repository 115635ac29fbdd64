"""A practice instance keeps strangers out and says on everything it hands out that it is practice."""

import re

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404
from django.shortcuts import redirect, render

# What answers whoever is not signed in; pages for the public belong to the real instance.
OPEN = {"practice-enter", "draft-save", "worker", "manifest", "this-phone", "health", "ready", "metrics",
        "robots"}  # fmt: skip


class PracticeMiddleware:
    """Not there on a real instance. Works after the signing in is known, before a sign-in is asked for."""

    def __init__(self, get_response):
        if not settings.PRACTICE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        request.is_practice = True
        response = self.get_response(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        if file := response.get("Content-Disposition"):
            response["Content-Disposition"] = re.sub('filename="', 'filename="latihan-', file)
        return response

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if match.route.lstrip("^").startswith("api/"):
            raise Http404
        if request.user.is_authenticated or match.url_name in OPEN:
            return None
        if match.url_name != "login":
            return redirect("login")
        return render(request, "practice/closed.html", {"title": "Latihan", "home": settings.REAL_URL})
