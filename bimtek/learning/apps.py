from django.apps import AppConfig


class LearningConfig(AppConfig):
    """What participants learnt: tests, satisfaction, certificates, a person's training history."""

    name = "bimtek.learning"
    label = "learning"
    verbose_name = "Tes dan sertifikat"
