"""Lists of the market that the admin edits: kinds of permits, channels and support, and the partners."""

from django.db import models

from groups.models.base import one_of
from groups.models.reference import ReferenceEntry

MODES = [("luring", "Luring (tatap muka)"), ("daring", "Daring (lewat internet)")]


class PermitKind(ReferenceEntry):
    """Jenis izin. How a number of it looks, where we know, is in ``groups.market.numbers``, by code."""

    expires = models.BooleanField(
        "punya masa berlaku", default=True, help_text="Bila dicentang, yang belum bertanggal ikut diingatkan."
    )

    class Meta(ReferenceEntry.Meta):
        verbose_name = "jenis izin"


class ChannelKind(ReferenceEntry):
    """Saluran pemasaran, offline or online. ``sites``: where an address of it may lie."""

    mode = models.CharField("cara", max_length=6, choices=MODES, default="luring")
    sites = models.CharField(
        "alamat web yang diterima",
        max_length=200,
        blank=True,
        help_text="Misalnya shopee.co.id; beberapa dipisah spasi. Kosong berarti alamat web mana pun.",
    )

    class Meta(ReferenceEntry.Meta):
        verbose_name = "saluran pemasaran"
        constraints = [
            *ReferenceEntry.Meta.constraints,
            one_of("mode", MODES, "channelkind_mode_known"),
        ]


class Partner(ReferenceEntry):
    """Mitra that helps groups: dinas, Dekranasda, bank, company."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = "mitra"


class SupportKind(ReferenceEntry):
    """Jenis dukungan: kemasan, pemasaran, perizinan, permodalan, pelatihan."""

    class Meta(ReferenceEntry.Meta):
        verbose_name = "jenis dukungan"
