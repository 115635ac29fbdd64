"""Forms of a report and of its way up. The rules are in ``groups.progress.actions`` and ``checks``."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from groups.models import Region
from groups.progress import checks, periods, queries
from groups.progress.boxes import ANSWER, BOX, BOXES, BUSINESS, MONEY, NUMBERS, PEOPLE, SECTIONS
from groups.progress.models import Report
from groups.scoping.forms import DateField, Fold, RupiahField, ScopedForm, ScopedModelForm
from groups.values import MONTHS


class SignedRupiahField(RupiahField):
    """Rupiah that may be a loss, written with a minus."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        del self.widget.attrs["data-rupiah"]
        self.widget.attrs["inputmode"] = "text"

    def clean(self, value):
        text = (value or "").strip()
        if not text.startswith(("-", "−")):
            return super().clean(value)
        amount = super().clean(text[1:])
        return amount and -amount


class YesNoField(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        choices = [("", "Pilih"), ("ya", "Ya"), ("tidak", "Tidak")]
        super().__init__(choices=choices, coerce=lambda value: value == "ya", empty_value=None, **kwargs)

    def prepare_value(self, value):
        return {True: "ya", False: "tidak"}.get(value, value)


def field_of(box):
    """The field in which a box is typed; a draft needs none of them."""
    options = {"label": box.label, "required": False}
    if box.kind == MONEY:
        kind = SignedRupiahField if box.name == "profit" else RupiahField
        return kind(**options | {"label": f"{box.label} (rupiah)"})
    if box.kind == PEOPLE:
        return forms.IntegerField(
            min_value=0,
            max_value=checks.LARGEST_PEOPLE,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": "Tulis jumlah orang dengan angka saja, misalnya 12."},
            **options,
        )
    if box.kind == ANSWER:
        return YesNoField(**options)
    most = Report._meta.get_field(box.name).max_length
    long = box.name in ("production", "problems", "needs", "plan")
    widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput()
    return forms.CharField(max_length=most, widget=widget, **options)


HINTS = {
    "turnover": "Hasil penjualan selama periode ini, sebelum dikurangi biaya.",
    "profit": "Omzet dikurangi semua biaya. Bila rugi, tulis dengan tanda kurang: -150.000.",
    "workers_p": "Yang bekerja di usaha kelompok, anggota atau bukan.",
    "production": "Misalnya: keripik tempe 200 bungkus.",
    "offline_where": "Misalnya: pasar Grogolan, warung, bazar.",
    "online_where": "Misalnya: WhatsApp, Shopee, Instagram.",
}


class ReportForm(ScopedModelForm):
    """The boxes that a person types, each with the last period's value and the note pinned to it.

    ``typed``: names of those boxes. ``notes``: {box: what a reviewer wrote}. An unusual value gets a box of
    its own for the explanation, ``why_<box>``. What must hold is asked by the actions.
    """

    examples = {
        "production": "200 bungkus keripik",
        "offline_where": "Warung, Pasar Banjarsari",
        "online_where": "Shopee, WhatsApp",
        "partners": "Dindagkop-UKM",
        "books_kept": "5/9",
        "problems": "Harga kedelai naik",
        "needs": "Alat pengemas",
        "plan": "Mengurus P-IRT",
    }

    class Meta:
        model = Report
        fields = [box.name for box in BOXES if box.kind != "kategori"]

    def __init__(self, *args, typed, notes, **kwargs):
        self.typed, self.notes = typed, notes
        report = kwargs["instance"]
        kwargs["initial"] = {f"why_{name}": text for name, text in report.explanations.items()}
        super().__init__(*args, **kwargs)
        before = report.previous
        for name in list(self.fields):
            if name in BOX and name not in typed:
                del self.fields[name]
        for name in typed:
            self.fields[name] = field_of(BOX[name])
            self.fields[name].help_text = self._help(name, before)
            if before and before.shown(name):
                # One tap takes it over: static/js/before.js.
                then = self.fields[name].prepare_value(getattr(before, name))
                self.fields[name].widget.attrs["data-before"] = str(then)
        for name in NUMBERS:
            label = f"Penjelasan: {BOX[name].label.lower()}"
            self.fields[f"why_{name}"] = forms.CharField(label=label, max_length=300, required=False)
        self._ask()

    def _help(self, name, before):
        parts = [HINTS.get(name, "")]
        if before and (then := before.shown(name)):
            parts.append(f"{before.period_label}: {then}")
        text = " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
        if note := self.notes.get(name):
            return format_html('<strong class="pinned">Catatan pemeriksa: {}</strong> {}', note, text)
        return text

    @property
    def sound(self) -> dict:
        """{box: value} of what was typed without an error."""
        return {name: self.cleaned_data[name] for name in self.typed if name not in self.errors}

    def goes_on(self, report):
        """What is sent next follows ``report``, the draft that was just kept."""
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = report.version

    def _ask(self):
        for name, question in self.questions().items():
            self.fields[f"why_{name}"].help_text = question

    def _post_clean(self):
        answers = {name: (self.cleaned_data.get(f"why_{name}") or "").strip() for name in NUMBERS}
        self.instance.explanations = {name: text for name, text in answers.items() if text}
        super()._post_clean()
        self._ask()

    def questions(self) -> dict[str, str]:
        """{box: question} about the values as they are in the form now."""
        report = self.instance
        return checks.unusual(report.values, report.previous and report.previous.values)

    @property
    def layout(self):
        """Sections, folded but for the first; each question right under its box."""
        asked = self.questions()
        sections = []
        for title in SECTIONS:
            names = []
            for box in BOXES:
                if box.section != title:
                    continue
                names += [box.name] * (box.name in self.typed) + [f"why_{box.name}"] * (box.name in asked)
            if names:
                attention = {*self.notes, *self.errors} & {*names} or any(n.startswith("why_") for n in names)
                sections.append(Fold(title, *names, is_open=bool(attention) or title == BUSINESS))
        return sections

    @property
    def helper(self):
        helper = super().helper
        helper.render_unmentioned_fields = False
        return helper


class ReturnForm(ScopedForm):
    """What is to be mended: in general, and at each box."""

    may = "decide"
    note = forms.CharField(
        label="Yang perlu diperbaiki",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "Angka modal belum cocok dengan buku"}),
        help_text="Kosongkan bila ditulis di isiannya.",
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.layout = ["note"]
        for title in SECTIONS:
            names = []
            for box in BOXES:
                if box.section == title:
                    name = f"at_{box.name}"
                    value = report.shown(box.name) or "kosong"
                    help_text = f"Isinya: {value}"
                    self.fields[name] = forms.CharField(
                        label=box.label, max_length=300, required=False, help_text=help_text
                    )
                    names.append(name)
            self.layout.append(Fold(f"Catatan di isian: {title.lower()}", *names))

    @property
    def field_notes(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"at_{name}"] for name in BOX if self.cleaned_data.get(f"at_{name}")}


