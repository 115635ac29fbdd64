"""Pictures that people send come out small, upright and without a word about where they were taken."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from groups import pictures
from tests.pictures import photo


def opened(content: bytes):
    return Image.open(io.BytesIO(content))


def test_a_photo_comes_out_as_a_small_upright_jpeg_without_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Merek HP"
    exif.get_ifd(0x8825)[2] = (6.0, 53.0, 12.0)  # GPS latitude
    sent = photo((3000, 2000), exif=exif, comment=b"rahasia")
    small = pictures.to_jpeg(sent)
    got = opened(small)
    assert (got.format, got.size) == ("JPEG", (1067, 1600))
    assert len(small) <= pictures.WANTED_BYTES
    assert not got.getexif()
    assert set(got.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Merek" in sent
    assert not {word for word in (b"Merek", b"rahasia", b"Exif") if word in small}


def test_a_noisy_photo_is_encoded_more_coarsely_until_it_is_small():
    sent = photo((2400, 2400), noisy=True)
    assert len(pictures.to_jpeg(sent)) < len(sent) / 3
    assert max(opened(pictures.to_jpeg(sent)).size) <= pictures.LONG_SIDE


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK"])
def test_every_kind_of_picture_is_read_and_what_is_transparent_becomes_white(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    got = opened(pictures.to_jpeg(photo((40, 30), mode=mode, kind=kind)))
    assert (got.mode, got.size) == ("RGB", (40, 30))
    if mode in ("RGBA", "LA"):
        assert min(got.getpixel((5, 5))) > 250


def bomb(side: int) -> bytes:
    """A PNG of few bytes that says it is ``side`` times ``side``."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"%PDF-1.7 bukan foto", pictures.NO_PICTURE),
        (b"", pictures.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", pictures.NO_PICTURE),
        (photo((300, 300))[:900], pictures.NO_PICTURE),
        (photo((30, 30), kind="GIF", mode="P"), pictures.NO_PICTURE),
        (bomb(6_000), pictures.TOO_LARGE),
        (bomb(10_000), pictures.TOO_LARGE),
        (bomb(60_000), pictures.TOO_LARGE),
        (b"\xff" * (pictures.MAX_PICTURE + 1), pictures.TOO_HEAVY),
    ],
    ids=["pdf", "nothing", "svg", "cut off", "gif", "large", "larger", "bomb", "heavy"],
)
def test_what_is_no_photo_or_unpacks_too_large_is_refused_in_one_sentence(sent, words):
    with pytest.raises(ValidationError) as refused:
        pictures.to_jpeg(sent)
    assert refused.value.messages == [words]


def test_a_field_says_the_same_and_its_name_is_never_the_senders():
    field = pictures.PictureField(required=False, by_camera=True)
    assert field.clean(None) is None
    with pytest.raises(ValidationError, match="bukan foto"):
        field.clean(SimpleUploadedFile("../../a.php", b"<?php"))
    with pytest.raises(ValidationError, match="bukan foto"):
        field.clean(SimpleUploadedFile("kosong.jpg", b""))
    sent = SimpleUploadedFile("../../nota.php", photo((50, 50)))
    assert field.clean(sent).name == "foto.jpg"
    assert sent.read(), "the form reads it again for its submission id"
    assert 'capture="environment"' in str(field.widget.render("foto", None))
