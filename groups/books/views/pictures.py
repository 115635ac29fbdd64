"""Photos of a receipt: adding one, looking at it, taking it away."""

from groups.books import forms, receipt_pictures
from groups.books.models import ReceiptPicture
from groups.books.views.cash import ReceiptMixin
from groups.pictures import picture_response
from groups.scoping.views import FormPage, ScopedDetail


class PictureAdd(ReceiptMixin, FormPage):
    takes_files = True
    form_class = forms.PictureForm
    title = "Tambah foto nota"
    submit_label = "Simpan foto"
    done_text = "Foto tersimpan."

    def get_target_queryset(self):
        return super().get_target_queryset().filter(ledger__group__archived_at__isnull=True)

    def perform(self, form):
        receipt_pictures.add_picture(receipt=self.target, file=form.picture, by=self.request.user)
        return self.target.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lead": f"{self.target} · {self.target.ledger.group.name}"
        }


class PictureMixin:
    """A photo that was not taken away, of a receipt inside the scope."""

    target_model = model = ReceiptPicture

    def get_target_queryset(self):
        rows = ReceiptPicture.objects.allowed_to(self.request.user, self.may).counted()
        return rows.select_related("receipt__ledger__group")

    get_queryset = get_target_queryset


class PictureFile(PictureMixin, ScopedDetail):
    """The photo itself, small with ``kecil``."""

    def render_to_response(self, context, **kwargs):
        return picture_response(self.object, small=bool(self.request.GET.get("kecil")))


class PictureVoid(PictureMixin, FormPage):
    form_class = forms.CancelForm
    title = "Batalkan foto"
    submit_label = "Batalkan foto ini"
    done_text = "Foto dibatalkan; tidak dapat dilihat lagi."

    def perform(self, form):
        receipt_pictures.void_picture(
            picture=self.target, reason=form.cleaned_data["reason"], by=self.request.user
        )
        return self.get_back_url()

    def get_back_url(self):
        return self.target.receipt.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": str(self.target.receipt)}
