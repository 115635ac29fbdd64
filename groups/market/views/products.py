"""A group's page of the market, and the pages of products, their photos and their permits."""

from django.db.models import F
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from groups.forms.groups import ReasonForm
from groups.history import history_of
from groups.market import actions, forms
from groups.market.lists import (
    PERMIT_SHEET,
    PRODUCT_SHEET,
    PermitFilter,
    PermitTable,
    ProductFilter,
    ProductTable,
)
from groups.market.models import Channel, Permit, Product, ProductPhoto, SupportRequest
from groups.market.views.base import (
    GroupPart,
    MarketList,
    OpenMixin,
    PartClose,
    PartUpdate,
    with_channels,
    with_permits,
)
from groups.models import BusinessGroup
from groups.pictures import picture_response
from groups.scoping.views import FormPage, ScopedDetail

PAPER_TYPES = {"jpg": "image/jpeg", "pdf": "application/pdf"}


class ProductList(MarketList):
    model = Product
    table_class = ProductTable
    filterset_class = ProductFilter
    resource = PRODUCT_SHEET
    title = "Produk"
    count_label = "produk"
    empty_text = (
        "Di sini tampil produk kelompok. "
        "Belum ada yang sesuai; ubah saringannya, atau tambahkan dari halaman kelompok."
    )

    def get_queryset(self):
        rows = super().get_queryset().open().order_by("name", "pk")
        return with_permits(rows, self.request.user, timezone.localdate())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"etalase_url": reverse("etalase")}

    def export(self, kind):
        self.object_list = with_channels(self.object_list, self.request.user)
        return super().export(kind)


class PermitList(MarketList):
    model = Permit
    table_class = PermitTable
    filterset_class = PermitFilter
    resource = PERMIT_SHEET
    title = "Izin"
    count_label = "izin"
    empty_text = (
        "Di sini tampil NIB, P-IRT, halal, dan izin lain. "
        "Belum ada yang sesuai; tambahkan dari halaman kelompok."
    )

    def get_queryset(self):
        rows = super().get_queryset().open().with_state(timezone.localdate()).select_related("product")
        return rows.order_by(F("valid_until").asc(nulls_last=True), "pk")


class GroupMarket(ScopedDetail):
    """All that a group sells, with its permits, its channels and the support it asked for."""

    model = BusinessGroup
    template_name = "market/group.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region__parent")

    def get_context_data(self, **kwargs):
        group, user = self.object, self.request.user
        of = {"group": group}
        permits = Permit.objects.visible_to(user).filter(**of).open().with_state(timezone.localdate())
        requests = SupportRequest.objects.visible_to(user).filter(**of)
        return super().get_context_data(**kwargs) | {
            "title": "Produk dan pemasaran",
            "back_url": group.get_absolute_url(),
            "products": Product.objects.visible_to(user).filter(**of).open().select_related("kind", "member"),
            "permits": permits.select_related("kind", "product"),
            "channels": Channel.objects.visible_to(user).filter(**of).open().select_related("kind"),
            "requests": requests.select_related("kind", "partner"),
            "can_edit": user.may_in("edit", group.region_id) and not group.archived_at,
        }


class ProductDetail(ScopedDetail):
    model = Product
    template_name = "market/product.html"

    def get_queryset(self):
        return super().get_queryset().select_related("group__region", "kind", "member")

    def get_context_data(self, **kwargs):
        product, user = self.object, self.request.user
        permits = Permit.objects.visible_to(user).of_product(product).with_state(timezone.localdate())
        photos = ProductPhoto.objects.visible_to(user).filter(product=product).kept()
        return super().get_context_data(**kwargs) | {
            "title": product.name,
            "back_url": reverse("group-market", args=[product.group_id]),
            "permits": permits.select_related("kind"),
            "photos": list(photos),
            "most_photos": actions.MOST_PHOTOS,
            "can_edit": user.may_in("edit", product.group.region_id)
            and not (product.closed_on or product.group.archived_at),
        }


class ProductHistory(ScopedDetail):
    model = Product
    template_name = "history.html"

    def get_context_data(self, **kwargs):
        product = self.object
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {product.name}",
            "back_url": product.get_absolute_url(),
            "rows": history_of(product, product.permits.all(), product.photos.all()),
        }


class ProductCreate(GroupPart):
    part_model = Product
    form_class = forms.ProductForm
    title = "Produk baru"
    done_text = "Produk tersimpan. Lanjutkan dengan fotonya."

    def perform(self, form):
        return actions.save_product(product=form.instance, by=self.request.user)


class ProductUpdate(PartUpdate):
    target_model = Product
    form_class = forms.ProductForm
    title = "Ubah produk"

    def perform(self, form):
        return actions.save_product(product=form.instance, by=self.request.user)


class ProductClose(PartClose):
    target_model = Product
    title = "Produk tidak dijual lagi"
    lead = "Produk tidak tampil lagi di daftar dan etalase; riwayatnya tetap disimpan."


class PhotoCreate(OpenMixin, FormPage):
    target_model = Product
    takes_files = True
    form_class = forms.PhotoForm
    title = "Tambah foto"
    lead = "Foto diperkecil, dan tempat pemotretan yang tersimpan di dalamnya dihapus."
    submit_label = "Simpan foto"
    done_text = "Foto tersimpan."

    def perform(self, form):
        actions.add_photo(product=self.target, picture=form.cleaned_data["file"], by=self.request.user)
        return self.target


class PhotoRemove(FormPage):
    target_model = ProductPhoto
    form_class = ReasonForm
    title = "Hapus foto"
    submit_label = "Hapus"
    done_text = "Foto tidak ditampilkan lagi."

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("product__group")

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        actions.remove_photo(photo=self.target, reason=reason, by=self.request.user)
        return self.target.product


class PhotoShow(ScopedDetail):
    """The picture itself, ``kecil`` for lists."""

    model = ProductPhoto

    def get_queryset(self):
        return super().get_queryset().kept()

    def render_to_response(self, context, **kwargs):
        return picture_response(
            self.object, small="kecil" in self.request.GET, cache_control="private, max-age=3600"
        )


class PermitCreate(GroupPart):
    part_model = Permit
    takes_files = True
    form_class = forms.PermitForm
    title = "Izin baru"
    done_text = "Izin tersimpan."

    def get_initial(self):
        return {"product": self.request.GET.get("produk")}

    def perform(self, form):
        return actions.save_permit(permit=form.instance, by=self.request.user)


class PermitUpdate(PartUpdate):
    target_model = Permit
    takes_files = True
    form_class = forms.PermitForm
    title = "Ubah izin"
    lead = "Diperpanjang? Isi nomor, tanggal, dan surat yang baru; yang lama tersimpan di riwayat."

    def perform(self, form):
        return actions.save_permit(permit=form.instance, by=self.request.user)


class PermitClose(PartClose):
    target_model = Permit
    title = "Izin tidak dipakai lagi"
    lead = "Izin tidak diingatkan dan tidak tampil lagi; riwayatnya tetap disimpan."


class PermitFile(ScopedDetail):
    """The paper of a permit, to take along; never shown inside a page of ours."""

    model = Permit

    def render_to_response(self, context, **kwargs):
        paper = self.object.file
        if not paper or not paper.storage.exists(paper.name):
            raise Http404("paper")
        kind = paper.name.rpartition(".")[2]
        with paper.open("rb") as file:
            response = HttpResponse(file.read(), content_type=PAPER_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="izin-{self.object.pk}.{kind}"'
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
