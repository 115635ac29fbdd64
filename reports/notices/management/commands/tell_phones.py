"""``manage.py tell_phones``, every ten minutes: a message to each phone for which something new waits."""

from django.core.management.base import BaseCommand

from reports.notices.push import look_for_news
from reports.notices.tasks import tell_phone


class Command(BaseCommand):
    help = "Mengirim pesan ke HP yang pemiliknya ditunggu hal baru di Beranda (lewat db_worker)."

    def handle(self, **options):
        sent = [tell_phone.enqueue(pk, number) for pk, number in look_for_news()]
        self.stdout.write(f"{len(sent)} pesan akan dikirim.")
