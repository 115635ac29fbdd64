"""The shapes of the answers: what leaves the program, field by field, and nothing else."""

from datetime import date

from ninja import Schema

from groups.market.lists import permits_of
from groups.models.business import STATUSES
from reports.tables import Table


class PlaceOut(Schema):
    kode: str
    nama: str
    tingkat: str
    induk: str | None


def place_out(place) -> dict:
    return {"kode": place.pk, "nama": place.title, "tingkat": place.level, "induk": place.parent_id}


class GroupOut(Schema):
    id: int
    nama: str
    wilayah: str
    bentuk: str
    jenis_usaha: str
    kategori: str
    keadaan: str
    anggota: int
    berdiri: date
    koperasi_sejak: date | None


def group_out(group) -> dict:
    """``group`` of ``groups_today``."""
    return {
        "id": group.pk,
        "nama": group.name,
        "wilayah": group.region_id,
        "bentuk": group.get_kind_display(),
        "jenis_usaha": group.business_kind.name,
        "kategori": group.level_name,
        "keadaan": dict(STATUSES)[group.status],
        "anggota": group.member_count,
        "berdiri": group.founded_on,
        "koperasi_sejak": group.cooperative_on,
    }


class PermitOut(Schema):
    jenis: str
    keadaan: str
    berlaku_sampai: date | None


class ProductOut(Schema):
    id: int
    nama: str
    kelompok: int
    wilayah: str
    jenis: str
    harga: int | None
    satuan: str
    kapasitas_sebulan: int | None
    usaha_anggota: bool
    di_etalase: bool
    izin: list[PermitOut]


def product_out(product) -> dict:
    """``product`` with its group's ``open_permits``. Whose it is, is nobody's business there."""
    return {
        "id": product.pk,
        "nama": product.name,
        "kelompok": product.group_id,
        "wilayah": product.group.region_id,
        "jenis": product.kind.name,
        "harga": product.price,
        "satuan": product.unit,
        "kapasitas_sebulan": product.capacity,
        "usaha_anggota": product.member_id is not None,
        "di_etalase": product.is_public,
        "izin": [
            {"jenis": permit.kind.name, "keadaan": permit.state, "berlaku_sampai": permit.valid_until}
            for permit in permits_of(product)
        ],
    }


class SupportOut(Schema):
    wilayah: str
    nama: str
    berjalan: int
    selesai: dict[str, int]
    nilai: int


def support_out(support) -> dict:
    return {
        "wilayah": support.region.pk,
        "nama": support.region.name,
        "berjalan": support.under_way,
        "selesai": support.done,
        "nilai": support.value,
    }


class ColumnOut(Schema):
    nomor: str
    judul: str


class LineOut(Schema):
    kode: str
    nama: str
    nilai: list[int | str]


class TableOut(Schema):
    judul: str
    keterangan: list[str]
    cakupan: str
    kolom: list[ColumnOut]
    baris: list[LineOut]
    jumlah: list[int | str]


def table_out(table: Table, keys: list) -> dict:
    """A report's table; ``keys`` name its rows, which begin with their number and their name."""
    columns = list(zip(table.numbers, table.flat_head, strict=True))[2:]
    return {
        "judul": table.title,
        "keterangan": [*table.lines, *table.notes],
        "cakupan": table.coverage,
        "kolom": [{"nomor": number, "judul": title} for number, title in columns],
        "baris": [
            {"kode": str(key), "nama": str(name.value), "nilai": [cell.value for cell in cells]}
            for key, (_, name, *cells) in zip(keys, table.rows, strict=True)
        ],
        "jumlah": [cell.value for cell in table.total[2:]],
    }
