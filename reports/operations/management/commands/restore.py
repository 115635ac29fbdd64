"""Bring a backup back. Stop web and worker first (docs/runbook.md)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.operations import backups


class Command(BaseCommand):
    help = "Put a backup (the newest, or NAME) in the place of database and pictures, wholly or not at all."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="such as up2k-20261128T180000Z.backup")
        parser.add_argument("--from", dest="place", default=settings.BACKUP_TO)
        parser.add_argument("--replace", action="store_true", help="also where there are data already")

    def handle(self, *args, **options):
        try:
            name, manifest, aside = backups.restore(
                options["place"], options["name"], replace=options["replace"]
            )
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name}, made {manifest['made_at']}, is in place.")
        for path in aside:
            self.stdout.write(f"What was there before: {path}")
        self.stdout.write("Now run: manage.py migrate, manage.py verify_audit; then start web and worker.")
