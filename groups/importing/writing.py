"""Making many rows at once, each with its history."""

from django.db import connections, models, router
from django.db.models import Value
from django.utils import timezone

BATCH = 1000
IN_QUERY = 500


def create_with_history(model, rows: list, by, reason: str) -> list:
    """Create ``rows`` (unsaved instances of ``model``); their primary keys.

    As simple_history's bulk_create_with_history, but the database itself copies the rows into the
    history, which takes a tenth of the time.
    """
    model._base_manager.bulk_create(rows, batch_size=BATCH)
    keys = [row.pk for row in rows]
    history = model.history.model
    now = {
        "history_date": Value(timezone.now(), models.DateTimeField()),
        "history_type": Value("+", models.CharField()),
        "history_user_id": Value(by.pk, models.BigIntegerField()),
        "history_change_reason": Value(reason, models.CharField()),
    }
    fields = [field.attname for field in history.tracked_fields]
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    into = [quoted(history._meta.get_field(name).column) for name in (*fields, *now)]
    with connection.cursor() as cursor:
        for chunk in chunks(keys):
            made = model._base_manager.filter(pk__in=chunk).order_by("pk").values_list(*fields, *now.values())
            select, values = made.query.sql_with_params()
            table = quoted(history._meta.db_table)
            cursor.execute(f"INSERT INTO {table} ({', '.join(into)}) {select}", values)  # noqa: S608 ours
    return keys


def chunks(items: list, size: int = IN_QUERY):
    return (items[at : at + size] for at in range(0, len(items), size))
