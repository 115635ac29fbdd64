"""Delete what is no longer to be kept; run every night (deploy/up2k-clean-up.timer)."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand

from groups import pictures
from groups.actions import imports


class Command(BaseCommand):
    help = (
        "Delete imported files, photos taken away and report packages after 30 days, drafts after 14, ended "
        "sessions, and the notes of finished background work."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{imports.forget_old_files()} imported files deleted")
        self.stdout.write(f"{pictures.forget_voided()} photos taken away deleted")
        for app in apps.get_app_configs():  # an app above says for itself what it has to clean up
            if hasattr(app, "clean_up"):
                self.stdout.write(app.clean_up())
        call_command("clearsessions", verbosity=0)
        call_command("prune_db_task_results", verbosity=0)
