"""Agenda, materials, photos, minutes and expenses; and files that are not what they say."""

import io
import zipfile
import zlib
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from bimtek.content import files
from bimtek.content.models import AgendaItem, EventMinutes, EventPhoto, Expense, Material
from bimtek.content.queries import content_of
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def packed(parts, **info) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(main=DOCX, **parts) -> bytes:
    return packed({"[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>'} | parts)


def scripted_pdf(disguise=b"/JavaScript") -> bytes:
    return PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S" + disguise + b"/JS(app.alert(1))>>")


HIDDEN = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
OPENS_UP = HIDDEN + zlib.compress(b"/S/Launch/F(calc.exe)") + b"\nendstream\n%%EOF"
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}

WANTED = {
    "a.pdf": (PDF, "pdf"),
    "b.pdf": (PDF.replace(b"%%EOF", b"stream\n/JS ( by chance\nendstream\n%%EOF"), "pdf"),
    "a.DOCX": (office(), "docx"),
    "a.odt": (packed(ODT), "odt"),
    "a.png": (photo(kind="PNG"), "jpg"),
}
REFUSED = {
    "a program called pdf": ("a.pdf", b"MZ\x90\x00", files.UNKNOWN),
    "a picture called pdf": ("a.pdf", photo(), "Nama berkas ini berakhiran .pdf, tetapi isinya Gambar"),
    "a web page": ("a.jpg", b"<html><script>alert(1)</script>", files.UNKNOWN),
    "a pdf with a script": ("a.pdf", scripted_pdf(), files.ACTIVE),
    "a script in disguise": ("a.pdf", scripted_pdf(b"/J#61vaScript"), files.ACTIVE),
    "a program in a packed object": ("a.pdf", PDF + OPENS_UP, files.ACTIVE),
    "half a pdf": ("a.pdf", PDF[:30], files.UNKNOWN),
    "an old document": ("a.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, files.OLD_OFFICE),
    "a document with macros": ("a.docx", office(**{"word/vbaProject.bin": "x"}), files.ACTIVE),
    "a macro document renamed": ("a.docx", office("application/vnd.ms-word.document.macroEnabled.main+xml"),
                                 files.ACTIVE),
    "a program in a document": ("a.docx", office(**{"word/media/a.exe": "MZ"}), files.ACTIVE),
    "any packed folder": ("a.docx", packed({"a.txt": "x"}), files.UNKNOWN),
    "a broken packed folder": ("a.docx", office()[:60], files.UNKNOWN),
}  # fmt: skip


def cleaned(name, content):
    return files.MaterialField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("name", WANTED)
def test_a_file_is_known_by_what_is_in_it(name):
    content, kind = WANTED[name]
    file = cleaned(name, content)
    assert (file.kind, file.name) == (kind, f"materi.{kind}")
    assert (file.read() == content) == (kind != "jpg")


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_not_what_it_says_or_can_act_is_refused(what):
    name, content, words = REFUSED[what]
    with pytest.raises(ValidationError) as refused:
        cleaned(name, content)
    assert refused.value.messages[0].startswith(words)


def test_a_file_that_unpacks_into_something_huge_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000_000)
    monkeypatch.setattr(files, "MAX_PARTS", 5)
    bomb = office(**{"word/document.xml": b"0" * 2_000_000})
    many = office(**{f"word/{number}.xml": "" for number in range(9)})
    stream = PDF + HIDDEN + zlib.compress(b"0" * 2_000_000) + b"\nendstream\n%%EOF"
    for name, content in (("a.docx", bomb), ("a.docx", many), ("a.pdf", stream)):
        with pytest.raises(ValidationError, match="terlalu besar bila dibuka"):
            cleaned(name, content)


def send_file(client, event, content, name="a.pdf"):
    page = client.get(reverse("material-create", args=[event.pk]))
    return fill(client, page, {"title": "Cara menutup buku", "file": SimpleUploadedFile(name, content)})


def test_whoever_sees_the_event_downloads_its_materials_and_nobody_else(sign_in, client):
    event = f.event(f.UTARA)
    assert send_file(sign_in(f.pokja_kota()), event, PDF).status_code == 200
    material = Material.objects.get()
    assert material.file.name.startswith("materi/")
    url = reverse("material-file", args=[material.pk])
    response = sign_in(f.kader(f.KRAPYAK)).get(url)
    assert (response.content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="cara-menutup-buku.pdf"'
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    assert sign_in(f.kader(f.MEDONO)).get(url).status_code == 404
    client = sign_in(f.pokja_kota())
    fill(client, client.get(reverse("material-remove", args=[material.pk])), {"reason": "Keliru"})
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_too_heavy_a_file_and_a_photo_of_50_mb_leave_nothing_behind(sign_in):
    event = f.event()
    client = sign_in(f.pokja_kota())
    heavy = send_file(client, event, PDF + b"0" * files.MAX_BYTES)
    assert errors_of(heavy) == {"file": [files.TOO_HEAVY]}
    page = client.get(reverse("event-photo-create", args=[event.pk]))
    picture = SimpleUploadedFile("a.jpg", photo() + b"0" * 50 * 1024 * 1024)
    response = fill(client, page, {"caption": "Praktik", "picture": picture})
    assert list(errors_of(response)) == ["picture"]
    assert not Material.objects.exists()
    assert not EventPhoto.objects.exists()


def test_a_photo_is_kept_without_the_place_where_it_was_taken(sign_in):
    event = f.event()
    client = sign_in(f.pokja_kota())
    place = Image.Exif()
    place.get_ifd(0x8825)[1] = "S"
    place[0x8825] = {1: "S", 2: (6.0, 53.0, 0.0)}
    picture = SimpleUploadedFile("a.jpg", photo(exif=place))
    page = client.get(reverse("event-photo-create", args=[event.pk]))
    fill(client, page, {"caption": "Praktik", "picture": picture})
    shown = client.get(reverse("event-photo", args=[EventPhoto.objects.get().pk]))
    assert not Image.open(io.BytesIO(shown.content)).getexif()


def test_agenda_minutes_and_expenses_are_written_down(sign_in):
    event = f.event(ends_on=date(2022, 3, 18))
    client = sign_in(f.pokja_kota())
    url = reverse("agenda-create", args=[event.pk])
    item = {"day": "2022-03-18", "starts_at": "08.30", "ends_at": "10.00", "title": "Praktik"}
    assert errors_of(fill(client, client.get(url), item | {"ends_at": "08.00"})) == {
        "__all__": ["Jam selesai harus sesudah jam mulai."]
    }
    assert list(errors_of(fill(client, client.get(url), item | {"day": "2022-03-19"}))) == ["day"]
    fill(client, client.get(url), item)
    f.agenda_item(event, starts_at=time(9), title="Pembukaan")
    assert AgendaItem.objects.get(title="Praktik").starts_at == time(8, 30)
    fill(
        client,
        client.get(reverse("event-minutes", args=[event.pk])),
        {"writer": "Bu Nur", "course": "Dibuka."},
    )
    fill(client, client.get(reverse("event-minutes", args=[event.pk])), {"course": "Dibuka ketua."})
    assert (EventMinutes.objects.get().course, EventMinutes.objects.get().version) == ("Dibuka ketua.", 2)
    url = reverse("expense-create", args=[event.pk])
    cost = {"description": "Konsumsi", "amount": "1.500.000", "on": "2022-03-17"}
    assert list(errors_of(fill(client, client.get(url), cost))) == ["fund_source"]
    source = f.expense(event, amount=250_000).fund_source
    fill(client, client.get(url), cost | {"fund_source": source.pk})
    assert sorted(Expense.objects.values_list("amount", flat=True)) == [250_000, 1_500_000]
    found = content_of(user=f.pokja_kota(), event=event)
    assert [(day, [item.title for item in items]) for day, items in found.agenda] == [
        (date(2022, 3, 17), ["Pembukaan"]), (date(2022, 3, 18), ["Praktik"])
    ]  # fmt: skip
    assert (found.total, content_of(user=f.kader(), event=event).expenses) == (1_750_000, [])
