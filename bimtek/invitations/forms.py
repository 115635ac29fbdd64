"""Forms of invitations: whom to choose, places, letters, answers."""

from django import forms
from django.utils import timezone

from bimtek.invitations import rules
from bimtek.invitations.models import MOST_SEATS
from groups.models import Level, Member
from groups.scoping.forms import DateField, ScopedForm


class ChooseForm(forms.Form):
    """Rules of choice: a plain GET form, so that its address can be kept."""

    siapa = forms.ChoiceField(label="Siapa", choices=rules.WHO)
    q = forms.CharField(label="Nama atau kelompok", required=False, max_length=80)
    nilai = forms.IntegerField(label="Nilai di bawah", required=False, min_value=1, max_value=100)
    belum = forms.ChoiceField(label="Pernah ikut bimtek", choices=rules.NEVER, required=False)
    kas = forms.BooleanField(label="Hanya kelompok yang belum menutup satu bulan kas pun", required=False)
    field_order = ("siapa", "q", "wilayah", "kategori", "nilai", "belum", "kas")

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        levels = Level.objects.valid_on(timezone.localdate())
        self.fields["wilayah"] = forms.ModelChoiceField(
            places, label="Wilayah", required=False, empty_label="Seluruh wilayah kegiatan"
        )
        self.fields["kategori"] = forms.ModelChoiceField(
            levels, label="Kategori", required=False, empty_label="Semua kategori", to_field_name="code"
        )
        self.order_fields(self.field_order)
        for name, field in self.fields.items():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = "form-check-input" if name == "kas" else kind
            field.error_messages["invalid_choice"] = "Pilih salah satu dari daftar."
        self.fields["nilai"].error_messages["invalid"] = "Tulis angka, misalnya 60."

    @property
    def asked(self) -> rules.Asked:
        said = self.cleaned_data
        return rules.Asked(
            who=said["siapa"], q=said["q"], region=said["wilayah"], level=said["kategori"],
            below=said["nilai"], never=said["belum"], no_closed_month=said["kas"],
        )  # fmt: skip


def seats_field(**kwargs):
    field = forms.IntegerField(required=False, min_value=0, max_value=MOST_SEATS, **kwargs)
    field.widget.attrs["inputmode"] = "numeric"
    field.error_messages["invalid"] = "Tulis angka saja."
    return field


class AnswerByField(DateField):
    def __init__(self):
        super().__init__(label="Dijawab paling lambat", required=False)


class InviteForm(ScopedForm):
    may = "view"
    members = forms.ModelMultipleChoiceField(
        Member.objects.kept().filter(is_active=True).select_related("group__region"), label="Anggota"
    )
    seats = seats_field(
        label="Tempat untuk setiap kelurahan",
        help_text="Kosongkan bila setiap kelurahan mendapat tempat sebanyak yang dicentang.",
    )
    answer_by = AnswerByField()

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        field.queryset = field.queryset.in_region(event.region)
        field.error_messages["required"] = "Centang paling sedikit satu orang."


class SeatsForm(ScopedForm):
    """A number for each of ``places``; an empty box leaves it as it is."""

    may = "train"
    answer_by = AnswerByField()
    rest = seats_field(label="Isi semua yang masih kosong dengan")

    def __init__(self, *args, places, given, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            field = seats_field(label=place.title)
            field.initial = given.get(place.pk)
            self.fields[f"seats-{place.pk}"] = field
        self.order_fields(["answer_by", "rest"])

    @property
    def seats(self) -> dict[str, int]:
        said = {place.pk: self.cleaned_data.get(f"seats-{place.pk}") for place in self.places}
        rest = self.cleaned_data.get("rest")
        said = {code: rest if number is None else number for code, number in said.items()}
        return {code: number for code, number in said.items() if number is not None}


class LettersForm(ScopedForm):
    """Numbers of the letters: what stands before and after a running number."""

    may = "train"
    before = forms.CharField(
        label="Di depan nomor", required=False, max_length=25, strip=False,
        widget=forms.TextInput(attrs={"placeholder": "005/"}),
    )  # fmt: skip
    first = forms.IntegerField(label="Nomor surat pertama", min_value=1, max_value=9999)
    after = forms.CharField(
        label="Di belakang nomor", required=False, max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "/PKK-Pokja II/XI/2026"}),
    )  # fmt: skip
    on = DateField(label="Tanggal surat", initial=timezone.localdate)
    layout = ("before", "first", "after", "on")


class AnswerForm(ScopedForm):
    may = "view"
    comes = forms.ChoiceField(
        label="Jawaban", choices=[("ya", "Datang"), ("tidak", "Tidak datang")], widget=forms.RadioSelect
    )


class SubstituteForm(ScopedForm):
    """The member who comes instead."""

    may = "view"
    member = forms.ModelChoiceField(
        Member.objects.kept().filter(is_active=True).select_related("group__region"),
        label="Pengganti",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        field.queryset = field.queryset.in_region(invitation.region)
        field.error_messages["required"] = "Pilih penggantinya."


class AddPeopleForm(ScopedForm):
    examples = {"name": "Siti Aminah"}

    may = "view"
    members = forms.ModelMultipleChoiceField(
        Member.objects.kept().filter(is_active=True).select_related("group__region"),
        label="Anggota",
        required=False,
    )
    name = forms.CharField(
        label="Kader yang bukan anggota kelompok",
        required=False,
        max_length=120,
        help_text="Tulis nama lengkap satu orang.",
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = self.fields["members"].queryset.in_region(invitation.region)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["members"] and not cleaned["name"].strip():
            raise forms.ValidationError("Centang anggota yang datang, atau tulis nama kadernya.")
        return cleaned
