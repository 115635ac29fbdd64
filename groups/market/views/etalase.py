"""The public catalogue: only what a group agreed to show, without sign-in; and giving that consent."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from groups.forms.groups import ConfirmForm
from groups.market import actions, forms
from groups.market.models import Product, ProductPhoto
from groups.market.views.base import OpenMixin
from groups.pdf import qr_svg, render_pdf, render_png
from groups.pictures import picture_response
from groups.scoping.views import MAX_ID, FormPage, ScopedDetail, as_file
from groups.values import show_rupiah
from groups.visits import limited

PER_PAGE = 24
STICKERS = 12
MOST_IN_SITEMAP = 50_000


class ProductPublish(OpenMixin, FormPage):
    target_model = Product
    form_class = forms.PublishForm
    title = "Tampilkan di etalase"
    lead = "Etalase dapat dilihat siapa saja di internet. Tampilkan hanya bila kelompok setuju."
    submit_label = "Tampilkan"
    done_text = "Produk tampil di etalase."

    def get_initial(self):
        return {"contact_phone": self.target.contact_phone, "consent_name": self.target.consent_name}

    def perform(self, form):
        names = ("consent_on", "consent_name", "contact_phone")
        fields = {name: form.cleaned_data[name] for name in names}
        return actions.publish(product=self.target, by=self.request.user, **fields)


class ProductWithdraw(OpenMixin, FormPage):
    target_model = Product
    form_class = ConfirmForm
    title = "Tarik dari etalase"
    lead = "Produk dan nomor pemesanannya langsung tidak tampil lagi untuk umum."
    submit_label = "Tarik"
    done_text = "Produk tidak tampil lagi di etalase."

    def perform(self, form):
        return actions.withdraw(product=self.target, by=self.request.user)


class ProductSticker(ScopedDetail):
    """A sheet of stickers for the packaging; their QR opens the product's public page."""

    model = Product

    def get_queryset(self):
        return super().get_queryset().public().select_related("group__region__parent__parent")

    def render_to_response(self, context, **kwargs):
        product = self.object
        address = self.request.build_absolute_uri(public_address(product))
        data = {
            "name": product.name,
            "group": product.group.name,
            "place": product.group.region.title,
            "city": city_of(product),
            "qr": qr_svg(address),
            "number": STICKERS,
        }
        return as_file(render_pdf("sticker", data), "pdf", f"Stiker {product.name}")


def public_address(product) -> str:
    return reverse("etalase-product", args=[product.pk])


def city_of(product) -> str:
    return product.group.region.parent.parent.title


def price_of(product) -> str:
    """``Rp 12.500 per bungkus``, or nothing."""
    return f"{show_rupiah(product.price)} per {product.unit}" if product.price else ""


def public_products():
    """Products of the catalogue with their place and their kept photos."""
    photos = Prefetch("photos", ProductPhoto.objects.public(), to_attr="shown_photos")
    rows = Product.objects.public().select_related("kind", "group__region")
    return rows.prefetch_related(photos).order_by("name", "pk")


@method_decorator([login_not_required, limited("pages")], name="dispatch")
class Etalase(TemplateView):
    """The catalogue by kelurahan and kind, with a search."""

    template_name = "market/etalase.html"

    def get_context_data(self, **kwargs):
        asked = {name: self.request.GET.get(name, "")[:80] for name in ("q", "kelurahan", "jenis")}
        shown = Product.objects.public().order_by()
        rows = public_products()
        if asked["q"]:
            rows = rows.filter(Q(name__icontains=asked["q"]) | Q(group__name__icontains=asked["q"]))
        if asked["kelurahan"]:
            rows = rows.filter(group__region=asked["kelurahan"])
        if asked["jenis"]:
            rows = rows.filter(kind__code=asked["jenis"])
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("halaman"))
        places = shown.values_list("group__region_id", "group__region__name").distinct()
        kinds = shown.values_list("kind__code", "kind__name").distinct()
        here = reverse("etalase") + (f"?halaman={page.number}" if page.number > 1 else "")
        return super().get_context_data(**kwargs) | {
            "title": "Etalase UP2K PKK",
            "address": self.request.build_absolute_uri(here),
            "asked": asked,
            "page": page,
            "places": sorted(places, key=lambda place: place[1]),
            "kinds": sorted(kinds, key=lambda kind: kind[1]),
        }


@method_decorator([login_not_required, limited("pages")], name="dispatch")
class EtalaseProduct(TemplateView):
    template_name = "market/etalase_product.html"

    def get(self, request, pk):
        product = public_products().filter(pk=min(pk, MAX_ID)).first()
        if product is None:  # perhaps a sticker on a packaging, read by a buyer
            context = {
                "title": "Produk tidak tampil",
                "text": "Produk ini tidak ada di etalase, atau tidak ditampilkan lagi oleh kelompoknya.",
                "onward": reverse("etalase"),
                "onward_label": "Lihat produk lain",
            }
            return render(request, "error.html", context, status=404)
        return self.render_to_response(self.get_context_data(product=product))

    def get_context_data(self, product, **kwargs):
        address = self.request.build_absolute_uri(public_address(product))
        order = f"Halo, saya ingin memesan {product.name} ({address})"
        photos = [reverse("etalase-photo", args=[photo.pk]) for photo in product.shown_photos]
        made = f"Buatan {product.group.name}, {product.group.region.title}."
        picture = photos[0] if photos else reverse("etalase-card", args=[product.pk])
        return super().get_context_data(**kwargs) | {
            "title": product.name,
            "back_url": reverse("etalase"),
            "product": product,
            "permits": product.valid_permits().select_related("kind"),
            "photos": photos,
            "address": address,
            "share_picture": self.request.build_absolute_uri(picture),
            "summary": f"{price_of(product)}. {made}" if product.price else made,
            "order_text": quote(order),
        }


@login_not_required
@limited("pictures")
def etalase_photo(request, pk):
    """A photo of a product of the catalogue; ``kecil`` for lists. Kept by a browser for an hour."""
    photo = get_object_or_404(ProductPhoto.objects.public(), pk=min(pk, MAX_ID))
    return picture_response(photo, small="kecil" in request.GET, cache_control="public, max-age=3600")


@login_not_required
@limited("pages")
def etalase_card(request, pk):
    """What a chat shows of a product that has no photo: its name, price and maker."""
    products = Product.objects.public().select_related("group__region__parent__parent")
    product = get_object_or_404(products, pk=min(pk, MAX_ID))
    data = {
        "name": product.name,
        "price": price_of(product),
        "group": product.group.name,
        "place": product.group.region.title,
        "city": city_of(product),
    }
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(render_png("share", data), content_type="image/png", headers=headers)


@login_not_required
@limited("pages")
def sitemap(request):
    """The public pages for search engines."""
    ids = Product.objects.public().order_by("pk").values_list("pk", flat=True)[:MOST_IN_SITEMAP]
    addresses = [reverse("etalase"), reverse("figures")]
    addresses += [reverse("etalase-product", args=[pk]) for pk in ids]
    addresses = [request.build_absolute_uri(address) for address in addresses]
    return render(request, "market/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


@login_not_required
def robots(request):
    """Search engines read the catalogue and the figures, and nothing else is open to them."""
    open_to_them = (reverse("etalase"), reverse("figures"), "/static/")
    lines = ["User-agent: *", *(f"Allow: {path}" for path in open_to_them), "Disallow: /"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
