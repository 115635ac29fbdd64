"""Where backups are kept, by ``UP2K_BACKUP_TO``: a folder, or ``s3://bucket/prefix`` of any such store."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path


class PlaceError(Exception):
    """The place cannot be reached, is full or not set up; a sentence for whoever runs the command."""


def place_of(text: str):
    if not text:
        raise PlaceError("UP2K_BACKUP_TO is not set: a folder, or s3://bucket/prefix.")
    return Bucket(text) if text.startswith("s3://") else Folder(Path(text))


class Folder:
    def __init__(self, path: Path):
        self.path = path

    def __str__(self):
        return str(self.path)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.glob("up2k-*.backup"))

    @contextmanager
    def writing(self, name, needed):
        """An open file that becomes ``name`` once it is whole; ``needed``: bytes it may take."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(self.path).free < needed:
            raise PlaceError(f"Not enough room in {self.path}: about {needed // 2**20} MB are needed.")
        partial = self.path / f"{name}.partial"
        try:
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, self.path / name)
        finally:
            partial.unlink(missing_ok=True)

    @contextmanager
    def reading(self, name):
        try:
            file = (self.path / name).open("rb")
        except OSError as error:
            raise PlaceError(f"There is no backup {name} in {self.path}.") from error
        with file:
            yield file

    def delete(self, name):
        (self.path / name).unlink(missing_ok=True)


class Bucket:
    """Through boto3, which reads its address and keys from AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and so on."""

    def __init__(self, text: str):
        self.bucket, _, prefix = text.removeprefix("s3://").partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.client = client()

    def __str__(self):
        return f"s3://{self.bucket}/{self.prefix}"

    def names(self):
        with self._telling():
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=f"{self.prefix}up2k-"
            )
            keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return sorted(key.removeprefix(self.prefix) for key in keys if key.endswith(".backup"))

    @contextmanager
    def writing(self, name, needed):
        with tempfile.TemporaryDirectory() as folder, Folder(Path(folder)).writing(name, needed) as file:
            yield file
            file.flush()
            with self._telling():
                self.client.upload_file(
                    str(Path(folder, f"{name}.partial")), self.bucket, f"{self.prefix}{name}"
                )

    @contextmanager
    def reading(self, name):
        with tempfile.TemporaryFile() as file:
            with self._telling():
                self.client.download_fileobj(self.bucket, f"{self.prefix}{name}", file)
            file.seek(0)
            yield file

    def delete(self, name):
        with self._telling():
            self.client.delete_object(Bucket=self.bucket, Key=f"{self.prefix}{name}")

    @contextmanager
    def _telling(self):
        """Whatever the store does, from a wrong key to an expired certificate, as a sentence."""
        try:
            yield
        except Exception as error:
            raise PlaceError(f"{self} does not answer as it should: {error}") from error


def client():
    try:
        import boto3
    except ImportError as error:
        raise PlaceError(
            "Backups to s3:// need boto3: pip install --require-hashes -r requirements-extra.txt"
        ) from error
    return boto3.client("s3")
