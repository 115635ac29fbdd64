"""Forms of events, speakers, participants and attendance."""

from django import forms
from django.db.models.functions import Length
from django.utils import timezone

from bimtek.models import CAPACITIES, EventKind, Participant, Speaker, TrainingEvent
from groups.models import CapitalSource, Member, Region
from groups.scoping.forms import DateField, Fold, ScopedForm, ScopedModelForm, TimeField

POSITIONS = (
    "Ketua TP PKK",
    "Ketua I TP PKK",
    "Ketua Pokja I",
    "Ketua Pokja II",
    "Ketua Pokja III",
    "Ketua Pokja IV",
    "Sekretaris TP PKK",
    "Kader kelurahan",
    "Lurah",
)


class PlaceField(forms.ModelChoiceField):
    """Open regions of some levels within the user's scope."""

    def __init__(self, *levels, **kwargs):
        super().__init__(Region.objects.filter(level__in=levels).open(), **kwargs)

    def label_from_instance(self, region):
        return region.title

    def settle(self):
        """Begin with the first; hide the field when there is no other."""
        choices = list(self.queryset[:2])
        if choices:
            self.initial = choices[0].pk
        if len(choices) == 1:
            self.widget = forms.HiddenInput()


class ParticipantsChoiceField(forms.ModelMultipleChoiceField):
    """Ids of participants, each for itself (check boxes) or many in one box with spaces between."""

    def clean(self, value):
        ids = " ".join(value or []).split()
        if not all(pk.isascii() and pk.isdigit() and len(pk) < 19 for pk in ids):
            raise forms.ValidationError("Pilih dari daftar peserta.")
        return super().clean(ids)


