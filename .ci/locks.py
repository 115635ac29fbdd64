"""Each app's newest migration taken back and applied again over large tables: how long its locks may last.

Run by ``.ci/migrations.py`` in its own process. A lock ends at the latest with its migration, so none of them
may take longer than LIMIT seconds.
"""

import sys
import time

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from groups.models import Member  # noqa: E402

LIMIT, ROWS = 2, 100_000
took, began = [], {}


def note(action, migration=None, fake=False):
    if action.endswith("_start"):
        began[migration] = time.monotonic()
    elif action.endswith("_success") and migration:
        took.append((time.monotonic() - began[migration], action.partition("_")[0], str(migration)))


def migrate(targets):
    MigrationExecutor(connection, note).migrate(targets)


rows = Member.objects.count()
assert rows >= ROWS, f"only {rows} members: nothing would be measured"
loader = MigrationExecutor(connection).loader
newest = loader.graph.leaf_nodes()
for app, name in newest:
    before = [node.key for node in loader.graph.node_map[app, name].parents if node.key[0] == app]
    if before and apps.get_app_config(app).name.partition(".")[0] in ("groups", "bimtek", "reports"):
        migrate([max(before)])
        migrate(newest)
for seconds, action, name in sorted(took, reverse=True)[:5]:
    print(f"{seconds:6.2f} s  {action} {name}")
slow = [name for seconds, _, name in took if seconds > LIMIT]
print(f"{len(took)} steps over {rows} members")
sys.exit(f"longer than {LIMIT} s: {', '.join(slow)}" if slow else 0)
