"""Files that people send: read whole, weighed and told by what is in them. Imports no model.

A file arrives in the form, or was sent ahead in parts (``groups.uploads``): then the form names it in
``<field>-kiriman``, a hidden box that static/js/pictures.js adds.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

STAGED = "-kiriman"
MAX_PICTURE = 10 * 1024 * 1024  # of what is sent
GONE = "Foto ini belum sampai atau sudah tidak disimpan sementara. Pilih sekali lagi."


class StagedFile(ContentFile):
    """One that was sent ahead under the id ``staged``; empty where it is not here, or not whole."""

    def __init__(self, content, staged):
        super().__init__(content, name="foto.jpg")
        self.staged = staged


class StagedInput(forms.FileInput):
    """The box of a file that may be sent ahead; ``data-staged`` says under which id it was."""

    def get_context(self, name, value, attrs):
        attrs = (attrs or {}) | {"data-staged": getattr(value, "staged", "")}
        return super().get_context(name, value, attrs)


class CheckedFileField(forms.FileField):
    """At most ``max_bytes``; ``examine`` makes of the bytes what is to be kept."""

    max_bytes = MAX_PICTURE
    too_heavy = "Berkas ini terlalu besar."

    def bound_data(self, data, initial):
        """A form that comes back still has what was sent ahead."""
        return data if isinstance(data, StagedFile) else super().bound_data(data, initial)

    def clean(self, data, initial=None):
        if isinstance(data, StagedFile) and not data.size:
            raise ValidationError(GONE)
        sent = super().clean(data, initial)
        if not data:
            return sent
        if sent.size > self.max_bytes:
            raise ValidationError(self.too_heavy)
        content = sent.read()
        sent.seek(0)
        return self.examine(content, sent.name)

    def examine(self, content: bytes, name: str):
        """The file to keep; ValidationError (Indonesian) for what is not wanted."""
        raise NotImplementedError
