"""What a database holds, in numbers: rows of each table, and the sum of each column of rupiah."""

from django.apps import apps
from django.db.models import PositiveBigIntegerField


def tables() -> dict[str, list[str]]:
    """Tables of all installed apps, with their columns of whole rupiah."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            money = [
                field.column
                for field in model._meta.concrete_fields
                if type(field) is PositiveBigIntegerField
            ]
            found[model._meta.db_table] = money
    return dict(sorted(found.items()))


def figures(cursor, wanted: dict[str, list[str]]) -> dict[str, int]:
    """``{"table": rows, "table.column": sum}``; any database's cursor will do."""
    found = {}
    for table, columns in wanted.items():
        sums = "".join(f', SUM("{column}")' for column in columns)
        cursor.execute(f'SELECT COUNT(*){sums} FROM "{table}"')  # noqa: S608 our own names
        rows, *totals = cursor.fetchone()
        found[table] = rows
        found |= {f"{table}.{column}": int(total or 0) for column, total in zip(columns, totals, strict=True)}
    return found
