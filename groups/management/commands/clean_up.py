"""Delete what is no longer to be kept; run every night (deploy/up2k-clean-up.timer)."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from groups.actions import imports


class Command(BaseCommand):
    help = "Delete imported files after 30 days, drafts after 14, ended sessions, notes of finished work."

    def handle(self, *args, **options):
        self.stdout.write(f"{imports.forget_old_files()} imported files deleted")
        call_command("forget_drafts", stdout=self.stdout)
        call_command("clearsessions", verbosity=0)
        call_command("prune_db_task_results", verbosity=0)
