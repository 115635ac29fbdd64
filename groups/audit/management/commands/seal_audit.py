"""Seal what was done since the last time; run every five minutes (deploy/up2k-seal-audit.timer)."""

from django.core.management.base import BaseCommand
from django.db import IntegrityError

from groups.audit.sealing import head, seal


class Command(BaseCommand):
    help = (
        "Append what was done to the sealed trail, and print its head: note it where the server cannot write."
    )

    def handle(self, *args, **options):
        try:
            new = seal()
        except IntegrityError:
            self.stdout.write("Another process is sealing at this moment; nothing is lost.")
            return
        number, digest = head()
        self.stdout.write(f"{new} new entries. Head: {number}:{digest}")
