"""Prove that the backup can be brought back; run every month (deploy/up2k-drill.timer)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.operations import backups


class Command(BaseCommand):
    help = "Restore a backup into a scratch database and compare rows and sums with those when it was made."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="such as up2k-20261128T180000Z.backup; else the newest")
        parser.add_argument("--from", dest="place", default=settings.BACKUP_TO)

    def handle(self, *args, **options):
        try:
            name, manifest, found, pictures, seconds = backups.rehearse(options["place"], options["name"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name}, made {manifest['made_at']}")
        self.stdout.write(f"{'':48}{'when made':>18}{'restored':>18}")
        rows = {"pictures": (manifest["pictures"], pictures)}
        rows |= {key: (value, found[key]) for key, value in manifest["figures"].items()}
        wrong = 0
        for key, (before, after) in rows.items():
            differs = before != after
            wrong += differs
            if before or after:
                self.stdout.write(f"{key:48}{before:>18,}{after:>18,}{'   DIFFERS' if differs else ''}")
        if wrong:
            raise CommandError(f"{wrong} figures differ: this backup cannot be relied on.")
        self.stdout.write(f"All figures agree. It took {seconds:.1f} s.")
