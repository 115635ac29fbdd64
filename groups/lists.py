"""Tables and filters of groups and members, with the annotations they show."""

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html

from groups.models import BusinessKind, Level, Membership, OfficerTerm, Region
from groups.models.business import STATUSES
from groups.models.people import OFFICES, SEXES
from groups.scoping.queryset import under
from groups.secrets import nik_hash
from groups.values import parse_nik, parse_phone, show_date


def count_of(queryset, outer: str):
    """Subquery: how many rows of ``queryset`` point with ``outer`` to the row at hand; 0 for none."""
    rows = queryset.filter(**{outer: OuterRef("pk")}).order_by().values(outer)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def groups_today(queryset):
    """Kept groups with level, status, ``member_count`` and ``officer_count`` of today."""
    today = timezone.localdate()
    return (
        queryset.as_of(today)
        .select_related("region", "business_kind")
        .annotate(
            member_count=count_of(Membership.objects.as_of(today), "group"),
            officer_count=count_of(OfficerTerm.objects.filter(ended_on__isnull=True), "group"),
        )
    )


def exported_groups(groups):
    """A scoped queryset of groups, as they are today, with what their columns in a spreadsheet show."""
    return groups_today(groups).select_related("region__parent", "business_kind", "capital_source")


def exported_members(members):
    """A scoped queryset of members, with what their columns in a spreadsheet show."""
    return members.select_related("group__region__parent").with_office().with_joined()


class RegionFilter(filters.ModelChoiceFilter):
    """A region of the user's scope: everything at or below it. One choice is no choice: then hidden."""

    def __init__(self, path="region__code", **kwargs):
        self.path = path
        super().__init__(label="Wilayah", empty_label="Semua wilayah", queryset=self._offer, **kwargs)

    @staticmethod
    def _offer(request):
        return Region.objects.visible_to(request.user).filter(level__in=["kecamatan", "kelurahan"]).open()

    def filter(self, queryset, region):
        return queryset.filter(under(self.path, region.pk)) if region else queryset


