"""Forms that know their user: choices inside her scope, one record a submission, no unseen overwrite.

Imports no model. A form without ``user`` does not construct.
"""

import uuid
import zlib
from hashlib import sha256

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string

from groups.files import STAGED, StagedFile
from groups.secrets import keyed_hash
from groups.values import parse_phone, parse_rupiah, show_date, show_number, show_phone

# What a form sends besides what the person filled in.
NOT_CONTENT = {"csrfmiddlewaretoken", "submission", "lagi", "pemilik", "periksa", "ubah"}


class DateInput(forms.DateInput):
    """The phone's own date picker; a typed day-first date is understood as well."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Tulis tanggal seperti 17/03/2022."


class TimeField(forms.TimeField):
    """The phone's own clock; a time typed with a dot is understood as well."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)
        self.error_messages["invalid"] = "Tulis jam seperti 15.30."


class PhoneField(forms.CharField):
    """Any usual way to write an Indonesian number; cleaned to E.164, shown as 0812-3456-7890."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 25)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "tel", "placeholder": "0812-3456-7890"}),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return show_phone(value) if value and value.startswith("+") else value

    def clean(self, value):
        text = super().clean(value)
        return parse_phone(text) if text else ""


class RupiahField(forms.CharField):
    """Whole rupiah, grouped as people write it; cleaned to an int or None."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 25)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "numeric", "data-rupiah": "", "placeholder": "1.500.000"}),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return show_number(value) if isinstance(value, int) else value

    def clean(self, value):
        text = super().clean(value)
        amount = parse_rupiah(text) if text else None
        if amount is not None and amount > 10**12:
            raise ValidationError("Jumlahnya lebih dari satu triliun rupiah. Periksa angka nolnya.")
        return amount


class Fold(LayoutObject):
    """Fields that may wait, folded under a title that says what filling them gains; open on an error."""

    def __init__(self, title, *fields, is_open=False):
        self.title = title
        self.fields = list(fields)
        self.is_open = is_open

    def render(self, form, context, template_pack=None, **kwargs):
        names = [pointer.name for pointer in self.get_field_names()]
        inside = {
            "title": self.title,
            "is_open": self.is_open or any(name in form.errors or name == form.wanted for name in names),
            "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
        }
        return render_to_string("_partials/fold.html", inside)


