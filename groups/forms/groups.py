"""Forms of a group: its data, its level, its status, its officers, its archive."""

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone

from groups.forms.fields import KelurahanField, RtRwField
from groups.models import BusinessGroup, BusinessKind, CapitalSource, Level, Member
from groups.models.business import STATUSES
from groups.models.people import OFFICES
from groups.scoping.forms import DateField, Fold, PhoneField, RupiahField, ScopedForm, ScopedModelForm


class GroupForm(ScopedModelForm):
    examples = {
        "address": "Jalan Kurinci 3",
        "contact_name": "Ibu Rina Wulandari",
        "decree_no": "411.4/12/2019",
        "cooperative_no": "AHU-0001234.AH.01.26",
    }

    region = KelurahanField()
    business_kind = forms.ModelChoiceField(
        BusinessKind.objects.none(), label="Jenis usaha", empty_label="Pilih jenis usaha"
    )
    capital_source = forms.ModelChoiceField(
        CapitalSource.objects.none(), label="Sumber modal awal", required=False, empty_label="Belum diisi"
    )
    founded_on = DateField(
        label="Tanggal berdiri",
        help_text="Bila tanggalnya tidak diketahui, pilih 1 Januari tahun berdirinya.",
    )
    decree_on = DateField(label="Tanggal SK", required=False)
    cooperative_on = DateField(label="Menjadi koperasi berbadan hukum sejak", required=False)
    rw = RtRwField(label="RW")
    rt = RtRwField(label="RT")
    capital_initial = RupiahField(label="Modal awal (rupiah)", required=False)
    contact_phone = PhoneField(label="Nomor HP kontak", required=False)

    layout = (
        "name",
        "region",
        "kind",
        "business_kind",
        "founded_on",
        "level",
        Fold(
            "Alamat dan kontak: supaya mudah dihubungi",
            "rw",
            "rt",
            "address",
            "contact_name",
            "contact_phone",
            "meeting_schedule",
        ),
        Fold(
            "Usaha dan modal: dipakai di laporan",
            "product",
            "ownership",
            "capital_initial",
            "capital_source",
            "capital_year",
        ),
        Fold(
            "SK dan badan hukum: syarat tertib administrasi",
            "decree_no",
            "decree_on",
            "cooperative_on",
            "cooperative_no",
        ),
    )

    class Meta:
        model = BusinessGroup
        fields = [
            "name",
            "region",
            "kind",
            "business_kind",
            "founded_on",
            "rw",
            "rt",
            "address",
            "contact_name",
            "contact_phone",
            "meeting_schedule",
            "product",
            "ownership",
            "capital_initial",
            "capital_source",
            "capital_year",
            "decree_no",
            "decree_on",
            "cooperative_on",
            "cooperative_no",
        ]
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Melati Jaya"}),
            "meeting_schedule": forms.TextInput(attrs={"placeholder": "Setiap tanggal 5, pukul 15.30"}),
            "product": forms.TextInput(attrs={"placeholder": "Keripik tempe"}),
            "capital_year": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "2019"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].settle()
        for name, model in (("business_kind", BusinessKind), ("capital_source", CapitalSource)):
            keep = getattr(self.instance, f"{name}_id")
            self.fields[name].queryset = model.objects.offered(timezone.localdate(), keep)
        self.fields["ownership"].required = False

    def clean_ownership(self):
        return self.cleaned_data["ownership"] or "kelompok"

    def clean_region(self):
        region = self.cleaned_data["region"]
        if self.instance.pk and self.initial["region"] != region.pk and self.instance.members.exists():
            raise forms.ValidationError(
                "Kelompok yang sudah punya anggota tidak dipindah kelurahannya. Pindahkan anggotanya, "
                "atau minta admin memeriksa."
            )
        return region


class GroupCreateForm(GroupForm):
    level = forms.ModelChoiceField(
        Level.objects.none(),
        label="Kategori",
        to_field_name="code",
        empty_label=None,
        help_text="Belum tahu? Pilih Pemula.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Level.objects.offered(timezone.localdate())


class GroupEditForm(GroupForm):
    layout = tuple(item for item in GroupForm.layout if item != "level")


class LevelForm(ScopedForm):
    """Pokja II's decision on a group's level."""

    may = "decide"
    examples = {"basis": "Berita acara 12/PKK/2026"}
    to = forms.ModelChoiceField(
        Level.objects.none(), label="Kategori baru", to_field_name="code", empty_label="Pilih kategori"
    )
    on = DateField(label="Berlaku sejak", initial=timezone.localdate)
    basis = forms.CharField(
        label="Dasar keputusan",
        max_length=200,
        help_text="Misalnya nomor berita acara, atau hasil pembinaan.",
    )
    layout = ("to", "on", "basis")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Level.objects.offered(timezone.localdate())


class StatusForm(ScopedForm):
    to = forms.ChoiceField(label="Keadaan baru", choices=[("", "Pilih keadaan"), *STATUSES])
    on = DateField(label="Sejak tanggal", initial=timezone.localdate)
    basis = forms.CharField(
        label="Alasan", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Anggota pindah rumah"})
    )
    layout = ("to", "on", "basis")


class ReasonForm(ScopedForm):
    """One reason, for archiving and for voiding."""

    reason = forms.CharField(
        label="Alasan", max_length=200, widget=forms.TextInput(attrs={"placeholder": "Tercatat dua kali"})
    )
    layout = (Field("reason"),)


class ConfirmForm(ScopedForm):
    """Nothing to fill, only to confirm."""


class AppointForm(ScopedForm):
    office = forms.ChoiceField(label="Jabatan", choices=OFFICES)
    member = forms.ModelChoiceField(Member.objects.all(), label="Dijabat oleh", empty_label="Pilih anggota")
    on = DateField(label="Mulai menjabat", initial=timezone.localdate)
    layout = ("office", "member", "on")

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = self.fields["member"].queryset.filter(group=group, is_active=True)
