from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig
from django.utils import timezone

KEPT_FOR = timedelta(days=30)


class NoticesConfig(AppConfig):
    """Mail and push; what waits itself comes from ``reports.home``."""

    name = "reports.notices"
    label = "notices"
    verbose_name = "Pesan"

    def clean_up(self) -> str:
        """Called every night by ``manage.py clean_up``."""
        mails = import_module("reports.notices.models").DigestMail.objects
        number, _ = mails.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
        return f"{number} records of daily mails deleted"
