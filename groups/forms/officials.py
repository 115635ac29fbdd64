"""Forms of the officials of TP PKK."""

from django import forms

from groups.models.officials import Official
from groups.scoping.forms import DateField, ScopedForm, ScopedModelForm

NAME = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Ny. Hj. Sri Rahayu, S.E."})


class OfficialForm(ScopedModelForm):
    may = "manage"
    from_on = DateField(
        label="Menjabat sejak",
        help_text="Pejabat sebelumnya otomatis berakhir pada tanggal ini. Pejabat lama boleh dicatat juga.",
    )
    layout = ("office", "name", "from_on")

    class Meta:
        model = Official
        fields = ["office", "name", "from_on"]
        widgets = {"name": NAME}


class OfficialNameForm(ScopedModelForm):
    may = "manage"

    class Meta:
        model = Official
        fields = ["name"]
        widgets = {"name": NAME}


class OfficialEndForm(ScopedForm):
    may = "manage"
    on = DateField(label="Berakhir tanggal", help_text="Sudah ada penggantinya? Cukup catat penggantinya.")
