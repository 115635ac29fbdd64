"""A backup can be brought back, says so when it cannot, and is kept by the rule."""

import io
import json
import os
import shutil
import tarfile
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from groups.models import Member
from reports.operations import backups, databases, places, rotation
from reports.operations.sealed_files import PIECE, BadBackupError, OpeningReader, SealingWriter, parse_key
from tests import factories as f

KEY = Fernet.generate_key().decode()


@pytest.fixture
def place(settings, tmp_path):
    settings.BACKUP_KEY = KEY
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "foto.jpg").write_bytes(b"gambar")
    return tmp_path / "backups"


def run(command, *args, **options):
    out = io.StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def backup(place):
    run("backup", to=str(place))
    return sorted(place.iterdir())[-1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("reference_lists")
def test_a_backup_is_rehearsed_and_brings_everything_back(place, settings, monkeypatch):
    ledger = f.books()
    member = f.member(ledger.group, name="Siti Kanari", nik=f.nik())
    path = backup(place)
    assert b"Kanari" not in path.read_bytes()
    assert oct(path.stat().st_mode)[-3:] == "600"
    told = run("drill", place=str(place))
    assert "All figures agree" in told
    assert f"{'groups_member':48}{1:>18,}{1:>18,}" in told
    Member.objects.filter(pk=member.pk).update(name="Rusak")
    (settings.MEDIA_ROOT / "foto.jpg").write_bytes(b"rusak")
    with pytest.raises(CommandError, match="not empty"):
        run("restore", place=str(place))
    if connection.vendor == "sqlite":
        # What the tests have open must not be moved away under them: restored into a file of its own.
        target = settings.DATA_DIR / "baru.sqlite3"
        shutil.copy(connection.settings_dict["NAME"], target)
        monkeypatch.setitem(connection.settings_dict, "NAME", str(target))
    connection.close()
    try:
        told = run("restore", place=str(place), replace=True)
        assert (settings.MEDIA_ROOT / "foto.jpg").read_bytes() == b"gambar"
        assert Member.objects.get().name == "Siti Kanari"
        assert Member.objects.get().nik == member.nik
        assert "What was there before" in told
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_cannot_be_read_here_says_why_and_changes_nothing(place, settings, monkeypatch):
    f.kader()
    path = backup(place)

    def refusal(**changed):
        with pytest.raises(CommandError) as error:
            run("drill", place=str(place))
        return str(error.value)

    good = path.read_bytes()
    settings.BACKUP_KEY = Fernet.generate_key().decode()
    assert "(UP2K_BACKUP_KEY) does not open" in refusal()
    settings.BACKUP_KEY = "x"
    assert "Make one with" in refusal()
    settings.BACKUP_KEY = KEY
    path.write_bytes(good[:-40])
    assert "cut off" in refusal()
    path.write_bytes(good[:-40] + b"x" * 40)
    assert "damaged" in refusal()
    path.write_bytes(good[:40])
    assert "cut off" in refusal()
    path.write_bytes(b"PK" + good)
    assert "no backup of UP2K" in refusal()
    path.write_bytes(good)
    real = json.load
    monkeypatch.setattr(json, "load", lambda file: real(file) | {"migrations": [["groups", "9999_later"]]})
    assert "newer version" in refusal()
    assert "groups.9999_later" in refusal()
    monkeypatch.setattr(json, "load", lambda file: real(file) | {"engine": "oracle"})
    assert "DATABASE_URL" in refusal()
    monkeypatch.setattr(json, "load", lambda file: real(file) | {"figures": {"groups_user": 7}})
    assert "1 figures differ" in refusal()
    monkeypatch.undo()
    path.unlink()
    settings.BACKUP_KEY = KEY
    assert "There is no backup" in refusal()


@pytest.mark.parametrize("name", ["../out", "/out", "media/../../out"])
def test_a_backup_writes_nothing_outside_its_folder(place, tmp_path, name):
    manifest = {"format": 1, "engine": connection.vendor, "migrations": []}
    place.mkdir()
    with (place / "x.backup").open("wb") as file:
        sealed = SealingWriter(file, parse_key(KEY))
        with tarfile.open(fileobj=sealed, mode="w|gz") as archive:
            for inside, content in (("manifest.json", json.dumps(manifest).encode()), (name, b"x")):
                entry = tarfile.TarInfo(inside)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        sealed.close()
    folder = tmp_path / "folder"
    with pytest.raises(BadBackupError, match="more than files"):
        backups.unpack(places.place_of(str(place)), "x.backup", parse_key(KEY), folder)
    assert not folder.exists()
    assert not (tmp_path / "out").exists()


@pytest.mark.django_db
def test_a_full_disk_or_an_unset_place_leaves_no_half_backup(place, settings, monkeypatch):
    Usage = namedtuple("Usage", "free")
    monkeypatch.setattr(databases, "copy_to", lambda path: path.write_bytes(b"x") and {})
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0))
    with pytest.raises(CommandError, match="Not enough room"):
        run("backup", to=str(place))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12))

    def full(*args):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="The disk is full"):
        run("backup", to=str(place))
    assert list(place.iterdir()) == []
    assert not Path(settings.DATA_DIR, backups.LAST_BACKUP).exists()
    with pytest.raises(CommandError, match="UP2K_BACKUP_TO"):
        run("backup", to="")


