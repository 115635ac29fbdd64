"""Each app's newest migration taken back and applied again over large tables: how long its locks last.

Run by ``.ci/migrations.py`` in its own process. A migration's locks are held from its first statement on what
was there before to its end: the time of its statements, and the processor's of what Python does between.
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


class Watch:
    """Of the migration under way: ``since`` when it writes, by the processor; ``waited`` for statements."""

    def __init__(self):
        self.told, self.since, self.there = [], None, []

    def statement(self, execute, sql, params, many, context):
        if self.since is None and self.locks(str(sql)):
            self.since, self.waited = time.process_time(), 0
        began = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            if self.since is not None:
                self.waited += time.monotonic() - began

    def locks(self, sql):
        """Whether a statement holds up somebody: it writes to a table that was there before."""
        return not sql.lstrip().startswith("SELECT") and any(f'"{table}"' in sql for table in self.there)

    def progress(self, action, migration=None, fake=False):
        if action.endswith("_start"):
            self.since, self.there = None, connection.introspection.table_names()
        elif action.endswith("_success") and migration and self.since is not None:
            held = self.waited + time.process_time() - self.since
            self.told.append((held, self.waited, action.partition("_")[0], str(migration)))
            self.since = None


def migrate(targets):
    MigrationExecutor(connection, watch.progress).migrate(targets)


watch = Watch()
rows = Member.objects.count()
assert rows >= ROWS, f"only {rows} members: nothing would be measured"
loader = MigrationExecutor(connection).loader
newest = loader.graph.leaf_nodes()
with connection.execute_wrapper(watch.statement):
    for app, name in newest:
        before = [node.key for node in loader.graph.node_map[app, name].parents if node.key[0] == app]
        if before and apps.get_app_config(app).name.partition(".")[0] in ("groups", "bimtek", "reports"):
            migrate([max(before)])
            migrate(newest)
watch.told.sort(reverse=True)
for held, waited, action, name in watch.told[:6]:
    print(f"{held:6.2f} s, {waited:.2f} of them in the database  {action} {name}")
print(f"{len(watch.told)} steps over {rows} members")
slow = [name for held, _, _, name in watch.told if held > LIMIT]
sys.exit(f"longer than {LIMIT} s: {', '.join(slow)}" if slow else 0)
