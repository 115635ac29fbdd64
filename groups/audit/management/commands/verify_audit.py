"""Walk the whole trail and say what was changed, deleted or put in another order."""

from django.core.management.base import BaseCommand, CommandError

from groups.audit.sealing import head, verify

MOST_TOLD = 50


class Command(BaseCommand):
    help = (
        "Check the sealed trail from its first entry; fails where anything was changed, deleted or reordered."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:DIGEST", help="a head noted elsewhere"
        )

    def handle(self, *args, **options):
        noted = {}
        for text in options["head"]:
            number, _, digest = text.partition(":")
            if not (number.isdecimal() and len(digest) == 64):
                raise CommandError(f"Not a head: {text!r}. It looks like 1234:9f86d0… (64 digits).")
            noted[int(number)] = digest
        found = 0
        for finding in verify(noted):
            found += 1
            if found <= MOST_TOLD:
                self.stderr.write(f"{finding.number}: {finding.text}")
        number, digest = head()
        if found:
            raise CommandError(f"The trail does not fit: {found} findings (at most {MOST_TOLD} are shown).")
        self.stdout.write(f"The trail fits: {number} entries. Head: {number}:{digest}")
