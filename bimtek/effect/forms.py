"""Forms of follow-up tasks."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from bimtek.models import Participant
from groups.scoping.forms import DateField, ScopedForm
from groups.values import show_date

DAYS = (30, 60, 90)
EVERYBODY = "semua"


class FollowUpForm(ScopedForm):
    """A task for one participant, for everybody who came, or for somebody else by name."""

    examples = {"person": "Ibu Endang Setyaningrum"}

    may = "train"
    task = forms.CharField(
        label="Yang dikerjakan",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Mengisi buku kas sampai bulan ini"}),
    )
    who = forms.ChoiceField(label="Penanggung jawab")
    person = forms.CharField(
        label="Nama, bila bukan peserta",
        max_length=120,
        required=False,
        help_text="Misalnya pengurus Pokja II.",
    )
    within = forms.ChoiceField(label="Paling lambat")
    due_on = DateField(label="Tanggal lain", required=False)
    layout = ("task", "who", "person", "within", "due_on")

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        people = Participant.objects.visible_to(self.user).filter(event=event, is_dropped=False)
        people = people.with_presence().select_related("region").order_by("region_id", "name", "pk")
        self.people = {str(one.pk): one for one in people}
        came = sum(one.came for one in self.people.values())
        self.fields["who"].choices = [
            *([(EVERYBODY, f"Setiap peserta yang hadir ({came} orang)")] if came else []),
            *((pk, f"{one.name}, {one.region.title}") for pk, one in self.people.items()),
            ("", "Bukan peserta: tulis namanya di bawah"),
        ]
        self.fields["who"].initial = self.fields["who"].choices[0][0]
        self.fields["who"].required = False
        dates = [(str(days), event.ends_on + timedelta(days=days)) for days in DAYS]
        self.fields["within"].choices = [
            *((days, f"{days} hari sesudah kegiatan: {show_date(day)}") for days, day in dates),
            ("lain", "Tanggal lain, isi di bawah"),
        ]
        self.dates = dict(dates)

    def clean(self):
        cleaned = super().clean()
        who, within = cleaned.get("who"), cleaned.get("within")
        if who == "" and not cleaned.get("person"):
            self.add_error("person", "Pilih peserta di atas, atau tulis namanya.")
        if who and cleaned.get("person"):
            self.add_error("person", "Sudah dipilih peserta di atas. Kosongkan salah satu.")
        if within == "lain":
            if not cleaned.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", "Tulis tanggalnya, atau pilih 30, 60, atau 90 hari.")
        elif within:
            cleaned["due_on"] = self.dates[within]
        return cleaned

    @property
    def chosen(self) -> list:
        who = self.cleaned_data["who"]
        if who == EVERYBODY:
            return [one for one in self.people.values() if one.came]
        return [self.people[who]] if who else []


class FinishForm(ScopedForm):
    may = "view"
    result = forms.CharField(
        label="Hasilnya",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Buku kas sudah terisi sampai Oktober"}),
    )
    done_on = DateField(label="Tanggal selesai", initial=timezone.localdate)
    layout = ("result", "done_on")
