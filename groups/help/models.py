"""Who has seen the tour, or does not want to."""

from django.conf import settings
from django.db import models


class TourEnd(models.Model):
    """From ``at`` on Beranda offers the tour to ``user`` no more; Bantuan always does."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tour_end")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.user_id} {self.at}"
