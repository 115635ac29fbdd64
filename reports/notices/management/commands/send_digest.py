"""``manage.py send_digest``, once a day: what waits for each person of Pokja II, by mail."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.notices.digest import send_all


class Command(BaseCommand):
    help = "Mengirim surel harian kepada Pokja II; tidak dua kali sehari kepada orang yang sama."

    def handle(self, **options):
        if not settings.MAIL_IS_ON:
            self.stdout.write("Surel tidak dipakai di sini (UP2K_EMAIL_URL kosong).")
            return
        sent, failed = send_all()
        self.stdout.write(f"{sent} surel dikirim.")
        if failed:
            raise CommandError(f"{failed} surel gagal; jalankan lagi untuk mencobanya sekali lagi.")
