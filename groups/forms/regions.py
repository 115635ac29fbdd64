"""Forms of a region."""

from django import forms
from django.core.exceptions import ValidationError

from groups.models import Region, RegionAlias
from groups.scoping.forms import ScopedForm, ScopedModelForm


class RegionForm(ScopedModelForm):
    may = "manage"
    postcode = forms.CharField(
        label="Kode pos",
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "51147"}),
    )

    class Meta:
        model = Region
        fields = ["postcode"]

    def clean_postcode(self):
        text = self.cleaned_data["postcode"].strip()
        if text and not (text.isascii() and text.isdigit() and len(text) == 5):
            raise ValidationError("Kode pos terdiri atas 5 angka, misalnya 51147.")
        return text


class AliasField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, alias):
        return f"{alias.name} ({alias.note})" if alias.note else alias.name


class AliasForm(ScopedForm):
    """Other names of a region: one more, and those to take away."""

    examples = {"name": "Krapyak Lor"}

    may = "manage"
    name = forms.CharField(
        label="Tambah nama lain",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Ejaan lain atau nama lama, supaya dikenal saat mengimpor.",
    )
    note = forms.CharField(
        label="Keterangan",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "Nama sebelum penggabungan 2015"}),
    )
    remove = AliasField(
        RegionAlias.objects.none(),
        label="Hapus yang dicentang",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    layout = ("name", "note", "remove")

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remove"].queryset = region.aliases.all()
        if not region.aliases.all():
            del self.fields["remove"]
            self.layout = ("name", "note")

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["name"] and not cleaned.get("remove"):
            self.add_error("name", "Isi nama yang ditambahkan, atau centang yang dihapus.")
        return cleaned
