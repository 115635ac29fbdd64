"""Forms that people fill in: the yearly inputs, determining an official form, withdrawing it."""

import re

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.models.people import SEXES
from groups.scoping.forms import DateField, Fold, ScopedForm, ScopedModelForm
from groups.values import show_number
from reports.models import YearlyInput
from reports.official.definitions import sections
from reports.official.yearly import doubts


class CountField(forms.CharField):
    """A whole number, grouped as people write it; cleaned to an int, or None where left empty."""

    def __init__(self, **kwargs):
        box = forms.TextInput(
            attrs={"inputmode": "numeric", "placeholder": "belum diisi", "autocomplete": "off"}
        )
        super().__init__(required=False, max_length=12, widget=box, **kwargs)
        self.error_messages["max_length"] = "Angka ini terlalu panjang. Periksa lagi."

    def prepare_value(self, value):
        return show_number(value) if isinstance(value, int) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+|[0-9]+", text):
            raise ValidationError("Tulis dengan angka saja, misalnya 12. Kosongkan bila belum tahu.")
        return int(text.replace(".", ""))


class YearlyForm(ScopedModelForm):
    """The numbers of a kelurahan's year; ``before``: those of the year before, shown beside each box."""

    examples = {"note": "Kelompok belajar bergabung sejak Juli"}

    class Meta:
        model = YearlyInput
        fields = ["note"]
        labels = {"note": "Keterangan (kolom Ket.)"}
        help_texts = {"note": "Hal lain yang perlu diketahui pembaca laporan; boleh kosong."}

    def __init__(self, *args, values, before, instance, **kwargs):
        self.before = before
        kwargs["initial"] = (kwargs.get("initial") or {}) | values
        super().__init__(*args, instance=instance, **kwargs)
        main, split, detail = [], [], []
        for section in sections():
            names = []
            for one in section.inputs:
                self._ask(one.code, one.label, one, instance.year)
                names.append(one.code)
                for code, (sex, _) in zip(one.parts, SEXES, strict=False):
                    self._ask(code, f"{one.label}, {sex}", one, instance.year)
                    split.append(code)
            (detail if section.detail else main).append(Fieldset(section.title, *names))
        self.layout = (
            *main,
            "note",
            *(Fold(box.legend, *box.fields) for box in detail),
            Fold("Rincian laki-laki dan perempuan (untuk formulir variasi C)", *split),
        )

    def _ask(self, code, label, one, year):
        earlier = self.before.get(code)
        shown = "belum diisi" if earlier is None else f"{show_number(earlier)} {one.unit}"
        hint = f"Tahun {year - 1}: {shown}."
        self.fields[code] = CountField(label=label, help_text=f"{one.help} {hint}".strip())

    @property
    def values(self) -> dict:
        """What was filled in, by code."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._codes}

    @property
    def _codes(self):
        return {name for name, field in self.fields.items() if isinstance(field, CountField)}

    def clean(self):
        cleaned = super().clean()
        self.warnings = doubts(self.values, self.before)
        return cleaned


class FreezeForm(ScopedForm):
    may = "decide"
    number = forms.CharField(
        label="Nomor penetapan",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "12/PKK.II/I/2026"}),
    )
    decided_on = DateField(
        label="Tanggal penetapan", help_text="Yang menandatangani adalah pejabat pada tanggal ini."
    )
    layout = ("number", "decided_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate()


class WithdrawForm(ScopedForm):
    examples = {"reason": "Angka kolom 26 keliru"}

    may = "decide"
    reason = forms.CharField(
        label="Alasan mencabut",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Tetap tercatat. Sesudah dicabut, laporan yang baru dapat ditetapkan sebagai revisi.",
    )
