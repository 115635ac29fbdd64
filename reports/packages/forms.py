"""Asking for a package of reports."""

from django import forms
from django.utils import timezone

from groups.models import Region
from groups.scoping.forms import ScopedForm
from reports.official.definitions import forms as official_forms
from reports.official.years import usual_year
from reports.packages.models import PAPER_CHOICES
from reports.periods import EARLIEST


class PlaceChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, region):
        return region.title


class PackageForm(ScopedForm):
    may = "view"
    region = PlaceChoiceField(
        Region.objects.all(),
        label="Wilayah",
        empty_label=None,
        help_text="Paketnya memuat wilayah ini dan semua wilayah di bawahnya.",
    )
    year = forms.TypedChoiceField(label="Tahun", coerce=int)
    form = forms.ChoiceField(label="Susunan formulir")
    paper = forms.ChoiceField(label="Kertas", choices=PAPER_CHOICES, initial="f4")
    layout = ("region", "year", "form", "paper")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        home, fields = self.user.home_region, self.fields
        places = fields["region"].queryset.filter(closed_on=None).exclude(level="provinsi")
        if home.level != "kelurahan":
            places = places.exclude(level="kelurahan")
        fields["region"].queryset = places.order_by("code")
        fields["region"].initial = home.pk
        years = range(today.year, max(EARLIEST.year, today.year - 7), -1)
        fields["year"].choices = [(year, year) for year in years]
        fields["year"].initial = usual_year(today)
        variants = [(form.code, form.variant) for form in official_forms().values()]
        fields["form"].choices, fields["form"].initial = variants, variants[0][0]

    def clean_form(self):
        return official_forms()[self.cleaned_data["form"]]
