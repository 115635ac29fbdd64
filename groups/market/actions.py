"""Writing products, permits, channels and sales, and what the catalogue may show of a product."""

from django.core.exceptions import ValidationError
from django.db import transaction

from groups.actions import not_in_future, require
from groups.market.addresses import shop_address
from groups.market.models import ChannelSales, Product, ProductPhoto

MOST_PHOTOS = 6


def _may_edit(by, group):
    require(by, "edit", group.region_id)
    if group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu kelompoknya.")


def _keep(row, by):
    """Save an open row of a group, new or edited."""
    _may_edit(by, row.group)
    if row.closed_on:
        raise ValidationError("Catatan ini sudah berhenti dan tidak diubah lagi.")
    if row.pk:
        row.version += 1
    row.save()
    return row


@transaction.atomic
def save_product(*, product, by):
    """Save a new or edited ``product``.

    Raises ValidationError for a member of another group, and PermissionDenied as every action here
    where ``by`` may not edit the group.
    """
    if product.member and product.member.group_id != product.group_id:
        raise ValidationError({"member": "Pilih anggota dari kelompok ini."})
    return _keep(product, by)


@transaction.atomic
def add_photo(*, product, picture, by):
    """Keep ``picture`` (a JPEG file, see ``groups.pictures``); ValidationError above MOST_PHOTOS."""
    product = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    _may_edit(by, product.group)
    if product.photos.kept().count() >= MOST_PHOTOS:
        raise ValidationError(f"Satu produk paling banyak {MOST_PHOTOS} foto. Hapus dulu salah satunya.")
    return ProductPhoto.objects.create(product=product, file=picture, added_by=by)


@transaction.atomic
def remove_photo(*, photo, reason, by):
    """Show ``photo`` nowhere any more."""
    _may_edit(by, photo.product.group)
    photo.void(reason, by)
    photo.save()


@transaction.atomic
def save_permit(*, permit, by):
    """Save a new or edited ``permit``; ValidationError for a product of another group."""
    if permit.product and permit.product.group_id != permit.group_id:
        raise ValidationError({"product": "Pilih produk dari kelompok ini."})
    return _keep(permit, by)


@transaction.atomic
def save_channel(*, channel, by):
    """Save a new or edited ``channel``; ValidationError for an address that is no shop of its kind."""
    not_in_future("since", channel.since)
    if channel.address and channel.kind.mode == "luring":
        raise ValidationError({"address": "Alamat web hanya untuk toko di internet. Kosongkan."})
    if channel.address:
        sites = channel.kind.sites.split()
        try:
            channel.address = shop_address(channel.address, sites=sites, name=channel.kind.name)
        except ValidationError as error:
            raise ValidationError({"address": error.messages}) from None
    first = channel.sales.order_by("month").first() if channel.pk else None
    if first and first.month < channel.since.replace(day=1):
        raise ValidationError({"since": "Sudah ada penjualan sebelum tanggal itu. Isi tanggal sebelumnya."})
    return _keep(channel, by)


@transaction.atomic
def close(*, row, on, reason, by):
    """End a product, permit or channel on the day ``on``; a product leaves the catalogue with it."""
    _may_edit(by, row.group)
    not_in_future("on", on)
    if row.closed_on:
        raise ValidationError("Ini sudah dicatat berhenti.")
    if hasattr(row, "since") and on < row.since:
        raise ValidationError({"on": "Tanggal berhenti tidak boleh sebelum tanggal mulai dipakai."})
    if getattr(row, "is_public", False):
        _withdraw(row)
    row.closed_on, row.close_reason = on, reason
    row.version += 1
    row.save()
    return row


@transaction.atomic
def record_sales(*, channel, month, amount, by):
    """Record whole rupiah ``amount`` sold in the month that begins on ``month``; again corrects it.

    Raises ValidationError for a month to come, or one in which the channel was not used.
    """
    _may_edit(by, channel.group)
    not_in_future("month", month)
    if month < channel.since.replace(day=1) or (channel.closed_on and month > channel.closed_on):
        raise ValidationError({"month": "Saluran ini belum atau tidak lagi dipakai pada bulan itu."})
    sales = ChannelSales.objects.select_for_update().filter(channel=channel, month=month).first()
    sales = sales or ChannelSales(channel=channel, month=month)
    sales.amount = amount
    sales.save()
    return sales


@transaction.atomic
def publish(*, product, consent_on, consent_name, contact_phone, by):
    """Show ``product`` in the public catalogue, as ``consent_name`` of the group agreed on ``consent_on``.

    ``contact_phone``: the number that may be shown with it; empty shows none.
    """
    not_in_future("consent_on", consent_on)
    product.is_public, product.consent_on = True, consent_on
    product.consent_name, product.contact_phone = consent_name, contact_phone
    return _keep(product, by)


@transaction.atomic
def withdraw(*, product, by):
    """Take ``product`` out of the catalogue at once; whose consent it was stays in its history."""
    _may_edit(by, product.group)
    _withdraw(product)
    product.version += 1
    product.save()
    return product


def _withdraw(product):
    product.is_public, product.consent_on = False, None
    product.consent_name = product.contact_phone = ""
