"""Materials that people send: told by what is in them and not by their names; what can act is refused.

A PDF, an office document without macros, or a picture (written anew, see ``groups.pictures``). Nothing here
opens a document: a packed one is only counted while it unpacks.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from groups.files import CheckedFileField
from groups.pictures import to_jpeg

MAX_BYTES = 15 * 1024 * 1024  # of what is sent
MAX_UNPACKED = 150 * 1024 * 1024
MAX_PARTS = 3000
CHUNK = 256 * 1024

KINDS = [
    ("pdf", "PDF"),
    ("docx", "Word"),
    ("xlsx", "Excel"),
    ("pptx", "PowerPoint"),
    ("odt", "LibreOffice Writer"),
    ("ods", "LibreOffice Calc"),
    ("odp", "LibreOffice Impress"),
    ("jpg", "Gambar"),
]
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OPEN_XML}wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    "pptx": f"{_OPEN_XML}presentationml.presentation",
    "odt": f"{_OPEN_DOCUMENT}text",
    "ods": f"{_OPEN_DOCUMENT}spreadsheet",
    "odp": f"{_OPEN_DOCUMENT}presentation",
    "jpg": "image/jpeg",
}
# The part of [Content_Types].xml that says which document it is; a slide show is a presentation too.
_MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_SHOW = b"presentationml.slideshow.main+xml"
NAMES = {"jpg": {"jpg", "jpeg", "png", "webp"}, "pptx": {"pptx", "ppsx"}}

TOO_HEAVY = "Berkas ini lebih dari 15 MB. Kecilkan gambarnya atau simpan sebagai PDF, lalu unggah lagi."
UNKNOWN = (
    "Berkas ini bukan PDF, dokumen Office, atau gambar yang dapat dibaca. Simpan sebagai PDF, lalu unggah."
)
OLD_OFFICE = (
    "Berkas Office lama dapat membawa makro. Simpan sebagai docx, xlsx, pptx, atau PDF, lalu unggah lagi."
)
ACTIVE = "Berkas ini berisi makro atau program. Simpan sebagai PDF tanpa makro, lalu unggah lagi."
TOO_LARGE = "Isi berkas ini terlalu besar bila dibuka. Simpan sebagai PDF, lalu unggah lagi."
LOCKED = "Berkas ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."

_ACTING_PARTS = re.compile(
    r"vba|macro|activex|oleobject|(^|/)(basic|scripts)/|\.(exe|dll|js|vbs|bat|cmd|ps1|scr|jar|lnk|hta)$"
    r"|\.(doc|xls|ppt)m$",
    re.IGNORECASE,
)
# Names so long that packed pictures do not hold them by chance; each script and program needs one of them.
_ACTING_NAMES = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm)\b")
_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


class MaterialField(CheckedFileField):
    """Cleaned to a file to store, with ``kind``."""

    max_bytes, too_heavy = MAX_BYTES, TOO_HEAVY

    def __init__(self, **kwargs):
        accept = ",".join([*(f".{kind}" for kind in TYPES if kind != "jpg"), "image/*"])
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept}))
        kwargs.setdefault(
            "help_text", "PDF, Word, Excel, PowerPoint, LibreOffice, atau gambar; paling besar 15 MB."
        )
        super().__init__(**kwargs)
        self.error_messages |= {"empty": "Berkas ini kosong. Pilih berkas yang berisi."}

    def examine(self, content, name):
        kind, content = examine(content)
        named = PurePath(name).suffix.lower().lstrip(".")
        if named not in NAMES.get(kind, {kind}):
            words = f"berakhiran .{named}" if named else "tanpa akhiran"
            raise ValidationError(
                f"Nama berkas ini {words}, tetapi isinya {dict(KINDS)[kind]}. Betulkan namanya, lalu unggah."
            )
        file = ContentFile(content, name=f"materi.{kind}")
        file.kind = kind
        return file


def examine(content: bytes) -> tuple[str, bytes]:
    """(kind, what is to be kept) of a file; ValidationError (Indonesian) for all that is not wanted."""
    if content.startswith(b"%PDF-"):
        _refuse_acting_pdf(content)
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        return _packed(content), content
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(OLD_OFFICE)
    try:
        return "jpg", to_jpeg(content)
    except ValidationError as error:
        raise ValidationError(UNKNOWN) from error


def _refuse_acting_pdf(content):
    """Scripts, programs and files inside, also where objects are packed or their names are disguised."""
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(UNKNOWN)
    if re.search(rb"/Encrypt\b", content):
        raise ValidationError(LOCKED)
    room = MAX_UNPACKED
    for part in (content, *(content[found.end() :] for found in _STREAM.finditer(content))):
        if part is not content:
            unpacker = zlib.decompressobj()
            try:
                part = unpacker.decompress(part, room)
            except zlib.error:
                continue
            room -= len(part)
            if unpacker.unconsumed_tail or room <= 0:
                raise ValidationError(TOO_LARGE)
        plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda sign: bytes([int(sign[1], 16)]), part)
        if _ACTING_NAMES.search(plain):
            raise ValidationError(ACTIVE)


def _packed(content) -> str:
    """The kind of an office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind_of(archive)
    except ValidationError:
        raise
    except Exception as error:  # a hostile archive makes zipfile raise whatever it stumbles over
        raise ValidationError(UNKNOWN) from error


def _kind_of(archive) -> str:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise ValidationError(TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(LOCKED)
    if any(_ACTING_PARTS.search(part.filename) for part in parts):
        raise ValidationError(ACTIVE)
    heads, room = {}, MAX_UNPACKED
    for part in parts:
        # Counted while it unpacks: the directory of a hostile file lies about sizes.
        head = b""
        with archive.open(part) as packed:
            while chunk := packed.read(CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise ValidationError(TOO_LARGE)
                head = head or chunk
        heads.setdefault(part.filename, head)
    contents = heads.get("[Content_Types].xml", b"")
    if re.search(rb"macroEnabled", contents, re.IGNORECASE):
        raise ValidationError(ACTIVE)
    for kind, main in _MAIN.items():
        if main in contents or (kind == "pptx" and _SHOW in contents):
            return kind
    mimetype = heads.get("mimetype", b"").decode("ascii", "replace").strip()
    for kind in ("odt", "ods", "odp"):
        if mimetype == TYPES[kind]:
            return kind
    raise ValidationError(UNKNOWN)
