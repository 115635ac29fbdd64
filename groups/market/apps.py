from django.apps import AppConfig


class MarketConfig(AppConfig):
    """A group's products on their way to buyers: permits, channels, partners' support, the catalogue."""

    name = "groups.market"
    label = "market"
    verbose_name = "Produk dan pemasaran"

    def ready(self):
        from groups.market.facts import PERMITS
        from groups.progress import facts

        facts.register(PERMITS)
