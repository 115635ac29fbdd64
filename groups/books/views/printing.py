"""Books to print or take along."""

from datetime import date, timedelta

from django.http import Http404
from django.utils import timezone

from groups.books.layout import to_pdf, to_xlsx
from groups.books.printing import BOOKS, period_of
from groups.books.views.base import LedgerMixin, asked_period
from groups.scoping.views import ScopedDetail, as_file
from groups.values import MONTHS


class PrintPage(LedgerMixin, ScopedDetail):
    """Every book to print or take along, for a month, a year or all, and empty copies."""

    template_name = "books/print.html"

    def get_context_data(self, **kwargs):
        ledger, today = self.object, timezone.localdate()
        months, at = [], date(today.year, today.month, 1)
        while at >= ledger.starts_on.replace(day=1) and len(months) < 12:
            months.append((f"bulan={at:%Y-%m}", f"{MONTHS[at.month]} {at.year}"))
            at = (at - timedelta(days=1)).replace(day=1)
        years = [
            (f"tahun={year}", f"Tahun {year}") for year in range(today.year, ledger.starts_on.year - 1, -1)
        ]
        periods = [*months, *years, ("semua=1", "Semua")]
        chosen = next(
            ((query, label) for query, label in periods if query == self.request.GET.get("masa")), periods[0]
        )
        return super().get_context_data(**kwargs) | {
            "title": "Cetak buku",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "books": [(name, book.title) for name, book in BOOKS.items()],
            "periods": periods,
            "chosen": chosen,
        }


class BookFile(LedgerMixin, ScopedDetail):
    """A book as PDF or XLSX for ``bulan``, ``tahun`` or ``semua``; with ``kosong`` an empty copy."""

    def get_queryset(self):
        return super().get_queryset().select_related("group__region__parent__parent")

    def render_to_response(self, context, **kwargs):
        ledger, asked = self.object, self.request.GET
        name, kind = self.kwargs["name"], self.kwargs["kind"]
        if name not in BOOKS or kind not in ("pdf", "xlsx"):
            raise Http404
        first, last = period_of(ledger) if asked.get("semua") else asked_period(asked)[:2]
        empty = bool(asked.get("kosong")) and kind == "pdf"
        pages = BOOKS[name].make(ledger, first, last, empty=empty)
        content = to_pdf(pages) if kind == "pdf" else to_xlsx(pages)
        return as_file(content, kind, f"{BOOKS[name].title} {ledger.group.name}")
