"""Pages of the registers: the same for each of them, told apart by ``name`` in the address."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html

from groups.books.forms import CancelForm
from groups.books.registers import actions
from groups.books.registers.kinds import REGISTERS, facts_of, filled
from groups.books.views.base import can_write_for
from groups.history import history_of
from groups.lists import KEEP, search_box
from groups.models import BusinessGroup
from groups.scoping.views import Doorkeeper, EditPage, FormPage, ScopedDetail, ScopedList
from groups.values import show_date


class RegisterFilter(filters.FilterSet):
    """Words, and whether rows taken back are shown; the list leaves them out by itself."""

    q = filters.CharFilter(
        label="Cari", max_length=80, method="search", widget=search_box("Kata yang dicari")
    )
    batal = filters.ChoiceFilter(
        label="Yang dibatalkan",
        choices=[("ikut", "Ikut ditampilkan")],
        empty_label="Tidak ditampilkan",
        method="as_it_is",
    )

    def search(self, queryset, name, value):
        words = Q()
        for field in REGISTERS[queryset.model.register].searched:
            words |= Q(**{f"{field}__icontains": value})
        return queryset.filter(words)

    def as_it_is(self, queryset, name, value):
        return queryset


class RegisterTable(tables.Table):
    class Meta:
        default = ""

    def render_on(self, value):
        return show_date(value)


def table_of(register):
    """The table class of a register; its first column leads to the row."""
    first, *_ = register.listed

    def render_first(self, record, value):
        return format_html('{} <span class="chip">dibatalkan</span>', value) if record.voided_at else value

    label = register.model._meta.get_field(first).verbose_name.capitalize()
    columns = {
        first: tables.Column(label, linkify=True),
        f"render_{first}": render_first,
        "on": tables.DateColumn("Tanggal", attrs=KEEP),
        "Meta": type("Meta", (RegisterTable.Meta,), {"model": register.model, "fields": register.listed}),
    }
    return type("RegisterTable", (RegisterTable,), columns)


class OfRegister(Doorkeeper):
    """``self.register`` by its name in the address, or 404."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["name"] not in REGISTERS:
            raise Http404("register")
        self.register = REGISTERS[kwargs["name"]]
        self.model = self.register.model


def groups_of(user, may="view"):
    return BusinessGroup.objects.allowed_to(user, may).select_related("region__parent")


class RegisterIndex(ScopedDetail):
    """The registers of a group, also of one whose cash book has not begun."""

    model = BusinessGroup
    template_name = "books/register_index.html"

    def get_queryset(self):
        return groups_of(self.request.user).select_related("ledger")

    def get_context_data(self, **kwargs):
        group = self.object
        ledger = getattr(group, "ledger", None)
        return super().get_context_data(**kwargs) | {
            "title": "Buku lain",
            "group": group,
            "back_url": (ledger or group).get_absolute_url(),
            "registers": filled(group),
        }


class RegisterList(OfRegister, ScopedList):
    """A register of the group ``pk``, the newest row first."""

    template_name = "books/register.html"
    filterset_class = RegisterFilter
    filter_method = "post"
    count_label = "catatan"

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.may):
            self.group = self.find(groups_of(request.user), kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self):
        return self.register.title

    @property
    def empty_text(self):
        return self.register.empty_text

    def get_queryset(self):
        rows = super().get_queryset().filter(group=self.group).order_by("-on", "-pk")
        return rows if self.asked.get("batal") else rows.counted()

    def get_table_class(self):
        return table_of(self.register)

    def get_context_data(self, **kwargs):
        address = reverse("register-create", args=[self.group.pk, self.register.name])
        can_edit = can_write_for(self.request.user, self.group)
        starts = [
            (f"{address}?jenis={value}" if value else address, label) for value, label in self.register.starts
        ]
        return super().get_context_data(**kwargs) | {
            "group": self.group,
            "register": self.register,
            "back_url": reverse("register-index", args=[self.group.pk]),
            "starts": starts if can_edit else [],
            "create_url": starts[0][0] if can_edit else None,
            "create_label": starts[0][1],
        }


class RegisterCreate(OfRegister, FormPage):
    target_model = BusinessGroup

    def get_target_queryset(self):
        return groups_of(self.request.user, self.may).kept()

    @property
    def start(self):
        return self.request.GET.get("jenis") or self.register.starts[0][0]

    @property
    def title(self):
        return dict(self.register.starts).get(self.start)

    def get_form_class(self):
        return self.register.form_class

    def get_form_kwargs(self):
        try:
            row = self.register.new_row(self.target, self.start)
        except ValueError as error:
            raise Http404("start") from error
        return super().get_form_kwargs() | {"instance": row}

    def perform(self, form):
        return actions.save_row(row=form.instance, by=self.request.user)

    def landing(self, row):
        if "lagi" in self.request.POST:
            return self.request.get_full_path()
        return reverse("register", args=[row.group_id, row.register])

    def get_back_url(self):
        return reverse("register", args=[self.target.pk, self.register.name])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lead": f"{self.register.title} · {self.target.name}",
            "again_label": "Simpan, lalu catat lagi",
        }


class RowMixin(OfRegister):
    """The row ``pk`` of the register."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.target_model = self.model

    def get_target_queryset(self):
        rows = self.model.objects.allowed_to(self.request.user, self.may)
        return rows.select_related("group__region__parent", "recorded_by", "voided_by")

    def get_queryset(self):
        return self.get_target_queryset()


class RegisterRowDetail(RowMixin, ScopedDetail):
    template_name = "books/register_row.html"

    def get_context_data(self, **kwargs):
        row = self.object
        return super().get_context_data(**kwargs) | {
            "title": str(row),
            "group": row.group,
            "register": self.register,
            "back_url": reverse("register", args=[row.group_id, row.register]),
            "row": row,
            "facts": facts_of(row),
            "rows": history_of(row),
            "can_edit": can_write_for(self.request.user, row.group) and not row.voided_at,
        }


class OpenRow(RowMixin):
    """A row that may still be changed."""

    def get_target_queryset(self):
        return super().get_target_queryset().counted().filter(group__archived_at__isnull=True)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": f"{self.target} · {self.target.group.name}"}


class RegisterUpdate(OpenRow, EditPage):
    def get_form_class(self):
        return self.register.form_class

    def perform(self, form):
        return actions.save_row(row=form.instance, by=self.request.user)


class RegisterVoid(OpenRow, FormPage):
    form_class = CancelForm
    title = "Batalkan catatan"
    submit_label = "Batalkan catatan ini"
    done_text = "Catatan dibatalkan; tidak dihitung dan tidak dicetak lagi."

    def perform(self, form):
        return actions.void_row(row=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
