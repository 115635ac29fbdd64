"""A group's books as kinds of import: lines of the cash book, savings and loans of members."""

from groups.books.importing import cash, savings  # noqa: F401  registers their kinds
