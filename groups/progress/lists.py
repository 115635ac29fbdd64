"""Table, filters and spreadsheet of the reports of one period."""

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from groups.lists import KEEP, NamedGroupFilter
from groups.progress import queries
from groups.progress.models import WRITABLE
from groups.progress.queries import STATES_AND_NONE, UNFILLED
from groups.values import show_date


class ExpectedFilter(NamedGroupFilter):
    """``spans``: the periods to choose from, the one shown first. ``due_on``: of the chosen one."""

    periode = filters.ChoiceFilter(label="Periode", empty_label=None, method="as_shown")
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATES_AND_NONE, empty_label="Semua keadaan", method="in_state"
    )
    terlambat = filters.ChoiceFilter(
        label="Batas kirim", choices=[("ya", "Terlambat")], empty_label="Semua", method="behind"
    )

    def __init__(self, *args, spans, due_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.due_on = due_on
        choices = [(span.code, span.label) for span in spans]
        self.filters["periode"].extra |= {"choices": choices, "initial": choices[0][0]}

    def as_shown(self, queryset, name, value):
        return queryset  # the list is of that period already

    def in_state(self, queryset, name, value):
        return queryset.filter(report_state=None if value == UNFILLED else value)

    def behind(self, queryset, name, value):
        return queries.behind(queryset, self.due_on)


def chip_of(state) -> str:
    """A state as a chip; amber where the kader must act."""
    kind = {"diterima": " chip-good", None: " chip-needs", "dikembalikan": " chip-needs"}.get(state, "")
    label = dict(STATES_AND_NONE)[state or UNFILLED]
    return format_html('<span class="chip{}">{}</span>', kind, label)


class ExpectedTable(tables.Table):
    """``period``, ``due_on`` and the ``user`` who reads it are given by the page."""

    name = tables.Column("Kelompok", linkify=lambda record, table: table.address(record))
    region = tables.Column("Kelurahan", accessor="region__name", order_by="region__name")
    report_state = tables.Column("Keadaan", empty_values=())
    first_sent_on = tables.Column("Dikirim", attrs=KEEP)
    on_time = tables.Column("Batas kirim", accessor="pk", order_by="first_sent_on", empty_values=())

    class Meta:
        default = ""

    def __init__(self, *args, user, period, due_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.period, self.due_on = user, period, due_on

    def address(self, group):
        """To fill it in where that is hers to do; else the report, or the group that has none."""
        writable = group.report_state is None or group.report_state in WRITABLE
        if writable and self.user.may_in("edit", group.region_id):
            return reverse("report-write", args=[group.pk, self.period.code])
        if group.report_id:
            return reverse("report-detail", args=[group.report_id])
        return group.get_absolute_url()

    def render_report_state(self, record):
        revision = f" revisi {record.report_revision}" if (record.report_revision or 1) > 1 else ""
        return format_html("{}{}", chip_of(record.report_state), revision)

    def render_first_sent_on(self, value):
        return show_date(value)

    def render_on_time(self, record):
        sent_on = record.first_sent_on
        if sent_on and sent_on <= self.due_on:
            return "tepat waktu"
        if not sent_on and timezone.localdate() <= self.due_on:
            return ""
        return format_html(
            '<span class="chip chip-needs">{}</span>', "terlambat" if sent_on else "lewat batas"
        )
