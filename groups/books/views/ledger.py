"""The list of books, the page of one, and its settings."""

from django.db.models import F
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.lists import BookFilter, BookTable
from groups.books.models import Ledger
from groups.books.registers.kinds import filled
from groups.books.views.base import LedgerMixin, OfLedger, can_write
from groups.models import BusinessGroup
from groups.scoping.views import EditPage, FormPage, ScopedDetail, ScopedList
from groups.values import MONTHS


def _month_words(year: int, month: int) -> str:
    return f"{MONTHS[month]} {year}"


class BookList(ScopedList):
    """Every group of the scope with what its books say; those that have none come first."""

    model = BusinessGroup
    table_class = BookTable
    filterset_class = BookFilter
    title = "Buku"
    lead = "Kas, simpanan, dan pinjaman setiap kelompok."
    count_label = "kelompok"
    empty_text = "Di sini tampil buku kas dan simpan pinjam setiap kelompok. Belum ada kelompok yang sesuai."

    def get_queryset(self):
        groups = super().get_queryset().as_of(timezone.localdate()).filter(status="aktif")
        groups = groups.select_related("region", "ledger")
        return queries.with_balances(groups).order_by(F("last_on").asc(nulls_first=True), "name")


class LedgerPage(LedgerMixin, ScopedDetail):
    template_name = "books/ledger.html"

    def get_queryset(self):
        return queries.with_closed(super().get_queryset())

    def get_context_data(self, **kwargs):
        ledger, user = self.object, self.request.user
        newest = ledger.receipts.visible_to(user).select_related("member").prefetch_related("cash_lines")
        return super().get_context_data(**kwargs) | {
            "title": f"Buku {ledger.group.name}",
            "back_url": reverse("book-list"),
            "ledger": ledger,
            "overview": queries.overview(ledger),
            "registers": filled(ledger.group),
            "newest": newest.order_by("-pk")[:8],
            "closed": _month_words(*divmod(ledger.closed_until, 100)) if ledger.closed_until else "",
            "can_edit": can_write(user, ledger),
            "month": f"{timezone.localdate():%Y-%m}",
        }


class LedgerBegin(FormPage):
    """The books of a group that has none yet; of one that has, straight to them."""

    target_model = BusinessGroup
    form_class = forms.LedgerForm
    template_name = "books/ledger_begin.html"
    title = "Mulai buku kelompok"
    lead = (
        "Buku kas dan simpan pinjam dimulai dari satu tanggal. Saldo simpanan dan pinjaman anggota pada "
        "tanggal itu diisi sesudahnya."
    )
    done_text = "Buku dimulai."

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("region")

    def get(self, request, *args, **kwargs):
        ledger = Ledger.objects.visible_to(request.user).filter(group=self.target).first()
        return redirect(ledger) if ledger else super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "instance": Ledger(group=self.target, starts_on=timezone.localdate())
        }

    def perform(self, form):
        return actions.begin(ledger=form.instance, by=self.request.user)


class LedgerUpdate(LedgerMixin, EditPage):
    form_class = forms.LedgerForm
    title = "Atur buku"

    def perform(self, form):
        return actions.update_settings(ledger=form.instance, by=self.request.user)


class MonthClose(OfLedger):
    form_class = forms.MonthForm
    title = "Tutup bulan"
    submit_label = "Tutup"
    done_text = "Bulan ditutup. Yang keliru di dalamnya dibatalkan lewat buktinya."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"months": self.months()}

    def months(self):
        """(value, name) of the past months still open, the newest first."""
        ledger, today = self.target, timezone.localdate()
        closed = {(row.year, row.month) for row in ledger.closed_months.visible_to(self.request.user)}
        at, found = (ledger.starts_on.year, ledger.starts_on.month), []
        while at < (today.year, today.month):
            if at not in closed:
                found.insert(0, (f"{at[0]}-{at[1]:02d}", _month_words(*at)))
            at = (at[0], at[1] + 1) if at[1] < 12 else (at[0] + 1, 1)
        return found

    def get_lead(self):
        return (
            "Baris di bulan yang ditutup tidak dapat ditambah atau diubah lagi; bulan-bulan sebelumnya ikut "
            "ditutup."
        )

    def perform(self, form):
        year, month = map(int, form.cleaned_data["month"].split("-"))
        actions.close_month(ledger=self.target, year=year, month=month, by=self.request.user)
        return self.target.get_absolute_url()
