"""What was told already, and which phones want to be told."""

from django.conf import settings
from django.db import models

from groups.devices.models import Device


class DigestMail(models.Model):
    """The mail of a day to a person: the database knows one at most."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "surel harian"
        verbose_name_plural = "surel harian"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="digestmail_once_a_day",
                violation_error_message="Surel hari ini sudah dikirim.",
            )
        ]

    def __str__(self):
        return f"{self.user_id} {self.day}"


class Subscription(models.Model):
    """Where the push service of a browser takes messages for it, as long as its owner is signed in there.

    ``told``: marks (groups.todos) of what waited when the last message went; only what is new makes another.
    """

    device = models.OneToOneField(Device, models.PROTECT, related_name="subscription")
    endpoint = models.CharField(max_length=500, unique=True)
    public_key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)
    told = models.JSONField(default=list)

    class Meta:
        verbose_name = "pesan di HP"
        verbose_name_plural = "pesan di HP"

    def __str__(self):
        return f"perangkat {self.device_id}"
