"""Loading official region codes from a file: what it says, what that changes, and writing it.

Reading and judging happen in memory, for a whole country at once; nothing is written unless every
row is sound.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from groups.models import Region, RegionAlias
from groups.models.region import CODE_LENGTH
from groups.values import letters_key

REQUIRED = ("code", "level", "name", "parent_code")
TEXTS = ("bps_code", "postcode")
NUMBERS = ("tile_col", "tile_row")
REASON = "load_regions"
BATCH = 2000


class BadFileError(Exception):
    """The file cannot be loaded; the text says where and what to do."""


@dataclass
class Outcome:
    """What loading changed: codes added and vanished, (code, old name, new name), and how many changed."""

    added: list = field(default_factory=list)
    renamed: list = field(default_factory=list)
    changed: int = 0
    closed: list = field(default_factory=list)
    in_use: list = field(default_factory=list)
    aliases: int = 0


def read_rows(path: Path, required=REQUIRED) -> list[dict]:
    """Rows of a UTF-8 CSV as dicts of stripped texts, with their ``line``; BadFileError if unreadable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in required if name not in (reader.fieldnames or [])]
            if missing:
                raise BadFileError(f"{path.name}: kolom {', '.join(missing)} tidak ada di baris judul.")
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise BadFileError(f"{path.name} baris {reader.line_num}: jumlah kolom tidak sama.")
                clean = {name: text.strip() for name, text in row.items()}
                if any(clean.values()):
                    rows.append(clean | {"line": reader.line_num})
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFileError(f"{path.name}: simpan dulu sebagai CSV UTF-8. ({error})") from error
    except OSError as error:
        raise BadFileError(f"{path}: tidak dapat dibuka. ({error.strerror})") from error
    return rows


def check_regions(rows: list[dict], known: dict, name: str) -> None:
    """BadFileError at the first row that no region can be. ``known``: the codes already stored."""
    codes = set()
    for row in rows:
        code, level, parent = row["code"], row["level"], row["parent_code"]

        def refuse(why, line=row["line"]):
            raise BadFileError(f"{name} baris {line}: {why}")

        if "\x00" in "".join(map(str, row.values())):
            refuse("ada karakter yang tidak terbaca. Tulis ulang baris ini.")
        if level not in CODE_LENGTH:
            refuse(f"tingkat {level!r} tidak dikenal. Pakai {', '.join(CODE_LENGTH)}.")
        if len(code) != CODE_LENGTH[level] or not code.replace(".", "").isdecimal():
            refuse(f"kode {code!r} bukan kode {level}. Contoh: 33, 33.75, 33.75.01, 33.75.01.1002.")
        if code in codes:
            refuse(f"kode {code} sudah ada di atasnya. Hapus salah satu.")
        if (level == "provinsi") != (parent == "") or (parent and not code.startswith(f"{parent}.")):
            refuse(f"kode {code} harus berawal dengan kode induknya, bukan {parent!r}.")
        if parent and len(parent) != len(code.rpartition(".")[0]):
            refuse(f"induk {code} adalah {code.rpartition('.')[0]}, bukan {parent}.")
        if parent and parent not in known and parent not in codes:
            refuse(f"induk {parent} belum ada. Taruh barisnya di atas baris ini.")
        if not row["name"] or len(row["name"]) > 80:
            refuse("nama wilayah kosong atau lebih dari 80 huruf.")
        for column in NUMBERS:
            if row.get(column) and not (row[column].isdecimal() and 0 < int(row[column]) < 1000):
                refuse(f"{column} harus angka 1 sampai 999.")
        for column in TEXTS:
            if len(row.get(column, "")) > Region._meta.get_field(column).max_length:
                refuse(f"{column} terlalu panjang.")
        codes.add(code)


@transaction.atomic
def load(rows: list[dict], alias_rows: list[dict], name: str) -> Outcome:
    """Add, rename, reopen and close regions as ``rows`` say; BadFileError, and nothing written, on a bad row.

    Closed are stored codes below the file's topmost regions that it no longer lists, but never one
    that anything refers to.
    """
    roots = tuple(f"{code}." for code in _topmost([row["code"] for row in rows]))
    known = {region.pk: region for region in Region.objects.all()}
    check_regions(rows, known, name)
    outcome = Outcome()
    new, changed, old_names = [], [], []
    for row in rows:
        values = {"level": row["level"], "name": row["name"], "closed_on": None}
        # What a file does not say does not blank what people have filled in.
        values |= {column: row[column] for column in TEXTS if row.get(column)}
        values |= {column: int(row[column]) for column in NUMBERS if row.get(column)}
        region = known.get(row["code"])
        if region is None:
            new.append(Region(code=row["code"], parent_id=row["parent_code"] or None, **values))
            continue
        if region.name != row["name"]:
            outcome.renamed.append((region.pk, region.name, row["name"]))
            old_names.append((region.pk, region.name, "nama lama"))
        if any(getattr(region, column) != value for column, value in values.items()):
            for column, value in values.items():
                setattr(region, column, value)
            changed.append(region)
    outcome.added = [region.pk for region in new]
    outcome.changed = len(changed)
    bulk_create_with_history(new, Region, batch_size=BATCH, default_change_reason=REASON)

    listed = {row["code"] for row in rows}
    vanished = [
        region
        for code, region in known.items()
        if code not in listed and code.startswith(roots) and region.closed_on is None
    ]
    used = _in_use([region.pk for region in vanished])
    for region in vanished:
        if region.pk in used:
            outcome.in_use.append(region.pk)
        else:
            region.closed_on = timezone.localdate()
            outcome.closed.append(region.pk)
            changed.append(region)
    columns = ["level", "name", "closed_on", *TEXTS, *NUMBERS]
    bulk_update_with_history(changed, Region, columns, batch_size=BATCH, default_change_reason=REASON)
    outcome.aliases = _add_aliases(
        [*old_names, *((row["region_code"], row["name"], row["note"]) for row in alias_rows)]
    )
    return outcome


def _topmost(codes):
    """The codes that lie below no other code of the file."""
    present = set(codes)
    return [code for code in codes if code.rpartition(".")[0] not in present]


def _in_use(codes) -> set:
    """Codes to which a row other than their own children and aliases refers."""
    used = set()
    for relation in Region._meta.related_objects:
        model = relation.related_model
        if model in (Region, RegionAlias) or model.__name__.startswith("Historical"):
            continue
        column = relation.field.attname
        found = model._base_manager.filter(**{f"{relation.field.name}__in": codes})
        used |= set(found.values_list(column, flat=True))
    # A place with a used one inside is used.
    return {code for code in codes if code in used or any(other.startswith(f"{code}.") for other in used)}


def _add_aliases(wanted) -> int:
    """Store (region code, name, note) where that spelling is new for the region; how many were."""
    known = set(RegionAlias.objects.values_list("region_id", "key"))
    codes = set(Region.objects.filter(pk__in={code for code, _, _ in wanted}).values_list("pk", flat=True))
    new = []
    for code, name, note in wanted:
        key = letters_key(name)
        if code not in codes:
            raise BadFileError(f"Nama lain {name!r}: wilayah {code} tidak ada.")
        if (code, key) not in known:
            known.add((code, key))
            new.append(RegionAlias(region_id=code, name=name, key=key, note=note))
    bulk_create_with_history(new, RegionAlias, batch_size=BATCH, default_change_reason=REASON)
    return len(new)
