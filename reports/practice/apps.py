from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Both ends of Latihan: the door out of the real instance, and the way into the practice one."""

    name = "reports.practice"
    label = "practice"
    verbose_name = "Latihan"
