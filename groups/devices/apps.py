from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """From what people sign in: known devices and their sessions, the second step, limits of tries."""

    name = "groups.devices"
    label = "devices"
    verbose_name = "Perangkat"
