"""Files in a store that speaks S3: kept there alone, sent by the program after the scope check, backed up."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from groups.books.actions import record_cash
from groups.books.models import CashCategory
from groups.books.receipt_pictures import add_picture
from groups.pictures import to_jpeg
from reports.operations import backups, files
from tests import factories as f
from tests.buckets import store
from tests.pictures import photo
from tests.posting import fill
from up2k_site.env import env_bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings, monkeypatch, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with store() as server:
        for name, value in (
            ("ENDPOINT_URL", server.address),
            ("ACCESS_KEY_ID", "kunci"),
            ("SECRET_ACCESS_KEY", "rahasia"),
            ("DEFAULT_REGION", "id-1"),
        ):
            monkeypatch.setenv(f"AWS_{name}", value)
        monkeypatch.setenv("UP2K_MEDIA_TO", "s3://ember/kota")
        settings.STORAGES = settings.STORAGES | {
            "default": {"BACKEND": "up2k_site.store.PrivateStore", "OPTIONS": env_bucket("UP2K_MEDIA_TO")}
        }
        yield server


def a_picture():
    ledger = f.books(f.group(f.KRAPYAK))
    receipt = record_cash(
        ledger=ledger, direction="masuk", on=ledger.starts_on, amount=9_000, description="Keripik",
        category=CashCategory.objects.get(code="penjualan"), by=f.admin(),
    )  # fmt: skip
    return add_picture(receipt=receipt, file=ContentFile(to_jpeg(photo()), "foto.jpg"), by=f.admin())


def test_a_picture_lies_in_the_store_under_a_random_name_and_comes_only_through_its_page(
    bucket, sign_in, settings
):
    picture = a_picture()
    (key,) = bucket.kept
    assert key == f"ember/kota/{picture.file.name}"
    assert len(key.rpartition("/")[2]) == 48 + len(".jpg")
    assert not settings.MEDIA_ROOT.exists()
    response = sign_in(f.kader(f.KRAPYAK)).get(picture.get_absolute_url())
    assert response.content == bucket.kept[key]
    assert response["Cache-Control"] == "no-store"
    assert sign_in(f.kader(f.MEDONO)).get(picture.get_absolute_url()).status_code == 404
    with pytest.raises(NotImplementedError):
        picture.file.url  # noqa: B018
    del bucket.kept[key]
    assert sign_in(f.kader(f.KRAPYAK)).get(picture.get_absolute_url()).status_code == 404


def test_while_the_store_is_away_pages_say_so_plainly_and_nothing_is_half_saved(bucket, sign_in):
    picture = a_picture()
    bucket.is_broken = True
    client = sign_in(f.kader(f.KRAPYAK))
    client.raise_request_exception = False
    response = client.get(picture.get_absolute_url())
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    page = client.get(reverse("receipt-picture-add", args=[picture.receipt_id]))
    file = SimpleUploadedFile("nota.jpg", photo(), "image/jpeg")
    assert fill(client, page, {"chosen": file}).status_code == 503
    assert picture.receipt.pictures.count() == 1
    bucket.is_broken = False
    file.seek(0)
    assert fill(client, page, {"chosen": file}).status_code == 200
    assert (picture.receipt.pictures.count(), len(bucket.kept)) == (2, 2)


@pytest.mark.django_db(transaction=True)  # a backup begins a transaction of its own
@pytest.mark.usefixtures("reference_lists")
def test_a_backup_takes_the_files_along_and_brings_back_what_is_missing(bucket, settings, tmp_path):
    settings.BACKUP_KEY = Fernet.generate_key().decode()
    picture = a_picture()
    default_storage.save("materi/ab/lain.pdf", ContentFile(b"materi"))
    assert files.names() == sorted([picture.file.name, "materi/ab/lain.pdf"])
    before = dict(bucket.kept)
    call_command("backup", to=str(tmp_path / "backups"))
    folder = tmp_path / "unpacked"
    place = backups.place_of(str(tmp_path / "backups"))
    assert backups.unpack(place, backups.newest(place), backups.backup_key(), folder)["pictures"] == 2
    bucket.kept.clear()
    default_storage.save("materi/baru.pdf", ContentFile(b"sesudahnya"))
    assert files.bring_back(folder / "media", "x") is None
    assert bucket.kept == before | {"ember/kota/materi/baru.pdf": b"sesudahnya"}


def test_a_wrong_place_for_files_stops_the_start(monkeypatch):
    assert env_bucket("UP2K_NOT_SET") == {}
    for wrong in ("ember", "s3://", "https://ember"):
        monkeypatch.setenv("UP2K_MEDIA_TO", wrong)
        with pytest.raises(ImproperlyConfigured, match="s3://bucket"):
            env_bucket("UP2K_MEDIA_TO")
    monkeypatch.setenv("UP2K_MEDIA_TO", "s3://ember")
    monkeypatch.setattr("up2k_site.env.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="requirements-extra"):
        env_bucket("UP2K_MEDIA_TO")
