"""Models of the market, one file an idea."""

from groups.market.models.channels import Channel, ChannelSales
from groups.market.models.photos import ProductPhoto
from groups.market.models.products import Permit, Product
from groups.market.models.reference import ChannelKind, Partner, PermitKind, SupportKind
from groups.market.models.support import SupportRequest, SupportStep

__all__ = [
    "Channel",
    "ChannelKind",
    "ChannelSales",
    "Partner",
    "Permit",
    "PermitKind",
    "Product",
    "ProductPhoto",
    "SupportKind",
    "SupportRequest",
    "SupportStep",
]
