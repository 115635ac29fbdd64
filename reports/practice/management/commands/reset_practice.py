"""``manage.py reset_practice``: the practice instance as on its first day, without what people tried."""

import shutil

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

NOT_HERE = "Ini bukan tempat latihan (UP2K_PRACTICE=1 tidak ada): tidak ada yang dihapus."


class Command(BaseCommand):
    help = "Mengosongkan tempat latihan dan menyiapkannya lagi; ditolak di tempat yang sungguhan."

    def add_arguments(self, parser):
        parser.add_argument(
            "--keep", action="store_true", help="hanya menyiapkan yang belum ada, tidak menghapus apa pun"
        )

    def handle(self, *, keep, **options):
        if not settings.PRACTICE:
            raise CommandError(NOT_HERE)
        if not keep:
            empty(connection)
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        call_command("migrate", verbosity=0)
        for file in sorted((settings.BASE_DIR / "data").glob("wilayah_*.csv")):
            call_command("load_regions", file, stdout=self.stdout)


def empty(base):
    """Drop every table of ``base``, and with them the triggers that let nobody delete from some of them."""
    with base.cursor() as cursor:
        if base.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
        names = base.introspection.table_names(cursor)
        base.disable_constraint_checking()
        for name in names:
            cursor.execute(f"DROP TABLE {base.ops.quote_name(name)}")
        base.enable_constraint_checking()
