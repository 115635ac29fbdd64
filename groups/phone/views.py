"""The installed app: its description, its worker, the page for what is on this phone."""

import json
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from groups.phone.keeping import is_kader, pages_ahead

WORKER = ("js/store.js", "js/worker.js")
SHELL = ("favicon.svg", "css/app.css", "vendor/bootstrap/bootstrap.min.css", "vendor/icons/icons.svg",
         "django_htmx/htmx-2.min.js", "js/theme.js", "js/app.js", "js/store.js", "js/pictures.js",
         "js/queue.js", "js/phone.js", "js/drafts.js")  # fmt: skip


def version() -> str:
    """Changes with any file that the worker keeps; without hashed names, with what is in the files."""
    digest = sha256()
    for name in (*WORKER, *SHELL):
        digest.update(static(name).encode())
        if static(name).endswith(name):
            digest.update(Path(finders.find(name)).read_bytes())
    return digest.hexdigest()[:12]


@login_not_required
@cache_control(no_cache=True)
def worker(request):
    """Served from the root, so that its scope is the whole app; asked for anew at every visit."""
    told = {
        "version": version(),
        "shell": [*map(static, SHELL), reverse("this-phone")],
        "here": reverse("this-phone"),
        "statics": settings.STATIC_URL,
        "icon": static("icons/192.png"),
    }
    imports = ", ".join(json.dumps(static(name)) for name in WORKER)
    text = f"const UP2K = {json.dumps(told)};\nimportScripts({imports});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@cache_control(max_age=3600)
def manifest(request):
    def icon(name, size, purpose):
        return {
            "src": static(f"icons/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }

    told = {
        "id": "/",
        "name": "UP2K Latihan" if settings.PRACTICE else "UP2K Pekalongan",
        "short_name": "Latihan" if settings.PRACTICE else "UP2K",
        "description": "Pencatatan kelompok UP2K PKK Kota Pekalongan.",
        "lang": "id",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5a5e",
        "icons": [icon("192", 192, "any"), icon("512", 512, "any"), icon("maskable-512", 512, "maskable")],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@method_decorator(login_not_required, name="dispatch")
class ThisPhone(TemplateView):
    """What is on this phone: the same page for everybody, filled by the phone itself."""

    template_name = "phone/this_phone.html"
    extra_context = {"title": "Di HP ini"}


def ahead(request):
    """Addresses to fetch while there is a connection."""
    if not is_kader(request.user):
        raise PermissionDenied
    return JsonResponse({"pages": pages_ahead(request.user)})
