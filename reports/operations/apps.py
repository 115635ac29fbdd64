from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Keeping the program alive: backup, restore and their drill; how it is at this moment. No models."""

    name = "reports.operations"
    label = "operations"
    verbose_name = "Pengoperasian"
