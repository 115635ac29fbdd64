"""The text for the communication office: filled from the records, mended by hand, given as a PDF."""

import subprocess
from datetime import date

import pytest
from django.urls import reverse

from tests import factories as f

pytestmark = pytest.mark.django_db


def page(client, event, **sent):
    url = reverse("event-press", args=[event.pk])
    return client.post(url, sent) if sent else client.get(url)


def test_the_text_says_what_was_held_who_came_and_where_the_programme_stands(sign_in):
    member = f.member(f.group(f.KRAPYAK, level="madya"))
    f.member(member.group)
    today = date.today()  # noqa: DTZ011
    event = f.event(
        title="Bimtek Pembukuan", starts_on=today, partner="Dindagkop-UKM", topics="Buku kas,\nlaporan."
    )
    event.speakers.create(name="Dra. Rahayu", institution="Dindagkop-UKM", topic="kemasan")
    f.participant(event, member, present=[today])
    f.participant(event, f.member(f.group(f.MEDONO)))
    text = page(sign_in(f.pokja_kota()), event).context["form"].initial
    first, content, programme, aim = text["story"].split("\n\n")
    assert text["headline"] == "TP PKK Kota Pekalongan mengadakan Bimtek Pembukuan"
    assert first.startswith("PEKALONGAN – Pokja II TP PKK Kota Pekalongan bersama Dindagkop-UKM mengadakan")
    assert first.endswith("Yang hadir 1 orang dari 1 kelurahan, 1 di antaranya anggota kelompok UP2K.")
    assert content == (
        "Materi yang dibahas: Buku kas, laporan. Narasumbernya Dra. Rahayu (Dindagkop-UKM) tentang kemasan."
    )
    assert "tercatat 2 kelompok UP2K aktif (1 pemula, 1 madya) dengan 3 anggota di 2 dari 3" in programme
    assert programme.endswith("1 anggota ikut bimtek.")
    assert "lebih tertata dan lebih tertib" in aim


def test_no_participant_is_named(sign_in):
    member = f.member(name="Siti Rahasia")
    event = f.event()
    f.participant(event, member, present=[event.starts_on])
    assert "Siti Rahasia" not in page(sign_in(f.pokja_kota()), event).content.decode()


def test_an_event_to_come_is_announced(sign_in):
    event = f.event(status="rencana", starts_on=date(2099, 3, 17), ends_on=date(2099, 3, 18))
    story = page(sign_in(f.pokja_kota()), event).context["form"].initial["story"]
    assert "akan mengadakan" in story
    assert "17 Maret 2099 sampai 18 Maret 2099" in story
    assert "kelompok UP2K aktif" not in story


def test_what_she_mended_is_what_the_pdf_says(sign_in, tmp_path):
    event = f.event()
    client = sign_in(f.pokja_kota())
    submission = page(client, event).context["form"]["submission"].value()
    sent = {"headline": "Judul #baru", "story": "Satu *dua*.\r\n\r\n#tiga()", "submission": submission}
    response = page(client, event, **sent)
    assert response["Content-Type"] == "application/pdf"
    file = tmp_path / "berita.pdf"
    file.write_bytes(response.content)
    words = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True).stdout  # noqa: S607
    for text in ("TP PKK KOTA PEKALONGAN", "Judul #baru", "Satu *dua*.", "#tiga()"):
        assert text in words
    assert "*dua*. #tiga" not in words  # a browser ends its lines with \r\n: still two paragraphs


def test_an_empty_text_is_asked_for(sign_in):
    response = page(sign_in(f.pokja_kota()), f.event(), headline="", story="")
    assert response.status_code == 422
    assert "Isi berita belum diisi." in response.content.decode()
