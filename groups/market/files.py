"""The paper behind a permit: a photo or a PDF, told by what is in it and not by its name."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from groups.files import CheckedFileField, StagedInput
from groups.pictures import to_jpeg

PDF_MARK = b"%PDF-"
NO_PAPER = "Berkas ini bukan foto atau PDF yang dapat dibaca. Pilih foto JPG atau PNG, atau PDF."
TOO_HEAVY = "Berkas ini lebih dari 10 MB. Potret lagi suratnya, atau pilih yang lebih kecil."


class PaperField(CheckedFileField):
    """A photo, cleaned to a small JPEG, or a PDF as it is; at most 10 MB."""

    too_heavy = TOO_HEAVY

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", StagedInput(attrs={"accept": "image/*,application/pdf"}))
        kwargs.setdefault("help_text", "Foto JPG atau PNG, atau berkas PDF; paling besar 10 MB.")
        super().__init__(**kwargs)
        self.error_messages |= {"empty": "Berkas ini kosong. Pilih foto atau PDF yang berisi."}

    def examine(self, content, name):
        if content.startswith(PDF_MARK):
            return ContentFile(content, name="surat.pdf")
        try:
            return ContentFile(to_jpeg(content), name="surat.jpg")
        except ValidationError:
            raise ValidationError(NO_PAPER) from None