class FormManners:
    """Shared by model forms and plain ones: scope, submission id, layout and error summary.

    ``may``: what the user must be allowed to do with what a foreign key offers. ``layout``: crispy
    layout objects; fields it does not name come last. ``examples``: what stands in an empty box, where
    its widget does not bring one along.
    """

    may = "edit"
    layout = ()
    examples = {}

    def __init__(self, *args, user, **kwargs):
        self.user = user
        self.warnings = []
        self.wanted = ""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            example = self.examples.get(name) or field.widget.attrs.get("placeholder")
            if example:  # named as one, so that nobody takes it for what is filled in already
                field.widget.attrs["placeholder"] = f"Contoh: {example}"
            queryset = getattr(field, "queryset", None)
            if hasattr(queryset, "allowed_to"):
                field.queryset = queryset.allowed_to(user, self.may)
            if field.label:
                field.error_messages["required"] = f"{field.label} belum diisi."
            field.error_messages["invalid_choice"] = "Pilih salah satu dari daftar."
        hidden = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
        hidden.error_messages["invalid"] = hidden.error_messages["required"] = (
            "Formulir ini tidak lengkap terkirim. Muat ulang halaman ini."
        )
        self.fields["submission"] = hidden

    def rename(self, name, label):
        """Call a field otherwise, in what it says when it is empty too."""
        self.fields[name].label = label
        self.fields[name].error_messages["required"] = f"{label} belum diisi."

    def resume(self, values):
        """Begin with what was typed earlier and not sent ({name: [text, …]}), under the id it had then."""
        for name, field in self.fields.items():
            typed = values.get(self.add_prefix(name))
            if sent_ahead := values.get(self.add_prefix(name) + STAGED):
                self.initial[name] = StagedFile(b"", sent_ahead[-1])
            several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            if several or isinstance(field, forms.BooleanField):
                self.initial[name] = (typed or []) if several else bool(typed)
            elif typed:
                self.initial[name] = typed[-1]

    def clean_submission(self):
        """The id of this form as this person filled it: the same content again is the same submission.

        Going back and sending something else with the same form is a new one, not lost in the first.
        """
        sent = self.cleaned_data["submission"]
        content = [
            (name, self.data.getlist(name))
            for name in sorted(self.data)
            if name not in NOT_CONTENT and not name.endswith(STAGED)
        ]
        for name, file in self.files.items():
            content.append((name, file.name, sha256(file.read()).hexdigest()))
            file.seek(0)
        return uuid.UUID(keyed_hash(f"submission:{self.user.pk}:{sent}", repr(content))[:32])

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        helper.render_unmentioned_fields = True
        helper.render_hidden_fields = True
        if self.layout:
            helper.layout = Layout(*self.layout)
        else:
            helper.render_unmentioned_fields = False
        return helper

    @property
    def error_summary(self):
        """(field id or empty, label, message) for each error, in the order of the form."""
        rows = [("", "", text) for text in self.non_field_errors()]
        for bound in self:
            place = bound.id_for_label or f"{bound.auto_id}_0"  # of several boxes the first
            rows += [(place, bound.label, text) for text in bound.errors]
        return rows

    def lead_to(self, name):
        """Begin at the box ``name``, also where it is folded away."""
        if name in self.fields:
            self.wanted = name
            self.fields[name].widget.attrs["autofocus"] = True

    def answers(self):
        """What was filled in, box by box in the order of the form, for the page before sending."""
        names, helper = list(self.fields), self.helper
        if self.layout:
            named = [pointer.name for pointer in helper.layout.get_field_names()]
            names = named + [name for name in names if name not in named] * helper.render_unmentioned_fields
        boxes = [(name, self.fields[name]) for name in names if not self[name].is_hidden]
        return [
            {"name": name, "label": field.label, "value": self.read(field, self.cleaned_data.get(name))}
            for name, field in boxes
            if not isinstance(field, forms.FileField)
        ]

    @staticmethod
    def read(field, value):
        """A value as text, the same for what is stored and what was typed."""
        if value in (None, "", []):
            return ""
        if isinstance(field, forms.BooleanField):
            return "Ya" if value else ""
        if isinstance(value, list | QuerySet):
            return ", ".join(FormManners.read(field, one) for one in value)
        if isinstance(field, forms.ModelChoiceField):
            pk = getattr(value, "pk", value)
            match = field.queryset.filter(pk=pk).first()
            return str(match) if match else str(pk)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))
        if isinstance(field, forms.DateField):
            return show_date(value)
        prepared = field.prepare_value(value)
        return str(prepared)

    def ask_again_for_files(self):
        """No browser sends a chosen file back with a form that returns: say so at each that was sound."""
        lost = {name for name, file in self.files.items() if not isinstance(file, StagedFile)}
        for name in lost & set(self.fields) - set(self.errors):
            self.add_error(
                name, f"Pilih {self.fields[name].label.lower()} sekali lagi, sesudah isian yang lain betul."
            )

    def take_error(self, error: ValidationError):
        """Show an action's error at its field, or on top when the form has no such field."""
        if self._errors is None:
            self._errors = ErrorDict()
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, messages in error.error_dict.items():
            self.add_error(field if field in self.fields else None, messages)


class ScopedForm(FormManners, forms.Form):
    """A form of its own, whose ``cleaned_data`` goes to an action."""


class ScopedModelForm(FormManners, forms.ModelForm):
    """A form of a Record. An edit carries the version it began with; a stale one shows both values."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts = []
        if self.instance.pk:
            self.version = self._version()
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.version, required=False
            )
            self._theirs = dict(self.initial)
        else:
            # What a new row does not say yet must not hide what a field begins with, such as today.
            self.initial = {name: value for name, value in self.initial.items() if value is not None}

    def _version(self) -> int:
        """The row's own count of edits; where it keeps none, a checksum of what the form shows."""
        if hasattr(self.instance, "version"):
            return self.instance.version
        return zlib.crc32(repr(sorted(self.initial.items())).encode())

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("version") != self.version:
            self._find_conflicts(cleaned)
        return cleaned

    def _post_clean(self):
        """Ask every constraint whose fields are sound, also those about fields not in the form.

        Django leaves such constraints to the database, whose refusal has no message for a person.
        """
        super()._post_clean()
        try:
            self.instance.validate_constraints(exclude=set(self.errors) - {NON_FIELD_ERRORS})
        except ValidationError as error:
            for message in error.messages:
                if message not in self.non_field_errors():
                    self.add_error(None, message)

    def _find_conflicts(self, cleaned):
        for name, field in self.fields.items():
            if name in ("version", "submission") or name not in cleaned:
                continue
            theirs, mine = (
                self.read(field, self._theirs.get(name)),
                self.read(field, cleaned[name]),
            )
            if theirs != mine:
                self.conflicts.append({"label": field.label, "theirs": theirs, "mine": mine})
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self.version
        if self.conflicts:
            self.add_error(
                None,
                "Orang lain mengubah data ini sesudah Anda membukanya. Bandingkan isinya di bawah, "
                "lalu simpan lagi bila isian Anda yang benar.",
            )