class Store:
    """As much of an S3 client as ``Bucket`` asks for."""

    def __init__(self):
        self.kept = {}

    def upload_file(self, path, bucket, key):
        self.kept[key] = Path(path).read_bytes()

    def download_fileobj(self, bucket, key, file):
        file.write(self.kept[key])

    def delete_object(self, Bucket, Key):
        del self.kept[Key]

    def get_paginator(self, name):
        return self

    def paginate(self, Bucket, Prefix):
        return [{"Contents": [{"Key": key} for key in self.kept if key.startswith(Prefix)]}, {}]


def test_a_bucket_keeps_what_a_folder_keeps_and_its_faults_are_sentences(monkeypatch, tmp_path):
    store = Store()
    monkeypatch.setattr(places, "client", lambda: store)
    for place in (places.place_of("s3://ember/kota"), places.place_of(str(tmp_path / "folder"))):
        with place.writing("up2k-x.backup", 10) as file:
            file.write(b"isi")
        assert place.names() == ["up2k-x.backup"]
        with place.reading("up2k-x.backup") as file:
            assert file.read() == b"isi"
        place.delete("up2k-x.backup")
        assert place.names() == []
    monkeypatch.delattr(Store, "delete_object")
    with pytest.raises(places.PlaceError, match="s3://ember/kota/ does not answer"):
        places.place_of("s3://ember/kota").delete("x")


def test_seven_days_five_weeks_and_twelve_months_are_kept():
    now = datetime(2026, 11, 28, 18, tzinfo=UTC)
    names = [rotation.name_of(now - timedelta(hours=12 * step)) for step in range(900)]
    gone = rotation.superfluous([*names, "up2k-mine.backup"])
    kept = [rotation.moment_of(name) for name in names if name not in gone]
    assert "up2k-mine.backup" not in gone
    assert [moment.date().isoformat() for moment in kept[:7]] == [
        f"2026-11-{day}" for day in range(28, 21, -1)
    ]
    assert len({moment.strftime("%Y-%m") for moment in kept}) == 12
    assert len(kept) <= 7 + 5 + 12
    assert rotation.superfluous([names[0]]) == []


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_sealed_file_reads_back_whole_and_no_changed_byte_passes(size):
    key, content, file = parse_key(KEY), os.urandom(size), io.BytesIO()
    writer = SealingWriter(file, key)
    writer.write(content)
    writer.close()
    sealed = file.getvalue()
    assert OpeningReader(io.BytesIO(sealed), key).read() == content
    for place in (0, 20, 25, 30, len(sealed) - 1):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(BadBackupError):
            OpeningReader(io.BytesIO(bytes(broken)), key).read()
