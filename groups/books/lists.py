"""Table and filters of the groups' books."""

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from groups.lists import KEEP, NamedGroupFilter
from groups.values import show_date, show_number

MONEY = {"td": {"class": "num"}, "th": {"class": "num"}}


class BookFilter(NamedGroupFilter):
    buku = filters.ChoiceFilter(
        label="Buku",
        choices=[("ada", "Sudah dimulai"), ("belum", "Belum dimulai")],
        empty_label="Semua",
        method="has_books",
    )

    def has_books(self, queryset, name, value):
        return queryset.filter(ledger__isnull=value != "ada")


class BookTable(tables.Table):
    name = tables.Column("Kelompok", linkify=lambda record: book_address(record))
    region = tables.Column("Kelurahan", accessor="region__name", order_by="region__name")
    cash = tables.Column("Uang kas", attrs=MONEY)
    savings = tables.Column("Simpanan", attrs=MONEY)
    lent = tables.Column("Sisa pinjaman", attrs=MONEY)
    last_on = tables.Column("Catatan terakhir", attrs=KEEP, empty_values=())

    class Meta:
        default = ""

    def render_cash(self, record, value):
        return show_number(value) if hasattr(record, "ledger") else ""

    render_savings = render_lent = render_cash

    def render_last_on(self, record, value):
        if not hasattr(record, "ledger"):
            return format_html('<span class="chip chip-needs">{}</span>', "Buku belum dimulai")
        return show_date(value) if value else "belum ada catatan"


def book_address(group):
    """Her books, or the page that begins them."""
    return (
        group.ledger.get_absolute_url()
        if hasattr(group, "ledger")
        else reverse("ledger-begin", args=[group.pk])
    )
