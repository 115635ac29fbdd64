"""What a practice instance remembers of who came in."""

from django.db import models


class UsedPass(models.Model):
    """A pass that opened the practice instance, so that it opens it once; emptied with all the rest."""

    id = models.UUIDField(primary_key=True)
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "tiket latihan"
        verbose_name_plural = "tiket latihan"

    def __str__(self):
        return str(self.pk)
