"""``manage.py keep_scores``: keep each active group's score of a day; run every night (deploy/)."""

from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.score.actions import keep_scores


class Command(BaseCommand):
    help = "Keep the score of every active group at the end of a day, yesterday's without --day."

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="such as 2026-10-31")

    def handle(self, *, day, **options):
        today = timezone.localdate()
        day = day or today - timedelta(days=1)
        if day > today:
            raise CommandError("That day has not come yet.")
        self.stdout.write(f"{keep_scores(day=day)} scores of {day} kept")
