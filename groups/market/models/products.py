"""Products of groups, what the catalogue may show of them, and the permits of their makers."""

import secrets
from datetime import timedelta
from pathlib import Path

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from groups.market.models.base import Closable, ClosableQuerySet, amount_is_sane
from groups.market.models.reference import PermitKind
from groups.models import BusinessGroup, BusinessKind, Member, StatusChange
from groups.models.base import during

SOON = timedelta(days=60)
PERMIT_STATES = [
    ("berlaku", "Berlaku"),
    ("segera", "Habis dalam 60 hari"),
    ("habis", "Sudah habis"),
    ("tanpa_tanggal", "Tanggalnya belum diisi"),
]


class ProductQuerySet(ClosableQuerySet):
    def public(self):
        """What anybody may see: with the group's consent, while the product and its group go on."""
        stopped = StatusChange.objects.filter(group=OuterRef("group"), until_on__isnull=True, status="bubar")
        return self.open().filter(~Exists(stopped), is_public=True)

    def with_permit(self, *states):
        """Those that a permit in one of ``states`` covers (of any state, where none is named)."""
        permits = Permit.objects.open().with_state(timezone.localdate())
        permits = permits.filter(state__in=states) if states else permits
        own = permits.filter(product=OuterRef("pk"))
        shared = permits.filter(product__isnull=True, group=OuterRef("group"))
        return self.filter(Q(Exists(own)) | Q(Exists(shared), member__isnull=True))


class Product(Closable):
    """What a group, or one of its members, makes and sells.

    It is in the public catalogue only while ``is_public``; somebody of the group agreed to that on
    ``consent_on``, and to showing ``contact_phone``, where there is one.
    """

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="products", verbose_name="kelompok")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="products", verbose_name="usaha anggota"
    )
    name = models.CharField("nama produk", max_length=120)
    kind = models.ForeignKey(
        BusinessKind, models.PROTECT, related_name="products", verbose_name="jenis produk"
    )
    description = models.TextField("keterangan", max_length=1000, blank=True)
    price = models.PositiveBigIntegerField("harga (rupiah)", null=True, blank=True)
    unit = models.CharField("satuan", max_length=30, blank=True)
    packaging = models.CharField("kemasan", max_length=80, blank=True)
    shelf_life = models.PositiveIntegerField("tahan berapa hari", null=True, blank=True)
    capacity = models.PositiveIntegerField("dapat dibuat sebulan", null=True, blank=True)
    is_public = models.BooleanField("tampil di etalase", default=False, editable=False)
    consent_on = models.DateField("tanggal kelompok setuju", null=True, editable=False)
    consent_name = models.CharField("yang menyetujui", max_length=120, blank=True, editable=False)
    contact_phone = models.CharField("nomor untuk memesan", max_length=16, blank=True, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "produk"
        verbose_name_plural = "produk"
        ordering = ["name"]
        constraints = [
            *Closable.Meta.constraints,
            amount_is_sane("price", "product_price_sane", "Harga paling sedikit Rp 1, atau kosong."),
            amount_is_sane("shelf_life", "product_shelf_life_sane", "Isi 1 sampai 3.650 hari.", most=3650),
            amount_is_sane("capacity", "product_capacity_sane", "Isi 1 sampai 1.000.000.", most=1_000_000),
            models.CheckConstraint(
                name="product_price_has_unit",
                condition=Q(price__isnull=True, capacity__isnull=True) | ~Q(unit=""),
                violation_error_message="Tulis satuannya, misalnya bungkus.",
            ),
            models.CheckConstraint(
                name="product_public_by_consent",
                condition=Q(is_public=False, contact_phone="")
                | Q(Q(is_public=True, closed_on__isnull=True, consent_on__isnull=False), ~Q(consent_name="")),
                violation_error_message="Produk hanya tampil di etalase atas persetujuan kelompok.",
            ),
            models.UniqueConstraint(
                F("group"),
                Lower("name"),
                condition=Q(closed_on__isnull=True),
                name="product_once_per_group",
                violation_error_message="Kelompok ini sudah punya produk dengan nama itu.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("product-detail", args=[self.pk])

    def valid_permits(self):
        """Permits that cover it and have not run out."""
        permits = Permit.objects.of_product(self).with_state(timezone.localdate())
        return permits.filter(state__in=["berlaku", "segera"])

    def is_covered_by(self, permit) -> bool:
        """A permit that names no product is the group's own, and covers what the group itself makes.

        ``ProductQuerySet.with_permit`` says the same to the database.
        """
        if permit.product_id:
            return permit.product_id == self.pk
        return permit.group_id == self.group_id and self.member_id is None


class PermitQuerySet(ClosableQuerySet):
    def of_product(self, product):
        """Those that go on and cover ``product``; see ``Product.is_covered_by``."""
        covers = Q(product=product)
        if product.member_id is None:
            covers |= Q(product__isnull=True, group=product.group_id)
        return self.open().filter(covers)

    def to_renew(self, day):
        """With ``state``: those that ran out or soon will, but for those of groups that are no more."""
        ended = StatusChange.objects.filter(during(day), group=OuterRef("group"), status="bubar")
        return self.with_state(day).filter(~Exists(ended), state__in=["habis", "segera"])

    def with_state(self, day):
        """With ``state`` on ``day``, one of PERMIT_STATES."""
        undated = When(valid_until__isnull=True, kind__expires=True, then=Value("tanpa_tanggal"))
        return self.annotate(
            state=Case(
                undated,
                When(valid_until__lt=day, then=Value("habis")),
                When(valid_until__lte=day + SOON, then=Value("segera")),
                default=Value("berlaku"),
                output_field=models.CharField(),
            )
        )


def permit_path(permit, filename) -> str:
    """A name that tells nothing, in a folder that no web server reaches."""
    return f"izin/{secrets.token_hex(24)}{Path(filename).suffix}"


class Permit(Closable):
    """A permit that a group holds: for one of its products, or for what the group itself makes."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="permits", verbose_name="kelompok")
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="permits", verbose_name="untuk produk"
    )
    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="permits", verbose_name="jenis izin")
    number = models.CharField("nomor", max_length=60)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    file = models.FileField("foto atau berkas PDF", upload_to=permit_path, blank=True, max_length=80)

    objects = PermitQuerySet.as_manager()

    class Meta:
        verbose_name = "izin"
        verbose_name_plural = "izin"
        ordering = ["kind__position", "number"]
        constraints = [
            *Closable.Meta.constraints,
            models.CheckConstraint(
                name="permit_valid_until_plausible",
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gte="1985-01-01", valid_until__lte="2100-12-31"),
                violation_error_message="Periksa tahun pada tanggal berlakunya.",
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "number"],
                condition=Q(closed_on__isnull=True, product__isnull=True),
                name="permit_once_per_group",
                violation_error_message="Izin dengan nomor itu sudah tercatat di kelompok ini.",
            ),
            models.UniqueConstraint(
                fields=["product", "kind", "number"],
                condition=Q(closed_on__isnull=True, product__isnull=False),
                name="permit_once_per_product",
                violation_error_message="Izin dengan nomor itu sudah tercatat untuk produk ini.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"

    def get_absolute_url(self):
        return f"{reverse('group-market', args=[self.group_id])}#izin"
