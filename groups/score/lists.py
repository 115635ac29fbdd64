"""Table and filters of the groups by score."""

import django_filters as filters
import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from groups.lists import KEEP, NamedGroupFilter
from groups.models import Level
from groups.score.queries import RANGE_NAMES


class ScoreFilter(NamedGroupFilter):
    kategori = filters.ModelChoiceFilter(
        label="Kategori",
        queryset=Level.objects.filter(is_offered=True),
        to_field_name="code",
        empty_label="Semua kategori",
        method="at_level",
    )
    nilai = filters.ChoiceFilter(label="Nilai", choices=RANGE_NAMES, empty_label="Semua nilai", method="keep")

    def at_level(self, queryset, name, level):
        return queryset.filter(level_code=level.code) if level else queryset

    def keep(self, queryset, name, value):
        """The view does it, once the scores are reckoned."""
        return queryset


class ScoreTable(tables.Table):
    """Rows are Assessments."""

    name = tables.Column(
        "Kelompok", accessor="group__name",
        linkify=lambda record: reverse("score-group", args=[record.group.pk]),
    )  # fmt: skip
    region = tables.Column("Kelurahan", accessor="group__region__name")
    level = tables.Column("Kategori", accessor="group__level_name")
    points = tables.Column("Nilai", attrs=KEEP)
    next_step = tables.Column("Langkah berikutnya", orderable=False)

    class Meta:
        default = ""

    def render_points(self, value):
        return render_to_string("score/meter.html", {"points": value})

    def value_points(self, value):
        return value

    def render_next_step(self, value):
        return format_html('<span>{} <span class="muted">(+{})</span></span>', value.task, value.gain)
