"""The form of one's own mail."""

from django import forms

from groups.scoping.forms import ScopedForm


class OwnMailForm(ScopedForm):
    email = forms.EmailField(
        label="Alamat surel",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "nama@contoh.go.id"}),
        error_messages={"invalid": "Tulis alamat surel seperti nama@contoh.go.id."},
    )
    wants_digest = forms.BooleanField(label="Kirim surel harian bila ada yang menunggu", required=False)
    layout = ("email", "wants_digest")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("wants_digest") and not cleaned.get("email") and not self.errors:
            self.add_error("email", "Isi alamatnya, atau hapus centang surel harian.")
        return cleaned
