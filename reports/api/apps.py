from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Reading by the programs of other offices: their keys, and the addresses that answer them."""

    name = "reports.api"
    label = "api"
    verbose_name = "Akses kantor lain"
