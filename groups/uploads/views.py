"""Where a phone sends a file in parts (static/js/pictures.js): HEAD says how much is here, PATCH brings more.

As tus and the IETF's resumable uploads do it: ``Upload-Offset`` and ``Upload-Length``. Nothing is read back.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.http.request import UnreadablePostError
from django.utils.decorators import method_decorator
from django.views import View

from groups.uploads import actions
from groups.uploads.models import UploadPart

LONGEST_PART = 256 * 1024


def number_in(request, header) -> int:
    text = request.headers.get(header, "")
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest(f"{header} is no number")
    return int(text)


@method_decorator(login_not_required, name="dispatch")
class Upload(View):
    """One file of whoever sends it; 401 instead of a redirect when the sign-in has run out."""

    http_method_names = ["head", "patch"]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        if not (request.user.may("edit") or request.user.may("train")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def head(self, request, upload):
        return self.told(200, *actions.received(upload=upload, by=request.user))

    def patch(self, request, upload):
        offset, size = number_in(request, "Upload-Offset"), number_in(request, "Upload-Length")
        if size > UploadPart.LARGEST or number_in(request, "Content-Length") > LONGEST_PART:
            return HttpResponse(status=413)
        try:
            content = request.body
        except UnreadablePostError:  # cut off on the way: sent again
            return HttpResponse(status=400)
        here = actions.receive(upload=upload, offset=offset, size=size, content=content, by=request.user)
        return self.told(204 if here == offset + len(content) else 409, here, size)

    @staticmethod
    def told(status, here, size):
        headers = {"Upload-Offset": str(here), "Cache-Control": "no-store"}
        return HttpResponse(status=status, headers=headers | ({"Upload-Length": str(size)} if size else {}))
