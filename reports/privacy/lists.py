"""Requests, and accounts to be looked at, as lists."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from groups.lists import KEEP, ScopedFilterSet, search_box
from groups.models import User
from groups.values import show_date
from reports.privacy.models import AccountReview, DataRequest


class RequestFilter(ScopedFilterSet):
    keadaan = filters.ChoiceFilter(
        label="Keadaan",
        choices=[("belum", "Belum dijawab"), ("sudah", "Sudah dijawab")],
        method="by_state",
        empty_label="Semua",
    )

    class Meta:
        model = DataRequest
        fields = []

    def by_state(self, queryset, name, value):
        return queryset.filter(settled_on__isnull=value == "belum")


class RequestTable(tables.Table):
    member = tables.Column("Anggota", orderable=False)
    kind = tables.Column("Permintaan", orderable=False)
    asked_on = tables.Column("Diminta", orderable=False, attrs=KEEP)
    state = tables.Column("Keadaan", orderable=False, empty_values=())

    class Meta:
        default = ""

    def render_member(self, record):
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.member.name)

    def render_asked_on(self, value):
        return show_date(value)

    def render_state(self, record):
        if record.settled_on:
            return f"dijawab {show_date(record.settled_on)}"
        if record.is_late:
            return format_html('<span class="chip chip-needs">{}</span>', "Terlambat")
        return f"jawab sebelum {show_date(record.due_on)}"


def to_be_reviewed(user):
    """Accounts that nobody looked at for a year, longest first; new ones have a year."""
    before = timezone.now() - AccountReview.EVERY
    mine = User.objects.managed_by(user).filter(is_active=True, date_joined__lt=before).exclude(pk=user.pk)
    seen = mine.annotate(seen_at=Max("reviews__at")).filter(Q(seen_at=None) | Q(seen_at__lt=before))
    return seen.order_by("seen_at", "name")


class ReviewFilter(ScopedFilterSet):
    q = filters.CharFilter(
        label="Cari pengguna",
        max_length=80,
        field_name="name",
        lookup_expr="icontains",
        widget=search_box("Nama"),
    )

    class Meta:
        model = User
        fields = []


class ReviewTable(tables.Table):
    name = tables.Column("Nama", orderable=False, linkify=True)
    tasks = tables.Column("Tugas", orderable=False, empty_values=())
    last_login = tables.Column("Terakhir masuk", orderable=False, attrs=KEEP)
    answer = tables.Column("Masih bertugas?", orderable=False, empty_values=())

    class Meta:
        default = "belum pernah"

    def render_tasks(self, record):
        return ", ".join(str(task) for task in record.held) or "tidak ada"

    def render_last_login(self, value):
        return show_date(timezone.localtime(value).date())

    def render_answer(self, record):
        return format_html(
            '<span><a href="{}">Masih</a> · <a href="{}">Tidak lagi</a></span>',
            reverse("account-keep", args=[record.pk]),
            record.get_absolute_url(),
        )
