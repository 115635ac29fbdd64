"""The registers as printed books, by the columns that each declares."""

from datetime import date
from functools import partial

from groups.books.layout import PrintedBook
from groups.books.printing.around import book_of
from groups.books.registers.kinds import Register


def register_book(register: Register):
    """``make(group, first, last, empty=False)`` of a register."""
    return partial(_print, register)


def _nothing(columns) -> list:
    """The one row of a book in which nothing was written: said where there is room for it."""
    widest = max(range(len(columns)), key=lambda place: columns[place].width)
    return ["Belum ada catatan" if place == widest else None for place in range(len(columns))]


def _print(register, group, first: date, last: date, empty: bool = False) -> list[PrintedBook]:
    """Its rows of the period; of a standing register all that came until its end."""
    rows = []
    if not empty:
        found = register.model.objects.of(group).counted().filter(on__lte=last).order_by("on", "pk")
        rows = register.printed_rows(found if register.is_standing else found.filter(on__gte=first))
        rows = rows or [_nothing(register.columns)]
    notes = ["Semua barang yang diterima sampai akhir periode."] if register.is_standing else []
    return [
        book_of(group, first, last, empty=12 if empty else 0, columns=list(register.columns), rows=rows,
                second="sekretaris", name=register.title, title=f"{register.title} UP2K PKK", notes=notes,
                landscape=True, paper=register.paper, size=register.size)
    ]  # fmt: skip
