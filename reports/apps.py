from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Pokja II summaries, and Beranda, which draws on every other app."""

    name = "reports"
    verbose_name = "Rekap"

    def ready(self):
        import_module("reports.checks")
