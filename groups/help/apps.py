from django.apps import AppConfig


class HelpConfig(AppConfig):
    """Bantuan: the guides of docs/panduan as pages, the part of them for each page, and the first tour."""

    name = "groups.help"
    label = "help"
    verbose_name = "Bantuan"
