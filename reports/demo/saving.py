"""What made-up data begin with, and how they are saved."""

from functools import partial

from groups.importing.writing import create_with_history
from groups.models import BusinessKind, CapitalSource, Level

REASON = "seed_demo"


def references() -> dict:
    """The lists' entries by code, as Maker takes them."""
    lists = {"kinds": BusinessKind, "sources": CapitalSource, "levels": Level}
    return {name: {row.code: row for row in model.objects.all()} for name, model in lists.items()}


def saver(by):
    """``save(model, rows)`` in the name of ``by``, with the first entry of each row's history."""
    return partial(_save, by)


def _save(by, model, rows):
    for row in rows:
        row._prepare_related_fields_for_save(REASON)  # takes the keys of what was saved meanwhile
    create_with_history(model, rows, by, REASON)
