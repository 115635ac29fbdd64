from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What people may ask about their own data (UU 27/2022), and what the program does of itself."""

    name = "reports.privacy"
    label = "privacy"
    verbose_name = "Data pribadi"
