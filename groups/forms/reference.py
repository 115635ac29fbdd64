"""The form of an entry of any reference list."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from groups.scoping.forms import DateField, ScopedModelForm

SHARED = ["name", "code", "position", "valid_from", "valid_until"]


class EntryForm(ScopedModelForm):
    """Shared fields first, then those of the list's own; the code is chosen once."""

    may = "manage"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "valid_until"
        ].help_text = "Kosong berarti masih dipakai. Sesudahnya tidak ditawarkan lagi."
        self.fields["position"].help_text = "Makin kecil makin atas."
        if self.instance.pk:
            return
        self.fields["code"].required = False
        self.fields["code"].help_text = "Kosong berarti dibuatkan dari namanya. Tidak dapat diubah nanti."
        last = self._others().order_by("position").values_list("position", flat=True).last()
        self.initial |= {"position": (last or 0) + 1, "valid_from": timezone.localdate(), "is_offered": True}

    def _others(self):
        return self._meta.model.objects.allowed_to(self.user, self.may).exclude(pk=self.instance.pk)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self._others().filter(name__iexact=name).exists():
            raise ValidationError(
                f"“{name}” sudah ada di daftar ini. Ubah yang sudah ada, atau pilih nama lain."
            )
        return name

    def clean_code(self):
        code = self.cleaned_data["code"] or slugify(self.cleaned_data.get("name", ""))[:30]
        if not code:
            raise ValidationError("Tulis kode dengan huruf atau angka, misalnya kuliner.")
        return code


def entry_form(model, is_new):
    """The form class for a new or an existing entry of ``model``."""
    shared = SHARED if is_new else [name for name in SHARED if name != "code"]
    own = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in SHARED
    ]
    form = forms.modelform_factory(
        model, form=EntryForm, fields=[*shared, *own], formfield_callback=_field_for
    )
    form.layout = (*shared, *own)
    return form


def _field_for(field, **kwargs):
    if isinstance(field, models.DateField):
        return field.formfield(form_class=DateField, **kwargs)
    if field.name == "code":
        unique = "Kode ini sudah dipakai. Pilih yang lain."
        wrong = "Kode hanya berisi huruf, angka, dan garis, tanpa spasi."
        return field.formfield(error_messages={"unique": unique, "invalid": wrong}, **kwargs)
    return field.formfield(**kwargs)
