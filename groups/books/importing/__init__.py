"""A group's books as kinds of import: lines of the cash book."""

from groups.books.importing import cash  # noqa: F401  registers its kind