class EventForm(ScopedModelForm):
    examples = {"letter_no": "005/12/PKK/2026", "topics": "Buku kas, simpan pinjam, laporan"}

    may = "train"
    kind = forms.ModelChoiceField(EventKind.objects.none(), label="Jenis kegiatan", empty_label="Pilih jenis")
    organiser = PlaceField("kota", "kecamatan", label="Penyelenggara: Pokja II", empty_label=None)
    region = PlaceField(
        *("kota", "kecamatan", "kelurahan"),
        label="Untuk wilayah",
        required=False,
        empty_label="Seluruh wilayah penyelenggara",
    )
    starts_on = DateField(label="Tanggal mulai")
    ends_on = DateField(label="Tanggal selesai", required=False, help_text="Kosongkan bila hanya satu hari.")
    starts_at = TimeField(label="Jam mulai", required=False)
    fund_source = forms.ModelChoiceField(
        CapitalSource.objects.none(), label="Sumber dana", required=False, empty_label="Belum diisi"
    )
    layout = (
        "title",
        "kind",
        "organiser",
        "region",
        "venue",
        "starts_on",
        "ends_on",
        "starts_at",
        "status",
        Fold("Surat, materi, dan dana: melengkapi laporan", "letter_no", "topics", "partner", "fund_source"),
    )

    class Meta:
        model = TrainingEvent
        fields = (
            *("title", "kind", "organiser", "region", "venue", "starts_on", "ends_on", "starts_at"),
            *("status", "letter_no", "topics", "partner", "fund_source"),
        )
        widgets = {
            "title": forms.TextInput(attrs={"placeholder": "Bimtek administrasi kelompok UP2K"}),
            "venue": forms.TextInput(attrs={"placeholder": "Aula Kantor PKK"}),
            "topics": forms.Textarea(attrs={"rows": 3}),
            "partner": forms.TextInput(attrs={"placeholder": "Dindagkop-UKM"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in (("kind", EventKind), ("fund_source", CapitalSource)):
            keep = getattr(self.instance, f"{name}_id")
            self.fields[name].queryset = model.objects.offered(timezone.localdate(), keep)
        for name in ("organiser", "region"):
            # The widest place first: that is whose Pokja II it usually is.
            self.fields[name].queryset = self.fields[name].queryset.order_by(Length("code"), "code")
        self.fields["organiser"].settle()

    def clean(self):
        cleaned = super().clean()
        cleaned["ends_on"] = cleaned.get("ends_on") or cleaned.get("starts_on")
        organiser = cleaned.get("organiser")
        if "region" in cleaned:
            cleaned["region"] = cleaned["region"] or organiser
        region = cleaned.get("region")
        if organiser and region and not f"{region.pk}.".startswith(f"{organiser.pk}."):
            self.add_error("region", "Pilih wilayah penyelenggara, atau wilayah di bawahnya.")
        return cleaned


class SpeakerForm(ScopedModelForm):
    examples = {"name": "Ny. Hj. Sri Rahayu, S.E.", "topic": "Pembukuan sederhana"}

    may = "train"
    layout = ("name", "institution", "topic")

    class Meta:
        model = Speaker
        fields = ("name", "institution", "topic")
        widgets = {"institution": forms.TextInput(attrs={"placeholder": "Dindagkop-UKM Kota Pekalongan"})}


class ParticipantForm(ScopedModelForm):
    """A kader, official or guest; members come from the registry."""

    examples = {"name": "Hj. Siti Aminah, S.Pd.", "institution": "TP PKK Kelurahan Krapyak"}

    may = "train"
    capacity = forms.ChoiceField(
        label="Sebagai", choices=[pair for pair in CAPACITIES if pair[0] != "anggota"]
    )
    region = PlaceField("kota", "kecamatan", "kelurahan", label="Asal wilayah", empty_label=None)
    position = forms.CharField(
        label="Jabatan",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "jabatan", "placeholder": "Ketua Pokja II"}),
    )
    layout = ("name", "capacity", "position", "institution", "region")

    class Meta:
        model = Participant
        fields = ("name", "capacity", "position", "institution", "region")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = self.fields["region"].queryset.in_region(self.instance.event.region)
        self.fields["region"].queryset = places.order_by(Length("code"), "code")


class AddMembersForm(ScopedForm):
    """Members to put on the list of ``event``."""

    may = "view"
    members = forms.ModelMultipleChoiceField(
        Member.objects.kept().filter(is_active=True).select_related("group__region"), label="Anggota"
    )

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        field.queryset = field.queryset.in_region(event.region)
        field.error_messages["required"] = "Centang paling sedikit satu anggota."


class AttendanceForm(ScopedForm):
    """Who is ticked (``came``), beside whom the page showed and whom it showed as ticked (``before``).

    Only what differs is a change, so that two people ticking one list do not undo each other. Whoever
    was taken off the list meanwhile is passed over by the action, and costs nobody her ticks.
    """

    may = "train"
    came = ParticipantsChoiceField(Participant.objects.all(), label="Hadir", required=False)
    before = ParticipantsChoiceField(Participant.objects.all(), label="Centang semula", required=False)
    shown = ParticipantsChoiceField(Participant.objects.all(), label="Yang tampak", required=False)

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("came", "before", "shown"):
            self.fields[name].queryset = self.fields[name].queryset.filter(event=event)

    @property
    def changes(self) -> tuple[set, set]:
        """Ids of those who came after all, and of those who did not."""
        came, before, shown = (
            {row.pk for row in self.cleaned_data[name]} for name in ("came", "before", "shown")
        )
        if "semua" in self.data:
            came = shown
        return came - before, before - came


class ConfirmForm(ScopedForm):
    """Nothing to fill, only to confirm."""

    may = "train"


class PickForm(forms.Form):
    """What narrows the list of members to tick: a plain GET form."""

    q = forms.CharField(label="Cari nama atau kelompok", required=False, max_length=80)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wilayah"] = forms.ModelChoiceField(
            places, label="Kelurahan", required=False, empty_label="Semua kelurahan"
        )
        for field in self.fields.values():
            kind = "form-select" if isinstance(field, forms.ModelChoiceField) else "form-control"
            field.widget.attrs["class"] = kind
        self.fields["q"].widget.input_type = "search"
