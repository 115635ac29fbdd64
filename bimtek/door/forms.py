"""Forms of the desk, of the paper list, of walk-ins and of the poster."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from bimtek.door.models import Session
from groups.scoping.forms import ScopedForm, ScopedModelForm, TimeField
from groups.values import show_date

MOST_NUMBERS = 500
MOST_LINES = 40
GUEST = "tamu"


class SessionForm(ScopedModelForm):
    may = "train"
    day = forms.TypedChoiceField(label="Hari")
    starts_at = TimeField(label="Jam mulai", required=False)
    layout = ("name", "day", "starts_at")

    class Meta:
        model = Session
        fields = ("name", "day", "starts_at")
        widgets = {"name": forms.TextInput(attrs={"placeholder": "Sesi pagi"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = {day.isoformat(): day for day in self.instance.event.days}
        self.fields["day"].choices = [(text, show_date(day)) for text, day in days.items()]
        self.fields["day"].coerce = days.get


class CodeForm(ScopedForm):
    """What is typed at the desk where no script takes it."""

    examples = {"code": "ABCD-EFGH, atau 12"}

    may = "train"
    code = forms.CharField(label="Kode peserta atau nomor daftar", max_length=40)


class PersonForm(ScopedForm):
    """Nothing to fill: the button beside a name."""

    may = "train"


def parse_numbers(text: str) -> list[int]:
    """``1-12, 15, 18`` as numbers, each once; a ValidationError says what cannot be read."""
    found = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*(?:-|–|sampai|s/d|s\.d\.)\s*", "-", text.strip())):
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if not match:
            raise ValidationError(f"“{part[:20]}” bukan nomor. Tulis seperti 1-12, 15, 18.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise ValidationError(f"{part} terbalik. Tulis yang kecil dulu, seperti {last}-{first}.")
        found |= set(range(first, last + 1))
        if len(found) > MOST_NUMBERS:
            raise ValidationError(f"Paling banyak {MOST_NUMBERS} nomor sekali tulis.")
    return sorted(found)


class NumbersForm(ScopedForm):
    may = "train"
    numbers = forms.CharField(
        label="Nomor yang bertanda tangan",
        max_length=2000,
        widget=forms.TextInput(attrs={"placeholder": "1-12, 15, 18", "inputmode": "text"}),
        help_text="Nomor dari kertas daftar hadir. Deretan ditulis dengan tanda hubung.",
    )

    def clean_numbers(self):
        return parse_numbers(self.cleaned_data["numbers"])


class WalkInForm(ScopedForm):
    """Names from paper or at the door, then for each who she is: one of the members found, or a guest.

    ``find`` takes the lines and gives one ``walkins.Line`` for each; the choices come with the second
    sending.
    """

    may = "train"
    lines = forms.CharField(
        label="Nama dan kelurahan, satu baris satu orang",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Siti Aminah, Krapyak"}),
        help_text="Tulis nama, koma, lalu kelurahannya. Kelurahan boleh kosong bila tidak tahu.",
    )

    def __init__(self, *args, find, **kwargs):
        super().__init__(*args, **kwargs)
        self.find, self.found = find, []
        for name in sorted(self.data):
            if re.fullmatch(r"who-\d{1,2}", name):
                self.fields[name] = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_lines(self):
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if not lines:
            raise ValidationError("Tulis paling sedikit satu nama.")
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Paling banyak {MOST_LINES} orang sekali tulis.")
        self.found = self.find(lines)
        return "\n".join(lines)

    def clean(self):
        cleaned = super().clean()
        for place, line in enumerate(self.found):
            line.chosen = cleaned.get(f"who-{place}") or line.chosen
            if line.chosen != GUEST and line.chosen not in {str(member.pk) for member in line.members}:
                self.add_error(None, f"Pilih siapa {line.name}: salah satu anggota, atau tamu.")
        return cleaned


class MyselfForm(forms.Form):
    """Before the poster, without sign-in: her code, or her whole name with her kelurahan."""

    code = forms.CharField(
        label="Kode peserta", required=False, max_length=40, help_text="Ada di kartu Anda."
    )
    name = forms.CharField(label="Nama lengkap", required=False, max_length=120)
    region = forms.ChoiceField(label="Kelurahan", required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "Pilih kelurahan"), *places]
        self.fields["region"].error_messages["invalid_choice"] = "Pilih salah satu dari daftar."
        self.fields["code"].widget.attrs["autocapitalize"] = "characters"
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["code"] and not (cleaned["name"] and cleaned["region"]):
            raise ValidationError("Isi kode peserta, atau nama lengkap dan kelurahan.")
        return cleaned

    @property
    def error_summary(self):
        rows = [("", "", text) for text in self.non_field_errors()]
        return rows + [(bound.id_for_label, bound.label, text) for bound in self for text in bound.errors]
