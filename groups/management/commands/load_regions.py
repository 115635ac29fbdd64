"""``manage.py load_regions FILE.csv``: official region codes of a city or the whole country."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from groups import regions_loading as loading

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Memuat kode wilayah resmi dari CSV (code, level, name, parent_code, dan bila ada bps_code, "
        "postcode, tile_col, tile_row). Boleh dijalankan berulang; tidak menghapus wilayah."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--aliases",
            type=Path,
            help="CSV nama lain (region_code, name, note); bawaan: aliases_*.csv di samping wilayah_*.csv.",
        )

    def handle(self, *, file, aliases, **options):
        beside = file.with_name(file.name.replace("wilayah_", "aliases_"))
        if aliases is None and beside != file and beside.exists():
            aliases = beside
        try:
            rows = loading.read_rows(file)
            alias_rows = loading.read_rows(aliases, ("region_code", "name", "note")) if aliases else []
            if not rows:
                raise loading.BadFileError(f"{file.name}: tidak ada baris wilayah.")
            outcome = loading.load(rows, alias_rows, file.name)
        except loading.BadFileError as error:
            raise CommandError(str(error)) from error
        self.report(outcome)

    def report(self, outcome):
        self.stdout.write(
            f"{len(outcome.added)} wilayah ditambah, {outcome.changed} diubah "
            f"({len(outcome.renamed)} berganti nama), {len(outcome.closed)} ditutup, "
            f"{outcome.aliases} nama lain ditambah."
        )
        self.tell("Berganti nama", [f"{code}: {old} → {new}" for code, old, new in outcome.renamed])
        self.tell("Tidak ada lagi di daftar, ditutup", outcome.closed)
        self.tell("Tidak ada lagi di daftar, masih dipakai, tidak ditutup", outcome.in_use)

    def tell(self, title, lines):
        if not lines:
            return
        self.stdout.write(f"{title}:")
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  dan {len(lines) - SHOWN} lagi")
