from django.apps import AppConfig


class BooksConfig(AppConfig):
    """A group's books: cash, savings, dues, loans and instalments."""

    name = "groups.books"
    label = "books"
    verbose_name = "Buku kelompok"

    def ready(self):
        import groups.books.importing  # noqa: F401  registers the books that can be imported
