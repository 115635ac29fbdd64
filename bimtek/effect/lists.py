"""Lists of follow-up tasks, and of kelurahan with the people that were trained there."""

from datetime import date

import django_filters as filters
import django_tables2 as tables
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.html import format_html

from bimtek.effect.models import FollowUp
from bimtek.models import EventKind, Participant, TrainingEvent
from groups.lists import KEEP, RegionFilter, ScopedFilterSet, count_of, search_box
from groups.models import BusinessGroup, Region
from groups.values import show_date

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class FollowUpFilter(ScopedFilterSet):
    q = filters.CharFilter(label="Cari", max_length=80, method="search", widget=search_box("Tugas atau nama"))
    wilayah = RegionFilter()
    keadaan = filters.ChoiceFilter(
        label="Keadaan",
        choices=[("belum", "Belum selesai"), ("lewat", "Lewat tanggalnya"), ("selesai", "Selesai")],
        empty_label="Semua keadaan",
        method="in_state",
    )

    class Meta:
        model = FollowUp
        fields = []

    def search(self, queryset, name, text):
        return queryset.filter(Q(task__icontains=text) | Q(person__icontains=text))

    def in_state(self, queryset, name, state):
        if state == "selesai":
            return queryset.filter(done_on__isnull=False)
        waiting = queryset.filter(done_on__isnull=True)
        return waiting.filter(due_on__lt=timezone.localdate()) if state == "lewat" else waiting


def state_chip(row):
    if row.done_on:
        return format_html('<span class="chip chip-good">Selesai {}</span>', show_date(row.done_on))
    words = "Lewat tanggalnya" if row.is_late else "Belum selesai"
    return format_html('<span class="chip{}">{}</span>', " chip-needs" if row.is_late else "", words)


class FollowUpTable(tables.Table):
    task = tables.Column("Yang dikerjakan", linkify=lambda record: record.get_absolute_url())
    person = tables.Column("Penanggung jawab")
    region = tables.Column("Wilayah", accessor="region__name", orderable=False)
    event = tables.Column("Kegiatan", accessor="event__title")
    due_on = tables.Column("Paling lambat", attrs=KEEP)
    state = tables.Column("Keadaan", accessor="done_on", empty_values=(), orderable=False)
    result = tables.Column("Hasilnya", visible=False)  # only in the file

    class Meta:
        default = ""

    def render_due_on(self, value):
        return show_date(value)

    def render_state(self, record):
        return state_chip(record)


# -- Coverage


def trained(*, kind=None, year=None):
    """Participants who were present at a held event, of one kind or in one year where asked."""
    events = TrainingEvent.objects.filter(status="terlaksana")
    if kind:
        events = events.filter(kind=kind)
    if year:
        events = events.between(date(year, 1, 1), date(year, 12, 31))
    people = Participant.objects.filter(event__in=events, is_dropped=False)
    return people.with_presence().filter(came=True)


def with_training(places, *, user, kind=None, year=None, today=None):
    """Kelurahan with ``people`` (each person once), ``held`` events, ``joined`` and ``active`` groups."""
    people = trained(kind=kind, year=year).visible_to(user).filter(region=OuterRef("pk"))
    people = people.order_by().values("region")
    stranger = Case(When(member__isnull=True, then=Lower("name")), output_field=CharField())
    counts = {
        "people": Count("member", distinct=True) + Count(stranger, distinct=True),
        "held": Count("event", distinct=True),
        "joined": Count("group", distinct=True),
    }
    today = today or timezone.localdate()
    active = BusinessGroup.objects.visible_to(user).as_of(today).filter(status="aktif")
    return places.annotate(
        **{
            name: Coalesce(
                Subquery(people.annotate(n=count).values("n"), output_field=IntegerField()),
                0,
            )
            for name, count in counts.items()
        },
        active=count_of(active, "region"),
        is_trained=Exists(trained(kind=kind, year=year).visible_to(user).filter(region=OuterRef("pk"))),
        district=F("parent__name"),
    )


class CoverageFilter(ScopedFilterSet):
    """The kind and the year narrow what is counted (see the view), not the rows."""

    wilayah = RegionFilter("code")
    jenis = filters.ModelChoiceFilter(
        label="Jenis kegiatan",
        queryset=EventKind.objects.all(),
        to_field_name="code",
        empty_label="Semua jenis",
        method="counted",
    )
    tahun = filters.NumberFilter(label="Tahun", min_value=1985, max_value=2100, method="counted")
    terlatih = filters.ChoiceFilter(
        label="Kader terlatih",
        choices=[("belum", "Belum ada"), ("ada", "Sudah ada")],
        empty_label="Semua",
        method="with_people",
    )

    class Meta:
        model = Region
        fields = []

    def counted(self, queryset, name, value):
        return queryset

    def with_people(self, queryset, name, value):
        return queryset.filter(is_trained=value == "ada")


class CoverageTable(tables.Table):
    name = tables.Column("Kelurahan", linkify=lambda record: record.get_absolute_url())
    district = tables.Column("Kecamatan")
    people = tables.Column("Orang terlatih", attrs=NUMBER)
    held = tables.Column("Kegiatan", attrs=NUMBER)
    joined = tables.Column("Kelompok ikut", attrs=NUMBER)
    active = tables.Column("Kelompok aktif", attrs=NUMBER)

    class Meta:
        default = ""

    def render_people(self, value):
        return value or format_html('<span class="chip chip-needs">{}</span>', "belum ada")

    def value_people(self, value):
        return value
