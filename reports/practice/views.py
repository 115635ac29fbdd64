"""Going to the practice instance, from the real one; coming in, at the practice one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from groups.devices import sessions
from groups.scoping.views import Doorkeeper
from groups.visits import limited
from reports.practice import passes
from reports.practice.sample import person_for


@method_decorator(never_cache, name="dispatch")
class Start(Doorkeeper, TemplateView):
    """What Latihan is; sent, the form that takes her there with a fresh pass."""

    template_name = "practice/start.html"
    extra_context = {"title": "Latihan"}

    def dispatch(self, request, *args, **kwargs):
        if not settings.PRACTICE_URL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not passes.is_up():
            return self.render_to_response(self.get_context_data(is_waiting=True), status=503)
        role = min(request.user.current_roles, key=lambda role: (len(role.region_id), role.region_id))
        context = {"title": "Latihan", "to": f"{settings.PRACTICE_URL}/latihan/masuk/"}
        response = render(request, "practice/go.html", context | {"token": passes.make_pass(role)})
        response._csp_update = {"form-action": settings.PRACTICE_URL}
        return response


@csrf_exempt  # the pass is the proof; it comes from another address
@login_not_required
@never_cache
@limited("pages")
def enter(request):
    """In with a pass, as a made-up person; where there is nothing but practice."""
    if not settings.PRACTICE:
        raise Http404
    if request.method != "POST":
        return redirect("home")
    try:
        user = person_for(*passes.take_pass(request.POST.get("tiket", "")[:500]))
    except ValidationError as error:
        context = {"title": "Belum dapat masuk", "text": " ".join(error.messages)}
        context |= {"onward": settings.REAL_URL, "onward_label": "Kembali ke UP2K"}
        return render(request, "error.html", context, status=403)
    device, mark = sessions.enter(request, user, two_steps=True)
    # Others practise as the same person: their phones are no news.
    device.noticed_at = timezone.now()
    device.save(update_fields=["noticed_at"])
    return sessions.remember(redirect("home"), mark)
