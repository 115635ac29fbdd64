"""Forms of a group's books. Amounts are whole rupiah; the rules are in ``groups.books.actions``."""

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone

from groups.books.loans import next_due
from groups.books.models import DIRECTIONS, SAVINGS, CashCategory, Ledger, Loan, Meeting
from groups.models import BusinessGroup, Member
from groups.pictures import PictureField
from groups.scoping.forms import DateField, Fold, RupiahField, ScopedForm, ScopedModelForm, TimeField

PAPER_NO = {
    "label": "Nomor kuitansi kertas",
    "max_length": 30,
    "required": False,
    "help_text": "Boleh kosong; nomor bukti dibuat otomatis.",
}


class LedgerForm(ScopedModelForm):
    starts_on = DateField(
        label="Buku dimulai tanggal",
        help_text="Kelompok lama cukup mulai dari saldo hari ini, tidak perlu dari awal berdirinya.",
        initial=timezone.localdate,
    )
    opening_cash = RupiahField(label="Uang kas waktu itu (rupiah)", required=False)
    mandatory = RupiahField(label="Simpanan wajib setiap pertemuan (rupiah)", required=False)
    dues = RupiahField(label="Iuran setiap pertemuan (rupiah)", required=False)

    class Meta:
        model = Ledger
        fields = ["starts_on", "opening_cash", "mandatory", "dues"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("opening_cash", "mandatory", "dues"):
            self.initial[name] = self.initial.get(name) or None

    def clean(self):
        cleaned = super().clean()
        for name in ("opening_cash", "mandatory", "dues"):
            if name in cleaned:
                cleaned[name] = cleaned[name] or 0
        return cleaned


class CashForm(ScopedForm):
    """A plain line, money in or money out."""

    examples = {"party": "Toko Sumber Rejeki", "paper_no": "0127"}

    on = DateField(label="Tanggal", initial=timezone.localdate)
    amount = RupiahField(label="Jumlah (rupiah)")
    category = forms.ModelChoiceField(CashCategory.objects.none(), label="Untuk apa", empty_label="Pilih")
    description = forms.CharField(
        label="Uraian",
        max_length=160,
        widget=forms.TextInput(attrs={"placeholder": "Jual keripik 20 bungkus"}),
    )
    party = forms.CharField(label="Dari atau kepada siapa", max_length=120, required=False)
    paper_no = forms.CharField(**PAPER_NO)
    picture = PictureField(
        label="Foto nota",
        required=False,
        by_camera=True,
        help_text="Boleh kosong. Foto yang sudah ada di HP dapat ditambahkan sesudah disimpan.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    layout = (
        "on",
        "amount",
        "category",
        "description",
        Fold("Lengkapi nanti", "party", "paper_no", "picture"),
    )

    def __init__(self, *args, direction, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        mine = CashCategory.objects.offered(today).filter(movement="", direction__in=["", direction])
        self.fields["category"].queryset = mine
        if self.initial.get("version") is None:
            del self.fields["version"]
        else:
            del self.fields["picture"]
            self.layout = (*self.layout[:-1], Fold("Lengkapi nanti", "party", "paper_no"))
        self.rename("description", dict(DIRECTIONS)[direction].replace("Uang", "Uraian uang"))


class PaymentForm(ScopedForm):
    """What one member pays at once; an instalment for each of her open loans."""

    examples = {"paper_no": "0127"}

    on = DateField(label="Tanggal", initial=timezone.localdate)
    wajib = RupiahField(label="Simpanan wajib (rupiah)", required=False)
    sukarela = RupiahField(label="Simpanan sukarela (rupiah)", required=False)
    pokok = RupiahField(
        label="Simpanan pokok (rupiah)", required=False, help_text="Biasanya sekali, waktu masuk."
    )
    dues = RupiahField(label="Iuran (rupiah)", required=False)
    paper_no = forms.CharField(**PAPER_NO)

    def __init__(self, *args, ledger, loans=(), is_opening=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.loans = list(loans)
        self.layout = ["on", "wajib", "sukarela", "pokok", "dues"]
        if is_opening:
            for name in ("on", "dues", "paper_no"):
                del self.fields[name]
            self.layout = ["pokok", "wajib", "sukarela"]
            return
        self.fields["wajib"].initial = ledger.mandatory or None
        self.fields["dues"].initial = ledger.dues or None
        for loan in self.loans:
            due = next_due(loan)
            for part, words, first in (
                ("principal", "Angsuran pokok", due.principal),
                ("jasa", "Jasa", due.jasa),
            ):
                name = f"{part}-{loan.pk}"
                self.fields[name] = RupiahField(
                    label=f"{words}: {loan.purpose} (rupiah)", required=False, initial=first or None
                )
                self.layout.append(name)
        self.layout.append(Fold("Lengkapi nanti", "paper_no"))

    @property
    def payment(self) -> dict:
        """As ``actions.receive`` takes it."""
        data = self.cleaned_data
        return {
            "savings": {kind: data.get(kind) or 0 for kind, _ in SAVINGS},
            "dues": data.get("dues") or 0,
            "instalments": [
                (loan, data.get(f"principal-{loan.pk}") or 0, data.get(f"jasa-{loan.pk}") or 0)
                for loan in self.loans
            ],
        }


class WithdrawalForm(ScopedForm):
    examples = {"paper_no": "0127"}

    on = DateField(label="Tanggal", initial=timezone.localdate)
    kind = forms.ChoiceField(label="Diambil dari", choices=SAVINGS[::-1], initial="sukarela")
    amount = RupiahField(label="Jumlah (rupiah)")
    paper_no = forms.CharField(**PAPER_NO)
    layout = ("on", "kind", "amount", Fold("Lengkapi nanti", "paper_no"))


class LoanForm(ScopedModelForm):
    examples = {"override_reason": "Ketua menambah dari uang pribadi", "paper_no": "0127"}

    on = DateField(label="Tanggal diterima", initial=timezone.localdate)
    member = forms.ModelChoiceField(
        Member.objects.none(), label="Peminjam", empty_label="Pilih anggota", required=False
    )
    group = forms.ModelChoiceField(
        BusinessGroup.objects.none(),
        label="Atau kelompok pelaksana",
        empty_label="Bukan kelompok",
        required=False,
    )
    amount = RupiahField(label="Jumlah pinjaman (rupiah)")
    jasa_rupiah = RupiahField(label="Jasa setiap bulan (rupiah)", required=False)
    approved_by = forms.ModelChoiceField(
        Member.objects.none(), label="Disetujui oleh", empty_label="Pilih pengurus"
    )
    paper_no = forms.CharField(**PAPER_NO)
    already_paid = RupiahField(label="Pokok yang sudah dibayar sebelum buku dimulai (rupiah)", required=False)

    class Meta:
        model = Loan
        fields = ["member", "group", "purpose", "amount", "months", "jasa_percent", "jasa_rupiah",
                  "approved_by", "override_reason"]  # fmt: skip
        widgets = {
            "purpose": forms.TextInput(attrs={"placeholder": "Membeli mesin jahit"}),
            "months": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "10"}),
            "jasa_percent": forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "1,5"}),
        }
        labels = {"jasa_percent": "Jasa setiap bulan (persen)"}
        help_texts = {
            "jasa_percent": "Isi persen atau rupiah, atau kosongkan bila tanpa jasa.",
            "override_reason": "Diisi hanya bila pinjaman melebihi uang kas: keputusan dan alasan ketua.",
        }
        localized_fields = ["jasa_percent"]

    def __init__(self, *args, ledger, is_opening=False, **kwargs):
        super().__init__(*args, **kwargs)
        group = ledger.group
        members = Member.objects.allowed_to(self.user, self.may).filter(group=group, is_active=True)
        self.fields["member"].queryset = members
        self.fields["approved_by"].queryset = members.filter(
            officer_terms__isnull=False, officer_terms__ended_on__isnull=True
        ).distinct()
        self.layout = ["on", "member", "group", "purpose", "amount", "months", "jasa_percent", "jasa_rupiah",
                       "approved_by", Fold("Lengkapi bila perlu", "override_reason", "paper_no")]  # fmt: skip
        if group.kind == "poksus":
            groups = BusinessGroup.objects.allowed_to(self.user, self.may).kept()
            self.fields["group"].queryset = groups.filter(region=group.region_id, kind="poklak")
        else:
            self.fields["member"].required = True
            del self.fields["group"]
            self.layout.remove("group")
        if is_opening:
            for name in ("on", "override_reason", "paper_no"):
                del self.fields[name]
            self.layout = [*self.layout[1:-1], "already_paid"]
        else:
            del self.fields["already_paid"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("member") and cleaned.get("member") == cleaned.get("approved_by"):
            self.add_error("approved_by", "Peminjam tidak boleh menyetujui pinjamannya sendiri.")
        return cleaned

    def _get_validation_exclusions(self):
        # The action sets these, and asks the constraints again.
        return super()._get_validation_exclusions() | {"receipt", "remaining"}


class LoanPaymentForm(ScopedForm):
    """An instalment of a kelompok pelaksana."""

    examples = {"paper_no": "0127"}

    on = DateField(label="Tanggal", initial=timezone.localdate)
    principal = RupiahField(label="Angsuran pokok (rupiah)", required=False)
    jasa = RupiahField(label="Jasa (rupiah)", required=False)
    paper_no = forms.CharField(**PAPER_NO)
    layout = ("on", "principal", "jasa", Fold("Lengkapi nanti", "paper_no"))

    def __init__(self, *args, loan, **kwargs):
        super().__init__(*args, **kwargs)
        if due := next_due(loan):
            self.fields["principal"].initial, self.fields["jasa"].initial = due.principal, due.jasa or None


class CancelForm(ScopedForm):
    reason = forms.CharField(
        label="Alasan",
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Salah mengetik jumlahnya"}),
    )
    layout = ("reason",)


class PictureForm(ScopedForm):
    """One photo: taken now, or one that the phone has already."""

    taken = PictureField(label="Potret dengan kamera", required=False, by_camera=True)
    chosen = PictureField(
        label="Atau pilih foto yang sudah ada",
        required=False,
        help_text="Paling besar 10 MB; dikecilkan sendiri, dan keterangan tempatnya dihapus.",
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("taken")) == bool(cleaned.get("chosen")):
            self.add_error("taken", "Potret notanya, atau pilih satu foto yang sudah ada.")
        return cleaned

    @property
    def picture(self):
        return self.cleaned_data["taken"] or self.cleaned_data["chosen"]


class MonthForm(ScopedForm):
    """Which month to close."""

    month = forms.ChoiceField(label="Tutup sampai bulan")
    layout = ("month",)

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months


MINUTES = ("starts_at", "place", "kind", "led_by", "agenda", "decisions", "follow_up", "conclusion",
           "closing", "minutes_by")  # fmt: skip


class MinutesForm(ScopedModelForm):
    """The minutes of a meeting; with ``members`` also who came (their ids, as text)."""

    examples = {
        "place": "Rumah Ibu Ketua",
        "led_by": "Ibu Rina Wulandari",
        "decisions": "Disepakati ikut bazar kelurahan",
        "follow_up": "Bendahara membeli kemasan",
        "conclusion": "Semua setuju ikut bazar",
        "minutes_by": "Ibu Puji Safitri",
    }

    on = DateField(label="Tanggal pertemuan", initial=timezone.localdate)
    starts_at = TimeField(label="Jam mulai", required=False)

    class Meta:
        model = Meeting
        fields = ["on", *MINUTES]
        labels = {"agenda": "Susunan acara", "decisions": "Uraian dan keputusan"}
        widgets = {
            "kind": forms.TextInput(attrs={"placeholder": "Pertemuan bulanan"}),
            "agenda": forms.TextInput(attrs={"placeholder": "Simpan pinjam, rencana bazar"}),
            "decisions": forms.Textarea(attrs={"rows": 3}),
            "follow_up": forms.Textarea(attrs={"rows": 2}),
            "conclusion": forms.Textarea(attrs={"rows": 2}),
            "closing": forms.TextInput(attrs={"placeholder": "Ditutup pukul 17.00 dengan doa"}),
        }


class MinutesEditForm(MinutesForm):
    came = forms.MultipleChoiceField(label="Yang hadir", required=False, widget=forms.CheckboxSelectMultiple)
    layout = ("on", *MINUTES, Div("came", css_class="ticks"))

    def __init__(self, *args, people, **kwargs):
        """``people``: (member, office, came), as ``queries.people_of`` gives them."""
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member, _, _ in people}
        self.fields["came"].choices = [(key, member.name) for key, member in self.members.items()]
        self.initial["came"] = [str(member.pk) for member, _, here in people if here]
        self._theirs = dict(self.initial)

    @property
    def present(self) -> list:
        return [self.members[key] for key in self.cleaned_data["came"]]


