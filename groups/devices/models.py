"""Devices that an account signed in from, and the app on her phone that makes her codes."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class Device(models.Model):
    """A browser from which ``user`` signed in, known again by a cookie of which only a keyed hash is kept.

    ``session_key``: her session there, empty when she signed out. ``noticed_at``: when she was told of it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="devices")
    mark_hash = models.CharField(max_length=64)
    name = models.CharField("perangkat", max_length=80)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    address = models.GenericIPAddressField("alamat jaringan", null=True)
    first_at = models.DateTimeField("pertama masuk")
    last_at = models.DateTimeField("terakhir dipakai")
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "perangkat"
        verbose_name_plural = "perangkat"
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mark_hash"],
                name="device_known_once",
                violation_error_message="Perangkat ini sudah dikenal.",
            )
        ]

    def __str__(self):
        return self.name


class CodeApp(models.Model):
    """The app that makes her codes (TOTP); its secret is stored encrypted.

    ``last_step``: the time step of the last code that was used, so that no code opens twice.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="code_app")
    secret_token = models.TextField(editable=False)
    confirmed_at = models.DateTimeField("kode dipakai sejak", null=True)
    last_step = models.BigIntegerField(default=0)
    history = HistoricalRecords(excluded_fields=["secret_token", "last_step"])

    class Meta:
        verbose_name = "kode masuk"
        verbose_name_plural = "kode masuk"

    def __str__(self):
        return f"kode masuk {self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper for the day when the phone is lost: opens once, only its keyed hash is kept."""

    app = models.ForeignKey(CodeApp, models.PROTECT, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "kode cadangan"
        verbose_name_plural = "kode cadangan"

    def __str__(self):
        return f"kode cadangan {self.pk}"
