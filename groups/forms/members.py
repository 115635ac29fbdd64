"""Forms of a member: her data, moving, leaving, and the purpose of seeing a NIK."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.forms.fields import RtRwField
from groups.models import BusinessGroup, Member
from groups.scoping.forms import DateField, Fold, PhoneField, ScopedForm, ScopedModelForm
from groups.values import parse_nik


class MemberForm(ScopedModelForm):
    """Data of a member. The stored NIK is never sent to the page: the box is for a new one."""

    examples = {
        "birth_place": "Pekalongan",
        "address": "Jalan Kurinci 3",
        "job": "Pedagang",
        "own_business": "Keripik tempe",
        "consent_by": "Sri Wahyuningtyas",
    }

    sex = forms.ChoiceField(
        label="Jenis kelamin",
        choices=[("P", "Perempuan"), ("L", "Laki-laki")],
        widget=forms.RadioSelect,
    )
    nik = forms.CharField(
        label="NIK",
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "3375035703800001"}
        ),
        help_text="16 angka di KTP; boleh dikosongkan. Disimpan tersandi, hanya sebagian yang tampak.",
    )
    birth_on = DateField(label="Tanggal lahir", required=False)
    phone = PhoneField(label="Nomor HP", required=False)
    rw = RtRwField(label="RW")
    rt = RtRwField(label="RT")
    consent = forms.BooleanField(label="Ia setuju datanya dicatat untuk UP2K", required=False)
    consent_on = DateField(label="Tanggal setuju", required=False, help_text="Kosong berarti hari ini.")
    consent_by = forms.CharField(
        label="Persetujuan diterima oleh", required=False, max_length=120, help_text="Kosong berarti Anda."
    )

    later = (
        Fold(
            "KTP dan alamat: supaya tidak tercatat dua kali",
            "nik",
            "birth_place",
            "birth_on",
            "address",
            "rw",
            "rt",
        ),
        Fold(
            "Keterangan lain: dipakai di buku anggota",
            "marital",
            "education",
            "job",
            "own_business",
            "consent_on",
            "consent_by",
        ),
    )

    class Meta:
        model = Member
        fields = [
            "name",
            "sex",
            "phone",
            "birth_place",
            "birth_on",
            "address",
            "rw",
            "rt",
            "marital",
            "education",
            "job",
            "own_business",
            "consent_on",
            "consent_by",
        ]
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Hj. Siti Aminah, S.Pd."}),
        }

    def __init__(self, *args, city_code, **kwargs):
        super().__init__(*args, **kwargs)
        self.city_code = city_code
        for name in ("marital", "education"):
            field = self.fields[name]
            field.choices = [("", "Belum diisi"), *[pair for pair in field.choices if pair[0]]]

    def clean_birth_on(self):
        day = self.cleaned_data["birth_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Tanggal lahir belum terjadi. Periksa tahunnya.")
        return day

    def clean_nik(self):
        text = self.cleaned_data["nik"]
        self.nik_facts = parse_nik(text) if text.strip() else None
        return self.nik_facts.digits if self.nik_facts else ""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("consent"):
            cleaned["consent_on"] = cleaned.get("consent_on") or timezone.localdate()
        if cleaned.get("consent_on"):
            cleaned["consent_by"] = cleaned.get("consent_by") or self.user.name
        if getattr(self, "nik_facts", None):
            self.warnings = self.nik_facts.doubts(
                birth_on=cleaned.get("birth_on"),
                sex=cleaned.get("sex", ""),
                city6=self.city_code.replace(".", ""),
            )
        return cleaned


class MemberCreateForm(MemberForm):
    joined_on = DateField(label="Tanggal masuk kelompok", initial=timezone.localdate)
    layout = ("name", "sex", "phone", "joined_on", "consent", *MemberForm.later)


class MemberEditForm(MemberForm):
    nik_remove = forms.BooleanField(label="Hapus NIK yang tersimpan", required=False)
    layout = ("name", "sex", "phone", "consent", *MemberForm.later)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consent"].initial = bool(self.instance.consent_on)
        if self.instance.nik_token:
            self.fields[
                "nik"
            ].help_text = f"Tersimpan: {self.instance.nik_masked}. Isi hanya bila ingin mengganti."
        else:
            del self.fields["nik_remove"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("consent") and self.instance.consent_on and "consent" in self.changed_data:
            cleaned["consent_on"], cleaned["consent_by"] = None, ""
        return cleaned

    @property
    def nik_to_keep(self) -> str:
        """The typed NIK, none when it is to be removed, else the stored one."""
        if self.cleaned_data.get("nik_remove"):
            return ""
        return self.cleaned_data["nik"] or self.instance.nik


class GroupChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, group):
        return f"{group.name} ({group.region.name})"


class MoveForm(ScopedForm):
    to = GroupChoiceField(
        BusinessGroup.objects.kept().select_related("region"),
        label="Pindah ke kelompok",
        empty_label="Pilih kelompok",
    )
    on = DateField(label="Tanggal pindah", initial=timezone.localdate)
    layout = ("to", "on")


class LeaveForm(ScopedForm):
    on = DateField(label="Tanggal keluar", initial=timezone.localdate)
    reason = forms.CharField(
        label="Alasan", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Pindah rumah"})
    )
    layout = ("on", "reason")


class PurposeForm(ScopedForm):
    """Why a NIK is needed in full; recorded with who saw it."""

    may = "view"
    purpose = forms.CharField(
        label="Untuk keperluan apa?",
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "Mengisi formulir izin usaha"}),
    )
    layout = ("purpose",)
