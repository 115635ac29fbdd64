from django.apps import AppConfig


class ContentConfig(AppConfig):
    """What an event consisted of: agenda, materials, photos, minutes, expenses."""

    name = "bimtek.content"
    label = "content"
    verbose_name = "Isi kegiatan"
