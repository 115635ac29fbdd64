"""Prove that every group's books agree: cash with savings, dues and loans, and balances with their lines."""

from django.core.management.base import BaseCommand

from groups.books.agreement import disagreements
from groups.books.models import Ledger


class Command(BaseCommand):
    help = "Check that all books agree. Exits with 1 and says where, when one does not."

    def handle(self, *args, **options):
        number = wrong = 0
        for ledger in Ledger.objects.select_related("group__region").iterator():
            number += 1
            for text in disagreements(ledger):
                wrong += 1
                self.stdout.write(f"{ledger.group.region_id} {ledger.group_id}: {text}")
        self.stdout.write(f"{number} books, {wrong} disagreements")
        if wrong:
            raise SystemExit(1)
