"""Drafts around every page with a form: taken up by ``?draf=``, saved from a sign-in that ran out, forgotten.

A form says whose it is by a signed ``pemilik``; so what is sent after the sign-in ran out is kept for its
owner alone, and offered when she is back. Nobody can read a draft by it.
"""

import uuid
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.shortcuts import render

from groups.drafts import actions
from groups.drafts.models import Draft

SIGNER = TimestampSigner(salt="draft.owner")
FORM = "isian"


def owner_token(user) -> str:
    return SIGNER.sign(user.pk)


def page_of(request) -> str:
    """The address of a form, without which draft is taken up in it."""
    query = request.GET.copy()
    query.pop("draf", None)
    return f"{request.path}?{urlencode(query, doseq=True)}" if query else request.path


def owner_in(values):
    """Whose form it is that was sent; None where it does not say so, or not truly."""
    try:
        return int(SIGNER.unsign(values["pemilik"], max_age=Draft.KEPT_FOR))
    except (KeyError, ValueError, BadSignature):
        return None


def somebody_elses(request):
    """A form that one person filled in is not sent in another's name."""
    text = "Isian ini dibuat orang yang tadi masuk di perangkat ini. Ia dapat masuk lagi dan melanjutkannya."
    context = {"title": "Isian orang lain", "text": text}
    return render(request, "error.html", context, status=409)


def submission_of(values):
    try:
        return uuid.UUID(values.get("submission", ""))
    except ValueError:
        return None


class DraftMiddleware:
    """Stands after the signing in is known and before it is demanded."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Taken: the browser is sent on, or the phone's queue is told the number. A review is neither.
        was_taken = 300 <= response.status_code < 400 or (
            response.status_code == 200 and "X-Up2k-Send" in request.headers
        )
        if (
            request.method == "POST"
            and was_taken
            and request.user.is_authenticated
            and "pemilik" in request.POST
        ):
            submission = submission_of(request.POST)
            if submission:
                actions.sent(page=page_of(request), submission=submission, by=request.user)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated:
            if request.method == "POST" and owner_in(request.POST) not in (None, request.user.pk):
                return somebody_elses(request)
            request.draft = self.asked(request) if request.method == "GET" and "draf" in request.GET else None
        elif request.method == "POST" and "pemilik" in request.POST:
            self.keep_for_owner(request)
        return None

    @staticmethod
    def asked(request):
        """Her own draft of this page that the address names, or None."""
        submission = submission_of({"submission": request.GET["draf"]})
        if submission is None:
            return None
        return Draft.objects.of(request.user).filter(submission=submission, page=page_of(request)).first()

    @staticmethod
    def keep_for_owner(request):
        submission, pk = submission_of(request.POST), owner_in(request.POST)
        owner = pk and get_user_model().objects.filter(pk=pk, is_active=True).first()
        if owner and submission:
            try:
                actions.keep(
                    page=page_of(request),
                    form=FORM,
                    submission=submission,
                    values=dict(request.POST.lists()),
                    by=owner,
                )
            except ValidationError:  # too long to be kept
                return
