from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Base app: who (users, roles), where (regions), which groups and members."""

    name = "groups"
    verbose_name = "Kelompok"
