"""The books of a group as they are printed, in the columns of the books that groups keep on paper.

``BOOKS`` says which there are; each makes a list of PrintedBook for ``layout.to_pdf`` and
``layout.to_xlsx`` from a ledger, or from a group that may have none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from groups.books.layout import PrintedBook
from groups.books.printing.around import period_of, show_period
from groups.books.printing.money import cash_book, dues_book, loan_book, loan_card, savings_book
from groups.books.printing.people import attendance_book, members_book, minutes_book, minutes_of
from groups.books.printing.receipt import receipt_pdf
from groups.books.printing.registers import register_book
from groups.books.registers.kinds import REGISTERS

__all__ = ["BOOKS", "BookKind", "attendance_book", "cash_book", "dues_book", "loan_book", "loan_card",
           "members_book", "minutes_book", "minutes_of", "period_of", "receipt_pdf", "savings_book",
           "show_period"]  # fmt: skip


@dataclass(frozen=True)
class BookKind:
    """A book that can be printed: ``make(source, first, last, empty=False)``.

    ``source``: a ledger, or with ``of_group`` the group itself.
    """

    title: str
    make: Callable[..., list[PrintedBook]]
    of_group: bool = False


BOOKS = {
    "kas": BookKind("Buku Kas Umum", cash_book),
    "pinjaman": BookKind("Buku Daftar Pinjaman, Angsuran, Iuran dan Simpanan", loan_book),
    "simpanan": BookKind("Buku Simpanan", savings_book),
    "iuran": BookKind("Buku Iuran", dues_book),
    "anggota": BookKind("Buku Anggota", members_book, of_group=True),
    "notulen": BookKind("Buku Notulen Rapat", minutes_book, of_group=True),
    "hadir": BookKind("Buku Daftar Hadir", attendance_book, of_group=True),
    **{
        name: BookKind(register.title, register_book(register), of_group=True)
        for name, register in REGISTERS.items()
    },
}
