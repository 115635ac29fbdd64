"""The columns of a sheet of members' savings, dues and loans."""

import re
from decimal import Decimal

from groups.books.importing.cash import CashResource
from groups.books.models import SAVINGS
from groups.importing import cells
from groups.resources import CellWidget, Column, MemberResource, SheetResource, day, number, one_of, text
from groups.values import show_number

_SHARED = MemberResource.fields
_KIND_WORDS = {name.lower().replace(" ", "")[len("simpanan") :]: code for code, name in SAVINGS}


def _money(cell):
    return cells.read_money(cell) or None


def _jasa(cell):
    """("percent", Decimal) up to 20, as ``1,5``, ``1,5 %`` or Excel's 0.015; else ("rupiah", int)."""
    if cells.is_blank(cell) or cell == 0:
        return None
    written = cells.text_of(cell).replace("%", "").strip()
    if match := re.fullmatch(r"\d{1,2}([.,]\d{1,2})?|0[.,]\d+", written):
        rate = Decimal(match[0].replace(",", "."))
        if isinstance(cell, float) and rate < Decimal("0.2"):
            rate *= 100
        if 0 < rate <= 20:
            return "percent", rate.normalize()
    return "rupiah", cells.read_money(cell, thousands=False)


def _amount(label, *synonyms, read=_money, **more):
    return Column(label, None, CellWidget(read, show_number), width=16, synonyms=synonyms, **more)


def _savings(label, *synonyms, **more):
    """Below zero: taken out, as our own Buku Simpanan prints it."""
    return _amount(label, *synonyms, read=lambda cell: cells.read_signed(cell) or None, **more)


class SavingsResource(SheetResource):
    """What one member has, owes or paid."""

    name = Column("Nama Lengkap", "name", text(120, "Nama"), required=True, width=30, example="Siti Aminah",
                  synonyms=_SHARED["name"].synonyms)  # fmt: skip
    nik = Column("NIK", "nik", CellWidget(cells.read_nik), as_text=True, width=20, masked="nik_masked",
                 note="Boleh kosong. Membantu bila ada nama yang sama.",
                 synonyms=_SHARED["nik"].synonyms)  # fmt: skip
    phone = Column("Nomor HP", "phone", CellWidget(cells.read_phone), as_text=True, width=17,
                   synonyms=_SHARED["phone"].synonyms)  # fmt: skip
    group = Column("Kelompok", "group__name", text(120, "Nama kelompok"), width=24, example="Melati Jaya",
                   synonyms=_SHARED["group"].synonyms)  # fmt: skip
    region = Column("Kelurahan", "group__region__name", text(80, "Kelurahan"), width=18,
                    synonyms=_SHARED["region"].synonyms)  # fmt: skip
    district = Column("Kecamatan", None, text(80, "Kecamatan"), synonyms=_SHARED["district"].synonyms)
    on = Column("Tanggal", None, day(), synonyms=("tgl", "tanggal setor", "tanggal bayar", "tgl bayar"),
                note="Kosongkan untuk saldo awal. Dengan tanggal: uang yang diterima hari itu.")  # fmt: skip
    no = CashResource.fields["no"]
    pokok = _savings("Simpanan Pokok", "simp pokok", "saldo simpanan pokok", example="50.000")
    wajib = _savings("Simpanan Wajib", "simp wajib", "saldo simpanan wajib", example="240.000")
    sukarela = _savings("Simpanan Sukarela", "simp sukarela", "saldo simpanan sukarela", "simpanan manasuka")
    savings = _savings("Jumlah Simpanan", "simpanan", "besar simpanan")
    drawn = _amount(
        "Simpanan Diambil",
        "diambil",
        "ambil simpanan",
        "penarikan",
        "penarikan simpanan",
        "pengambilan simpanan",
        note="Dengan tanggal dan jenis simpanannya.",
    )
    kind = Column("Jenis Simpanan", None, one_of(SAVINGS, _KIND_WORDS, "Jenis simpanan"),
                  choices=tuple(name for _, name in SAVINGS), synonyms=("jenis simp",))  # fmt: skip
    dues = _amount("Iuran", "jumlah iuran", "iuran anggota", "besar iuran")
    loan = _amount("Jumlah Pinjaman", "pinjaman", "besar pinjaman", "jml pinjaman", example="500.000")
    paid = Column("Sudah Dibayar", None, CellWidget(cells.read_money), width=16, example="200.000",
                  synonyms=("sudah diangsur", "telah dibayar", "jumlah angsuran"))  # fmt: skip
    rest = Column("Sisa Pinjaman", None, CellWidget(cells.read_money), width=16,
                  synonyms=("sisa", "saldo pinjaman", "sisa hutang", "sisa angsuran"))  # fmt: skip
    months = Column("Lama Angsuran (bulan)", None, number(1, 120, "Lama angsuran"), example="10",
                    synonyms=("lama", "lama angsuran", "jangka waktu", "lama pinjaman", "tenor"))  # fmt: skip
    purpose = Column("Untuk Keperluan Usaha", None, text(160, "Keperluan"), width=26, example="Beli bahan",
                     synonyms=("keperluan", "keperluan usaha", "tujuan", "untuk keperluan"))  # fmt: skip
    jasa = Column("Jasa", None, CellWidget(_jasa), synonyms=("jasa pinjaman", "jasa sebulan", "bunga"),
                  note="Pinjaman: persen atau rupiah sebulan. Angsuran: rupiah yang dibayar.",
                  example="1,5 %")  # fmt: skip
    principal = _amount("Angsuran Pokok", "angsuran", "cicilan", "bayar pokok", "pokok angsuran")
