"""The sheet that a person fills in: empty, or with what is recorded already, to be corrected."""

from django.utils import timezone

from groups.models import BusinessGroup, BusinessKind, CapitalSource, Level, Region
from groups.spreadsheets import template

LONGEST_LIST = 2000


def template_of(kind, user, region=None, event=None) -> bytes:
    """The template of ``kind``; filled with what ``user`` sees of ``region`` or ``event``."""
    columns = kind.template_columns(event)
    lists = {name: list(names[:LONGEST_LIST]) for name, names in _lists(kind, user, region).items()}
    lists = {name: names for name, names in lists.items() if name in columns}
    return template(kind.label, columns, lists, kind.template_rows(user, region, event))


def _lists(kind, user, region):
    """By column name, the names to choose from."""
    today = timezone.localdate()
    groups = BusinessGroup.objects.allowed_to(user, kind.may).kept()
    places = Region.objects.allowed_to(user, kind.may).filter(level="kelurahan").open()
    if region is not None:
        groups, places = groups.in_region(region), places.in_region(region)
    return {
        "region": places.values_list("name", flat=True),
        "district": places.values_list("parent__name", flat=True).order_by("parent__name").distinct(),
        "group": groups.order_by("name").values_list("name", flat=True),
        "business_kind": BusinessKind.objects.valid_on(today).values_list("name", flat=True),
        "capital_source": CapitalSource.objects.valid_on(today).values_list("name", flat=True),
        "level_name": Level.objects.valid_on(today).values_list("name", flat=True),
    }
