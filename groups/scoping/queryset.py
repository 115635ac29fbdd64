"""The one door: rows that a person may see or change, by the region codes of her roles.

Fails closed: no role, no rows, superusers included. Imports no model.
"""

from django.db import models
from django.db.models import Q

NATION = "nasional"  # all provinces together: a level above the table's, with no row and nobody's task


def under(path: str, code: str) -> Q:
    """Rows whose region code at ``path`` is ``code`` or lies below it.

    A code begins with its parent's, so this is one prefix search on the row's own column.
    """
    return Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."})


class RegionScopedQuerySet(models.QuerySet):
    """Rows that hang from the region tree; ``code_path`` is the lookup to the region's code."""

    code_path = "region__code"

    def allowed_to(self, user, may):
        """The rows in the regions where ``user`` may do ``may`` (see ``groups.models.access.MAY``)."""
        return self._inside(user.region_codes(may))

    def visible_to(self, user):
        return self.allowed_to(user, "view")

    def editable_by(self, user):
        return self.allowed_to(user, "edit")

    def in_region(self, region):
        """Those of ``region`` and below it; narrows a scope, never widens it."""
        return self.all() if region.level == NATION else self.filter(under(self.code_path, region.pk))

    def visible_in(self, user, region):
        """``visible_to`` and ``in_region`` at once; one condition where the region lies in the scope."""
        if user.may_in("view", region.pk):
            return self.in_region(region)
        return self.visible_to(user).in_region(region)

    def _inside(self, codes):
        if not codes:
            return self.none()
        condition = Q()
        for code in codes:
            condition |= under(self.code_path, code)
        return self.filter(condition)
