"""Tables, filters and spreadsheets of products, permits, channels and support."""

from collections.abc import Callable
from dataclasses import dataclass

import django_filters as filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from groups.lists import KEEP, NUMBER, CodeFilter, RegionFilter, ScopedFilterSet, SearchFilter
from groups.market.models import (
    Channel,
    ChannelKind,
    Partner,
    PermitKind,
    SupportKind,
)
from groups.market.models.products import PERMIT_STATES
from groups.market.models.reference import MODES
from groups.market.models.support import STATES
from groups.models import BusinessKind
from groups.values import show_date, show_rupiah

WORDS = {"habis": " habis", "segera": " segera habis", "tanpa_tanggal": " belum bertanggal"}
CHIPS = {"habis": "chip-needs", "segera": "chip-needs", "tanpa_tanggal": "chip-needs", "berlaku": "chip-good"}


class GroupColumn(tables.Column):
    def __init__(self, **kwargs):
        super().__init__("Kelompok", linkify=True, order_by="group__name", **kwargs)


def region_column():
    return tables.Column("Kelurahan", accessor="group__region__name", order_by="group__region__name")


# -- products


class ProductFilter(ScopedFilterSet):
    q = SearchFilter("Cari produk", "Nama produk atau kelompok", "name", "group__name")
    wilayah = RegionFilter(path="group__region__code")
    jenis = CodeFilter("Jenis", BusinessKind, "kind")
    saluran = CodeFilter(
        "Saluran", ChannelKind, "channel", all_of_them="Semua saluran", method="sold_through"
    )
    izin = filters.ChoiceFilter(
        label="Izin",
        choices=[*PERMIT_STATES, ("belum", "Belum ada izin")],
        empty_label="Semua",
        method="permitted",
    )
    etalase = filters.ChoiceFilter(
        label="Etalase",
        choices=[("ya", "Tampil"), ("belum", "Belum tampil")],
        empty_label="Semua",
        method="shown",
    )

    def sold_through(self, queryset, name, kind):
        if not kind:
            return queryset
        channels = Channel.objects.open().filter(kind=kind, group=OuterRef("group"))
        return queryset.filter(Exists(channels))

    def permitted(self, queryset, name, value):
        if value == "belum":
            return queryset.exclude(pk__in=queryset.with_permit().values("pk"))
        return queryset.with_permit(value) if value else queryset

    def shown(self, queryset, name, value):
        return queryset.filter(is_public=value == "ya") if value else queryset


def permits_of(product) -> list:
    """Those that cover it; reads the group's prefetched ``open_permits``."""
    return [permit for permit in product.group.open_permits if product.is_covered_by(permit)]


class ProductTable(tables.Table):
    name = tables.Column("Produk", linkify=True)
    group = GroupColumn()
    region = region_column()
    kind = tables.Column("Jenis", order_by="kind__name")
    price = tables.Column("Harga", attrs=NUMBER)
    permits = tables.Column("Izin", empty_values=(), orderable=False)
    is_public = tables.Column("Etalase")

    class Meta:
        default = ""

    def render_price(self, value, record):
        return f"{show_rupiah(value)} per {record.unit}"

    def render_permits(self, record):
        permits = permits_of(record)
        if not permits:
            return mark_safe('<span class="muted">belum ada</span>')
        return format_html_join(
            " ",
            '<span class="chip {}">{}{}</span>',
            [(CHIPS[one.state], one.kind.name, WORDS.get(one.state, "")) for one in permits],
        )

    def render_is_public(self, value):
        return "Tampil" if value else "–"


# -- permits


class PermitFilter(ScopedFilterSet):
    q = SearchFilter("Cari izin", "Nomor, produk, atau kelompok", "number", "product__name", "group__name")
    wilayah = RegionFilter(path="group__region__code")
    jenis = CodeFilter("Jenis izin", PermitKind, "kind")
    keadaan = filters.ChoiceFilter(
        label="Keadaan",
        choices=[*PERMIT_STATES, ("perlu", "Sudah atau segera habis")],
        empty_label="Semua keadaan",
        method="in_state",
    )

    def in_state(self, queryset, name, value):
        if value == "perlu":
            return queryset.to_renew(timezone.localdate())
        return queryset.filter(state=value) if value else queryset


class PermitTable(tables.Table):
    kind = tables.Column(
        "Izin",
        order_by="kind__position",
        linkify=lambda record: reverse("group-market", args=[record.group_id]),
    )
    number = tables.Column("Nomor")
    group = GroupColumn()
    region = region_column()
    product = tables.Column("Untuk", empty_values=(), order_by="product__name")
    valid_until = tables.Column("Berlaku sampai", attrs=KEEP)
    state = tables.Column("Keadaan", order_by="valid_until")

    class Meta:
        default = ""

    def render_product(self, value):
        return value.name if value else "Semua produk kelompok"

    def render_valid_until(self, value):
        return show_date(value)

    def render_state(self, value):
        return format_html('<span class="chip {}">{}</span>', CHIPS[value], dict(PERMIT_STATES)[value])


# -- channels


