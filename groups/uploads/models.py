"""Parts of a file that is sent ahead of its form, each as a row: nothing half written outlives a crash."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from groups.files import MAX_PICTURE, STAGED, StagedFile


class UploadPartQuerySet(models.QuerySet):
    def of(self, user):
        """Hers that are still kept; nobody else's, whatever her role."""
        return self.filter(owner=user, kept_at__gte=timezone.now() - UploadPart.KEPT_FOR)

    def file(self, text, user) -> StagedFile:
        """What ``user`` has sent under the id ``text``, whole; an empty one that says so where it is not."""
        try:
            parts = list(self.of(user).filter(upload=UUID(text)).order_by("offset"))
        except ValueError:
            parts = []
        content = b"".join(bytes(part.content) for part in parts)
        is_whole = bool(parts) and len(content) == parts[0].size
        return StagedFile(content if is_whole else b"", text)

    def files_in(self, data, files, user):
        """``files`` of a form that was sent, with those that its ``data`` names instead."""
        named = {
            name.removesuffix(STAGED): data[name] for name in data if name.endswith(STAGED) and data[name]
        }
        if not named:
            return files
        files = files.copy()
        for name, text in named.items():
            if name not in files:
                files[name] = self.file(text, user)
        return files


class UploadPart(models.Model):
    """``content`` from ``offset`` on of a file of ``size`` bytes. ``upload``: 128 random bits of the phone's.

    Kept for a day also when the form was taken: a sending whose answer was lost comes again, and is known
    by what is in its files.
    """

    KEPT_FOR = timedelta(days=1)
    LARGEST = MAX_PICTURE
    ROOM = 60 * 1024 * 1024  # for one person; the oldest makes room

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    upload = models.UUIDField()
    offset = models.PositiveIntegerField()
    length = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    objects = UploadPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "upload", "offset"],
                name="upload_part_once",
                violation_error_message="Bagian berkas ini sudah sampai.",
            ),
            models.CheckConstraint(
                name="upload_part_inside",
                condition=Q(length__gt=0, size__gte=F("offset") + F("length")),
                violation_error_message="Bagian berkas ini melewati ukurannya.",
            ),
        ]

    def __str__(self):
        return f"{self.upload} {self.offset}"
