"""Form fields that several forms share."""

from django import forms

from groups.models import Region


class KelurahanField(forms.ModelChoiceField):
    """The open kelurahan of the user's scope; whoever has one never chooses (see ``settle``)."""

    def __init__(self, **kwargs):
        queryset = Region.objects.filter(level="kelurahan").open().select_related("parent")
        kwargs.setdefault("label", "Kelurahan")
        super().__init__(queryset=queryset, empty_label="Pilih kelurahan", **kwargs)

    def label_from_instance(self, region):
        return f"{region.name} ({region.parent.name})"

    def settle(self):
        """Hide the field when there is one choice, and make that the answer."""
        choices = list(self.queryset[:2])
        if len(choices) == 1:
            self.initial = choices[0].pk
            self.widget = forms.HiddenInput()


class RtRwField(forms.CharField):
    """Number of an RT or RW, 1 to 999, cleaned to at least two digits (``02``)."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 5)
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "02"}))
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return ""
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 999):
            raise forms.ValidationError(f"{self.label} ditulis dengan angka 1 sampai 999, misalnya 02.")
        return f"{int(text):02d}"
