"""Forms of products, permits, channels, sales, the catalogue and support."""

from datetime import date

from django import forms
from django.utils import timezone

from groups.market.files import PaperField
from groups.market.models import (
    Channel,
    ChannelKind,
    Partner,
    Permit,
    PermitKind,
    Product,
    SupportKind,
    SupportRequest,
)
from groups.market.numbers import doubts
from groups.models import BusinessKind, Member
from groups.pictures import PictureField
from groups.scoping.forms import DateField, Fold, PhoneField, RupiahField, ScopedForm, ScopedModelForm


class OfGroupForm(ScopedModelForm):
    """A form of a row of a group, which the instance has already; choices are of that group."""

    def offer_products(self):
        products = self.fields["product"].queryset.filter(group=self.instance.group).open()
        self.fields["product"].queryset = products
        if not products:
            del self.fields["product"]
            self.layout = tuple(name for name in self.layout if name != "product")


class ProductForm(OfGroupForm):
    examples = {"description": "Gurih, tanpa pengawet, tahan sebulan"}

    kind = forms.ModelChoiceField(
        BusinessKind.objects.none(), label="Jenis produk", empty_label="Pilih jenis produk"
    )
    member = forms.ModelChoiceField(
        Member.objects.all(),
        label="Usaha anggota",
        required=False,
        empty_label="Dibuat kelompok bersama",
        help_text="Pilih anggotanya bila produk ini usaha perorangan.",
    )
    price = RupiahField(label="Harga (rupiah)", required=False)
    layout = (
        "name",
        "kind",
        "price",
        "unit",
        Fold(
            "Keterangan: supaya pembeli dan mitra mengenalnya",
            "description",
            "packaging",
            "shelf_life",
            "capacity",
            "member",
        ),
    )

    class Meta:
        model = Product
        fields = [
            "name",
            "kind",
            "price",
            "unit",
            "description",
            "packaging",
            "shelf_life",
            "capacity",
            "member",
        ]
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Keripik tempe"}),
            "unit": forms.TextInput(attrs={"placeholder": "bungkus 250 gram"}),
            "packaging": forms.TextInput(attrs={"placeholder": "Plastik berlabel"}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "shelf_life": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "30"}),
            "capacity": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "200"}),
        }
        help_texts = {
            "unit": "Yang dijual dengan harga itu: bungkus, lembar, kotak.",
            "capacity": "Berapa satuan yang sanggup dibuat dalam sebulan.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today, product = timezone.localdate(), self.instance
        self.fields["kind"].queryset = BusinessKind.objects.offered(today, product.kind_id)
        if not product.pk:
            self.initial["kind"] = self.initial.get("kind") or product.group.business_kind_id
        members = self.fields["member"].queryset.filter(group=product.group)
        self.fields["member"].queryset = members.filter(is_active=True) | members.filter(pk=product.member_id)


class PhotoForm(ScopedForm):
    file = PictureField(label="Foto")
    layout = ("file",)


class PermitForm(OfGroupForm):
    kind = forms.ModelChoiceField(PermitKind.objects.none(), label="Jenis izin", empty_label="Pilih izin")
    product = forms.ModelChoiceField(
        Product.objects.all(),
        label="Untuk produk",
        required=False,
        empty_label="Semua produk buatan kelompok",
    )
    valid_until = DateField(
        label="Berlaku sampai", required=False, help_text="Kosongkan bila tidak ada batas waktunya."
    )
    file = PaperField(label="Foto atau PDF suratnya", required=False)
    layout = ("kind", "number", "product", "valid_until", "file")

    class Meta:
        model = Permit
        fields = ["kind", "number", "product", "valid_until", "file"]
        widgets = {"number": forms.TextInput(attrs={"placeholder": "2063375010123-28"})}
        help_texts = {"number": "Ditulis seperti di suratnya."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = PermitKind.objects.offered(timezone.localdate(), self.instance.kind_id)
        self.offer_products()

    def clean(self):
        cleaned = super().clean()
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if kind and number:
            city = self.instance.group.region_id[:5]
            self.warnings += doubts(kind.code, number, cleaned.get("valid_until"), city)
        return cleaned


class ChannelForm(ScopedModelForm):
    kind = forms.ModelChoiceField(ChannelKind.objects.none(), label="Saluran", empty_label="Pilih saluran")
    since = DateField(label="Dipakai sejak")
    layout = ("kind", "name", "address", "since")

    class Meta:
        model = Channel
        fields = ["kind", "name", "address", "since"]
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Warung Bu Tutik, atau nama toko di internet"}),
            "address": forms.TextInput(
                attrs={"inputmode": "url", "placeholder": "https://shopee.co.id/namatoko"}
            ),
        }
        help_texts = {
            "address": "Hanya untuk toko di internet. Untuk WhatsApp cukup nomornya.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = ChannelKind.objects.offered(
            timezone.localdate(), self.instance.kind_id
        )

    def _post_clean(self):
        """The address is read by the action; here it may still be as it was typed."""
        address = self.cleaned_data.get("address")
        if address and not address.startswith("https://"):
            self.cleaned_data["address"] = ""
        super()._post_clean()
        if address:
            self.instance.address = self.cleaned_data["address"] = address


class CloseForm(ScopedForm):
    on = DateField(label="Berhenti sejak", initial=timezone.localdate)
    reason = forms.CharField(
        label="Alasan",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Tidak dibuat lagi, atau keliru dicatat"}),
    )
    layout = ("on", "reason")


class SalesForm(ScopedForm):
    month = forms.CharField(
        label="Bulan",
        max_length=10,
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2026-10"}),
    )
    amount = RupiahField(label="Jumlah penjualan (rupiah)")
    layout = ("month", "amount")

    def clean_month(self):
        """``2026-10`` or ``10/2026`` as the first day of that month."""
        text = self.cleaned_data["month"].strip().replace("/", "-")
        try:
            first, second = map(int, text.split("-"))
            year, month = (first, second) if first > 12 else (second, first)
            return date(year, month, 1)
        except ValueError:
            raise forms.ValidationError("Tulis bulan dan tahunnya seperti 10/2026.") from None


class PublishForm(ScopedForm):
    """The group's consent to the public catalogue."""

    examples = {"consent_name": "Ibu Rina Wulandari"}

    consent_name = forms.CharField(
        label="Yang menyetujui",
        max_length=120,
        help_text="Nama ketua atau pemilik usaha. Tidak tampil di etalase.",
    )
    consent_on = DateField(label="Tanggal menyetujui", initial=timezone.localdate)
    contact_phone = PhoneField(
        label="Nomor WhatsApp untuk memesan",
        required=False,
        help_text="Tampil untuk umum. Kosongkan bila kelompok tidak menghendaki.",
    )
    agreed = forms.BooleanField(
        label="Kelompok setuju produk, foto, harga, izin, dan nomor di atas tampil untuk umum"
    )
    layout = ("consent_name", "consent_on", "contact_phone", "agreed")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreed"].error_messages["required"] = (
            "Centang bila kelompok setuju. Tanpa persetujuan, produk tidak ditampilkan."
        )