class ApproveForm(ScopedForm):
    examples = {"note": "Angkanya cocok dengan buku"}

    may = "decide"
    note = forms.CharField(label="Catatan", max_length=1000, required=False)
    layout = ("note",)


class ReviseForm(ScopedForm):
    reason = forms.CharField(
        label="Apa yang keliru, dan mengapa",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Omzet bulan Agustus belum terhitung"}),
    )
    layout = ("reason",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Tulis apa yang keliru dan mengapa."


class AskForm(ScopedForm):
    reason = forms.CharField(
        label="Alasan minta dibuka",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "Bendahara sakit, bukunya baru lengkap minggu ini"}),
    )
    layout = ("reason",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Tulis alasan minta dibuka."


class OpeningForm(ScopedForm):
    examples = {"answer": "Dibuka sampai akhir bulan"}

    may = "accept"
    open_until = DateField(
        label="Dibuka sampai tanggal", required=False, help_text="Kosongkan bila permintaannya ditolak."
    )
    answer = forms.CharField(label="Jawaban", max_length=300, required=False)
    layout = ("open_until", "answer")

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("open_until") and not (cleaned.get("answer") or "").strip():
            raise ValidationError("Isi sampai tanggal berapa dibuka, atau alasan menolaknya.")
        return cleaned


DAYS = {
    "min_value": 0,
    "widget": forms.TextInput(attrs={"inputmode": "numeric"}),
    "error_messages": {"invalid": "Tulis jumlah hari dengan angka saja, misalnya 15."},
}


class RuleForm(ScopedForm):
    """A version of the city's rule. ``rules``: those there are."""

    examples = {"due_days": "15", "close_days": "30"}

    may = "manage"
    region = forms.ModelChoiceField(Region.objects.none(), label="Kota", empty_label="Pilih kota")
    valid_from = forms.TypedChoiceField(
        label="Berlaku sejak periode yang mulai", coerce=periods.date.fromisoformat
    )
    rhythm = forms.ChoiceField(label="Laporan dibuat setiap", choices=periods.RHYTHMS)
    due_days = forms.IntegerField(label="Batas kirim: hari sesudah akhir periode", max_value=180, **DAYS)
    close_days = forms.IntegerField(
        label="Ditutup: hari sesudah batas kirim",
        required=False,
        max_value=365,
        help_text="Kosong berarti laporan yang terlambat selalu masih dapat dikirim.",
        **DAYS,
    )
    kecamatan_step = forms.BooleanField(
        label="Diverifikasi Pokja II kecamatan dulu",
        required=False,
    )
    layout = ("region", "valid_from", "rhythm", "due_days", "close_days", "kecamatan_step")

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        cities = Region.objects.allowed_to(self.user, self.may).filter(level="kota")
        self.fields["region"].queryset = cities
        if len(choices := list(cities[:2])) == 1:
            self.initial["region"] = choices[0].pk
            self.fields["region"].widget = forms.HiddenInput()
        day, offered = periods.period_at(rules, timezone.localdate()).first, []
        while len(offered) < 6:
            offered.append((day.isoformat(), f"{MONTHS[day.month]} {day.year}"))
            day = periods.containing("triwulan", day).last + periods.ONE_DAY
        self.fields["valid_from"].choices = offered


class QueueForm(ScopedForm):
    """The reports to pass, of those whose next step is hers."""

    may = "decide"
    reports = forms.ModelMultipleChoiceField(Report.objects.none(), label="Laporan")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = queries.waiting_for(self.user).order_by("sent_at", "pk")
        field = self.fields["reports"]
        field.queryset = self.waiting.select_related("group")
        field.error_messages["required"] = "Centang laporan yang diloloskan."
        field.error_messages["invalid_choice"] = (
            "Salah satu laporan sudah diperiksa orang lain. Periksa daftar yang baru di bawah."
        )
