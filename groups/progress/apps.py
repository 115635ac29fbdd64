from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """A group's report of each period, and its way from draft to accepted."""

    name = "groups.progress"
    label = "progress"
    verbose_name = "Laporan perkembangan"

    def ready(self):
        import groups.progress.importing  # noqa: F401  registers reports as a kind of import
