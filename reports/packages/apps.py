from importlib import import_module

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """A year's forms of all levels in one file, made in the background."""

    name = "reports.packages"
    label = "packages"
    verbose_name = "Paket laporan"

    def clean_up(self) -> str:
        """Called every night by ``manage.py clean_up``."""
        return f"{import_module('reports.packages.actions').forget_old_files()} report packages deleted"
