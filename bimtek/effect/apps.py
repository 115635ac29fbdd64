from django.apps import AppConfig


class EffectConfig(AppConfig):
    """What an event changed: follow-up tasks, scores before and after, who was reached, its report."""

    name = "bimtek.effect"
    label = "effect"
    verbose_name = "Hasil kegiatan"
