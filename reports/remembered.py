"""What took long to count, kept until one of the rows that it counts is written: never older than the data.

Every write leaves a row with a higher number, in the history or in a table that is only added to. So the
highest numbers of some tables, a stamp, say whether anything was written since.
"""

from functools import cache as once
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import connections, router

KEPT_FOR = 24 * 3600  # seconds; the stamp ends it earlier
# A replica knows the open transactions of the primary's whole cluster only.
NOBODY_WRITES = """
    CASE WHEN pg_is_in_recovery()
    THEN pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())
    ELSE NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL
    ) END
"""


class Remembered:
    """What is kept of some ``models``, asked for in one query; each part of it says of which it is made."""

    def __init__(self, models):
        self.models = tuple(dict.fromkeys(models))
        self.alias = router.db_for_read(self.models[0])
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            cursor.execute(_question(self.models, connection.vendor))
            # Nothing is kept while somebody else writes to PostgreSQL: numbers are given out before they can
            # be seen, and a lower one than the highest may still come.
            self.settled, *numbers = cursor.fetchone()
        self.newest = dict(zip(self.models, numbers, strict=True))

    def kept(self, key: tuple, models, make):
        """What ``make()`` returns of rows of ``models``; ``key`` (texts) says all else it depends on."""
        stamp = [self.newest[model] for model in models]
        name = f"made:{sha256(repr((_program(), self.alias, key, stamp)).encode()).hexdigest()}"
        found = cache.get(name)
        if found is None:
            found = make()
            if self.settled:
                cache.set(name, found, KEPT_FOR)
        return found


@once
def _question(models, vendor) -> str:
    """SQL: whether no other transaction is open that writes, and the highest number of each table."""
    columns = [NOBODY_WRITES if vendor == "postgresql" else "1 = 1"]
    for model in models:
        rows = model.history.model if hasattr(model, "history") else model
        columns.append(f'(SELECT MAX("{rows._meta.pk.column}") FROM "{rows._meta.db_table}")')  # noqa: S608
    return f"SELECT {', '.join(columns)}"


@once
def _program() -> float:
    """When a file of the program was last written: another one draws differently."""
    folders = [settings.BASE_DIR / name for name in ("bimtek", "groups", "reports", "templates")]
    files = (path for folder in folders for end in ("*.py", "*.html") for path in folder.rglob(end))
    return max(path.stat().st_mtime for path in files)
