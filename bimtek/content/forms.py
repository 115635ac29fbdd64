"""Forms of an event's agenda, materials, photos, minutes and expenses."""

from django import forms
from django.utils import timezone

from bimtek.content.files import MaterialField
from bimtek.content.models import AgendaItem, EventMinutes, Expense
from groups.models import CapitalSource
from groups.pictures import PictureField
from groups.scoping.forms import DateField, RupiahField, ScopedForm, ScopedModelForm
from groups.values import show_date


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class ClockField(forms.TimeField):
    """``08.30`` as people write it, or the phone's own picker."""

    widget = TimeInput

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)
        self.error_messages["invalid"] = "Tulis jam seperti 08.30."


class AgendaForm(ScopedModelForm):
    examples = {"speaker": "Ibu Larasati"}

    may = "train"
    day = forms.TypedChoiceField(
        label="Tanggal", coerce=lambda text: timezone.datetime.fromisoformat(text).date()
    )
    starts_at = ClockField(label="Mulai pukul")
    ends_at = ClockField(label="Sampai pukul", required=False)
    layout = ("day", "starts_at", "ends_at", "title", "speaker")

    class Meta:
        model = AgendaItem
        fields = ("day", "starts_at", "ends_at", "title", "speaker")
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": "Cara menutup buku kas"}),
            "speaker": forms.TextInput(attrs={"list": "narasumber"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = self.instance.event.days
        self.fields["day"].choices = [(day.isoformat(), show_date(day)) for day in days]


class MaterialForm(ScopedForm):
    examples = {"title": "Cara mengisi buku kas"}

    may = "train"
    title = forms.CharField(label="Judul materi", max_length=120)
    file = MaterialField(label="Berkas")
    layout = ("title", "file")


class PhotoForm(ScopedForm):
    may = "train"
    picture = PictureField(label="Foto")
    caption = forms.CharField(
        label="Keterangan",
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "Praktik mengisi buku"}),
    )
    layout = ("picture", "caption")


class MinutesForm(ScopedModelForm):
    examples = {
        "chair": "Ibu Larasati",
        "writer": "Ibu Endang",
        "course": "Dibuka pukul 08.30, diikuti 42 peserta",
        "conclusion": "Setiap kelompok menutup buku tiap bulan",
    }

    may = "train"
    layout = ("chair", "writer", "course", "conclusion")

    class Meta:
        model = EventMinutes
        fields = ("chair", "writer", "course", "conclusion")
        widgets = {
            "course": forms.Textarea(attrs={"rows": 10}),
            "conclusion": forms.Textarea(attrs={"rows": 4}),
        }


class ExpenseForm(ScopedModelForm):
    may = "train"
    on = DateField(label="Tanggal")
    amount = RupiahField(label="Jumlah (rupiah)")
    fund_source = forms.ModelChoiceField(
        CapitalSource.objects.none(), label="Sumber dana", empty_label="Pilih sumber dana"
    )
    layout = ("description", "amount", "fund_source", "on")

    class Meta:
        model = Expense
        fields = ("description", "amount", "fund_source", "on")
        widgets = {"description": forms.TextInput(attrs={"placeholder": "Konsumsi 60 orang"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.instance.fund_source_id
        self.fields["fund_source"].queryset = CapitalSource.objects.offered(timezone.localdate(), kept)
        if not self.instance.pk:
            self.initial |= {
                "fund_source": self.instance.event.fund_source_id,
                "on": min(self.instance.event.ends_on, timezone.localdate()),
            }


class ReasonForm(ScopedForm):
    """Why something is taken back."""

    examples = {"reason": "Salah mengunggah berkas"}

    may = "train"
    reason = forms.CharField(label="Alasan", max_length=200)
    layout = ("reason",)
