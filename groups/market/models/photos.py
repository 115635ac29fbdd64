"""Photos of products."""

from django.db import models
from django.urls import reverse

from groups.market.models.products import Product
from groups.pictures import Picture
from groups.scoping.queryset import RegionScopedQuerySet


class ProductPhotoQuerySet(RegionScopedQuerySet):
    code_path = "product__group__region__code"

    def kept(self):
        """Without those taken away."""
        return self.filter(voided_at__isnull=True)

    def public(self):
        """What anybody may see: of products in the catalogue."""
        return self.kept().filter(product__in=Product.objects.public())


class ProductPhoto(Picture):
    """A photo of a product; the first one stands for it in lists."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="photos", verbose_name="produk")

    objects = ProductPhotoQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = "foto produk"
        verbose_name_plural = "foto produk"

    def get_absolute_url(self):
        return reverse("product-photo", args=[self.pk])
