"""The forms of a key for another office."""

from django import forms

from groups.forms.accounts import PlaceField
from groups.forms.groups import ReasonForm
from groups.scoping.forms import DateField, ScopedModelForm
from reports.api.models import KEY_ROLES, AccessKey


class KeyForm(ScopedModelForm):
    may = "manage"
    role = forms.ChoiceField(
        label="Membaca seperti",
        choices=[("", "Pilih tugas"), *KEY_ROLES],
        help_text="Angka uang tiap kelompok hanya dibaca Pokja II.",
    )
    region = PlaceField(label="Wilayah", help_text="Kuncinya hanya membaca data di wilayah ini.")
    expires_on = DateField(label="Berlaku sampai", help_text="Paling lama setahun.")
    layout = ("office", "purpose", "role", "region", "expires_on")
    examples = {"office": "Dindagkop-UKM Kota Pekalongan", "purpose": "Pantauan UMKM kota"}

    class Meta:
        model = AccessKey
        fields = ["office", "purpose", "role", "region", "expires_on"]


class RevokeForm(ReasonForm):
    may = "manage"
    examples = {"reason": "Programnya tidak dipakai lagi"}
