"""The cash book and its receipts."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from groups.books import actions, forms, queries
from groups.books.models import PICTURES_A_RECEIPT, Loan, Receipt
from groups.books.printing import receipt_pdf
from groups.books.receipt_pictures import add_picture
from groups.books.views.base import LedgerMixin, OfLedger, asked_period, can_write
from groups.scoping.views import FormPage, ScopedDetail, as_file

SHOWN = 25  # lines on a page: a year of them would take a phone a second and 60 KB


class CashBook(LedgerMixin, ScopedDetail):
    """One month of the cash book, or a whole year of it, with the balance after each line; the newest first
    to be seen, the older ones a page back."""

    template_name = "books/cash_book.html"

    def get_context_data(self, **kwargs):
        ledger = self.object
        first, last, label = asked_period(self.request.GET)
        page = queries.cash_page(ledger, first, last, self.part)
        return super().get_context_data(**kwargs) | {
            "title": "Buku kas umum",
            "lead": ledger.group.name,
            "back_url": ledger.get_absolute_url(),
            "ledger": ledger,
            "page": page,
            "number": self.number,
            "numbers": self.numbers,
            "period": f"tahun={last.year}" if first.month != last.month else f"bulan={first:%Y-%m}",
            "label": label,
            "first": first,
            "last": last,
            "earlier": f"{date.fromordinal(first.toordinal() - 1):%Y-%m}" if first > ledger.starts_on else "",
            "later": f"{date.fromordinal(last.toordinal() + 1):%Y-%m}" if last < timezone.localdate() else "",
            "is_closed": ledger.closed_months.filter(year=last.year, month=last.month).exists(),
            "can_edit": can_write(self.request.user, ledger),
        }

    def part(self, count):
        """The lines of the page that is asked for; of the last one, when none is."""
        self.numbers = max(1, -(-count // SHOWN))
        asked = self.request.GET.get("halaman", "")
        self.number = int(asked) if asked.isdecimal() and len(asked) < 9 else self.numbers
        if not 1 <= self.number <= self.numbers:
            raise Http404("page")
        return slice((self.number - 1) * SHOWN, self.number * SHOWN)


class CashIn(OfLedger):
    direction = "masuk"
    form_class = forms.CashForm
    takes_files = True
    may_wait = True
    title = "Uang masuk"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"direction": self.direction}

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        picture = fields.pop("picture")
        receipt = actions.record_cash(
            ledger=self.target, direction=self.direction, by=self.request.user, **fields
        )
        if picture:
            add_picture(receipt=receipt, file=picture, by=self.request.user)
        return receipt

    def landing(self, receipt):
        return self.request.path if "lagi" in self.request.POST else receipt.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"again_label": "Simpan, lalu catat lagi"}


class CashOut(CashIn):
    direction = "keluar"
    title = "Uang keluar"


class ReceiptMixin:
    target_model = model = Receipt

    def get_target_queryset(self):
        rows = Receipt.objects.allowed_to(self.request.user, self.may)
        return rows.select_related(
            "ledger__group__region", "member", "recorded_by", "voided_by", "reverses", "meeting"
        )

    get_queryset = get_target_queryset


class ReceiptDetail(ReceiptMixin, ScopedDetail):
    template_name = "books/receipt.html"

    def get_context_data(self, **kwargs):
        receipt = self.object
        user = self.request.user
        pictures = list(receipt.pictures.visible_to(user).counted())
        may_write = can_write(user, receipt.ledger)
        lines = list(receipt.cash_lines.visible_to(user).select_related("category"))
        later = Receipt.objects.visible_to(user).filter(reverses=receipt).first()
        is_final = receipt.voided_at or receipt.reverses_id or later
        can_edit = may_write and not is_final
        plain = queries.is_plain(receipt)
        is_open = not receipt.ledger.closed_months.filter(
            year=receipt.on.year, month=receipt.on.month
        ).exists()
        return super().get_context_data(**kwargs) | {
            "title": str(receipt),
            "lead": receipt.ledger.group.name,
            "back_url": receipt.ledger.get_absolute_url(),
            "receipt": receipt,
            "lines": lines,
            "total": sum(line.signed for line in lines),
            "amount": abs(sum(line.signed for line in lines)),
            "savings": receipt.savings_lines.visible_to(user).select_related("member")
            if receipt.is_opening
            else (),
            "loan": Loan.objects.visible_to(user).filter(receipt=receipt).first(),
            "reversed_by": later,
            "pictures": pictures,
            "can_write": may_write,
            "can_add_picture": may_write and len(pictures) < PICTURES_A_RECEIPT,
            "can_cancel": can_edit,
            "can_update": can_edit and plain and is_open,
        }


class ReceiptFile(ReceiptMixin, ScopedDetail):
    """The kwitansi, where cash moved."""

    def get_queryset(self):
        rows = super().get_queryset().filter(cash_lines__isnull=False).distinct()
        return rows.select_related("ledger__group__region__parent__parent", "member", "voided_by")

    def render_to_response(self, context, **kwargs):
        return as_file(receipt_pdf(self.object), "pdf", f"kuitansi {self.object.number}")


class CashUpdate(ReceiptMixin, FormPage):
    form_class = forms.CashForm
    title = "Ubah baris kas"

    def get_target_queryset(self):
        return super().get_target_queryset().exclude(cash_lines__category__movement__gt="").counted().filter(
            is_opening=False, reverses__isnull=True, cash_lines__isnull=False
        )  # fmt: skip

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"direction": self.line.direction}

    @property
    def line(self):
        return self.target.cash_lines.select_related("category").get()

    def get_initial(self):
        line, receipt = self.line, self.target
        return {
            "on": receipt.on,
            "amount": line.amount,
            "category": line.category,
            "description": line.description,
            "party": receipt.party,
            "paper_no": receipt.paper_no,
            "version": receipt.version,
        }

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        if (
            fields.pop("version")
            != Receipt.objects.editable_by(self.request.user).get(pk=self.target.pk).version
        ):
            raise ValidationError(
                "Orang lain mengubah bukti ini sesudah Anda membukanya. Muat ulang halaman."
            )
        return actions.update_cash(
            receipt=self.target, direction=self.line.direction, by=self.request.user, **fields
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"ledger": self.target.ledger, "lead": str(self.target)}


class ReceiptCancel(ReceiptMixin, FormPage):
    form_class = forms.CancelForm
    title = "Batalkan bukti"
    submit_label = "Batalkan bukti ini"
    done_text = "Bukti dibatalkan."
    lead = (
        "Bila bulannya masih terbuka, bukti ini tidak dihitung lagi. Bila sudah ditutup, ditulis bukti "
        "pembatalan dengan tanggal hari ini."
    )

    def perform(self, form):
        return actions.cancel(receipt=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
