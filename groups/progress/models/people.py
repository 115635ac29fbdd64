"""Who did something, as every model of reports keeps it."""

from django.conf import settings
from django.db import models


def person(label, related_name="+", **kwargs):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, **kwargs
    )
