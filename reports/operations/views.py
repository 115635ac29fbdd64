"""For machines that watch over this one: is it ready, and its figures."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST

from reports.operations import health
from reports.operations.metrics import exposition


@login_not_required
def ready(request):
    """200 while every part works, 503 where one does not; says which, and nothing else."""
    parts = health.report()
    return JsonResponse(
        {"siap": all(parts.values()), "bagian": parts}, status=200 if all(parts.values()) else 503
    )


@login_not_required
def metrics(request):
    """For whoever has the token of UP2K_METRICS_TOKEN; for everybody else it does not exist."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
