"""Tables and filters of accounts, regions and reference lists, with the annotations they show."""

import contextlib

import django_filters as filters
import django_tables2 as tables
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from groups.lists import KEEP, RegionFilter, ScopedFilterSet, search_box
from groups.models import ActivationCard, Region, RegionRole, User
from groups.models.access import ROLES
from groups.scoping.queryset import under
from groups.values import letters_key, parse_phone, show_date, show_phone

STATES = [
    ("perlu_kartu", "Perlu kartu"),
    ("menunggu", "Memegang kartu"),
    ("siap", "Bisa masuk"),
    ("nonaktif", "Nonaktif"),
]
STATE_CHIPS = {"perlu_kartu": " chip-needs", "siap": " chip-good"}


def with_state(accounts):
    """Accounts with ``state`` (one of STATES) and ``held``: their tasks that are not over yet."""
    cards = ActivationCard.objects.filter(
        user=OuterRef("pk"), used_at=None, voided_at=None, expires_at__gt=timezone.now()
    )
    no_password = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    state = Case(
        When(is_active=False, then=Value("nonaktif")),
        When(no_password & Exists(cards), then=Value("menunggu")),
        When(no_password, then=Value("perlu_kartu")),
        default=Value("siap"),
        output_field=CharField(),
    )
    held = tasks_not_over().select_related("region").order_by("region_id", "role")
    return accounts.annotate(state=state).prefetch_related(Prefetch("roles", held, to_attr="held"))


def tasks_not_over():
    """Tasks in force today or to come."""
    return RegionRole.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))


def state_chip(state):
    return format_html('<span class="chip{}">{}</span>', STATE_CHIPS.get(state, ""), dict(STATES)[state])


class UserFilter(ScopedFilterSet):
    """Search by name, username or phone. It comes by POST: what is typed may be a phone number."""

    q = filters.CharFilter(
        label="Cari pengguna",
        max_length=80,
        method="search",
        widget=search_box("Nama, nama pengguna, atau nomor HP"),
    )
    wilayah = RegionFilter(method="ignore")
    tugas = filters.ChoiceFilter(
        label="Tugas",
        choices=[*ROLES, ("tanpa", "Tidak punya tugas")],
        empty_label="Semua tugas",
        method="ignore",
    )
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATES, field_name="state", empty_label="Semua keadaan"
    )

    class Meta:
        model = User
        fields = []

    def search(self, queryset, name, text):
        match = Q(name__icontains=text) | Q(username__icontains=text)
        with contextlib.suppress(ValidationError):
            match |= Q(phone=parse_phone(text))
        return queryset.filter(match)

    def ignore(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        """Task and region are asked of one and the same task: all kader of a kecamatan."""
        queryset = super().filter_queryset(queryset)
        role, region = (self.form.cleaned_data.get(name) for name in ("tugas", "wilayah"))
        tasks = tasks_not_over().filter(user=OuterRef("pk"))
        if role == "tanpa":
            return queryset.filter(~Exists(tasks))
        if role:
            tasks = tasks.filter(role=role)
        if region:
            tasks = tasks.filter(under("region__code", region.pk))
        return queryset.filter(Exists(tasks)) if role or region else queryset


class UserTable(tables.Table):
    """``name`` carries the box to choose people for cards; see templates/groups/user_results.html."""

    name = tables.Column("Nama")
    phone = tables.Column("Nomor HP", orderable=False, attrs=KEEP)
    held = tables.Column("Tugas", orderable=False)
    last_login = tables.Column("Terakhir masuk", attrs=KEEP)
    state = tables.Column("Keadaan")

    class Meta:
        default = ""

    def render_name(self, record):
        return format_html(
            '<span class="pick"><input type="checkbox" class="form-check-input" form="kartu" '
            'name="people" value="{}" aria-label="Pilih {}"><span><a href="{}">{}</a><br>'
            '<span class="muted">{}</span></span></span>',
            record.pk,
            record.name,
            record.get_absolute_url(),
            record.name,
            record.username,
        )

    def render_phone(self, value):
        return show_phone(value)

    def render_held(self, value):
        lines = ((task,) for task in value)
        return format_html("<span>{}</span>", format_html_join(mark_safe("<br>"), "{}", lines))

    def render_last_login(self, value):
        return show_date(timezone.localtime(value).date())

    def render_state(self, value):
        return state_chip(value)


class PlaceFilter(ScopedFilterSet):
    q = filters.CharFilter(
        label="Cari wilayah", max_length=80, method="search", widget=search_box("Nama, nama lain, atau kode")
    )
    wilayah = RegionFilter(path="code")

    class Meta:
        model = Region
        fields = []

    def search(self, queryset, name, text):
        match = Q(name__icontains=text) | Q(code__startswith=text)
        key = letters_key(text)
        if key:
            match |= Q(pk__in=Region.objects.filter(aliases__key__contains=key).values("pk"))
        return queryset.filter(match)


class PlaceTable(tables.Table):
    """The tree as rows in the order of the codes; ``counts`` holds active groups by kelurahan code."""

    name = tables.Column("Wilayah", orderable=False)
    code = tables.Column("Kode", orderable=False, attrs=KEEP)
    postcode = tables.Column("Kode pos", orderable=False)
    groups = tables.Column(
        "Kelompok aktif",
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    counts = {}

    class Meta:
        default = ""

    def render_name(self, record):
        return format_html(
            '<span class="tree-{}"><a href="{}">{}</a></span>',
            record.level,
            record.get_absolute_url(),
            record.name if record.level == "kelurahan" else record.title,
        )

    def render_groups(self, record):
        return sum(count for code, count in self.counts.items() if f"{code}.".startswith(f"{record.code}."))


def with_use(entries):
    """Entries of a reference list with ``in_use``: may be chosen today."""
    today = entries.model.objects.valid_on(timezone.localdate())
    return entries.annotate(in_use=Exists(today.filter(pk=OuterRef("pk"))))


class EntryFilter(ScopedFilterSet):
    q = filters.CharFilter(
        label="Cari", max_length=80, field_name="name", lookup_expr="icontains", widget=search_box("Nama")
    )

    class Meta:
        fields = []


class EntryTable(tables.Table):
    """Entries of one reference list."""

    name = tables.Column("Nama", linkify=True)
    code = tables.Column("Kode")
    position = tables.Column("Urutan", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    valid_from = tables.Column("Berlaku sejak", attrs=KEEP)
    valid_until = tables.Column("Berlaku sampai", attrs=KEEP)
    state = tables.Column("Keadaan", empty_values=(), orderable=False)

    class Meta:
        default = ""

    def render_valid_from(self, value):
        return show_date(value)

    def render_valid_until(self, value):
        return show_date(value)

    def render_state(self, record):
        kind, word = (" chip-good", "Dipakai") if record.in_use else ("", "Tidak dipakai")
        return format_html('<span class="chip{}">{}</span>', kind, word)
