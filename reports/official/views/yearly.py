"""Pages of the yearly inputs: which kelurahan has written down how much, and writing it down."""

from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import TemplateView

from groups.models import Region
from groups.scoping.views import Doorkeeper, EditPage
from reports.models import YearlyInput
from reports.official.definitions import main_codes
from reports.official.entry import YearlyForm
from reports.official.yearly import kelurahan_with_filled, save_yearly, values_of, years_to_fill
from reports.official.years import parse_span


class YearlyList(Doorkeeper, TemplateView):
    template_name = "reports/yearly_list.html"
    per_page = 100

    def get(self, request, *args, **kwargs):
        try:
            self.year = parse_span({"tahun": request.GET.get("tahun")}).year
        except ValidationError as error:
            context = {"title": "Tahun isian belum benar", "text": error.messages[0]}
            return render(request, "error.html", context, status=400)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        found = kelurahan_with_filled(self.scoped(Region), user, self.year)
        try:
            page = Paginator(found, self.per_page).page(self.request.GET.get("page") or 1)
        except InvalidPage as error:
            raise Http404("page") from error
        return super().get_context_data(**kwargs) | {
            "title": "Isian tahunan",
            "year": self.year,
            "years": years_to_fill(timezone.localdate()),
            "page": page,
            "rows": [(place, user.may_in("edit", place.pk)) for place in page],
            "boxes": len(main_codes()),
            "asked": f"tahun={self.year}",
        }


class YearlyEdit(EditPage):
    """The numbers of a kelurahan for a year, each beside that of the year before."""

    target_model = Region
    form_class = YearlyForm
    title = "Isian tahunan"
    done_text = "Isian tahunan tersimpan."

    def dispatch(self, request, *args, **kwargs):
        self.year = kwargs["year"]
        if self.year not in years_to_fill(timezone.localdate()):
            raise Http404("year")
        return super().dispatch(request, *args, **kwargs)

    def get_target_queryset(self):
        return super().get_target_queryset().filter(level="kelurahan")

    def sheet(self, year):
        return (
            YearlyInput.objects.editable_by(self.request.user).filter(region=self.target, year=year).first()
        )

    def get_form_kwargs(self):
        sheet = self.sheet(self.year)
        return super().get_form_kwargs() | {
            "instance": sheet or YearlyInput(region=self.target, year=self.year),
            "values": values_of(sheet),
            "before": values_of(self.sheet(self.year - 1)),
        }

    def perform(self, form):
        return save_yearly(sheet=form.instance, values=form.values, by=self.request.user)

    def get_back_url(self):
        return YearlyInput(region=self.target, year=self.year).get_absolute_url()

    def get_context_data(self, **kwargs):
        lead = (
            f"{self.target.title}, tahun {self.year}. Yang belum diketahui dikosongkan saja: "
            "kosong berarti belum diisi, 0 berarti tidak ada."
        )
        return super().get_context_data(**kwargs) | {"lead": lead}
