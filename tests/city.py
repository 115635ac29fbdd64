"""The demo city, made once for a whole run of the tests by the worker that asks first.

Its tables come from the models like those of the tests; ``.ci/run`` goes through the migrations.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def environment(folder, password, database="") -> dict:
    """What a process over the city in ``folder`` needs: the real settings; SQLite unless told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "up2k_site.settings",
        "UP2K_DATA_DIR": str(folder),
        "UP2K_HTTP_ONLY": "1",
        "UP2K_ALLOWED_HOSTS": "127.0.0.1",
        "UP2K_DEMO_PASSWORD": password,
        "UP2K_LOG_LEVEL": "ERROR",
        **({"DATABASE_URL": database} if database else {}),
    }


def make(folder, password, database=""):
    """The city, its static files and ``digest.json`` in ``folder``."""
    command = [sys.executable, "-m", "tests.city"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(folder, password, database),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def made_once(tmp_path_factory, password) -> Path:
    """The folder of the run's one city; nobody writes there."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    folder = root / "city"
    with (root / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "digest.json").exists():
            folder.mkdir()
            make(folder, password)
    return folder


def copied(city, folder):
    """A city of one's own in ``folder``, to write in; the static files are only linked."""
    shutil.copytree(city, folder, ignore=shutil.ignore_patterns("static"))
    (folder / "static").symlink_to(city / "static")


def digest() -> list:
    """What was made, without primary keys and random tokens; the same on every database."""
    from bimtek.door.models import CheckIn
    from bimtek.invitations.models import Invitee
    from bimtek.learning.models import Certificate
    from bimtek.models import Attendance, Participant
    from groups.books.models import CashLine, Loan, Receipt
    from groups.models import BusinessGroup, Member, Membership
    from groups.progress.models import Report

    made = (
        (BusinessGroup, "name", "region", "founded_on"),
        (Member, "name", "birth_on", "phone", "nik_hash"),
        (Membership, "joined_on", "left_on"),
        (Participant, "name", "region", "event__title"),
        (Attendance, "participant__name", "day"),
        (Invitee, "name", "invitation__region", "state", "seat"),
        (CheckIn, "participant__name", "session__name", "way"),
        (Certificate, "participant__name", "issued_on"),
        (Receipt, "ledger__group__name", "on", "member__name"),
        (CashLine, "description", "amount"),
        (Report, "group__name", "period", "state", "turnover", "cash"),
        (Loan, "purpose", "amount", "remaining"),
    )
    rows = [sorted(map(str, model.objects.values_list(*fields))) for model, *fields in made]
    assert all(rows)
    return rows


def main():
    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.conftest import as_migrations_leave_it

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as editor:
        as_migrations_leave_it(editor)
    call_command("load_regions", ROOT / "data/wilayah_3375.csv")
    call_command("seed_demo")
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()
    (settings.DATA_DIR / "digest.json").write_text(json.dumps(digest()))


if __name__ == "__main__":
    main()
