"""What an event changed, and where people were trained."""

from django.utils.functional import cached_property

from bimtek.effect.figures import effect, gap_words, reached
from bimtek.effect.lists import CoverageFilter, CoverageTable, with_training
from bimtek.effect.models import FollowUp
from bimtek.effect.report import to_pdf
from bimtek.models import EventKind, TrainingEvent
from groups.models import Region
from groups.scoping.views import ScopedDetail, ScopedList, as_file


class EventEffect(ScopedDetail):
    model = TrainingEvent
    template_name = "effect/event.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "organiser")

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        places = reached(event=event, user=user)
        missing = [place for place, people in places if not people]
        tasks = FollowUp.objects.visible_to(user).kept().filter(event=event).select_related("region")
        tasks = list(tasks.order_by("due_on", "region_id", "person", "pk"))
        return super().get_context_data(**kwargs) | {
            "title": "Tindak lanjut dan hasil",
            "back_url": event.get_absolute_url(),
            "tasks": tasks,
            "done": sum(task.done_on is not None for task in tasks),
            "horizons": effect(user=user, event=event) if event.status == "terlaksana" else [],
            "missing": missing,
            "places": len(places),
            "reached": len(places) - len(missing),
            "can_run": user.may_in("train", event.organiser_id),
            "sees_all": user.may_in("view", event.region_id),
        }


class EventReport(ScopedDetail):
    """All that was written down about an event, as PDF, for whoever runs it."""

    model = TrainingEvent
    may = "train"

    def get_queryset(self):
        events = TrainingEvent.objects.allowed_to(self.request.user, self.may)
        return events.select_related("kind", "organiser", "region", "fund_source")

    def render_to_response(self, context, **kwargs):
        content = to_pdf(user=self.request.user, event=self.object)
        return as_file(content, "pdf", f"laporan {self.object.title}")


class TrainingCoverage(ScopedList):
    """Kelurahan with who was trained there, of a kind and in a year where asked: the gaps first."""

    model = Region
    template_name = "bimtek/event_list.html"
    per_page = 30
    table_class = CoverageTable
    filterset_class = CoverageFilter
    results_template = "effect/coverage_results.html"
    title = "Cakupan pelatihan"
    count_label = "kelurahan"
    empty_text = "Tidak ada kelurahan yang sesuai."

    @cached_property
    def narrowed(self) -> dict:
        """The kind and the year that were asked; what makes no sense narrows nothing."""
        kinds = {kind.code: kind for kind in EventKind.objects.visible_to(self.request.user)}
        year = self.asked.get("tahun", "")
        year = int(year) if year.isascii() and year.isdigit() and 1985 <= int(year[:5]) <= 2100 else None
        return {"kind": kinds.get(self.asked.get("jenis", "")), "year": year}

    def get_queryset(self):
        places = super().get_queryset().filter(level="kelurahan").open()
        places = with_training(places, user=self.request.user, **self.narrowed)
        return places.order_by("is_trained", "people", "code")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # Of the places asked for, whatever the list shows of them.
        places = self.get_queryset()
        region = context["filter"].form.cleaned_data.get("wilayah") if context["filter"].is_bound else None
        places = places.in_region(region) if region else places
        trained = list(places.values_list("is_trained", flat=True))
        kind, year = self.narrowed["kind"], self.narrowed["year"]
        of = " ".join(filter(None, (kind.name if kind else "", str(year or ""))))
        return context | {
            "gap": gap_words(trained.count(False), len(trained)),
            "narrowed_to": of,
        }
