"""The test database set aside and put back, and processes of their own that work on it."""

import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection


class Copy:
    """What is committed in the test database now; ``put_back`` makes it so again.

    SQLite: its file. PostgreSQL: a database made with this one as its template.
    """

    def __init__(self):
        self.name = f"{connection.settings_dict['NAME']}_copy"
        connection.close()
        self._write(self.name, connection.settings_dict["NAME"])

    def put_back(self):
        connection.close()
        self._write(connection.settings_dict["NAME"], self.name)

    def remove(self):
        connection.close()
        if connection.vendor == "sqlite":
            Path(self.name).unlink()
        else:
            self._admin(f'DROP DATABASE "{self.name}"')

    def _write(self, new, old):
        if connection.vendor == "postgresql":
            self._admin(
                f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)', f'CREATE DATABASE "{new}" TEMPLATE "{old}"'
            )
            return
        for end in ("-wal", "-shm"):  # closing the last connection empties them; a killed one leaves them
            with suppress(FileNotFoundError):
                Path(f"{new}{end}").unlink()
        shutil.copyfile(old, new)

    def _admin(self, *statements):
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def copied():
    copy = Copy()
    try:
        yield copy
    finally:
        copy.remove()


def environment() -> dict:
    """For a process with the real settings that works on the test database."""
    wanted = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{wanted['NAME']}"
    else:
        place = f"{wanted['HOST'] or 'localhost'}:{wanted['PORT'] or 5432}"
        password = f":{wanted['PASSWORD']}" if wanted["PASSWORD"] else ""
        url = f"postgres://{wanted['USER']}{password}@{place}/{wanted['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "up2k_site.settings",
        "DATABASE_URL": url,
        "PYTHONPATH": str(settings.BASE_DIR),
    }
