"""Photos of a receipt: with the line or later, at most three, seen by those of the region and nobody else."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from groups.books import actions
from groups.books.models import CashCategory, Receipt, ReceiptPicture
from groups.books.receipt_pictures import add_picture, void_picture
from groups.pictures import NO_PICTURE, to_jpeg
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(sign_in):
    return sign_in(f.kader())


def sent(content=None, name="IMG_2024 nota ibu.jpg"):
    return SimpleUploadedFile(name, content or photo((2000, 1000)), "image/jpeg")


def sold():
    ledger = f.books()
    return actions.record_cash(
        ledger=ledger, direction="masuk", on=ledger.starts_on, amount=9_000, description="Keripik",
        category=CashCategory.objects.get(code="penjualan"), by=f.admin(),
    )  # fmt: skip


def stored(receipt):
    return add_picture(receipt=receipt, file=ContentFile(to_jpeg(photo()), "foto.jpg"), by=f.admin())


def test_the_file_of_a_photo_taken_away_is_deleted_after_thirty_days_and_others_stay(client, media):
    receipt, by = sold(), f.admin()
    stays, fresh, old = stored(receipt), stored(receipt), stored(receipt)
    for picture in (fresh, old):
        void_picture(picture=picture, reason="Bukan notanya", by=by)
    ReceiptPicture.objects.filter(pk=old.pk).update(voided_at=timezone.now() - timedelta(days=31))
    call_command("clean_up")
    files = {path.name for path in Path(media).rglob("*.jpg")}
    assert files == {Path(picture.file.name).name for picture in (stays, fresh)}
    old.refresh_from_db()
    assert (old.file.name, old.reason, old.voided_by) == ("", "Bukan notanya", by)
    assert client.get(old.get_absolute_url()).status_code == 404


def test_a_line_of_cash_takes_its_photo_along_under_a_name_that_nobody_can_guess(client, media):
    ledger = f.books()
    page = client.get(reverse("cash-in", args=[ledger.pk]))
    assert 'enctype="multipart/form-data"' in page.content.decode()
    line = {
        "on": "2024-02-03",
        "amount": "50.000",
        "category": CashCategory.objects.get(code="penjualan").pk,
        "description": "Keripik",
        "picture": sent(),
    }
    for _ in range(2):
        line["picture"].seek(0)
        response = fill(client, page, line)
    receipt, picture = Receipt.objects.get(), ReceiptPicture.objects.get()
    assert response.redirect_chain[-1][0] == receipt.get_absolute_url()
    assert f'src="{picture.get_absolute_url()}?kecil=1"' in response.content.decode()
    (file,) = (path for path in Path(media).rglob("*") if path.is_file())
    assert len(file.stem) >= 32, "128 bits in hexadecimal"
    assert "nota" not in file.name


def test_a_photo_is_shown_to_those_of_the_region_and_kept_by_no_cache(client, sign_in):
    picture = stored(sold())
    response = client.get(picture.get_absolute_url())
    told = {name: response[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert told == {
        "Content-Type": "image/jpeg",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    small = client.get(picture.get_absolute_url() + "?kecil=1").content
    assert Image.open(io.BytesIO(response.content)).size == (640, 480)
    assert max(Image.open(io.BytesIO(small)).size) <= 320
    assert sign_in(f.kader(f.MEDONO)).get(picture.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(picture.get_absolute_url()).status_code == 302
    assert client.get(f"/media/{picture.file.name}").status_code in (302, 404)


def test_a_photo_is_added_later_from_the_receipt_and_at_most_three(client):
    receipt = sold()
    address = reverse("receipt-picture-add", args=[receipt.pk])
    assert f'href="{address}"' in client.get(receipt.get_absolute_url()).content.decode()
    page = client.get(address)
    assert errors_of(fill(client, page, {})).keys() == {"taken"}
    fill(client, page, {"taken": sent()})
    fill(client, page, {"chosen": sent(photo((30, 20), kind="PNG"))})
    fill(client, page, {"chosen": sent(photo((31, 20)))})
    assert f'href="{address}"' not in client.get(receipt.get_absolute_url()).content.decode()
    refused = fill(client, page, {"chosen": sent(photo((32, 20)))})
    assert "paling banyak 3 foto" in refused.content.decode()
    assert ReceiptPicture.objects.count() == 3


def test_what_is_no_photo_is_refused_at_its_field_and_nothing_is_written(client, media):
    ledger = f.books()
    page = client.get(reverse("cash-out", args=[ledger.pk]))
    line = {"amount": "5.000", "description": "Gula", "category": CashCategory.objects.get(code="bahan").pk}
    response = fill(client, page, line | {"picture": sent(b"<?php echo 1;", "a.jpg")})
    assert errors_of(response) == {"picture": [NO_PICTURE]}
    assert not Receipt.objects.exists()
    assert not [path for path in Path(media).rglob("*") if path.is_file()]


def test_a_form_that_returns_asks_for_the_photo_again(client):
    page = client.get(reverse("cash-in", args=[f.books().pk]))
    response = fill(client, page, {"amount": "", "picture": sent()})
    assert errors_of(response)["picture"] == ["Pilih foto nota sekali lagi, sesudah isian yang lain betul."]


def test_a_photo_taken_away_is_shown_to_nobody_and_says_why_in_the_record(client):
    picture = stored(sold())
    page = client.get(reverse("receipt-picture-void", args=[picture.pk]))
    fill(client, page, {"reason": "Foto keluarga"})
    picture.refresh_from_db()
    assert (picture.reason, bool(picture.voided_at)) == ("Foto keluarga", True)
    assert client.get(picture.get_absolute_url()).status_code == 404
    assert "Foto nota" not in client.get(picture.receipt.get_absolute_url()).content.decode()


def test_an_action_refuses_a_fourth_photo(client):
    receipt = sold()
    for _ in range(3):
        stored(receipt)
    with pytest.raises(ValidationError, match="paling banyak 3"):
        stored(receipt)


def test_a_page_that_asks_for_no_file_refuses_one(client):
    ledger = f.books()
    response = client.post(reverse("month-close", args=[ledger.pk]), {"picture": sent()})
    assert response.status_code == 400


def test_a_receipt_costs_the_same_with_one_photo_and_with_three(client):
    receipt = sold()
    costs = []
    for number in (1, 2):
        for _ in range(number):
            stored(receipt)
        with CaptureQueriesContext(connection) as captured:
            client.get(receipt.get_absolute_url())
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 10
