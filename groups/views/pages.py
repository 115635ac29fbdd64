"""The rest of the menu on a phone, and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import JsonResponse
from django.views.generic import TemplateView


class More(TemplateView):
    """What the phone's bottom bar has no room for."""

    template_name = "groups/more.html"
    extra_context = {"title": "Lainnya"}


@login_not_required
def health(request):
    """200 when the process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"sehat": True})
