"""Delete drafts that nobody took up; a part of ``clean_up``."""

from django.core.management.base import BaseCommand

from groups.drafts import actions


class Command(BaseCommand):
    help = "Delete what was typed and not sent for 14 days."

    def handle(self, *args, **options):
        self.stdout.write(f"{actions.forget_old()} drafts deleted")
