"""Drafts: the boxes of a form as they stood a few seconds ago, encrypted, for their owner only."""

import json
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from groups.secrets import decrypt, encrypt


class DraftQuerySet(models.QuerySet):
    def waiting(self):
        """Those that can be taken up again: until the end of their last day."""
        return self.filter(sent_at__isnull=True, saved_at__gte=Draft.oldest())

    def of(self, user):
        """Hers that can be taken up again; nobody else's, whatever her role."""
        return self.waiting().filter(user=user)


class Draft(models.Model):
    """A form that was begun. ``page`` is its address, ``form`` tells several on a page apart.

    ``submission`` is the id with which the form will be sent. Once it was sent, the content is gone and
    the row stays as ``sent_at``, so that a saving that was still on its way does not bring it back.
    """

    KEPT_FOR = timedelta(days=14)
    MOST = 40  # of one person; the oldest makes room
    LARGEST = 100_000  # characters

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    page = models.CharField(max_length=300)
    form = models.CharField(max_length=40)
    submission = models.UUIDField()
    token = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "submission"],
                name="draft_once_a_submission",
                violation_error_message="Isian ini sudah tersimpan.",
            ),
            models.CheckConstraint(
                name="draft_sent_keeps_nothing",
                condition=models.Q(sent_at__isnull=True) & ~models.Q(token="")
                | models.Q(sent_at__isnull=False, token=""),
                violation_error_message="Isian yang sudah dikirim tidak disimpan lagi.",
            ),
        ]
        indexes = [models.Index(fields=["user", "page"], name="draft_user_page")]

    def __str__(self):
        return str(self.submission)

    @classmethod
    def oldest(cls):
        """The beginning of the earliest day whose drafts are kept."""
        return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - cls.KEPT_FOR

    @property
    def values(self) -> dict[str, list[str]]:
        """What was typed, by the name of the box."""
        return json.loads(decrypt(self.token))

    @values.setter
    def values(self, values):
        self.token = encrypt(json.dumps(values))
