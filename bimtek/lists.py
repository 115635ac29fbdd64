"""Table and filters of events, with the counts they show."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q

from bimtek.models import STATUSES, Attendance, EventKind, Participant, TrainingEvent
from groups.lists import KEEP, ScopedFilterSet, count_of, search_box
from groups.values import show_date


def with_counts(events, user):
    """With ``listed`` and ``came``: the participants the user may see, and those of them who were there."""
    visible = Participant.objects.visible_to(user).filter(is_dropped=False)
    there = visible.filter(pk__in=Attendance.objects.values("participant"))
    return events.annotate(listed=count_of(visible, "event"), came=count_of(there, "event"))


class EventFilter(ScopedFilterSet):
    q = filters.CharFilter(
        label="Cari kegiatan", max_length=80, method="search", widget=search_box("Judul atau tempat")
    )
    jenis = filters.ModelChoiceFilter(
        label="Jenis",
        queryset=EventKind.objects.all(),
        to_field_name="code",
        field_name="kind",
        empty_label="Semua jenis",
    )
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATUSES, field_name="status", empty_label="Semua keadaan"
    )
    tahun = filters.NumberFilter(label="Tahun", min_value=1985, max_value=2100, method="in_year")

    class Meta:
        model = TrainingEvent
        fields = []

    def search(self, queryset, name, text):
        return queryset.filter(Q(title__icontains=text) | Q(venue__icontains=text))

    def in_year(self, queryset, name, year):
        return queryset.filter(starts_on__year__lte=year, ends_on__year__gte=year)


class EventTable(tables.Table):
    title = tables.Column("Kegiatan", linkify=True)
    kind = tables.Column("Jenis", order_by="kind__name")
    starts_on = tables.Column("Tanggal", attrs=KEEP)
    region = tables.Column("Untuk wilayah", accessor="region__title", orderable=False)
    venue = tables.Column("Tempat")
    listed = tables.Column("Peserta", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    came = tables.Column("Hadir", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    status = tables.Column("Keadaan")

    class Meta:
        default = ""

    def render_starts_on(self, value):
        return show_date(value)
