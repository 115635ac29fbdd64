from django.apps import AppConfig


class BimtekConfig(AppConfig):
    """Training events: what, where, when, who came."""

    name = "bimtek"
    verbose_name = "Bimtek"

    def ready(self):
        import bimtek.importing  # noqa: F401  registers the lists of who came
