"""Migrations go both ways, and from the first release on they expand first and contract later.

``.ci/migrations.py`` measures how long they lock 100,000 rows.
"""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader

# The newest migration of each app in the last release, ``{"groups": "0009"}``; there has been none yet.
RELEASED = {}
CONTRACTING = (
    operations.DeleteModel,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)


@pytest.fixture
def ours(settings):
    settings.MIGRATION_MODULES = {}  # the tests' database is made without them
    labels = {config.label for config in apps.get_app_configs() if is_ours(config)}
    return [migration for key, migration in MigrationLoader(None).disk_migrations.items() if key[0] in labels]


def is_ours(config):
    return config.name.partition(".")[0] in {"groups", "bimtek", "reports"}


def faults(migration) -> list[str]:
    """What would break the program of the release before, which goes on while this migration is applied."""
    new = {item.name_lower for item in migration.operations if isinstance(item, operations.CreateModel)}
    found = []
    for item in migration.operations:
        if getattr(item, "model_name_lower", "") in new:
            continue
        if isinstance(item, CONTRACTING) and "_drop_" not in migration.name:
            found.append(f"{item.describe()}: contracts; in a migration NNNN_drop_… of the next release")
        elif not isinstance(item, CONTRACTING) and "_drop_" in migration.name:
            found.append(f"{item.describe()}: expands; in a migration of its own")
        elif isinstance(item, operations.AddField):
            field = item.field
            may_be_left_out = field.null or field.has_db_default() or field.many_to_many
            if not may_be_left_out:
                found.append(f"{item.describe()}: needs null=True or db_default")
    return found


def test_every_migration_can_be_taken_back(ours):
    assert len(ours) > 20
    one_way = [
        f"{migration}: {item}" for migration in ours for item in migration.operations if not item.reversible
    ]
    assert one_way == []


def test_after_a_release_the_older_program_goes_on_while_the_database_is_migrated(ours):
    newer = [m for m in ours if m.app_label in RELEASED and m.name[:4] > RELEASED[m.app_label]]
    assert {str(migration): faults(migration) for migration in newer if faults(migration)} == {}


@pytest.mark.parametrize(
    ("name", "operation", "is_fault"),
    [
        ("0010_x", operations.AddField("member", "x", models.TextField(null=True)), False),
        ("0010_x", operations.AddField("member", "x", models.TextField(db_default="")), False),
        ("0010_x", operations.AddField("member", "x", models.TextField(default="")), True),
        ("0010_x", operations.RemoveField("member", "x"), True),
        ("0010_x", operations.RenameField("member", "x", "y"), True),
        ("0010_drop_x", operations.RemoveField("member", "x"), False),
        ("0010_drop_x", operations.AddField("member", "x", models.TextField(null=True)), True),
        ("0010_x", operations.CreateModel("Other", [("x", models.TextField())]), False),
    ],
)
def test_what_would_stop_the_older_program_is_seen(name, operation, is_fault):
    migration = Migration(name, "groups")
    migration.operations = [operation]
    assert bool(faults(migration)) is is_fault
