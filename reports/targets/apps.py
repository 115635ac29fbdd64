from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """What Pokja II sets itself for a year."""

    name = "reports.targets"
    label = "targets"
    verbose_name = "Target"
