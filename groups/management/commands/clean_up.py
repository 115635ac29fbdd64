"""Delete what is no longer to be kept; run every night (deploy/up2k-clean-up.timer)."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from groups import pictures
from groups.actions import imports


class Command(BaseCommand):
    help = (
        "Delete imported files and photos taken away after 30 days, ended sessions, and the notes of "
        "finished background work."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{imports.forget_old_files()} imported files deleted")
        self.stdout.write(f"{pictures.forget_voided()} photos taken away deleted")
        call_command("clearsessions", verbosity=0)
        call_command("prune_db_task_results", verbosity=0)
