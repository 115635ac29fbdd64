from importlib import import_module

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What somebody typed into a form and has not sent yet."""

    name = "groups.drafts"
    label = "drafts"
    verbose_name = "Isian yang belum dikirim"

    def clean_up(self) -> str:
        """Called every night by ``manage.py clean_up``."""
        return f"{import_module('groups.drafts.actions').forget_old()} drafts deleted"
