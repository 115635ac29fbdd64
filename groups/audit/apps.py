from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail: who did what, when, from where and why, in a chain that nobody changes unseen."""

    name = "groups.audit"
    label = "audit"
    verbose_name = "Jejak"
