"""Forms about one member's personal data."""

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone

from groups.scoping.forms import DateField, ScopedForm, ScopedModelForm
from reports.privacy.models import DataRequest


class RequestForm(ScopedModelForm):
    examples = {"note": "Minta tanggal lahirnya dibetulkan"}

    may = "manage"
    asked_on = DateField(label="Diminta pada")

    class Meta:
        model = DataRequest
        fields = ["kind", "asked_on", "note"]


class SettleForm(ScopedForm):
    may = "manage"
    on = DateField(label="Dijawab pada", initial=timezone.localdate)
    outcome = forms.CharField(
        label="Jawaban",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Salinan diserahkan di kantor kelurahan"}),
    )


class CopyForm(ScopedForm):
    examples = {"purpose": "Diminta sendiri oleh orangnya"}

    may = "manage"
    kind = forms.ChoiceField(
        label="Bentuk", choices=[("pdf", "PDF untuk dibaca"), ("json", "Berkas JSON untuk komputer")]
    )
    purpose = forms.CharField(
        label="Untuk keperluan apa?", max_length=120, initial="Permintaan salinan dari yang bersangkutan"
    )


class WhyForm(ScopedForm):
    examples = {"reason": "Diminta sendiri oleh orangnya"}

    may = "manage"
    reason = forms.CharField(label="Alasan", max_length=100)
    layout = (Field("reason"),)


class ForgetForm(WhyForm):
    examples = {"reason": "Diminta sendiri, sudah keluar"}

    sure = forms.BooleanField(label="Saya mengerti bahwa data ini tidak dapat dikembalikan")
    layout = (Field("reason"), Field("sure"))


class KeepForm(ScopedForm):
    """Nothing to fill in: the button says it."""
