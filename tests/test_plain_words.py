"""The people's own words: what no screen, message or guide may say, and what it says instead.

Foreign and technical words. Not here, because they are the programme's or everybody's own: impor, unggah,
unduh, akun, sinyal, draf, revisi, verifikasi (the step of a report at the kecamatan), konfirmasi (of an
invitation), aktivasi (the card), periode, format, grafik, kategori; luring and daring (columns of the
progress report, there always beside "langsung" and "lewat internet"); alamat web; PDF, Excel, CSV, JSON and
QR (things that are asked for by that name); status perkawinan (the identity card's); registrasi (4.14.3).
"""

import ast
import re

import pytest
from django.forms import Textarea, TextInput
from django.urls import get_resolver

from groups.forms.groups import GroupForm
from groups.help.guides import FOLDER
from groups.scoping.forms import FormManners
from tests import factories
from tests.test_guards import OURS, ROOT, TEMPLATES, sources

INSTEAD = {
    # to send, to keep, to fetch, to press
    "submit": "kirim", "save": "simpan", "upload": "unggah", "download": "unduh", "input": "isian, isi",
    "entry": "isian", "entri": "isian", "edit": "ubah", "update": "perbarui", "delete": "hapus",
    "cancel": "batal", "reset": "kosongkan", "copy": "salin", "paste": "tempel", "share": "bagikan",
    "print": "cetak", "scan": "pindai", "generate": "buat", "export": "unduh", "ekspor": "unduh",
    "approve": "loloskan", "approval": "persetujuan", "reject": "kembalikan", "posting": "catat",
    "post": "kirim", "cek": "periksa", "search": "cari", "sortir": "urutkan", "sorting": "urutkan",
    "filter": "saring", "klik": "tekan", "click": "tekan", "swipe": "geser", "scroll": "geser",
    "refresh": "muat ulang", "reload": "muat ulang", "next": "lanjut", "ok": "baik", "oke": "baik",
    # to come in
    "login": "masuk", "logout": "keluar", "sign in": "masuk", "username": "nama pengguna",
    "user": "pengguna", "password": "kata sandi", "token": "kunci, kode", "otp": "kode masuk",
    "session": "sejak masuk", "otorisasi": "izin", "autentikasi": "masuk", "otentikasi": "masuk",
    "kredensial": "nama dan kata sandi", "captcha": "pertanyaan",
    # machines
    "dashboard": "pantauan, Beranda", "dasbor": "pantauan", "error": "apa yang salah, dan apa yang dilakukan",
    "eror": "apa yang salah", "bug": "kesalahan", "loading": "sebentar", "timeout": "terlalu lama",
    "default": "bila tidak diisi", "server": "pusat", "cache": "simpanan di HP", "database": "data",
    "basis data": "data", "backup": "cadangan", "restore": "pulihkan", "sinkron": "terkirim, sama",
    "sinkronisasi": "pengiriman", "sync": "kirim", "online": "ada sinyal", "offline": "tanpa sinyal",
    "browser": "Chrome, internet", "peramban": "Chrome, internet", "website": "halaman", "link": "alamat",
    "tautan": "alamat", "url": "alamat", "software": "aplikasi", "perangkat lunak": "aplikasi",
    "hardware": "alat", "device": "perangkat", "gadget": "HP", "ponsel": "HP", "smartphone": "HP",
    "handphone": "HP", "instal": "pasang", "install": "pasang", "fitur": "bagian", "popup": "kotak",
    "pop-up": "kotak", "banner": "pesan", "icon": "gambar", "ikon": "gambar", "file": "berkas",
    "folder": "map", "template": "lembar isian", "templat": "lembar isian", "spreadsheet": "lembar Excel",
    "preview": "lihat dulu", "setting": "atur", "konfigurasi": "atur", "parameter": "ukuran",
    "sistem": "aplikasi", "modul": "bagian", "eksekusi": "kerjakan", "field": "isian", "record": "catatan",
    "string": "tulisan", "null": "kosong", "invalid": "tidak cocok", "valid": "benar, berlaku",
    "validasi": "pemeriksaan", "queue": "antrean", "pending": "menunggu", "draft": "draf",
    # offices
    "email": "surat elektronik", "e-mail": "surat elektronik", "chat": "pesan", "feedback": "tanggapan",
    "reminder": "pengingat", "deadline": "batas kirim", "event": "kegiatan", "meeting": "pertemuan",
    "member": "anggota", "report": "laporan", "tracking": "pantauan", "monitoring": "pantauan",
    "monev": "pantauan", "implementasi": "pelaksanaan", "optimalisasi": "perbaikan", "stakeholder": "mitra",
    "skor": "nilai, kemiripan", "score": "nilai", "bunga": "jasa", "profit": "laba", "level": "kategori",
}  # fmt: skip
# Also with what Indonesian hangs on it: di-upload, upload-nya, mengupload.
_words = "|".join(sorted(map(re.escape, INSTEAD), key=len, reverse=True))
JARGON = re.compile(rf"\b(?:di-?|meng-?|me-?)?({_words})(?:-?(?:nya|kan|an))?\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|is|are|of|not|with|and|for|must|has|was|no|be|by|in|on|a|from|deleted)\b")
# Names of what others call so: of a header, a method, a class; of a browser; and database language.
NAMES = re.compile(r"[A-Z]+|[A-Z][a-z]+(-[A-Z][a-z]+)+|[A-Z]\w*Browser|UC Browser|User-agent: .*", re.DOTALL)


