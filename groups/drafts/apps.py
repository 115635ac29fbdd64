from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What somebody typed into a form and has not sent yet."""

    name = "groups.drafts"
    label = "drafts"
    verbose_name = "Isian yang belum dikirim"
