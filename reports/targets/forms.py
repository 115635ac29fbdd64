"""Forms of reports: the targets of a region for a year."""

from django import forms

from groups.scoping.forms import ScopedForm
from reports.measures import MEASURES
from reports.targets.models import LARGEST


class TargetForm(ScopedForm):
    """One number for each measure; empty for none."""

    may = "decide"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, measure in MEASURES.items():
            unit = "" if measure.mean else "persen" if measure.whole else measure.unit
            most = 100 if measure.whole else LARGEST
            field = forms.IntegerField(
                label=f"{measure.label} ({unit})" if unit else measure.label,
                help_text=measure.about,
                required=False,
                min_value=0,
                max_value=most,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            field.error_messages |= {"invalid": "Tulis angka bulat saja."}
            self.fields[code] = field
        self.order_fields([*MEASURES, "submission"])
