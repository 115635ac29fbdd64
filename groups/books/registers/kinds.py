"""Which registers there are: their model, their form, what a list shows, and their printed columns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db import models
from django.db.models import Count, Max, Value

from groups.books.layout import Column
from groups.books.models import LETTERS, Activity, GuestVisit, InventoryItem, Letter
from groups.books.registers import forms
from groups.values import show_date


@dataclass(frozen=True)
class Register:
    """One register. ``listed``: fields of a list, the first leads to the row. ``searched``: by words.

    ``columns`` as printed, the first numbers the rows; ``cells`` of one row, without the number.
    ``halves``: the field and values by which rows stand side by side, each half with its own number; then
    a row's ``cells`` fill the columns of its half, and the form is of one of the values (``starts``).
    ``is_standing``: goods are there until they are not, so a period has all that came before its end.
    """

    model: type
    form_class: type
    title: str
    add_label: str
    empty_text: str
    listed: tuple[str, ...]
    searched: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: Callable[[models.Model], list]
    halves: tuple[str, tuple] = ()
    is_standing: bool = False
    paper: str = "a4"
    size: float = 9

    @property
    def name(self) -> str:
        return self.model.register

    @property
    def starts(self) -> list[tuple[str, str]]:
        """(value of the field of ``halves``, label) of each way to begin a row."""
        if not self.halves:
            return [("", self.add_label)]
        return [(value, f"Catat {label.lower()}") for value, label in self.halves[1]]

    def new_row(self, group, start: str):
        """An unsaved row of ``group``; ValueError for a ``start`` that is none."""
        fields = {self.halves[0]: start} if self.halves else {}
        if start not in dict(self.starts):
            raise ValueError(start)
        return self.model(group=group, **fields)

    def printed_rows(self, rows) -> list[list]:
        """Cells of the printed table, numbered."""
        if not self.halves:
            return _numbered(map(self.cells, rows))
        field, values = self.halves
        sides = [
            _numbered(self.cells(row) for row in rows if getattr(row, field) == value) for value, _ in values
        ]
        widths = [sum(column.over == label.upper() for column in self.columns) for _, label in values]
        return [
            [cell for side, width in zip(line, widths, strict=True) for cell in side or [None] * width]
            for line in zip_longest(*sides)
        ]


def _numbered(rows) -> list[list]:
    return [[number, *cells] for number, cells in enumerate(rows, start=1)]


def _inventory_cells(row):
    seen = row.get_condition_display()
    if row.condition_on != row.on:
        seen = f"{seen} ({row.condition_on:%d/%m/%Y})"
    quantity = f"{row.quantity} {row.unit}" if row.unit else row.quantity
    return [row.name, row.origin, row.on, quantity, row.kept_at, seen, row.notes]


def _letter_cells(row):
    if row.direction == "masuk":
        return [row.on, row.letter_on, row.number, row.party, row.subject, row.attachments, row.passed_to]
    return [row.number, row.on, row.party, row.subject, row.attachments, row.passed_to]


_IN, _OUT = (label.upper() for _, label in LETTERS)

REGISTERS = {
    register.name: register
    for register in (
        Register(
            model=InventoryItem,
            form_class=forms.InventoryForm,
            title="Buku Inventaris",
            add_label="Catat barang",
            empty_text="Di sini tampil barang milik kelompok: dari mana, berapa, dan kondisinya. "
            "Mulai dari barang yang dipakai setiap hari.",
            listed=("name", "on", "quantity", "kept_at", "condition"),
            searched=("name", "origin", "kept_at", "notes"),
            columns=(
                Column("No", 10, "center"),
                Column("Nama barang", 52),
                Column("Asal barang", 42),
                Column("Tgl penerimaan/pembelian", 32, "center"),
                Column("Jumlah", 22, "center"),
                Column("Tempat penyimpanan", 40),
                Column("Kondisi barang", 34),
                Column("Ket", 40),
            ),
            cells=_inventory_cells,
            is_standing=True,
        ),
        Register(
            model=GuestVisit,
            form_class=forms.GuestForm,
            title="Buku Tamu",
            add_label="Catat tamu",
            empty_text="Di sini tampil tamu yang datang ke kelompok: siapa, dari mana, dan untuk apa. "
            "Catat kunjungan yang terakhir.",
            listed=("name", "on", "purpose", "institution"),
            searched=("name", "purpose", "institution", "message", "notes"),
            columns=(
                Column("No", 10, "center"),
                Column("Tanggal", 24, "center"),
                Column("Nama tamu", 48),
                Column("Keperluan", 58),
                Column("Instansi", 45),
                Column("Kesan/Pesan", 55),
                Column("Ket", 32),
            ),
            cells=lambda row: [row.on, row.name, row.purpose, row.institution, row.message, row.notes],
        ),
        Register(
            model=Activity,
            form_class=forms.ActivityForm,
            title="Buku Kegiatan",
            add_label="Catat kegiatan",
            empty_text="Di sini tampil kegiatan kelompok: siapa, kapan, di mana, dan apa yang dikerjakan. "
            "Catat kegiatan yang terakhir.",
            listed=("name", "on", "place", "description"),
            searched=("name", "position", "place", "description"),
            columns=(
                Column("No", 10, "center"),
                Column("Nama", 50),
                Column("Jabatan", 35),
                Column("Tanggal", 24, "center", "KEGIATAN"),
                Column("Tempat", 45, over="KEGIATAN"),
                Column("Uraian", 75, over="KEGIATAN"),
                Column("Tanda tangan", 34),
            ),
            cells=lambda row: [row.name, row.position, row.on, row.place, row.description, ""],
        ),
        Register(
            model=Letter,
            form_class=forms.LetterForm,
            title="Agenda Surat Masuk dan Keluar",
            add_label="Catat surat",
            empty_text="Di sini tampil surat yang diterima dan dikirim kelompok, dengan nomor dan perihal. "
            "Catat surat yang terakhir.",
            listed=("subject", "on", "direction", "party", "number"),
            searched=("subject", "party", "number", "passed_to"),
            columns=(
                Column("No", 8, "center", _IN),
                Column("Tgl terima", 19, "center", _IN),
                Column("Tgl surat", 19, "center", _IN),
                Column("Nomor surat", 24, over=_IN),
                Column("Asal/dari", 25, over=_IN),
                Column("Perihal", 29, over=_IN),
                Column("Lampiran", 16, over=_IN),
                Column("Diteruskan kepada", 23, over=_IN),
                Column("No", 8, "center", _OUT),
                Column("Nomor & kode", 24, over=_OUT),
                Column("Tgl surat", 19, "center", _OUT),
                Column("Kepada", 25, over=_OUT),
                Column("Perihal", 29, over=_OUT),
                Column("Lampiran", 16, over=_OUT),
                Column("Tembusan", 22, over=_OUT),
            ),
            cells=_letter_cells,
            halves=("direction", tuple(LETTERS)),
            paper="f4",
            size=8,
        ),
    )
}


@dataclass(frozen=True)
class Filled:
    """How far a group's register is: the number of its rows and the day of the newest."""

    register: Register
    count: int
    newest: date | None


def filled(group) -> list[Filled]:
    """Each register of a group that the caller has through the door; one query."""
    parts = [
        register.model.objects.of(group).counted().order_by().values("group")
        .annotate(name=Value(name), n=Count("pk"), newest=Max("on")).values_list("name", "n", "newest")
        for name, register in REGISTERS.items()
    ]  # fmt: skip
    found = {name: (n, newest) for name, n, newest in parts[0].union(*parts[1:], all=True)}
    return [Filled(register, *found.get(name, (0, None))) for name, register in REGISTERS.items()]


def facts_of(row) -> list[tuple[str, str]]:
    """(label, value) of what a person filled in, in the order of the form."""
    facts = []
    for name in REGISTERS[row.register].form_class._meta.fields:
        field, value = row._meta.get_field(name), getattr(row, name)
        if field.choices:
            value = getattr(row, f"get_{name}_display")()
        elif isinstance(value, date):
            value = show_date(value)
        facts.append((str(field.verbose_name).capitalize(), "" if value is None else value))
    return facts
