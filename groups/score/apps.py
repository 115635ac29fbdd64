from django.apps import AppConfig


class ScoreConfig(AppConfig):
    """How orderly a group's administration is, and whether it may be ready for the next level."""

    name = "groups.score"
    label = "score"
    verbose_name = "Tertib administrasi"

    def ready(self):
        from groups.progress import facts
        from groups.score.books_kept import BOOKS_KEPT

        facts.register(BOOKS_KEPT)
