"""Pictures that people send: made small and harmless, kept under random names, shown after a scope check.

A picture is never served by an address of its file: a view finds its row through the door and answers
with ``picture_response``. What a camera writes into a file beside the picture (place, time, owner) is
not kept.
"""

import io
import secrets
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.http import Http404, HttpResponse
from django.utils import timezone
from PIL import Image, ImageOps

from groups.files import MAX_PICTURE, CheckedFileField, StagedInput
from groups.models.base import Record, Voidable

LONG_SIDE = 1600
SMALL_SIDE = 320
WANTED_BYTES = 300 * 1024
QUALITIES = (82, 72, 60, 48)
VOIDED_KEPT_FOR = timedelta(days=30)  # a picture taken away by mistake can be asked for so long
FORMATS = ["JPEG", "PNG", "WEBP"]
# A JPEG is read at the size that is wanted; others must be unpacked whole.
MAX_PIXELS, MAX_PIXELS_OF_JPEG = 25_000_000, 64_000_000

NO_PICTURE = "Berkas ini bukan foto yang dapat dibaca. Pilih foto JPG atau PNG."
TOO_HEAVY = "Foto ini lebih dari 10 MB. Pilih foto yang lebih kecil, atau potret lagi."
TOO_LARGE = "Ukuran foto ini terlalu besar. Potret lagi dengan ukuran biasa."


def to_jpeg(content: bytes) -> bytes:
    """``content`` again as a JPEG of at most LONG_SIDE and about 300 KB, upright, with nothing beside it.

    Raises ValidationError (Indonesian) for what is no picture, too heavy, or a small file that unpacks
    into a huge picture.
    """
    if len(content) > MAX_PICTURE:
        raise ValidationError(TOO_HEAVY)
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        most = MAX_PIXELS_OF_JPEG if picture.format in ("JPEG", "MPO") else MAX_PIXELS
        if picture.width * picture.height > most:
            raise ValidationError(TOO_LARGE)
        picture = _fitted(picture, LONG_SIDE)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE) from error
    except Exception as error:  # a decoder raises whatever it stumbles over
        raise ValidationError(NO_PICTURE) from error
    for quality in QUALITIES:
        small = _encoded(picture, quality)
        if len(small) <= WANTED_BYTES:
            break
    return small


def _fitted(picture, side: int):
    """Upright, on white where it was transparent, no side longer than ``side``, and nothing beside it."""
    picture.draft("RGB", (side, side))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((side, side))
    clean = Image.new("RGB", picture.size, "white")
    layer = picture.convert("RGBA")
    clean.paste(layer, mask=layer.getchannel("A"))
    return clean


def _encoded(picture, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


class PictureField(CheckedFileField):
    """A picture, cleaned to a small JPEG (a file to store); ``by_camera`` opens a phone's camera at once."""

    too_heavy = TOO_HEAVY

    def __init__(self, *, by_camera=False, **kwargs):
        attrs = {"accept": "image/*"} | ({"capture": "environment"} if by_camera else {})
        kwargs.setdefault("widget", StagedInput(attrs=attrs))
        super().__init__(**kwargs)
        self.error_messages |= {"empty": NO_PICTURE, "invalid": NO_PICTURE, "missing": NO_PICTURE}

    def examine(self, content, name):
        return ContentFile(to_jpeg(content), name="foto.jpg")


def random_name(instance, filename) -> str:
    """Where a picture is kept: 192 random bits, nothing of the name that the sender gave it."""
    name = secrets.token_hex(24)
    return f"foto/{instance._meta.model_name}/{name[:2]}/{name}.jpg"


class Picture(Voidable, Record):
    """A stored picture; a model of an app adds what it belongs to, and its manager. ``file``: a JPEG."""

    file = models.FileField("foto", upload_to=random_name, max_length=120, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField("ditambahkan", auto_now_add=True)

    class Meta(Voidable.Meta):
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"foto {self.pk}"


def forget_voided() -> int:
    """Delete the files of pictures taken away VOIDED_KEPT_FOR ago; who, when and why stays. How many."""
    forgotten = 0
    for model in apps.get_models():
        if issubclass(model, Picture):
            old = model.objects.filter(voided_at__lt=timezone.now() - VOIDED_KEPT_FOR).exclude(file="")
            for picture in old:
                picture.file.storage.delete(picture.file.name)
                model.objects.filter(pk=picture.pk).update(file="")
                forgotten += 1
    return forgotten


def _smaller(content: bytes) -> bytes:
    return _encoded(_fitted(Image.open(io.BytesIO(content)), SMALL_SIDE), QUALITIES[1])


def small_jpeg(picture: Picture) -> bytes:
    """The picture of a row that the caller found through the door, small; nothing where it is gone."""
    try:
        with picture.file.open("rb") as file:
            return _smaller(file.read())
    except FileNotFoundError:
        return b""


def picture_response(picture: Picture, *, small=False, cache_control="no-store") -> HttpResponse:
    """The picture of a row that the caller found through the door, with ``small`` for a list; or 404."""
    if not picture.file:
        raise Http404("picture deleted")
    try:
        with picture.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404("picture") from error
    if small:
        content = _smaller(content)
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="foto.jpg"'
    response["Cache-Control"] = cache_control
    response["X-Content-Type-Options"] = "nosniff"
    return response
