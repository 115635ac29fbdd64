"""Pages of the review of levels: who may be ready, the decision, its berita acara, and what is asked."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from groups.books.layout import to_pdf
from groups.books.loans import add_months
from groups.models import BusinessGroup
from groups.scoping.views import Doorkeeper, EditPage, FormPage, ScopedDetail, as_file
from groups.score import actions, forms, review
from groups.score.cities import city_code, managed_city
from groups.score.models import LevelCriteria, LevelReview
from groups.score.printing import minutes


class ReviewPage(Doorkeeper, TemplateView):
    """For each level: the groups that meet what is asked, those that nearly do, and the last decisions."""

    may = "decide"
    template_name = "score/review.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        groups = self.scoped(BusinessGroup)
        decisions = self.scoped(LevelReview).select_related("group", "level", "decided_by")
        return super().get_context_data(**kwargs) | {
            "title": "Tinjauan kategori",
            "reviews": review.review(groups, review.rungs(city_code(user))),
            "decisions": decisions.order_by("-on", "-pk")[:20],
        }


class OfRung:
    """About the level that the address names, or 404."""

    def find_rung(self, city):
        for rung in review.rungs(city):
            if rung.level.code == self.kwargs["code"]:
                return rung
        raise Http404("no such level")


class Decide(OfRung, FormPage):
    """The decision about one group, below what was seen of it."""

    may = "decide"
    target_model = BusinessGroup
    template_name = "score/decide.html"
    form_class = forms.LevelReviewForm
    title = "Tinjau kelompok"
    done_text = "Keputusan tersimpan. Berita acaranya dapat diunduh di bawah."

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region")

    def dispatch(self, request, *args, **kwargs):
        self.candidate = None
        return super().dispatch(request, *args, **kwargs)

    def get_candidate(self):
        """What is seen of the group now; 404 where it is not one level below, or nothing is asked."""
        if self.candidate is None:
            self.rung = self.find_rung(self.target.region_id[:5])
            groups = self.scoped(BusinessGroup).filter(pk=self.target.pk)
            found = review.candidates(groups, [self.rung])
            if not found:
                raise Http404("not to be reviewed")
            self.candidate = found[0]
        return self.candidate

    def get_initial(self):
        today = timezone.localdate()
        seen = self.get_candidate()
        outcome = "naik" if seen.is_ready else "belum"
        return {"outcome": outcome, "on": today, "basis": seen.basis, "again_on": add_months(today, 6)}

    def perform(self, form):
        self.get_candidate()
        fields = {name: form.cleaned_data[name] for name in ("outcome", "on", "basis", "again_on")}
        return actions.decide_level(group=self.target, rung=self.rung, by=self.request.user, **fields)

    def get_back_url(self):
        return reverse("level-review")

    def get_context_data(self, **kwargs):
        seen = self.get_candidate()
        return super().get_context_data(**kwargs) | {
            "title": f"Tinjauan {self.rung.level.name.lower()}",
            "lead": f"{self.target.name}, {self.target.region.name}",
            "candidate": seen,
        }


class MinutesFile(ScopedDetail):
    """Berita acara of a decision as PDF."""

    may = "decide"
    model = LevelReview

    def get_queryset(self):
        rows = LevelReview.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("group__region__parent", "level", "level_before", "decided_by")

    def render_to_response(self, context, **kwargs):
        row = self.object
        city = row.group.region.parent.parent
        return as_file(to_pdf([minutes(row, city=city)]), "pdf", f"Berita acara {row.group.name}")


class CriteriaUpdate(OfRung, EditPage):
    """What the city asks for a level; made with the first saving."""

    may = "manage"
    form_class = forms.LevelCriteriaForm
    lead = "Ukuran sementara, ditetapkan admin kota. Kosongkan yang tidak dituntut."

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.target = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.may):
            city = managed_city(request.user)
            self.rung = self.find_rung(city.pk)
            self.target = self.rung.criteria or LevelCriteria(region=city, level=self.rung.level)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return FormPage.post(self, request, *args, **kwargs)

    def perform(self, form):
        return actions.set_level_criteria(criteria=form.instance, by=self.request.user)

    def get_back_url(self):
        return reverse("level-review")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": f"Ukuran kategori {self.rung.level.name.lower()}"
        }