class SupportForm(OfGroupForm):
    kind = forms.ModelChoiceField(
        SupportKind.objects.none(), label="Jenis dukungan", empty_label="Pilih jenis dukungan"
    )
    product = forms.ModelChoiceField(
        Product.objects.all(),
        label="Untuk produk",
        required=False,
        empty_label="Seluruh usaha",
    )
    asked_on = DateField(label="Tanggal diajukan", initial=timezone.localdate)
    layout = ("kind", "need", "product", "asked_on")

    class Meta:
        model = SupportRequest
        fields = ["kind", "need", "product", "asked_on"]
        widgets = {
            "need": forms.Textarea(attrs={"rows": 3, "placeholder": "Label dan kemasan berdiri, 500 lembar"})
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = SupportKind.objects.offered(timezone.localdate())
        self.offer_products()


class MoveForm(ScopedForm):
    """One step of a request; ``name`` of MOVES says what it asks."""

    examples = {"outcome": "Mendapat 500 lembar label", "note": "Sudah dihubungi lewat telepon"}

    may = "decide"
    partner = forms.ModelChoiceField(Partner.objects.none(), label="Mitra", empty_label="Pilih mitra")
    on = DateField(label="Tanggal", initial=timezone.localdate)
    outcome = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    value = RupiahField(label="Nilai bantuan (rupiah)", required=False)
    note = forms.CharField(label="Catatan", max_length=500, required=False)

    ASKS = {
        "support-propose": ("partner", "on", "note"),
        "support-take-up": ("on", "note"),
        "support-finish": ("on", "outcome", "value"),
        "support-refuse": ("on", "outcome"),
        "support-withdraw": ("on", "outcome"),
    }

    def __init__(self, *args, name, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = self.ASKS[name]
        for field in set(self.fields) - {*self.layout, "submission"}:
            del self.fields[field]
        if "partner" in self.fields:
            self.fields["partner"].queryset = Partner.objects.offered(timezone.localdate())
        if "outcome" in self.fields:
            label = "Hasilnya" if name == "support-finish" else "Alasan"
            self.fields["outcome"].label = label
            self.fields["outcome"].error_messages["required"] = f"{label} belum diisi."

    @property
    def step(self) -> dict:
        """As ``supporting.move`` takes it."""
        return {name: self.cleaned_data[name] for name in self.layout}
