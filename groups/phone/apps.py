from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """The kader's phone: the installed app, and what it may keep for when there is no connection."""

    name = "groups.phone"
    label = "phone"
    verbose_name = "HP kader"
