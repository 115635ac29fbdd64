"""Receiving and forgetting the parts of a file. A part is its sender's: ``by`` is always whose it is."""

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from groups.uploads.models import UploadPart


def received(*, upload, by) -> tuple[int, int | None]:
    """How many bytes of it are here, and of how many; (0, None) of what has not begun."""
    parts = UploadPart.objects.of(by).filter(upload=upload)
    found = parts.aggregate(here=Sum("length"), size=Max("size"))
    return found["here"] or 0, found["size"]


def receive(*, upload, offset, size, content, by) -> int:
    """Keep the next part; how many bytes are here now. One that begins elsewhere is left aside."""
    here, _ = received(upload=upload, by=by)
    if content and offset == here and offset + len(content) <= size:
        part = UploadPart(owner=by, upload=upload, offset=offset, size=size, kept_at=timezone.now())
        part.content, part.length = content, len(content)
        try:
            with transaction.atomic():
                if not offset:
                    make_room(size, by)
                part.save()
        except IntegrityError:  # the same part by another way
            pass
        here, _ = received(upload=upload, by=by)
    return here


def make_room(size, by):
    """Forget her oldest files where another of ``size`` bytes would be too much."""
    kept = UploadPart.objects.filter(owner=by).values("upload")
    kept = kept.annotate(bytes=Sum("length"), newest=Max("kept_at")).order_by("-newest")
    for row in kept:
        size += row["bytes"]
        if size > UploadPart.ROOM:
            UploadPart.objects.filter(owner=by, upload=row["upload"]).delete()


def forget_old() -> int:
    """Delete what was kept long enough; how many parts that were."""
    return UploadPart.objects.filter(kept_at__lt=timezone.now() - UploadPart.KEPT_FOR).delete()[0]