class ScopedFilterSet(filters.FilterSet):
    """``q`` comes first; a region box is shown only to whoever has more than one region."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "wilayah" in self.filters and len(self.filters["wilayah"].get_queryset(self.request)[:2]) < 2:
            del self.filters["wilayah"]

    @property
    def form(self):
        form = super().form
        for field in form.fields.values():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs.setdefault("class", kind)
        return form


def search_box(placeholder):
    return forms.TextInput(attrs={"type": "search", "placeholder": placeholder, "autocomplete": "off"})


class SearchFilter(filters.CharFilter):
    """The search box of a list: rows with what is typed in one of ``paths``."""

    def __init__(self, label, placeholder, *paths):
        self.paths = paths
        super().__init__(label=label, max_length=80, widget=search_box(placeholder))

    def filter(self, queryset, text):
        match = Q()
        for path in self.paths if text else ():
            match |= Q(**{f"{path}__icontains": text})
        return queryset.filter(match)


class CodeFilter(filters.ModelChoiceFilter):
    """An entry of a reference list, by its code in the address."""

    def __init__(self, label, model, field_name, *, all_of_them="Semua jenis", **kwargs):
        kwargs.setdefault("queryset", model.objects.all())
        super().__init__(
            label=label, field_name=field_name, to_field_name="code", empty_label=all_of_them, **kwargs
        )


class NamedGroupFilter(ScopedFilterSet):
    q = SearchFilter("Cari nama kelompok", "Nama kelompok", "name")
    wilayah = RegionFilter()


class GroupFilter(ScopedFilterSet):
    q = SearchFilter("Cari nama kelompok", "Nama kelompok atau usaha", "name", "product")
    wilayah = RegionFilter()
    kategori = CodeFilter(
        "Kategori",
        Level,
        "level_code",
        queryset=Level.objects.filter(is_offered=True),
        all_of_them="Semua kategori",
        method="at_level",
    )
    jenis = CodeFilter("Jenis usaha", BusinessKind, "business_kind")
    keadaan = filters.ChoiceFilter(
        label="Keadaan", choices=STATUSES, field_name="status", empty_label="Semua keadaan"
    )

    def at_level(self, queryset, name, level):
        return queryset.filter(level_code=level.code) if level else queryset


class MemberFilter(ScopedFilterSet):
    """Search by name, phone or NIK (exact). It comes by POST: what is typed may be a NIK."""

    q = filters.CharFilter(
        label="Cari anggota", max_length=80, method="search", widget=search_box("Nama, nomor HP, atau NIK")
    )
    wilayah = RegionFilter(path="group__region__code")
    jabatan = filters.ChoiceFilter(
        label="Jabatan", choices=OFFICES, field_name="office", empty_label="Semua jabatan"
    )
    jk = filters.ChoiceFilter(label="L/P", choices=SEXES, field_name="sex", empty_label="L dan P")
    keanggotaan = filters.ChoiceFilter(
        label="Keanggotaan",
        choices=[("aktif", "Masih anggota"), ("keluar", "Sudah keluar")],
        empty_label="Semua",
        method="membership",
    )

    def search(self, queryset, name, text):
        match = Q(name__icontains=text) | Q(name_key__icontains=text)
        for parse, look in ((parse_phone, self._phone), (parse_nik, self._nik)):
            try:
                match |= look(parse(text))
            except ValidationError:
                continue
        return queryset.filter(match)

    @staticmethod
    def _phone(e164):
        return Q(phone=e164)

    def _nik(self, facts):
        cities = {code[:5] for code in self.request.user.region_codes() if len(code) >= 5}
        return Q(nik_hash__in=[nik_hash(facts.digits, city) for city in cities])

    def membership(self, queryset, name, value):
        return queryset.filter(is_active=value == "aktif") if value else queryset


KEEP = {"td": {"class": "keep"}}  # no line break inside
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class GroupTable(tables.Table):
    name = tables.Column("Kelompok", linkify=True)
    region = tables.Column("Kelurahan", accessor="region__name", order_by="region__name")
    kind = tables.Column("Bentuk")
    business_kind = tables.Column("Jenis usaha", order_by="business_kind__name")
    level_name = tables.Column("Kategori")
    member_count = tables.Column("Anggota", attrs=NUMBER)
    officer_count = tables.Column("Pengurus")
    status = tables.Column("Keadaan")

    class Meta:
        default = ""

    def render_kind(self, record):
        return record.kind.capitalize()

    def render_officer_count(self, value):
        if value >= len(OFFICES):
            return "Lengkap"
        return format_html('<span class="chip chip-needs">{} dari {}</span>', value, len(OFFICES))

    def render_status(self, value):
        label = dict(STATUSES)[value]
        return format_html('<span class="chip{}">{}</span>', " chip-good" if value == "aktif" else "", label)


class ArchivedGroupTable(tables.Table):
    name = tables.Column("Kelompok", linkify=True)
    region = tables.Column("Kelurahan", accessor="region__name", order_by="region__name")
    archived_at = tables.Column("Diarsipkan", attrs=KEEP)
    archive_reason = tables.Column("Alasan", orderable=False)

    class Meta:
        default = ""

    def render_archived_at(self, value):
        return show_date(timezone.localtime(value).date())


class MemberTable(tables.Table):
    name = tables.Column("Nama", linkify=True, order_by="name_key")
    group = tables.Column("Kelompok", linkify=True, order_by="group__name")
    region = tables.Column("Kelurahan", accessor="group__region__name", order_by="group__region__name")
    office = tables.Column("Jabatan", orderable=False)
    sex = tables.Column("L/P")
    phone = tables.Column("Nomor HP", orderable=False, attrs=KEEP)
    nik_masked = tables.Column("NIK", orderable=False, attrs=KEEP)
    joined_on = tables.Column("Masuk", attrs=KEEP)
    is_active = tables.Column("Keanggotaan")

    class Meta:
        default = ""

    def render_office(self, value):
        return dict(OFFICES)[value]

    def render_sex(self, record):
        return record.sex

    def render_phone(self, value, record):
        return record.phone_local

    def render_nik_masked(self, value, record):
        return "dibatasi" if record.restricted_on else value

    def render_joined_on(self, value):
        return show_date(value)

    def render_is_active(self, value):
        return "Masih anggota" if value else "Sudah keluar"
