"""The role that the program has in PostgreSQL: it backs up and works, and cannot touch the trail."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from groups.audit.guard import TABLES
from groups.models import AccessRecord, Member
from tests import factories as f

pytestmark = pytest.mark.django_db
ROLE = "up2k_test_app"


def refused_on_sqlite(grant):
    """Whether there are no roles here; the command says so then."""
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="Only PostgreSQL"):
            grant()
    return connection.vendor == "sqlite"


@pytest.fixture
def grant(monkeypatch, capsys):
    def run(role=ROLE, **options):
        call_command("grant_app", role, **options)
        return capsys.readouterr().out

    monkeypatch.setenv("APP_PASSWORD", "rahasia")
    return run


def test_it_works_and_is_backed_up_and_cannot_change_the_trail(grant):
    if refused_on_sqlite(grant):
        return
    member = f.member(nik=f.nik())
    AccessRecord.objects.create(user=f.admin(), member=member, purpose="Surat")
    assert "only add to the trail" in grant(password_from="APP_PASSWORD")
    grant()  # after the next migrate, without a password
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [ROLE])
        assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        Member.objects.filter(pk=member.pk).update(job="Penjahit")
        AccessRecord.objects.create(user=f.admin(), member=member, purpose="Surat kedua")
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S'")
        for (sequence,) in cursor.fetchall():  # as pg_dump does
            cursor.execute(f'SELECT last_value FROM "{sequence}"')
        for table in TABLES:
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}",
                              f"ALTER TABLE {table} DISABLE TRIGGER ALL"):  # fmt: skip
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(statement)
        cursor.execute("RESET ROLE")


def test_the_owner_is_not_the_programs_role_and_a_role_needs_a_password(grant, monkeypatch):
    if refused_on_sqlite(grant):
        return
    with pytest.raises(CommandError, match="Name another"):
        grant(connection.settings_dict["USER"])
    with pytest.raises(CommandError, match="There is no role"):
        grant()
    monkeypatch.delenv("APP_PASSWORD")
    with pytest.raises(CommandError, match="APP_PASSWORD is not set"):
        grant(password_from="APP_PASSWORD")
