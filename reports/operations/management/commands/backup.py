"""Write an encrypted backup; run every night (deploy/up2k-backup.timer)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.operations import backups


class Command(BaseCommand):
    help = "Back up database and pictures, encrypted, to UP2K_BACKUP_TO; keeps 7 days, 5 weeks and 12 months."

    def add_arguments(self, parser):
        parser.add_argument("--to", default=settings.BACKUP_TO, help="a folder or s3://bucket/prefix")
        parser.add_argument("--keep-all", action="store_true", help="delete no older backup")

    def handle(self, *args, **options):
        try:
            name, gone = backups.make(options["to"], keep_all=options["keep_all"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name} written and read back; {len(gone)} older ones deleted")
