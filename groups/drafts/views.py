"""What the page's script asks: keep this draft, forget that one."""

import json
import uuid

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from groups.drafts import actions


def read(body) -> dict:
    """page, form, owner, submission and values of a draft on its way in; BadRequest for anything else."""
    try:
        told = json.loads(body)
        page, form, pairs = str(told["page"]), str(told["form"])[:40], told["values"]
        values = {}
        for name, text in pairs:
            values.setdefault(str(name), []).append(str(text))
        submission, owner = uuid.UUID(told["submission"]), int(told["owner"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest("not a draft") from error
    if not page.startswith("/") or page.startswith("//"):
        raise BadRequest("not a page")
    return {"page": page, "form": form, "owner": owner, "submission": submission, "values": values}


@method_decorator(login_not_required, name="dispatch")
class DraftSave(View):
    """Keep a draft (POST), or say only what the form must be sent with (GET), renewed by a sign-in elsewhere.

    Answers 401 instead of a redirect when the sign-in has run out, and 409 when meanwhile somebody else
    signed in, so that the page can ask for the right person.
    """

    def get(self, request):
        if not request.user.is_authenticated:
            return JsonResponse({}, status=401)
        return JsonResponse({"csrf": get_token(request), "owner": request.user.pk})

    def post(self, request):
        told = read(request.body)
        if not request.user.is_authenticated:
            return JsonResponse({}, status=401)
        if told.pop("owner") != request.user.pk:
            return JsonResponse({}, status=409)
        try:
            draft = actions.keep(**told, by=request.user)
        except ValidationError as error:
            return JsonResponse({"message": error.messages[0]}, status=422)
        at = timezone.localtime(draft.saved_at).strftime("%H.%M") if draft else None
        return JsonResponse({"csrf": get_token(request), "at": at})


class DraftDiscard(View):
    def post(self, request, submission):
        actions.discard(submission=submission, by=request.user)
        back = request.POST.get("halaman", "")
        return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")
