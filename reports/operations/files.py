"""The stored files (pictures, papers, materials, packages) in backups: in the data folder, or in a store."""

import tarfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage


def names(folder="") -> list[str]:
    """Every stored file, by the name that its row knows."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing has been stored yet
        return []
    inside = f"{folder}/" if folder else ""
    found = [f"{inside}{name}" for name in files]
    for name in folders:
        found += names(f"{inside}{name}")
    return sorted(found)


def add_to(archive, name):
    entry = tarfile.TarInfo(f"media/{name}")
    with default_storage.open(name, "rb") as file:
        entry.size = file.size
        archive.addfile(entry, file)


def bring_back(new: Path, stamp) -> str | None:
    """The files below ``new`` in the place of those that are there; where these were put aside, if they were.

    In a store nothing is put aside: names are random and never used twice, so only what is missing comes.
    """
    if not isinstance(default_storage, FileSystemStorage):
        there = set(names())
        for path in new.rglob("*"):
            name = str(path.relative_to(new))
            if path.is_file() and name not in there:
                with path.open("rb") as file:
                    default_storage.save(name, File(file))
        return None
    media, kept = Path(settings.MEDIA_ROOT), None
    if media.exists():
        kept = media.with_name(f"{media.name}.before-{stamp}")
        media.rename(kept)
    if new.exists():
        new.rename(media)
    return kept and str(kept)
