"""A backup: one encrypted file with the database, the pictures and what both hold in numbers."""

import errno
import json
import shutil
import tarfile
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from groups.audit.sealing import head
from reports.operations import databases, files
from reports.operations.health import LAST_BACKUP
from reports.operations.places import PlaceError, place_of
from reports.operations.rotation import name_of, superfluous
from reports.operations.sealed_files import BadBackupError, OpeningReader, SealingWriter, parse_key

FORMAT = 1


class BackupError(Exception):
    """A sentence for whoever runs the command."""


@contextmanager
def telling():
    """Foreseeable faults as one kind of exception with a sentence."""
    try:
        yield
    except (BadBackupError, PlaceError, databases.DatabaseError) as error:
        raise BackupError(str(error)) from error
    except (tarfile.TarError, EOFError, json.JSONDecodeError) as error:
        raise BackupError(f"The backup is damaged: {error}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError("The disk is full. Nothing was changed; make room and try again.") from error
        raise BackupError(f"{error.strerror}: {error.filename}") from error


def backup_key() -> bytes:
    try:
        return parse_key(settings.BACKUP_KEY)
    except ValueError as error:
        raise BackupError(
            "UP2K_BACKUP_KEY is not set or no key. Make one with: python3 -c 'from cryptography.fernet "
            "import Fernet as F; print(F.generate_key().decode())', and keep it elsewhere than the backups."
        ) from error


def make(to: str, *, keep_all=False) -> tuple[str, list[str]]:
    """Write a backup, read it back, and delete what the rule no longer keeps; its name, and the deleted."""
    key = backup_key()
    with telling():
        place, now = place_of(to), datetime.now(UTC)
        name = name_of(now)
        needed = databases.size() + sum(map(default_storage.size, files.names()))
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
            copy = Path(folder) / "database"
            counted = databases.copy_to(copy)
            # After the database: no row may name a picture that is not there. None is ever deleted.
            stored = files.names()
            manifest = {
                "format": FORMAT,
                "made_at": now.isoformat(),
                "engine": connection.vendor,
                "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
                "figures": counted,
                "pictures": len(stored),
                "audit_head": list(head()),
            }
            with place.writing(name, needed) as file:
                sealed = SealingWriter(file, key)
                with tarfile.open(fileobj=sealed, mode="w|gz") as archive:
                    _add_bytes(archive, "manifest.json", json.dumps(manifest).encode())
                    archive.add(copy, "database")
                    for stored_name in stored:
                        files.add_to(archive, stored_name)
                sealed.close()
        if read_through(place, name, key) != manifest:
            raise BackupError(f"{name} does not read back as it was written.")
        Path(settings.DATA_DIR, LAST_BACKUP).write_text(now.isoformat())
        gone = [] if keep_all else superfluous(place.names())
        for old in gone:
            place.delete(old)
    return name, gone


def _add_bytes(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(content), time.time()
    archive.addfile(entry, BytesIO(content))


@contextmanager
def opened(place, name, key):
    """The archive ``name``, decrypted while it is read, and its manifest."""
    with place.reading(name) as file:
        reader = OpeningReader(file, key)
        with tarfile.open(fileobj=reader, mode="r|gz") as archive:
            first = archive.next()
            if first is None or first.name != "manifest.json":
                raise BadBackupError("This is no backup of UP2K.")
            yield archive, json.load(archive.extractfile(first))
        reader.read()  # to its last piece, or it is cut off


def read_through(place, name, key) -> dict:
    """Read every byte, so that damage shows; the manifest."""
    with opened(place, name, key) as (archive, manifest):
        while entry := archive.next():
            if entry.isfile():
                content = archive.extractfile(entry)
                while content.read(2**20):
                    pass
    return manifest


def unpack(place, name, key, folder: Path) -> dict:
    """Put database and pictures of a backup into ``folder``; the manifest. Refuses what cannot fit here."""
    with opened(place, name, key) as (archive, manifest):
        refuse_foreign(manifest)
        while entry := archive.next():
            _unpack_file(archive, entry, folder.resolve())
    return manifest


def _unpack_file(archive, entry, folder):
    """A backup holds plain files inside its folder. (Debian 12's Python has no ``filter`` for this yet.)"""
    target = (folder / entry.name).resolve()
    if not entry.isfile() or not target.is_relative_to(folder):
        raise BadBackupError("This backup holds more than files of UP2K; nothing was restored.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(archive.extractfile(entry), file)


def refuse_foreign(manifest):
    if manifest["format"] > FORMAT:
        raise BackupError("This backup was made by a newer version of the program. Update the program first.")
    if manifest["engine"] != connection.vendor:
        raise BackupError(
            f"This is a backup of {manifest['engine']}, and DATABASE_URL names {connection.vendor}."
        )
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if unknown:
        raise BackupError(
            "This backup was made by a newer version of the program, which this one cannot read. Update the "
            f"program first. Unknown here: {', '.join(unknown[:5])}"
        )


def newest(place) -> str:
    names = place.names()
    if not names:
        raise BackupError(f"There is no backup in {place}.")
    return names[-1]


def columns_of(counted: dict) -> dict[str, list[str]]:
    """What ``figures`` must be asked to count the same again."""
    wanted = {name: [] for name in counted if "." not in name}
    for name in counted:
        if "." in name:
            table, _, column = name.partition(".")
            wanted[table].append(column)
    return wanted


def rehearse(to: str, name=None):
    """Restore into a scratch database; (name, manifest, figures and pictures found there, seconds)."""
    key, began = backup_key(), time.monotonic()
    with telling(), tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        place = place_of(to)
        name = name or newest(place)
        manifest = unpack(place, name, key, Path(folder))
        pictures = sum(path.is_file() for path in Path(folder, "media").rglob("*"))
        with databases.scratch(Path(folder, "database"), columns_of(manifest["figures"])) as found:
            return name, manifest, found, pictures, time.monotonic() - began


def restore(to: str, name=None, *, replace=False) -> tuple[str, dict, list[str]]:
    """Bring a backup back in the place of everything; (its name, manifest, what was put aside)."""
    key = backup_key()
    with telling(), tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        place = place_of(to)
        name = name or newest(place)
        if not replace and not databases.is_empty():
            raise BackupError("The database is not empty. To put the backup in its place, add --replace.")
        manifest = unpack(place, name, key, Path(folder))
        copy = Path(folder, "database")
        with databases.scratch(copy, columns_of(manifest["figures"])) as found:
            if found != manifest["figures"]:
                raise BackupError("The backup does not hold what it says it holds. Nothing was changed.")
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        aside = [databases.replace_with(copy, stamp)]
        aside.append(files.bring_back(Path(folder, "media"), stamp))
    return name, manifest, [path for path in aside if path]