class ChannelFilter(ScopedFilterSet):
    q = SearchFilter("Cari saluran", "Nama tempat atau kelompok", "name", "group__name")
    wilayah = RegionFilter(path="group__region__code")
    cara = filters.ChoiceFilter(
        label="Cara", choices=MODES, field_name="kind__mode", empty_label="Langsung dan internet"
    )
    jenis = CodeFilter("Saluran", ChannelKind, "kind", all_of_them="Semua saluran")


class ChannelTable(tables.Table):
    name = tables.Column("Nama", linkify=True)
    kind = tables.Column("Saluran", order_by="kind__position")
    mode = tables.Column("Cara", accessor="kind__mode", order_by="kind__mode")
    group = GroupColumn()
    region = region_column()
    since = tables.Column("Sejak", attrs=KEEP)

    class Meta:
        default = ""

    def render_mode(self, record):
        return record.kind.mode.capitalize()

    def render_since(self, value):
        return show_date(value)


# -- support


class SupportFilter(ScopedFilterSet):
    q = SearchFilter("Cari dukungan", "Kebutuhan atau kelompok", "need", "group__name")
    wilayah = RegionFilter(path="group__region__code")
    jenis = CodeFilter("Jenis", SupportKind, "kind")
    mitra = CodeFilter("Mitra", Partner, "partner", all_of_them="Semua mitra")
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATES, field_name="state", empty_label="Semua keadaan"
    )


class SupportTable(tables.Table):
    need = tables.Column("Kebutuhan", linkify=True, orderable=False)
    kind = tables.Column("Jenis", order_by="kind__position")
    group = GroupColumn()
    region = region_column()
    partner = tables.Column("Mitra", order_by="partner__name")
    asked_on = tables.Column("Diajukan", attrs=KEEP)
    state = tables.Column("Keadaan")

    class Meta:
        default = ""

    def render_need(self, value):
        return value if len(value) < 90 else f"{value[:87]}..."

    def render_asked_on(self, value):
        return show_date(value)

    def render_state(self, value, record):
        kind = {"diajukan": " chip-needs", "selesai": " chip-good"}.get(value, "")
        return format_html('<span class="chip{}">{}</span>', kind, record.get_state_display())


# -- spreadsheets


@dataclass(frozen=True)
class SheetColumn:
    width: int
    value: Callable


class Sheet:
    """The columns of a list as a file, by heading; a ``resource`` of ``ScopedList``."""

    def __init__(self, *columns):
        self.fields = {heading: SheetColumn(width, value) for heading, width, value in columns}

    def headings(self):
        return list(self.fields)

    def values(self, row):
        cells = [column.value(row) for column in self.fields.values()]
        return ["" if cell is None else cell for cell in cells]


PLACES = (
    ("Kecamatan", 20, lambda row: row.group.region.parent.name),
    ("Kelurahan", 18, lambda row: row.group.region.name),
    ("Kelompok", 24, lambda row: row.group.name),
)


def _permit_words(permit) -> str:
    until = f" s.d. {show_date(permit.valid_until)}" if permit.valid_until else ""
    return f"{permit.kind.name} {permit.number}{until}"


PRODUCT_SHEET = Sheet(
    *PLACES,
    ("Produk", 26, lambda row: row.name),
    ("Jenis", 14, lambda row: row.kind.name),
    ("Keterangan", 30, lambda row: row.description),
    ("Harga (rupiah)", 14, lambda row: row.price),
    ("Satuan", 14, lambda row: row.unit),
    ("Kemasan", 18, lambda row: row.packaging),
    ("Tahan (hari)", 11, lambda row: row.shelf_life),
    ("Kapasitas sebulan", 16, lambda row: row.capacity),
    ("Izin", 40, lambda row: "; ".join(map(_permit_words, permits_of(row)))),
    ("Pemasaran", 30, lambda row: "; ".join(map(str, row.group.open_channels))),
    ("Di etalase", 10, lambda row: "ya" if row.is_public else "belum"),
)
PERMIT_SHEET = Sheet(
    *PLACES,
    ("Jenis izin", 18, lambda row: row.kind.name),
    ("Nomor", 24, lambda row: row.number),
    ("Untuk produk", 24, lambda row: row.product.name if row.product else "Semua produk kelompok"),
    ("Berlaku sampai", 16, lambda row: show_date(row.valid_until)),
    ("Keadaan", 20, lambda row: dict(PERMIT_STATES)[row.state]),
)
CHANNEL_SHEET = Sheet(
    *PLACES,
    ("Saluran", 16, lambda row: row.kind.name),
    ("Cara", 10, lambda row: row.kind.mode.capitalize()),
    ("Nama tempat atau toko", 28, lambda row: row.name),
    ("Alamat web", 40, lambda row: row.address),
    ("Dipakai sejak", 16, lambda row: show_date(row.since)),
)
SUPPORT_SHEET = Sheet(
    *PLACES,
    ("Jenis dukungan", 18, lambda row: row.kind.name),
    ("Yang dibutuhkan", 44, lambda row: row.need),
    ("Untuk produk", 22, lambda row: row.product.name if row.product else ""),
    ("Mitra", 22, lambda row: row.partner.name if row.partner else ""),
    ("Diajukan", 16, lambda row: show_date(row.asked_on)),
    ("Keadaan", 18, lambda row: row.get_state_display()),
    ("Hasil atau alasan", 40, lambda row: row.outcome),
    ("Nilai bantuan (rupiah)", 18, lambda row: row.value),
)
