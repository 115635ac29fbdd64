"""The decision on two records that look like one."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from groups.models import Member
from groups.scoping.forms import ScopedForm
from groups.values import show_date, show_phone, show_rupiah

SIDES = [("first", "kiri"), ("second", "kanan")]


@dataclass(frozen=True)
class SideBySide:
    """One line of the comparison; ``name`` is the field to choose by, empty where nothing is to choose."""

    label: str
    first: str
    second: str
    name: str = ""
    chosen: str = ""


class PairForm(ScopedForm):
    """Same or not; if so, which record stays, and whose value each differing field takes.

    ``fields`` are the MEMBER_FIELDS or GROUP_FIELDS. A value that one of them lacks is no question.
    """

    examples = {"reason": "Dicocokkan dengan KTP"}

    verdict = forms.ChoiceField(choices=[("same", "Gabungkan"), ("different", "Bukan yang sama")])
    keep = forms.ChoiceField(label="Yang dipertahankan", choices=SIDES, required=False)
    reason = forms.CharField(label="Catatan (boleh kosong)", max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, first, second, fields, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "form-control"
        self.seen = self.fields["seen"].initial = f"{first.version}.{second.version}"
        stays = "second" if isinstance(first, Member) and second.is_active > first.is_active else "first"
        self.fields["keep"].initial = stays
        self.asked, lines = [], []
        for name in fields:
            values = shown(first, name), shown(second, name)
            asks = all(values) and values[0] != values[1]
            if asks:
                self.fields[name] = forms.ChoiceField(
                    label=label_of(first, name), choices=SIDES, required=False, initial=stays
                )
                self.asked.append(name)
            if any(values):
                lines.append((label_of(first, name), *values, name if asks else ""))
        self.lines = [SideBySide(*line, line[-1] and self[line[-1]].value()) for line in lines]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == "same" and "keep" not in self.errors and not cleaned.get("keep"):
            self.add_error("keep", "Pilih catatan yang dipertahankan.")
        if "seen" in cleaned and cleaned["seen"] != self.seen:
            self.data = self.data.copy()
            self.data["seen"] = self.seen
            raise ValidationError(
                "Salah satu catatan ini diubah sesudah Anda membukanya. Bandingkan lagi, lalu putuskan."
            )
        return cleaned

    @property
    def take(self):
        """The fields whose value comes from the record that does not stay."""
        keep = self.cleaned_data["keep"]
        return [name for name in self.asked if self.cleaned_data[name] not in ("", keep)]


def label_of(record, name):
    return "NIK" if name == "nik" else capfirst(record._meta.get_field(name).verbose_name)


def shown(record, name):
    """A field as a person reads it; a NIK is never shown in full here."""
    if name == "nik":
        return record.nik_masked
    if name == "consent_on":
        return f"{show_date(record.consent_on)}, diterima {record.consent_by}" if record.consent_on else ""
    if name == "cooperative_on":
        return f"{show_date(record.cooperative_on)} {record.cooperative_no}".strip()
    value = getattr(record, name)
    if value in (None, ""):
        return ""
    if "phone" in name:
        return show_phone(value)
    if name == "capital_initial":
        return show_rupiah(value)
    if record._meta.get_field(name).choices:
        return getattr(record, f"get_{name}_display")()
    return show_date(value) if hasattr(value, "isoformat") else str(value)