def faults(text):
    return [f"{found[0]}: {INSTEAD[found[1].lower()]}" for found in JARGON.finditer(text)]


def test_the_list_finds_what_it_should():
    assert faults("Silakan mengupload filenya, lalu di-approve; data tersinkronkan.") == [
        "mengupload: unggah", "filenya: berkas", "di-approve: loloskan",
    ]  # fmt: skip
    assert faults("Unggah berkas, lalu simpan. Validator, profil, dan serverless tetap.") == []


def seen(markup):
    """The words of a template that a person reads or hears."""
    bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", " ", markup, flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|title|placeholder|alt|data-label|data-message)="([^"]*)"', bare)
    return " ".join([re.sub(r"<[^>]*>", " ", bare), *said])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_speak_plain_indonesian(path):
    text = seen(path.read_text())
    assert faults(text) == []
    assert "!" not in text.replace("<!", "")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_guides_speak_plain_indonesian(path):
    assert faults(re.sub(r"<!--.*?-->|`[^`]*`|\(gambar/.*?\)", " ", path.read_text())) == []


def is_no_saying(node):
    """Docstrings, names of models, and what other people's spreadsheets call a column or a value."""
    match node:
        case ast.Expr() | ast.keyword(arg="synonyms"):
            return True
        case ast.Call():
            return ast.unparse(node.func).endswith("get_model")
        case ast.Assign():
            return bool(re.search("WORDS|SYNONYMS|__all__", ast.unparse(node.targets[0])))
    return False


def sayings(tree):
    """Texts in a module that a person may read: no English, no names."""
    silent = {part for node in ast.walk(tree) if is_no_saying(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            text = node.value
            a_sentence = " " in text.strip() or text[:1].isupper()
            if a_sentence and not ENGLISH.search(text) and not NAMES.fullmatch(text):
                yield node.lineno, text


# Read by whoever sets a server up.
FOR_THE_SERVER = {"commands", "operations", "env.py"}


@pytest.mark.parametrize(
    "path",
    [path for path in sources(*OURS, "up2k_site") if not FOR_THE_SERVER & {*path.parts}],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_labels_and_messages_speak_plain_indonesian(path):
    tree = ast.parse(path.read_text())
    code = re.compile(r"[{}=_]|SELECT|DELETE|UPDATE ")
    assert [
        (line, faults(text)) for line, text in sayings(tree) if faults(text) and not code.search(text)
    ] == []


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_speak_plain_indonesian(path):
    """Texts in quotes that begin like a sentence."""
    code = re.sub(r"//.*", "", path.read_text())
    texts = [
        text for pair in re.findall(r'"([A-Z][^"\n]* [^"\n]*)"|`([A-Z][^`]* [^`]*)`', code) for text in pair
    ]
    spoken = [re.sub(r"\$\{.*?\}", " ", text) for text in texts]
    assert [text for text in spoken if faults(text)] == []


def forms_of(parent):
    get_resolver().url_patterns  # noqa: B018  every module with forms is loaded by its views
    for form in parent.__subclasses__():
        yield form
        yield from forms_of(form)


def test_what_a_form_says_when_something_is_wrong_is_plain():
    """Django's own sentences for what FormManners does not say better."""
    better = {"required", "invalid_choice", "invalid_list", "invalid_pk_value"}
    wrong = {
        (form.__name__, name, key)
        for form in forms_of(FormManners)
        for name, field in getattr(form, "base_fields", {}).items()
        for key, text in field.error_messages.items()
        if key not in better and faults(str(text))
    }
    assert wrong == set()


def test_letters_grow_with_the_size_that_the_phone_is_set_to():
    """Sizes of letters in rem or em, never in pixels; and no page keeps a phone from enlarging."""
    css = (ROOT / "static/css/app.css").read_text()
    sizes = re.findall(r"font(?:-size)?:\s*([^;}]+)", css)
    assert len(sizes) > 20
    assert [size for size in sizes if re.search(r"\d(px|pt|vw|vh)\b", size)] == []
    for path in TEMPLATES:
        assert not re.search("user-scalable|maximum-scale", path.read_text()), path


# Typed without one: her own choice, what somebody else wrote, what is filled in already.
NEEDS_NO_EXAMPLE = {"FixForm.meant", "LevelReviewForm.basis"}


def test_every_box_to_write_in_shows_an_example_or_says_what_belongs_there():
    without = set()
    for form in forms_of(FormManners):
        for name, field in getattr(form, "base_fields", {}).items():
            written = type(field.widget) in (TextInput, Textarea) and field.label
            if written and not (form.examples.get(name) or field.widget.attrs.get("placeholder")):
                without.add(f"{form.__name__}.{name}")
    assert without - NEEDS_NO_EXAMPLE == set()


def test_an_example_is_called_one(db):
    form = GroupForm(user=factories.kader())
    assert form.fields["name"].widget.attrs["placeholder"] == "Contoh: Melati Jaya"
    assert form.fields["address"].widget.attrs["placeholder"] == "Contoh: Jalan Kurinci 3"
