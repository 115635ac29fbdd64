"""Forms of what an event asks, of certificates, and the sheet that a participant fills in."""

from django import forms
from django.utils import timezone

from bimtek.forms import ParticipantsChoiceField
from bimtek.learning.models import LETTERS, SCALE, LearningPlan, Question
from bimtek.models import Participant, TrainingEvent
from groups.scoping.forms import DateField, ScopedForm, ScopedModelForm
from groups.values import show_date


class PlanForm(ScopedModelForm):
    examples = {"number_tail": "/PKK-Pokja II/XI/2026"}

    may = "train"
    share = forms.IntegerField(
        label="Hadir paling sedikit (persen dari hari kegiatan)",
        min_value=1,
        max_value=100,
        help_text="100 berarti hadir setiap hari. Peserta yang memenuhi dapat diberi sertifikat.",
        error_messages={"invalid": "Tulis angka 1 sampai 100.", "min_value": "Tulis angka 1 sampai 100.",
                        "max_value": "Tulis angka 1 sampai 100."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    layout = ("awal_open", "akhir_open", "kepuasan_open", "share", "number_tail")

    class Meta:
        model = LearningPlan
        fields = ("awal_open", "akhir_open", "kepuasan_open", "share", "number_tail")
        help_texts = {"number_tail": "Nomor urut 001, 002, dan seterusnya ditulis di depannya."}


class QuestionForm(ScopedModelForm):
    """A question of the part that its instance names; only a test's has answers to pick from."""

    examples = {
        "text": "Kapan buku kas ditutup?",
        "a": "Setiap akhir bulan",
        "b": "Setahun sekali",
        "c": "Bila ada tamu",
        "d": "Tidak perlu",
    }

    may = "train"

    class Meta:
        model = Question
        fields = ("text", "a", "b", "c", "d", "right")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.part == "tes":
            for name in ("a", "b", "right"):
                self.fields[name].required = True
            for name in ("c", "d"):
                self.fields[name].help_text = "Boleh kosong."
            self.fields["right"].choices = [("", "Pilih yang betul"), *LETTERS]
            self.layout = ("text", "a", "b", "c", "d", "right")
        else:
            for name in ("a", "b", "c", "d", "right"):
                del self.fields[name]
            self.layout = ("text",)


class EventChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, event):
        return f"{event.title}, {show_date(event.starts_on)}"


class CopyForm(ScopedForm):
    may = "train"
    source = EventChoiceField(
        TrainingEvent.objects.filter(questions__isnull=False).distinct(),
        label="Dari kegiatan",
        empty_label="Pilih kegiatan",
    )
    layout = ("source",)

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        field.queryset = field.queryset.exclude(pk=event.pk).order_by("-starts_on")


class IssueForm(ScopedForm):
    """Who gets a certificate, of those who have earned one and have none."""

    may = "train"
    issued_on = DateField(label="Tanggal sertifikat", initial=timezone.localdate)
    people = ParticipantsChoiceField(Participant.objects.all(), label="Penerima")

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        field.queryset = field.queryset.filter(event=event).select_related("region", "group")
        field.error_messages["required"] = "Centang paling sedikit satu peserta."


class SheetForm(forms.Form):
    """The questions of one sheet for whoever has a code; no account stands behind it."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"q{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            if question.part == "saran":
                widget = forms.Textarea(attrs={"rows": 3, "class": "form-control"})
                field = forms.CharField(required=False, max_length=500, widget=widget)
            elif question.part == "tes":
                field = forms.ChoiceField(choices=question.options)
            else:
                field = forms.TypedChoiceField(choices=SCALE, coerce=int)
            field.label = question.text
            field.error_messages |= {
                "required": "Belum dijawab. Pilih salah satu.",
                "invalid_choice": "Pilih salah satu dari jawaban yang ada.",
                "max_length": "Paling panjang 500 huruf. Ringkas sedikit.",
            }
            self.fields[name] = field

    @property
    def rows(self):
        """(number, question, bound field, [(value, label, is it chosen)])."""
        for number, (name, question) in enumerate(self.questions.items(), start=1):
            bound = self[name]
            choices = getattr(bound.field, "choices", [])
            chosen = str(bound.value() or "")
            yield number, question, bound, [(value, label, str(value) == chosen) for value, label in choices]

    @property
    def answers(self) -> dict:
        return {question: self.cleaned_data[name] for name, question in self.questions.items()}
