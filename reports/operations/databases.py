"""Copying the running database whole, and bringing a copy back: SQLite and PostgreSQL."""

import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.db import connection, transaction

from reports.operations.figures import figures, tables


class DatabaseError(Exception):
    """What the database's own program said."""


def copy_to(path: Path) -> dict:
    """A consistent copy of the running database in ``path``; its figures."""
    return {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}[connection.vendor](path)


def _copy_sqlite(path):
    """SQLite's own online backup: writers go on, the copy is of one moment."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        return figures(target.cursor(), tables())


def _copy_postgresql(path):
    """pg_dump in the same snapshot in which the figures are counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={path}", database())  # fmt: skip
        return figures(cursor, tables())


@contextmanager
def scratch(path: Path, wanted: dict):
    """Bring the copy in ``path`` up beside the running database for a while; its figures for ``wanted``."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
            if said != "ok":
                raise DatabaseError(said)
            yield figures(copy.cursor(), wanted)
        return
    name = f"{database()}_drill_{os.getpid()}"
    with closing(_connect("postgres")) as server:
        server.autocommit = True
        server.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            _run(
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                f"--dbname={name}",
                str(path),
            )
            with closing(_connect(name)) as copy:
                yield figures(copy.cursor(), wanted)
        finally:
            server.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def is_empty() -> bool:
    """No table of ours yet, or nobody who could sign in."""
    with connection.cursor() as cursor:
        if "groups_user" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT COUNT(*) FROM groups_user")
        return cursor.fetchone()[0] == 0


def replace_with(path: Path, stamp: str) -> str:
    """Put the copy in ``path`` in the place of the database, wholly or not at all; where the old one is."""
    if connection.vendor == "sqlite":
        connection.close()
        name = Path(connection.settings_dict["NAME"])
        kept = name.with_name(f"{name.name}.before-{stamp}")
        if name.exists():
            try:
                with closing(sqlite3.connect(name, timeout=5)) as old:
                    # What lies in the write-ahead log belongs to it. Refused while anybody has it open.
                    old.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                raise DatabaseError("The database is in use. Stop web and worker first.") from error
            os.link(name, kept)
        path.chmod(0o600)
        os.replace(path, name)
        return str(kept) if kept.exists() else ""
    connection.close()
    script = path.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
    with script.open("r+b") as file:
        content = file.read()
        file.seek(0)
        file.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n" + content)
    _run("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
         f"--file={script}", "--output=/dev/null", f"--dbname={database()}")  # fmt: skip
    return ""


def size() -> int:
    """Bytes that the database takes."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def database() -> str:
    return str(connection.settings_dict["NAME"])


def _environment():
    """How PostgreSQL's programs reach the server; the password in no list of processes."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {key: str(told[name]) for key, name in names.items() if told.get(name)}
    if "sslmode" in told["OPTIONS"]:
        given["PGSSLMODE"] = told["OPTIONS"]["sslmode"]
    return os.environ | given


def _run(*command):
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=_environment())  # noqa: S603
    except FileNotFoundError as error:
        raise DatabaseError(
            f"{command[0]} is not installed (Debian: apt-get install postgresql-client)."
        ) from error
    if done.returncode:
        raise DatabaseError(f"{command[0]}: {done.stderr.strip()}")


def _connect(name):
    told = connection.settings_dict
    given = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    return psycopg2.connect(dbname=name, **{key: value for key, value in given.items() if value})
