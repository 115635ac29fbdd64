from django.apps import AppConfig


class DoorConfig(AppConfig):
    """Who came: recorded at the desk, on a poster, or on paper, each check-in once."""

    name = "bimtek.door"
    label = "door"
    verbose_name = "Daftar hadir bimtek"
