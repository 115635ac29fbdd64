"""Forms of the registers' rows; the rules are in ``groups.books.registers.actions``."""

from django import forms
from django.utils import timezone

from groups.books.models import Activity, GuestVisit, InventoryItem, Letter
from groups.scoping.forms import DateField, Fold, ScopedModelForm


class InventoryForm(ScopedModelForm):
    examples = {"kept_at": "Rumah Ibu Ketua", "notes": "Dipakai bergantian"}

    on = DateField(label="Tanggal diterima atau dibeli", initial=timezone.localdate)
    condition_on = DateField(
        label="Kondisi dilihat tanggal",
        required=False,
        help_text="Bila kondisinya berubah, isi tanggal berubahnya; kondisi sebelumnya tetap ada di riwayat.",
    )
    layout = (
        "name", "origin", "on", "quantity", "unit", "condition",
        Fold("Lengkapi nanti: tempat, tanggal kondisi, keterangan", "kept_at", "condition_on", "notes"),
    )  # fmt: skip

    class Meta:
        model = InventoryItem
        fields = ["name", "origin", "on", "quantity", "unit", "kept_at", "condition", "condition_on", "notes"]
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Kompor gas dua tungku"}),
            "origin": forms.TextInput(attrs={"placeholder": "Dibeli dari kas, bantuan kelurahan"}),
            "quantity": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "2"}),
            "unit": forms.TextInput(attrs={"placeholder": "buah, set, lembar"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.layout = (
                *self.layout[:-1],
                "condition_on",
                Fold("Lengkapi nanti: tempat, keterangan", "kept_at", "notes"),
            )

    def clean(self):
        cleaned = super().clean()
        cleaned["condition_on"] = cleaned.get("condition_on") or cleaned.get("on")
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and "condition" in self.changed_data and "condition_on" not in self.changed_data:
            self.warnings.append(
                "Kondisi barang berubah, tetapi tanggalnya tetap. Bila ini bukan pembetulan salah tulis, isi "
                "juga tanggal kondisinya."
            )


class GuestForm(ScopedModelForm):
    examples = {
        "name": "Ibu Larasati",
        "message": "Bukunya rapi, pertahankan",
        "notes": "Bersama dua orang",
    }

    on = DateField(label="Tanggal", initial=timezone.localdate)
    layout = ("on", "name", "purpose", "institution",
              Fold("Lengkapi nanti: kesan dan pesan, keterangan", "message", "notes"))  # fmt: skip

    class Meta:
        model = GuestVisit
        fields = ["on", "name", "purpose", "institution", "message", "notes"]
        widgets = {
            "purpose": forms.TextInput(attrs={"placeholder": "Pembinaan administrasi"}),
            "institution": forms.TextInput(attrs={"placeholder": "TP PKK Kecamatan"}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }


class ActivityForm(ScopedModelForm):
    examples = {"name": "Ibu Endang Safitri"}

    on = DateField(label="Tanggal", initial=timezone.localdate)
    layout = ("on", "name", "position", "place", "description")

    class Meta:
        model = Activity
        fields = ["on", "name", "position", "place", "description"]
        labels = {"name": "Nama yang melaksanakan"}
        widgets = {
            "position": forms.TextInput(attrs={"placeholder": "Ketua"}),
            "place": forms.TextInput(attrs={"placeholder": "Balai RW 03"}),
            "description": forms.Textarea(
                attrs={"rows": 3, "placeholder": "Membuat keripik tempe untuk bazar"}
            ),
        }


class LetterForm(ScopedModelForm):
    """Of the ``direction`` that the instance has; a letter that went out has one date only."""

    examples = {"party": "TP PKK Kelurahan", "subject": "Undangan pembinaan", "passed_to": "Sekretaris"}

    on = DateField(label="Tanggal diterima", initial=timezone.localdate)
    letter_on = DateField(label="Tanggal di surat", required=False)

    class Meta:
        model = Letter
        fields = ["on", "letter_on", "number", "party", "subject", "attachments", "passed_to"]
        widgets = {
            "number": forms.TextInput(attrs={"placeholder": "005/12/PKK/2026"}),
            "attachments": forms.TextInput(attrs={"placeholder": "1 lembar"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"party": "Dari siapa", "passed_to": "Diteruskan kepada", "number": "Nomor surat"}
        if self.instance.direction == "keluar":
            words = {"on": "Tanggal surat", "party": "Kepada siapa", "passed_to": "Tembusan",
                     "number": "Nomor dan kode surat"}  # fmt: skip
            del self.fields["letter_on"]
        for name, label in words.items():
            self.rename(name, label)
        first = ["on", "letter_on", "number", "party", "subject"]
        rest = "lampiran, tembusan" if self.instance.direction == "keluar" else "lampiran, diteruskan kepada"
        self.layout = [name for name in first if name in self.fields]
        self.layout.append(Fold(f"Lengkapi nanti: {rest}", "attachments", "passed_to"))
