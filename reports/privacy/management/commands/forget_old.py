"""Take out the personal data of people who left long ago; run every year (deploy/up2k-forget-old.timer)."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils import timezone

from groups.models import Member
from reports.privacy.actions import forget, hindrance


class Command(BaseCommand):
    help = "Take out personal data of members who left more than UP2K_KEEP_YEARS years ago; books stay."

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="do it; without, only count")

    def handle(self, *args, **options):
        before = timezone.localdate() - timedelta(days=365 * settings.KEEP_YEARS)
        old = Member.objects.filter(is_active=False, forgotten_on__isnull=True)
        old = old.annotate(left=Max("memberships__left_on")).filter(left__lt=before)
        done = kept = 0
        for member in old.order_by("pk").iterator(chunk_size=500):
            if hindrance(member):
                kept += 1
                continue
            if options["commit"]:
                try:
                    forget(member=member, reason="Lewat masa simpan", by=None)
                except ValidationError:  # something began with her in between
                    kept += 1
                    continue
            done += 1
        verb = "forgotten" if options["commit"] else "would be forgotten (add --commit)"
        self.stdout.write(f"{done} members {verb}; {kept} stay because something of theirs is still open")
