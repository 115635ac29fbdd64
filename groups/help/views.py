"""Bantuan: for one page, whole guides on the screen and on paper, and the tour in steps."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView, View

from groups.devices.codes import must_use_codes
from groups.devices.sessions import TWO_STEPS
from groups.help import markup, tour
from groups.help.guides import GUIDES, guide, guides_of, section_for
from groups.pdf import render_pdf
from groups.scoping.views import Doorkeeper
from groups.spreadsheets import TYPES
from groups.whatsapp import helpers_of


def came_from(request):
    """The page of ours on which Bantuan was pressed, or Beranda."""
    page = request.META.get("HTTP_REFERER", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else reverse("home")


def whom_to_ask(request, about):
    """Names and numbers only for whoever is in with both steps."""
    user = request.user
    if user.is_authenticated and must_use_codes(user) and not request.session.get(TWO_STEPS):
        return []
    return helpers_of(user, about)


@method_decorator(login_not_required, name="dispatch")
class HelpPage(TemplateView):
    """What is this page, how do I, whom do I ask. Open to everybody: so are the pages that it explains."""

    template_name = "help/page.html"

    def get_context_data(self, **kwargs):
        guides = guides_of(self.request.user)
        section = section_for(kwargs["page"], guides)
        if section is None:
            raise Http404("no such page")
        return super().get_context_data(**kwargs) | {
            "title": section.title,
            "section": section,
            "words": markup.html(section),
            "guide": guide(section.guide),
            "helpers": whom_to_ask(self.request, section.title),
            "back_url": came_from(self.request),
        }


class HelpIndex(TemplateView):
    """The guides, those of her task first, and the tour once more."""

    template_name = "help/index.html"

    def get_context_data(self, **kwargs):
        guides = guides_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "title": "Bantuan",
            "guides": guides,
            "has_tour": bool(tour.steps_for(self.request.user)),
            "helpers": whom_to_ask(self.request, "Bantuan"),
            "back_url": reverse("more"),
        }


class GuidePage(TemplateView):
    """A whole guide, with its table of contents; made to be printed as well."""

    template_name = "help/guide.html"

    def get_context_data(self, **kwargs):
        shown = asked_guide(kwargs["slug"])
        first, *sections = [(section, markup.html(section)) for section in shown.sections]
        return super().get_context_data(**kwargs) | {
            "title": shown.title,
            "guide": shown,
            "preface": first[1],
            "sections": sections,
            "back_url": reverse("help-index"),
        }


class GuideFile(View):
    """The same as a PDF, to be handed out at a bimtek."""

    def get(self, request, slug):
        shown = asked_guide(slug)
        response = HttpResponse(guide_pdf(shown.slug), content_type=TYPES["pdf"])
        response["Content-Disposition"] = f'attachment; filename="panduan-{shown.slug}.pdf"'
        return response


def asked_guide(slug):
    if slug not in GUIDES:
        raise Http404("no such guide")
    return guide(slug)


@lru_cache
def guide_pdf(slug) -> bytes:
    """Made once by each process: the guides change only with the program."""
    shown = guide(slug)
    sections = [
        {"level": section.level, "title": section.title, "blocks": markup.blocks(section)}
        for section in shown.sections
    ]
    return render_pdf("guide", {"reader": shown.reader, "sections": sections})


class TourStart(View):
    """Where a new account's card leads: to the tour, once."""

    def get(self, request):
        return redirect("tour", 1) if tour.waits_for(request.user) else redirect("home")


class Tour(Doorkeeper, TemplateView):
    """One step of the first tour. Beranda offers it until ``TourEnded`` was sent."""

    template_name = "help/tour.html"

    def get_context_data(self, **kwargs):
        steps, number = tour.steps_for(self.request.user), kwargs["step"]
        if not 1 <= number <= len(steps):
            raise Http404("no such step")
        step = steps[number - 1]
        return super().get_context_data(**kwargs) | {
            "title": step.title,
            "words": markup.html(step),
            "step": number,
            "steps": len(steps),
            "before": number - 1,
            "after": number + 1 if number < len(steps) else None,
        }


class TourEnded(View):
    def post(self, request):
        tour.end(by=request.user)
        return redirect("home")
