"""Signing in and choosing a password."""

from crispy_forms.helper import FormHelper
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


def bare_helper():
    """A helper for forms of Django's own: fields only, the template has the rest."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Nama pengguna, nomor HP, atau kata sandi tidak cocok. Periksa, lalu coba lagi.",
        "inactive": "Nama pengguna, nomor HP, atau kata sandi tidak cocok. Periksa, lalu coba lagi.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nama pengguna atau nomor HP"
        self.fields["password"].label = "Kata sandi"
        self.helper = bare_helper()


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Kata sandi sekarang"
        self.fields["new_password1"].label = "Kata sandi baru"
        self.fields["new_password1"].help_text = "Paling sedikit 8 huruf atau angka, jangan angka semua."
        self.fields["new_password2"].label = "Kata sandi baru, sekali lagi"
        self.fields["new_password2"].help_text = ""
        self.helper = bare_helper()

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)
