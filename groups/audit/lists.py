"""The trail as a list: who, what, when, from where and why."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import django_filters as filters
import django_tables2 as tables
from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from groups.audit.models import KINDS, AuditEntry
from groups.lists import KEEP, ScopedFilterSet
from groups.models import User
from groups.scoping.forms import DateField

# Where a record's page is; no record is looked up for its name.
PAGES = {
    "groups.Member": "member-detail",
    "groups.BusinessGroup": "group-detail",
    "groups.User": "user-detail",
}


class DayFilter(filters.DateFilter):
    field_class = DateField


def people(request):
    return User.objects.managed_by(request.user).order_by("name") | User.objects.filter(pk=request.user.pk)


class AuditFilter(ScopedFilterSet):
    siapa = filters.ModelChoiceFilter(
        label="Siapa", field_name="user", queryset=people, empty_label="Semua orang"
    )
    perbuatan = filters.ChoiceFilter(
        label="Perbuatan", field_name="kind", choices=KINDS, empty_label="Semua perbuatan"
    )
    dari = DayFilter(label="Dari tanggal", method="since")
    sampai = DayFilter(label="Sampai tanggal", method="until")

    class Meta:
        model = AuditEntry
        fields = []

    def since(self, queryset, name, day):
        return queryset.filter(at__gte=midnight(day))

    def until(self, queryset, name, day):
        return queryset.filter(at__lt=midnight(day) + timedelta(days=1))


def midnight(day):
    """Compared with moments, so that the index of the moments serves; no calendar ends here."""
    day = min(max(day, date(1985, 1, 1)), date(2200, 1, 1))
    return timezone.make_aware(datetime.combine(day, time.min))


class AuditTable(tables.Table):
    at = tables.Column("Waktu", orderable=False, attrs=KEEP)
    user = tables.Column("Siapa", orderable=False, accessor="user__name", empty_values=())
    what = tables.Column("Apa", orderable=False, empty_values=())
    address = tables.Column("Dari mana", orderable=False)
    why = tables.Column("Alasan", orderable=False)

    class Meta:
        default = ""

    def render_at(self, value):
        return timezone.localtime(value).strftime("%d/%m/%Y %H.%M.%S")

    def render_user(self, record):
        return record.user.name if record.user else "Aplikasi"

    def render_what(self, record):
        verb = record.get_kind_display()
        if not record.record:
            return f"{verb} {record.what}"
        text = f"{verb} {record_word(record.record)} {record.record_pk}"
        if record.kind == "lihat_nik":
            text = f"{verb} anggota {record.record_pk}"
        try:
            return format_html(
                '<a href="{}">{}</a>', reverse(PAGES[record.record], args=[record.record_pk]), text
            )
        except (KeyError, NoReverseMatch):
            return text


@lru_cache(maxsize=200)
def record_word(label):
    """What a kind of record is called on screens."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label
