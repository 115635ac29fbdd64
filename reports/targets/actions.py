"""Setting targets."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from reports.targets.models import Target


@transaction.atomic
def set_targets(*, region, year: int, values: dict, by):
    """Make ``values`` ({measure: number or None}) the targets of ``region`` for ``year``; None ends one.

    Raises PermissionDenied unless ``by`` decides in the whole city: a target is the city's to set.
    """
    if not by.may_in("decide", region.city_code):
        raise PermissionDenied("targets are set by the city")
    rows = {row.measure: row for row in Target.objects.select_for_update().filter(region=region, year=year)}
    for measure, value in values.items():
        row = rows.get(measure)
        if value is None:
            if row:
                row.delete()
        elif row is None:
            Target.objects.create(region=region, year=year, measure=measure, value=value)
        elif row.value != value:
            row.value = value
            row.version += 1
            row.save()
