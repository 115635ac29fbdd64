"""What the program may do in PostgreSQL where it is not the owner of its tables: run after each ``migrate``.

Everything but to change what the trail stands on, or to delete from it. The owner could take the triggers
away that refuse it (``groups.audit.guard``); this role cannot.
"""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg2.extensions import encrypt_password

from groups.audit.guard import TABLES

GRANTS = """
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
    REVOKE UPDATE, DELETE, TRUNCATE ON {trail} FROM {role}
"""
OWNED = "SELECT EXISTS (SELECT FROM pg_class WHERE relname = ANY(%s) AND pg_get_userbyid(relowner) = %s)"


class Command(BaseCommand):
    help = "Give a role of PostgreSQL what the program needs, and nothing that changes the trail."

    def add_arguments(self, parser):
        parser.add_argument("role")
        parser.add_argument(
            "--password-from",
            metavar="NAME",
            help="environment variable with its password; the role is made, or gets it",
        )

    @transaction.atomic
    def handle(self, *, role, password_from, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. With SQLite nothing of this is needed.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            cursor.execute(OWNED, [list(TABLES), role])
            if (found and found[0]) or cursor.fetchone()[0]:
                raise CommandError(f"{role} owns the tables or may do everything. Name another role.")
            name = connection.ops.quote_name(role)
            if password_from:
                # To make a database is for the monthly drill, which restores into one of its own.
                verb = "ALTER" if found else "CREATE"
                cursor.execute(
                    f"{verb} ROLE {name} LOGIN CREATEDB PASSWORD %s", [_sealed(role, password_from)]
                )
            elif not found:
                raise CommandError(
                    f"There is no role {role}. Name the variable of its password: --password-from"
                )
            cursor.execute(GRANTS.format(role=name, trail=", ".join(TABLES)))
        self.stdout.write(f"{role} may read and write, and only add to the trail.")


def _sealed(role, variable):
    """The password as PostgreSQL keeps it: the plain one stands in no log of statements."""
    password = os.environ.get(variable)
    if not password:
        raise CommandError(f"{variable} is not set. Put the password of {role} there.")
    return encrypt_password(password, role, connection.connection, "scram-sha-256")
