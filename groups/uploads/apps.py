from importlib import import_module

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Files on their way: parts that a phone has sent ahead of the form that names them."""

    name = "groups.uploads"
    label = "uploads"
    verbose_name = "Kiriman berkas"

    def clean_up(self) -> str:
        """Called every night by ``manage.py clean_up``."""
        return f"{import_module('groups.uploads.actions').forget_old()} parts of sent files deleted"
