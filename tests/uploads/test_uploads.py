"""Files sent ahead of their form in parts: their sender's alone, resumed where they were cut, used once."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from groups.books.models import CashCategory, Receipt, ReceiptPicture
from groups.files import GONE
from groups.uploads.models import UploadPart
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill, offered

pytestmark = pytest.mark.django_db
PART = 1000


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(upload):
    return reverse("upload", args=[upload])


def patch(client, upload, offset, size, content):
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
    return client.patch(url(upload), content, content_type="application/octet-stream", headers=headers)


def here(answer):
    return int(answer["Upload-Offset"])


def send(client, content, until=None):
    """The id under which ``content`` was sent in parts, the last of them before ``until``."""
    upload = uuid4()
    for offset in range(0, until or len(content), PART):
        answer = patch(client, upload, offset, len(content), content[offset : offset + PART])
        assert answer.status_code == 204
    return upload


def line(client, ledger, **changes):
    page = client.get(reverse("cash-in", args=[ledger.pk]))
    sold = CashCategory.objects.get(code="penjualan").pk
    return page, {"on": "2024-02-03", "amount": "9.000", "category": sold, "description": "Keripik"} | changes


def test_a_photo_sent_in_parts_arrives_with_the_form_that_names_it(sign_in):
    client, ledger, content = sign_in(f.kader()), f.books(), photo((640, 480), noisy=True)
    page, data = line(client, ledger, **{"picture-kiriman": send(client, content)})
    assert fill(client, page, data).status_code == 200
    with ReceiptPicture.objects.get().file.open() as file:
        assert Image.open(io.BytesIO(file.read())).size == (640, 480)


def test_after_a_cut_the_next_part_begins_where_the_server_is(sign_in):
    client, content = sign_in(f.kader()), photo()
    upload = send(client, content, until=PART)
    told = client.head(url(upload))
    assert (told.status_code, here(told), int(told["Upload-Length"])) == (200, PART, len(content))
    again = patch(client, upload, 0, len(content), content[:PART])  # the answer to it was lost
    assert (again.status_code, here(again)) == (204, PART)
    beyond = patch(client, upload, 2 * PART, len(content), content[:PART])
    assert (beyond.status_code, here(beyond)) == (409, PART)
    rest = patch(client, upload, PART, len(content), content[PART:])
    assert (rest.status_code, here(rest)) == (204, len(content))


def test_the_same_photo_sent_anew_under_another_id_is_the_same_sending(sign_in):
    client, ledger, content = sign_in(f.kader()), f.books(), photo()
    page, data = line(client, ledger)
    for _ in range(2):
        fill(client, page, data | {"picture-kiriman": send(client, content)})
    assert (Receipt.objects.count(), ReceiptPicture.objects.count()) == (1, 1)


def test_a_form_that_comes_back_still_has_its_photo(sign_in):
    client, ledger = sign_in(f.kader()), f.books()
    upload = send(client, photo())
    page, data = line(client, ledger, amount="", **{"picture-kiriman": upload})
    refused = fill(client, page, data)
    assert errors_of(refused) == {"amount": ["Jumlah (rupiah) belum diisi."]}
    assert f'data-staged="{upload}"' in refused.content.decode()


def test_a_draft_brings_its_photo_along(sign_in):
    kader, ledger, upload = f.kader(), f.books(), uuid4()
    client = sign_in(kader)
    page = reverse("cash-in", args=[ledger.pk])
    values = [["description", "Keripik"], ["picture-kiriman", str(upload)]]
    draft = {"page": page, "form": "isian", "owner": kader.pk, "submission": str(uuid4()), "values": values}
    client.post(reverse("draft-save"), draft, content_type="application/json")
    taken_up = client.get(page, {"draf": draft["submission"]})
    assert offered(taken_up)["description"] == "Keripik"
    assert f'data-staged="{upload}"' in taken_up.content.decode()


@pytest.mark.parametrize("which", ["half", "another person's", "too old", "never sent", "no id"])
def test_a_photo_that_is_not_there_is_asked_for_again_and_nothing_is_saved(client, which):
    kader, ledger, content = f.kader(), f.books(), photo()
    client.force_login(f.kader() if which == "another person's" else kader)
    upload = {"never sent": uuid4(), "no id": "bukan id"}.get(which) or send(
        client, content, until=PART if which == "half" else None
    )
    if which == "too old":
        UploadPart.objects.update(kept_at=timezone.now() - UploadPart.KEPT_FOR - timedelta(minutes=1))
    client.force_login(kader)
    page, data = line(client, ledger, **{"picture-kiriman": upload})
    assert errors_of(fill(client, page, data)) == {"picture": [GONE]}
    assert not Receipt.objects.exists()


def test_what_another_person_sent_can_be_neither_seen_nor_spoilt(client):
    content = photo()
    client.force_login(f.kader())
    upload = send(client, content, until=PART)
    client.force_login(f.kader())
    assert here(client.head(url(upload))) == 0
    assert here(patch(client, upload, 0, 10, b"x" * 10)) == 10
    client.force_login(UploadPart.objects.earliest("pk").owner)
    assert here(client.head(url(upload))) == PART


def test_who_may_send_and_how_much(client, sign_in):
    upload = uuid4()
    assert client.head(url(upload)).status_code == 401
    assert sign_in(f.user()).head(url(upload)).status_code == 403
    client = sign_in(f.kader())
    assert patch(client, upload, 0, UploadPart.LARGEST + 1, b"x").status_code == 413
    assert patch(client, upload, 0, 10**6, b"x" * (256 * 1024 + 1)).status_code == 413
    assert here(patch(client, upload, 0, 3, b"four")) == 0
    for wrong in ("", "-1", "x", "9" * 10):
        assert patch(client, upload, wrong, 3, b"abc").status_code == 400
    assert client.get(url(upload)).status_code == 405
    assert not UploadPart.objects.exists()


def test_the_oldest_makes_room_and_the_nightly_command_forgets_the_rest(sign_in, monkeypatch):
    monkeypatch.setattr(UploadPart, "ROOM", 5 * PART)
    client = sign_in(f.kader())
    first, second, third = (send(client, b"x" * 2 * PART) for _ in range(3))
    assert [here(client.head(url(upload))) for upload in (first, second, third)] == [0, 2 * PART, 2 * PART]
    UploadPart.objects.filter(upload=second).update(kept_at=timezone.now() - timedelta(days=2))
    call_command("clean_up")
    assert set(UploadPart.objects.values_list("upload", flat=True)) == {third}
