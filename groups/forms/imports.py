"""Forms of an import: the file, which column is what, one cell mended for all, one row."""

from django import forms
from django.core.exceptions import ValidationError

from groups.importing.kinds import KINDS
from groups.importing.layout import SPLIT, SPLIT_LABELS
from groups.importing.reader import MAX_BYTES
from groups.scoping.forms import ScopedForm
from groups.values import mask_niks

SUFFIXES = ".xlsx,.xls,.ods,.csv,.txt"


class UploadForm(ScopedForm):
    kind = forms.ChoiceField(label="Isi berkas", widget=forms.RadioSelect)
    event = forms.TypedChoiceField(label="Kegiatan", required=False, coerce=int, empty_value=None,
                                   help_text="Hanya untuk daftar hadir bimtek.")  # fmt: skip
    group = forms.TypedChoiceField(label="Kelompok", required=False, coerce=int, empty_value=None,
                                   help_text="Untuk buku kas yang tidak menyebut kelompoknya.")  # fmt: skip
    file = forms.FileField(
        label="Berkas",
        widget=forms.FileInput(attrs={"accept": SUFFIXES}),
        help_text="Excel (xlsx, xls), LibreOffice (ods), atau CSV; paling besar 20 MB.",
    )
    layout = ("kind", "event", "group", "file")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = {name: kind for name, kind in KINDS.items() if self.user.may(kind.may)}
        self.fields["kind"].choices = [(name, kind.label) for name, kind in mine.items()]
        self.fields["file"].error_messages["empty"] = "Berkas ini kosong. Pilih berkas yang berisi data."
        events = [choice for kind in mine.values() for choice in kind.events(self.user)]
        groups = [choice for kind in mine.values() for choice in kind.groups(self.user)]
        for name, first, choices in (
            ("event", "Pilih kegiatan", events),
            ("group", "Tertulis di berkasnya", groups),
        ):
            if choices:
                self.fields[name].choices = [("", first), *dict(choices).items()]
            else:
                del self.fields[name]
        self.layout = tuple(name for name in self.layout if name in self.fields)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("Berkas ini lebih dari 20 MB. Bagi menjadi beberapa berkas.")
        return file

    def clean(self):
        cleaned = super().clean()
        kind = KINDS.get(cleaned.get("kind"))
        if kind and kind.needs_event and not cleaned.get("event"):
            self.add_error("event", "Pilih kegiatan yang daftar hadirnya ada di berkas ini.")
        return cleaned


class MappingForm(ScopedForm):
    """For each column of each table, what it is."""

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, **kwargs)
        kind = KINDS[batch.kind]
        splits = [
            (name, label) for name, label in SPLIT_LABELS.items() if set(SPLIT[name]) <= set(kind.columns)
        ]
        extra = [(name, words[0].capitalize()) for name, words in kind.extra_headings.items()]
        choices = [("-", "Tidak diimpor")]
        choices += [(name, column.column_name) for name, column in kind.columns.items()] + splits + extra
        self.tables = []
        for table in batch.report["tables"]:
            fields = []
            for heading in table["headings"]:
                name = f"{table['shape']}-{heading['index']}"
                taken = {other["name"] for other in table["headings"]}
                guess = heading["suggestion"] if heading["suggestion"] not in taken else ""
                self.fields[name] = forms.ChoiceField(
                    label=heading["text"] or f"Kolom ke-{heading['index'] + 1} (tanpa judul)",
                    choices=choices,
                    initial=heading["name"] or guess or "-",
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )
                samples = [mask_niks(text) for text in heading["samples"]]
                fields.append((self[name], samples, bool(heading["name"])))
            self.tables.append({"sheet": table["sheet"], "fields": fields})

    def clean(self):
        cleaned = super().clean()
        for table in self.tables:
            seen = {}
            for bound, _, _ in table["fields"]:
                name = cleaned.get(bound.name)
                if name and name != "-" and name in seen:
                    message = f"Kolom ini dan “{seen[name]}” tidak dapat dua-duanya. Pilih salah satu."
                    self.add_error(bound.name, message)
                seen.setdefault(name, bound.label)
        return cleaned

    def mapping(self) -> dict:
        """{shape: {index: name}}"""
        mapping = {}
        for name, value in self.cleaned_data.items():
            shape, dash, index = name.partition("-")
            if dash and index.isdigit():
                mapping.setdefault(shape, {})[index] = value or "-"
        return mapping


class RowForm(ScopedForm):
    """The cells of one row, as texts."""

    def __init__(self, *args, batch, key, **kwargs):
        super().__init__(*args, **kwargs)
        row = next((row for row in batch.report["rows"] if row[0] == key), None)
        self.row = row
        if row is None:
            return
        messages = {}
        for _, column, message in row[4]:
            messages.setdefault(column, []).append(message)
        self.row_messages = messages.pop("", [])
        for name, label in batch.report["columns"]:
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=500,
                initial=row[2].get(name, ""),
                help_text=" ".join(messages.get(name, [])),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def changed_texts(self) -> dict:
        names = [name for name in self.changed_data if name != "submission"]
        return {name: self.cleaned_data[name] for name in names}


class FixForm(ScopedForm):
    """One text of a column, and what it means in every row."""

    column = forms.CharField(max_length=40)
    written = forms.CharField(max_length=500, strip=False)
    meant = forms.CharField(
        max_length=200,
        required=False,
        label="Seharusnya",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    question = forms.CharField(max_length=40, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        column = self.data.get("column") or self.initial.get("column", "")
        names = kind.names_for(column, self.user)
        if names:
            self.fields["meant"].widget = forms.Select(
                attrs={"class": "form-select"}, choices=[("", "Pilih"), *((name, name) for name in names)]
            )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("question") and not cleaned.get("meant"):
            self.add_error("meant", "Tulis isi yang benar.")
        return cleaned
