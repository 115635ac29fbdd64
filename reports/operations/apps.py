from django.apps import AppConfig
from django.db.backends.signals import connection_created


class OperationsConfig(AppConfig):
    """Keeping the program alive: backup, restore and their drill; how it is at this moment. No models."""

    name = "reports.operations"
    label = "operations"
    verbose_name = "Pengoperasian"

    def ready(self):
        from reports.operations.slow_queries import watch

        connection_created.connect(watch, dispatch_uid="up2k-slow-queries")
