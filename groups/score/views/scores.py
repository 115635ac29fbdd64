"""Pages of the score: the list, a group's, a line of it for other pages, and the rules."""

from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from groups.books.layout import to_pdf
from groups.models import BusinessGroup, Region
from groups.scoping.views import Doorkeeper, FormPage, ScopedDetail, ScopedList, as_file
from groups.score import actions, forms, queries
from groups.score.cities import cities_of, city_code, managed_city
from groups.score.criteria import CRITERIA
from groups.score.lists import ScoreFilter, ScoreTable
from groups.score.measuring import measure, rhythm_of, weights_of
from groups.score.models import ScoreRule
from groups.score.printing import score_list


class ScoreList(ScopedList):
    """Every active group of the scope, the lowest score first; with ``unduh=pdf`` as a printed list."""

    model = BusinessGroup
    table_class = ScoreTable
    filterset_class = ScoreFilter
    title = "Tertib administrasi"
    template_name = "score/list.html"
    results_template = "score/list_results.html"
    count_label = "kelompok"
    lead = "Nilai 0 sampai 100 dari isi buku dan data setiap kelompok; yang paling perlu dibantu di atas."
    empty_text = "Di sini tampil nilai setiap kelompok yang aktif. Belum ada kelompok yang sesuai."

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        return self.printed() if self.asked.get("unduh") == "pdf" else response

    def get_queryset(self):
        return queries.active_groups(self.request.user)

    def get_table_data(self):
        if not hasattr(self, "found"):
            found = queries.scored(self.object_list, cities=cities_of(self.request.user))
            low, high = queries.RANGES.get(self.asked.get("nilai"), (0, 100))
            self.found = [one for one in found if low <= one.points <= high]
        return self.found

    def printed(self):
        user, table = self.request.user, self.get_table()
        city = Region.objects.visible_to(user).filter(pk=city_code(user)).first()
        place = self.filterset.form.cleaned_data.get("wilayah") or user.home_region
        rows = [row.record for row in table.rows]
        head = user.name if user.may("decide") else ""
        book = score_list(rows, city=city, asked=place.title, head=head)
        return as_file(to_pdf([book]), "pdf", self.title)


def asked_day(asked) -> date | None:
    """``tanggal=2026-10-31``; None for today, whose score is measured; 404 for what is no day, or not yet."""
    if not asked.get("tanggal"):
        return None
    try:
        day = date.fromisoformat(asked["tanggal"])
    except ValueError as error:
        raise Http404("day") from error
    if day > timezone.localdate():
        raise Http404("day")
    return None if day == timezone.localdate() else day


class GroupScore(ScopedDetail):
    """A group's score: of today from what there is now, or of a past day as it was kept."""

    model = BusinessGroup
    template_name = "score/group.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region__parent")

    def get_context_data(self, **kwargs):
        group, user = self.object, self.request.user
        day = asked_day(self.request.GET)
        context = super().get_context_data(**kwargs) | {
            "title": "Tertib administrasi",
            "lead": group.name,
            "back_url": group.get_absolute_url(),
            "group": group,
            "day": day,
            "course": queries.course(group),
            "can_edit": user.may_in("edit", group.region_id) and not group.archived_at,
        }
        if day:
            kept = queries.score_on(group, day)
            last = None if kept else queries.last_kept(group, day)
            return context | {"kept": kept, "marks": kept and kept.marks, "last": last}
        found = measure(queries.active_groups(user).filter(pk=group.pk), timezone.localdate()).get(group.pk)
        steps = {step.code: step for step in found.steps} if found else {}
        marks = [(mark, steps.get(mark.code)) for mark in found.marks] if found else []
        return context | {"assessment": found, "rows": marks}


class ScoreLine(ScopedDetail):
    """A group's score in a line, which other pages fetch once they are shown."""

    model = BusinessGroup
    template_name = "score/line.html"

    def get_context_data(self, **kwargs):
        group, user = self.object, self.request.user
        found = measure(queries.active_groups(user).filter(pk=group.pk), timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "assessment": found.get(group.pk),
            "group": group,
            "can_edit": user.may_in("edit", group.region_id),
            "with_step": self.request.GET.get("tanpa") != "langkah",  # where the page has steps of its own
        }


class RulePage(Doorkeeper, TemplateView):
    """What is measured, how much it counts, and every version of the rules."""

    template_name = "score/rules.html"

    def get_context_data(self, **kwargs):
        city = city_code(self.request.user)
        weights = {row.criterion: row for row in weights_of(city, timezone.localdate())}
        whole = sum(row.weight for row in weights.values())
        rows = [
            (criterion, weights.get(code), weights.get(code) and rhythm_of(weights[code]))
            for code, criterion in CRITERIA.items()
        ]
        return super().get_context_data(**kwargs) | {
            "title": "Ukuran nilai",
            "back_url": reverse("score-list"),
            "rows": rows,
            "whole": whole,
            "versions": queries.rules_of(city),
        }


class RuleChange(FormPage):
    """A new version of the city's rules, begun with the ones in force."""

    may = "manage"
    form_class = forms.RuleForm
    title = "Ubah ukuran nilai"
    lead = (
        "Ukuran sementara, ditetapkan admin kota. Perubahan menjadi aturan baru sejak tanggal yang diisi; "
        "nilai yang sudah tersimpan tetap memakai aturan lamanya."
    )
    done_text = "Aturan baru tersimpan."

    def get_form_kwargs(self):
        self.city = managed_city(self.request.user)
        now = weights_of(self.city.pk, timezone.localdate(), with_off=True)
        return super().get_form_kwargs() | {"weights": {row.criterion: row for row in now}}

    def perform(self, form):
        rule = ScoreRule(
            region=self.city, **{name: form.cleaned_data[name] for name in ("valid_from", "note")}
        )
        actions.change_rules(rule=rule, weights=form.weights(), by=self.request.user)
        return reverse("score-rules")

    def get_back_url(self):
        return reverse("score-rules")
