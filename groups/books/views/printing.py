"""Books to print or take along: of a ledger with its group, or of a group that has no ledger."""

from datetime import date, timedelta

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from groups.books.layout import to_pdf, to_xlsx
from groups.books.printing import BOOKS, period_of
from groups.books.views.base import LedgerMixin, asked_period
from groups.models import BusinessGroup
from groups.scoping.views import ScopedDetail, as_file
from groups.values import MONTHS


class GroupMixin:
    """The group ``pk`` inside the scope, with its place up to the city."""

    model = BusinessGroup

    def get_queryset(self):
        return super().get_queryset().select_related("region__parent__parent")


def periods_since(day):
    """(query, label) of each month of the last year, each year, and all, as far as there are books."""
    today, months = timezone.localdate(), []
    at = date(today.year, today.month, 1)
    while at >= day.replace(day=1) and len(months) < 12:
        months.append((f"bulan={at:%Y-%m}", f"{MONTHS[at.month]} {at.year}"))
        at = (at - timedelta(days=1)).replace(day=1)
    years = [(f"tahun={year}", f"Tahun {year}") for year in range(today.year, day.year - 1, -1)]
    return [*months, *years, ("semua=1", "Semua")]


class GroupPrintPage(GroupMixin, ScopedDetail):
    """The books that hang from the group, for a month, a year or all, and empty copies."""

    template_name = "books/print.html"

    @property
    def group(self):
        return self.object

    def get_since(self):
        return self.object.founded_on

    def get_back_url(self):
        return reverse("register-index", args=[self.object.pk])

    def get_addresses(self):
        """(title, beginning of its files' addresses) of each book."""
        return [
            (book.title, address_of("register-file", self.group.pk, name))
            for name, book in BOOKS.items()
            if book.of_group
        ]

    def get_context_data(self, **kwargs):
        periods = periods_since(self.get_since())
        asked = self.request.GET.get("masa")
        chosen = next((period for period in periods if period[0] == asked), periods[0])
        return super().get_context_data(**kwargs) | {
            "title": "Cetak buku",
            "lead": self.group.name,
            "back_url": self.get_back_url(),
            "books": self.get_addresses(),
            "periods": periods,
            "chosen": chosen,
        }


def address_of(url_name, pk, book_name):
    return reverse(url_name, args=[pk, book_name, "pdf"]).removesuffix("pdf")


class PrintPage(LedgerMixin, GroupPrintPage):
    """Every book of a group that has a ledger."""

    @property
    def group(self):
        return self.object.group

    def get_since(self):
        return self.object.starts_on

    def get_back_url(self):
        return self.object.get_absolute_url()

    def get_addresses(self):
        mine = [
            (book.title, address_of("book-file", self.object.pk, name))
            for name, book in BOOKS.items()
            if not book.of_group
        ]
        return [*mine, *super().get_addresses()]


class GroupBookFile(GroupMixin, ScopedDetail):
    """A book of the group as PDF or XLSX for ``bulan``, ``tahun`` or ``semua``; ``kosong``: an empty copy."""

    of_group = True

    def get_since(self):
        return self.object.founded_on

    def render_to_response(self, context, **kwargs):
        source, asked = self.object, self.request.GET
        book, kind = BOOKS.get(self.kwargs["name"]), self.kwargs["kind"]
        if not book or book.of_group != self.of_group or kind not in ("pdf", "xlsx"):
            raise Http404
        first, last = period_of(self.get_since()) if asked.get("semua") else asked_period(asked)[:2]
        empty = bool(asked.get("kosong")) and kind == "pdf"
        pages = book.make(source, first, last, empty=empty)
        content = to_pdf(pages) if kind == "pdf" else to_xlsx(pages)
        name = source.name if self.of_group else source.group.name
        return as_file(content, kind, f"{book.title} {name}")


class BookFile(LedgerMixin, GroupBookFile):
    """A book of money."""

    of_group = False

    def get_queryset(self):
        return self.get_target_queryset().select_related("group__region__parent__parent")

    def get_since(self):
        return self.object.starts_on