class MeetingForm(MinutesForm):
    """The minutes, and a row for each member: did she come, what did she pay."""

    def __init__(self, *args, ledger, members, loans, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = ["on", Fold("Notulen: tempat, acara, keputusan", *MINUTES)]
        self.rows = []
        for member in members:
            mine = [loan for loan in loans if loan.member_id == member.pk]
            fields = {"came": forms.BooleanField(required=False)}
            fields["wajib"] = RupiahField(required=False, initial=ledger.mandatory or None)
            fields["sukarela"] = RupiahField(required=False)
            fields["dues"] = RupiahField(required=False, initial=ledger.dues or None)
            labels = {"came": "Hadir", "wajib": "Wajib", "sukarela": "Sukarela", "dues": "Iuran"}
            for loan in mine:
                due = next_due(loan)
                fields[f"principal-{loan.pk}"] = RupiahField(required=False, initial=due.principal)
                fields[f"jasa-{loan.pk}"] = RupiahField(required=False, initial=due.jasa or None)
                labels |= {f"principal-{loan.pk}": "Angsuran", f"jasa-{loan.pk}": "Jasa"}
            names = {}
            for name, field in fields.items():
                field.label = labels[name]
                if name != "came":
                    field.widget.attrs |= {"class": "form-control", "placeholder": ""}
                names[name] = f"m{member.pk}-{name}"
                self.fields[names[name]] = field
            self.rows.append((member, names, mine))
        self.shown = [
            (member, self[names["came"]], [self[name] for key, name in names.items() if key != "came"])
            for member, names, _ in self.rows
        ]

    @property
    def helper(self):
        helper = super().helper
        helper.render_unmentioned_fields = False
        return helper

    @property
    def came(self) -> list:
        return [member for member, names, _ in self.rows if self.cleaned_data[names["came"]]]

    @property
    def payments(self) -> list[dict]:
        """Of those who came; whoever did not pays nothing here."""
        data = self.cleaned_data
        return [
            {
                "member": member,
                "savings": {kind: data[names[kind]] or 0 for kind in ("wajib", "sukarela")},
                "dues": data[names["dues"]] or 0,
                "instalments": [
                    (loan, data[names[f"principal-{loan.pk}"]] or 0, data[names[f"jasa-{loan.pk}"]] or 0)
                    for loan in loans
                ],
            }
            for member, names, loans in self.rows
            if data[names["came"]]
        ]
