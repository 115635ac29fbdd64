"""The code of the second step, and why an admin takes it away."""

from crispy_forms.helper import FormHelper
from django import forms

from groups.forms.signin import bare_helper
from groups.scoping.forms import ScopedForm

_ATTRS = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class CodeField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=20, widget=forms.TextInput(attrs=_ATTRS), **kwargs)
        self.error_messages["required"] = f"{self.label} belum diisi."


class EnterCodeForm(forms.Form):
    """While signing in: nobody is signed in yet."""

    code = CodeField(label="Kode masuk", help_text="6 angka dari aplikasi di HP, atau satu kode cadangan.")

    @property
    def helper(self) -> FormHelper:
        return bare_helper()


class ConfirmCodeForm(ScopedForm):
    examples = {"code": "123456"}

    code = CodeField(label="Kode 6 angka dari aplikasi")


class RenewCodesForm(ScopedForm):
    examples = {"code": "123456"}

    code = CodeField(
        label="Kode masuk", help_text="6 angka dari aplikasi, atau satu kode cadangan yang lama."
    )


class TakeAwayForm(ScopedForm):
    reason = forms.CharField(
        label="Alasan",
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "HP hilang, sudah bertemu langsung"}),
    )
