"""What took long to count, kept until one of the rows that it counts is written: never older than the data.

Every write leaves a row with a higher number, in the history or in a table that is only added to. So the
highest numbers of some tables, a stamp, say whether anything was written since.
"""

from functools import cache as once
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import connections, router
from django.utils.safestring import mark_safe

KEPT_FOR = 24 * 3600  # seconds; the stamp ends it earlier
# A replica knows the open transactions of the primary's whole cluster only.
NOBODY_WRITES = """
    CASE WHEN pg_is_in_recovery()
    THEN pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())
    ELSE NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL
    ) END
"""


def remembered_html(key: tuple, models: list, make) -> str:
    """What ``make`` draws of rows of ``models``; ``key`` (texts) says all else that it depends on.

    One query where it is kept. Nothing is kept while somebody else is writing to PostgreSQL: numbers are
    given out before they can be seen, and a lower one than the highest may still come.
    """
    alias = router.db_for_read(models[0])
    settled, stamp = _stamp(connections[alias], models)
    name = sha256(repr((_program(), alias, key, stamp)).encode()).hexdigest()
    found = cache.get(f"drawn:{name}")
    if found is None:
        found = str(make())
        if settled:
            cache.set(f"drawn:{name}", found, KEPT_FOR)
    return mark_safe(found)  # noqa: S308 as ``make`` escaped it


def _stamp(connection, models):
    """(whether no other transaction is open that writes, the highest number of each table)."""
    newest = []
    for model in models:
        rows = model.history.model if hasattr(model, "history") else model
        newest.append(f'(SELECT MAX("{rows._meta.pk.column}") FROM "{rows._meta.db_table}")')  # noqa: S608
    settled = NOBODY_WRITES if connection.vendor == "postgresql" else "1 = 1"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {settled}, {', '.join(newest)}")
        settled, *numbers = cursor.fetchone()
    return bool(settled), numbers


@once
def _program() -> float:
    """When a file of the program was last written: another one draws differently."""
    folders = [settings.BASE_DIR / name for name in ("bimtek", "groups", "reports", "templates")]
    files = (path for folder in folders for end in ("*.py", "*.html") for path in folder.rglob(end))
    return max(path.stat().st_mtime for path in files)
