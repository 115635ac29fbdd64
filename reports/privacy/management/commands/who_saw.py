"""Who must be told after a breach of one account (docs/runbook.md)."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.models import User
from groups.spreadsheets import to_csv
from groups.values import show_phone
from reports.privacy.breach import concerned, notice


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Not a day: {text!r}. Write it like 2026-11-28.") from error


class Command(BaseCommand):
    help = "The persons whose data an account had in its hands, with a notice to be filled in, as two files."

    def add_arguments(self, parser):
        parser.add_argument("--account", required=True, help="username")
        parser.add_argument("--from", dest="since", required=True, help="first day, 2026-11-28")
        parser.add_argument("--to", dest="until", required=True, help="last day")
        parser.add_argument("--out", default=".", help="folder for the files; readable by you alone")

    def handle(self, *args, **options):
        account = User.objects.filter(username__iexact=options["account"]).first()
        if account is None:
            raise CommandError(f"There is no account {options['account']!r}.")
        first, last = day(options["since"]), day(options["until"])
        if last < first:
            raise CommandError("The last day lies before the first.")
        since = timezone.make_aware(datetime.combine(first, time.min))
        until = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        people = concerned(account=account, since=since, until=until)
        rows = [["Nama", "Kelompok", "Kelurahan", "Nomor HP", "Yang terjadi"]]
        for row in people:
            member = row.member
            rows.append(
                [member.name, member.group.name, member.group.region.name, show_phone(member.phone), row.how]
            )
        text = notice(
            account=account, since=since, until=until, people=people, contact=settings.PRIVACY_CONTACT
        )
        folder = Path(options["out"])
        for name, content in (("orang-terdampak.csv", to_csv(rows)), ("pemberitahuan.txt", text.encode())):
            path = folder / name
            try:
                path.touch(mode=0o600)
                path.write_bytes(content)
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            self.stdout.write(str(path))
        self.stdout.write(f"{len(people)} persons concerned. The notice is due within 3 x 24 hours.")
