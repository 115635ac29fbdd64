"""Every form sent with success and every download of somebody signed in leaves an ``Act``.

The address of a page holds ids and codes only, never what somebody typed, so it may be kept. A download
is recorded before it leaves: where that fails, nothing leaves.
"""

from django.utils import timezone

from groups.audit.recording import record
from groups.scoping.views import FormPage


class AuditMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        since = timezone.now()
        response = self.get_response(request)
        user_pk, kind = self.told(request, response)
        if kind:
            try:
                record(kind=kind, user_pk=user_pk, request=request, what=request.path, since=since)
            except BaseException:
                response.close()
                raise
        return response

    def process_view(self, request, view, args, kwargs):
        """Who asks; after the view it may be nobody any more."""
        request.audit_user_pk = request.user.pk if request.user.is_authenticated else None

    def told(self, request, response):
        """Who did something that is to be kept, and of what kind; (None, None) for everything else."""
        if not hasattr(request, "audit_user_pk"):
            return None, None  # answered before any view
        if request.audit_user_pk:
            return request.audit_user_pk, self.kind_of(request, response)
        if request.method == "POST" and request.user.is_authenticated:
            return request.user.pk, "masuk"
        return None, None

    @staticmethod
    def kind_of(request, response):
        if response.status_code == 200 and "attachment" in response.get("Content-Disposition", ""):
            return "unduh"
        if request.method != "POST":
            return None
        view = getattr(request.resolver_match.func, "view_class", object)
        # A form page answers 200 only where it did what was asked; lists answer searches with it.
        done = 300 <= response.status_code < 400 or (
            response.status_code == 200 and issubclass(view, FormPage)
        )
        return "kirim" if done else None
