"""Forms of the score's rules, of what a level asks for, and of the decision after a review."""

from crispy_forms.layout import HTML, Column, Row
from django import forms
from django.utils import timezone

from groups.scoping.forms import DateField, RupiahField, ScopedForm, ScopedModelForm
from groups.score.criteria import CRITERIA
from groups.score.models import OUTCOMES, UNITS, LevelCriteria

PARTS = ("is_on", "weight", "every", "unit")


class RuleForm(ScopedForm):
    """A version of the rules: for each criterion whether it counts, how much, and how often it is due."""

    may = "manage"
    valid_from = DateField(label="Berlaku sejak", initial=timezone.localdate)
    note = forms.CharField(
        label="Alasan perubahan",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Hasil rapat Pokja II"}),
    )

    def __init__(self, *args, weights, **kwargs):
        super().__init__(*args, **kwargs)
        rows = ["valid_from", "note"]
        for code, criterion in CRITERIA.items():
            now = weights.get(code)
            rows.append(HTML(f"<h2>{criterion.name}</h2><p class='form-text'>{criterion.measured}</p>"))
            rows += self._add(criterion, now)
        self.layout = rows

    def _add(self, criterion, now):
        code = criterion.code
        self.fields[f"{code}_is_on"] = forms.BooleanField(
            label="Dipakai", required=False, initial=bool(now and now.is_on)
        )
        self.fields[f"{code}_weight"] = forms.IntegerField(
            label="Bobot", min_value=0, max_value=100, initial=now.weight if now else 0
        )
        columns = [Column(f"{code}_weight")]
        if criterion.has_rhythm:
            self.fields[f"{code}_every"] = forms.IntegerField(
                label="Setiap", min_value=1, max_value=400, initial=now.every if now else 1
            )
            self.fields[f"{code}_unit"] = forms.ChoiceField(
                label="Satuan", choices=UNITS, initial=now.unit if now else "bulan"
            )
            columns += [Column(f"{code}_every"), Column(f"{code}_unit")]
        return [f"{code}_is_on", Row(*columns)]

    def weights(self) -> dict:
        """{criterion: {is_on, weight, every, unit}} as the action takes them."""
        blank = {"every": None, "unit": ""}
        return {
            code: blank
            | {
                part: self.cleaned_data[f"{code}_{part}"]
                for part in PARTS
                if f"{code}_{part}" in self.cleaned_data
            }
            for code in CRITERIA
        }


class LevelCriteriaForm(ScopedModelForm):
    may = "manage"
    savings = RupiahField(label="Simpanan anggota (rupiah)", required=False)

    class Meta:
        model = LevelCriteria
        fields = ["months_old", "members", "score", "needs_books", "closed_months", "savings", "reports"]


class LevelReviewForm(ScopedForm):
    """Pokja II's decision after looking at the evidence."""

    may = "decide"
    outcome = forms.ChoiceField(label="Keputusan", choices=OUTCOMES, widget=forms.RadioSelect)
    on = DateField(label="Tanggal keputusan", initial=timezone.localdate)
    basis = forms.CharField(
        label="Dasar atau alasan",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sudah diisi dengan yang terlihat di atas; tambahkan nomor berita acara atau alasan belum.",
    )
    again_on = DateField(
        label="Bila belum: ditinjau lagi mulai",
        required=False,
        help_text="Sampai tanggal itu kelompok ini tidak diajukan lagi, kecuali keadaannya berubah.",
    )
    layout = ("outcome", "on", "basis", "again_on")

    def clean(self):
        cleaned = super().clean()
        on, again_on = cleaned.get("on"), cleaned.get("again_on")
        if cleaned.get("outcome") == "belum" and on and (again_on is None or again_on <= on):
            self.add_error("again_on", "Isi kapan ditinjau lagi, sesudah tanggal keputusan.")
        return cleaned
