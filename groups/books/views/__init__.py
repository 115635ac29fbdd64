"""Pages of a group's books. What may be written is decided in ``groups.books.actions``."""
