"""Lines of a group's cash book as a kind of import: one list, or receipts beside expenses as on paper."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.books.importing.shelf import (
    MOST_GROUPS,
    Entry,
    Shelf,
    groups_with_books,
    keeping_closed_months,
    write_entries,
)
from groups.books.models import DIRECTIONS, CashCategory, CashLine
from groups.importing import cells
from groups.importing.group_rows import find_entry, problem_at
from groups.importing.kinds import register
from groups.importing.outcome import Problem
from groups.importing.pipeline import Kind
from groups.resources import CellWidget, Column, MemberResource, SheetResource, day, one_of, text
from groups.values import show_number, show_rupiah

_TOTAL = re.compile(
    r"(sub\s*)?(jumlah|jml|total|grand total)( total)?"
    r"( (penerimaan|pengeluaran|pemasukan|kas|bulan.*|tahun.*|semua|seluruhnya|s\.?d\.? .*))*\s*[:=]?"
    r"|saldo\b.*|sisa (kas|saldo|uang)\b.*|(jumlah )?(di)?pindah(an|kan)\b.*",
    re.IGNORECASE,
)
_MOVEMENT = re.compile(
    r"(ambil |setor(an)? )?(simpanan|iuran|pinjaman|angsuran|jasa pinjaman)\b", re.IGNORECASE
)
_DIRECTION_WORDS = {
    **dict.fromkeys(["penerimaan", "pemasukan", "debet", "debit", "terima", "m", "d"], "masuk"),
    **dict.fromkeys(["pengeluaran", "kredit", "bayar", "belanja", "k"], "keluar"),
}
_SHARED = MemberResource.fields


def _money(cell):
    return cells.read_money(cell) or None  # 0 says nothing, as "-" does


def _amount(label, *synonyms, **more):
    return Column(label, None, CellWidget(_money, show_number), width=16, synonyms=synonyms, **more)


def _no(label, *synonyms):
    return Column(label, None, text(30, "Nomor kuitansi"), as_text=True, synonyms=synonyms)


class CashResource(SheetResource):
    """A line of the cash book."""

    on = Column("Tanggal", None, day(), required=True, example="17/03/2024",
                synonyms=("tgl", "tanggal bulan tahun", "tgl bln thn", "hari tanggal",
                          "tanggal transaksi"))  # fmt: skip
    what = Column("Uraian", None, text(160, "Uraian"), required=True, width=36, example="Penjualan keripik",
                  synonyms=("keterangan", "ket", "uraian kegiatan", "transaksi", "rincian", "untuk",
                            "keperluan", "uraian transaksi"))  # fmt: skip
    no = _no("No. Kuitansi", "no kwt", "nomor kuitansi", "no kwitansi", "no bukti", "nomor bukti",
             "nomor bukti kas", "no bukti kas", "bukti", "kwitansi", "kuitansi")  # fmt: skip
    received = _amount("Penerimaan", "masuk", "uang masuk", "pemasukan", "debet", "debit", "kas masuk",
                       "jumlah penerimaan", "terima", example="150.000")  # fmt: skip
    spent = _amount("Pengeluaran", "keluar", "uang keluar", "kredit", "kas keluar", "jumlah pengeluaran")
    amount = _amount("Jumlah", "jumlah uang", "nominal", "nilai", "jml")
    direction = Column("Jenis", None, one_of(DIRECTIONS, _DIRECTION_WORDS, "Jenis"),
                       synonyms=("masuk keluar", "jenis transaksi", "masuk atau keluar"))  # fmt: skip
    balance = Column("Saldo", None, CellWidget(cells.read_signed), synonyms=("saldo kas", "sisa", "sisa kas",
                     "saldo akhir"))  # fmt: skip
    category = Column("Kategori", None, text(80, "Kategori"), width=20, example="Penjualan",
                      note="Boleh kosong: menjadi Lain-lain.",
                      synonyms=("golongan", "kelompok biaya", "jenis biaya", "pos"))  # fmt: skip
    party = Column("Dari atau kepada", None, text(120, "Dari atau kepada"), width=22,
                   synonyms=("dari", "kepada", "dari kepada", "sumber dana"))  # fmt: skip
    group = Column("Kelompok", None, text(120, "Nama kelompok"), width=24,
                   note="Boleh kosong bila kelompoknya dipilih sewaktu mengunggah.",
                   synonyms=_SHARED["group"].synonyms)  # fmt: skip
    region = Column("Kelurahan", None, text(80, "Kelurahan"), width=18,
                    synonyms=_SHARED["region"].synonyms)  # fmt: skip
    district = Column("Kecamatan", None, text(80, "Kecamatan"), width=18,
                      synonyms=_SHARED["district"].synonyms)  # fmt: skip


def _sides():
    """The columns of a book with two sides; a heading is found by its own words below those of its side."""
    sides = {}
    for prefix, direction in (("in", "penerimaan"), ("out", "pengeluaran")):
        for name, label, widget, words in (
            ("on", "Tanggal", day(), ("tanggal", "tgl")),
            ("no", "No. Kwt", text(30, "Nomor kuitansi"), ("no kwt", "no kwitansi", "no kuitansi", "no bukti",
                                                           "nomor bukti kas", "no bukti kas")),
            ("what", "Uraian", text(160, "Uraian"), ("uraian", "keterangan")),
            ("amount", "Jumlah", CellWidget(_money, show_number), ("jumlah", "jumlah rp", "rp", "banyaknya")),
        ):  # fmt: skip
            synonyms = tuple(f"{direction} {word}" for word in words)
            sides[f"{prefix}_{name}"] = Column(f"{label} {direction}", None, widget, synonyms=synonyms)
    return sides


SIDES = _sides()


@dataclass
class Line:
    """One line that a row says. ``prefix``: the side of a book with two, "" of a list."""

    ledger: object
    on: date
    direction: str
    amount: int
    what: str
    no: str
    prefix: str
    category: object = None
    party: str = ""

    @property
    def key(self):
        return self.ledger.pk, self.on, self.direction, self.amount, _words(self.what)


def _words(text):
    return " ".join(text.lower().split())


@register
class CashKind(Kind):
    """Lines of cash books. It only adds; a line that is there already is the same, however it came there."""

    name, label = "cash", "Buku kas"
    about = "Baris kas satu kelompok atau lebih: uang masuk dan keluar. Baris yang sudah tercatat dilewati."
    filled = ""
    columns = CashResource.fields | SIDES
    main = ("received", "spent", "amount", "in_amount", "out_amount")
    always = ("group", "region")
    judges_totals = True

    @classmethod
    def groups(cls, user):
        return list(groups_with_books(user, cls.may).values_list("pk", "name")[:MOST_GROUPS])

    @classmethod
    def names_for(cls, column, user):
        if column == "group":
            return [name for _, name in cls.groups(user)]
        return super().names_for(column, user)

    @classmethod
    def missing(cls, names):
        if any({f"{side}_what", f"{side}_amount"} <= names for side in ("in", "out")):
            return []
        lacking = [name for name in ("on", "what") if name not in names]
        return lacking if {"received", "spent", "amount"} & names else [*lacking, "received"]

    @classmethod
    def template_columns(cls, event):
        left_out = ("amount", "direction", "balance", *SIDES)
        return {name: column for name, column in cls.columns.items() if name not in left_out}

    @classmethod
    def template_rows(cls, user, region, event):
        return []

    @classmethod
    def undoing(cls, written, by, reason):
        return keeping_closed_months(written)

    def check(self, outcome):
        shelf = self.shelf = Shelf(self.user, self.may, self.decisions.answers.get("group"), self.places)
        categories = CashCategory.objects.valid_on(timezone.localdate()).order_by("position")
        self.categories = {row.code: row for row in categories}
        sequence = []  # (row, its lines, or what its total says)
        for row in list(outcome.rows):
            lines = [line for prefix in self._prefixes(row) if (line := self._line(row, prefix, outcome))]
            sequence.append((row, lines))
            row.target = lines
            if not lines and not row.problems:
                outcome.rows.remove(row)
        ledgers = {line.ledger.pk: line.ledger for _, lines in sequence for line in lines}
        shelf.load(list(ledgers.values()))
        self._compare(outcome.rows, list(ledgers))
        self._check_balances(sequence, outcome)

    # -- reading a row

    def _prefixes(self, row):
        """The sides of the row that say something; totals do not, and nothing can be wrong with them."""
        found = []
        shown = {name: cells.shown(cell) for name, cell in row.cells.items() if not cells.is_blank(cell)}
        is_sided = bool(SIDES.keys() & shown.keys())
        for prefix in ("in_", "out_") if is_sided else ("",):
            own = {name: shown.get(f"{prefix}{name}", "") for name in ("on", "no", "what")}
            if any(_TOTAL.fullmatch(words) for words in own.values()):
                names = {f"{prefix}{name}" for name in ("on", "no", "what", "amount")}
                names |= set() if is_sided else {"received", "spent", "balance"}
                row.problems = [one for one in row.problems if one.column not in names]
            elif any(name in shown for name in (f"{prefix}on", f"{prefix}what", f"{prefix}amount")) or (
                not is_sided and {"received", "spent"} & shown.keys()
            ):
                found.append(prefix)
        rest = shown.get("in_on", "") + shown.get("in_what", "")
        if found == ["out_"] and _TOTAL.fullmatch(rest) and not {"out_on", "out_what"} & shown.keys():
            return []  # "Saldo Akhir" over all columns but the last
        return found

    def _line(self, row, prefix, outcome):
        """What one side of the row says; None with a problem noted."""
        values = row.values
        direction, amount, column = self._amount(row, prefix)
        told = {name: values.get(f"{prefix}{name}") for name in ("on", "what", "no")}
        for name, words in (("on", "Tanggal"), ("what", "Uraian")):
            if told[name] is None and not any(one.column == f"{prefix}{name}" for one in row.problems):
                message = f"{words} baris ini kosong. Isi, atau lewati barisnya."
                row.problems.append(problem_at(row, "stray_row", f"{prefix}{name}", message))
        if amount is None and not row.problems:
            message = "Jumlah uangnya kosong. Isi penerimaan atau pengeluarannya, atau lewati barisnya."
            row.problems.append(problem_at(row, "stray_row", column, message))
        if row.problems or not (ledger := self.shelf.find(row)):
            return None
        line = Line(ledger, told["on"], direction, amount, told["what"], told["no"] or "", prefix)
        line.party = values.get("party", "")
        line.category = self._category(row, direction, outcome)
        return line

    def _amount(self, row, prefix):
        """(direction, rupiah, column); (.., None, ..) without or with a problem noted."""
        values = row.values
        if prefix:
            return (
                {"in_": "masuk", "out_": "keluar"}[prefix],
                values.get(f"{prefix}amount"),
                f"{prefix}amount",
            )
        both = [(way, values[name]) for way, name in (("masuk", "received"), ("keluar", "spent"))
                if name in values]  # fmt: skip
        if len(both) == 2:
            message = "Isi penerimaan atau pengeluaran, tidak dua-duanya. Pisahkan menjadi dua baris."
            row.problems.append(problem_at(row, "two_amounts", "spent", message))
            return "", None, "spent"
        if both:
            return *both[0], "received" if both[0][0] == "masuk" else "spent"
        if "amount" in values and "direction" not in values:
            message = "Uang masuk atau keluar? Tulis di kolom Jenis: masuk atau keluar."
            row.problems.append(problem_at(row, "direction_missing", "direction", message))
        return values.get("direction", ""), values.get("amount"), "received"

    def _category(self, row, direction, outcome):
        """The category that the row names, else "Lain-lain"."""
        written = row.values.get("category")
        found = find_entry(written, self.categories) if written else None
        if found and (found.movement or found.direction not in ("", direction)):
            found = None
        if written and found is None:
            message = f"Kategori “{written}” tidak dapat dipakai di sini dan menjadi Lain-lain."
            outcome.warnings.append(problem_at(row, "value_ignored", "category", message))
        plain = [one for one in self.categories.values() if not one.movement and not one.direction]
        return found or self.categories.get("lain") or plain[0]

    # -- beside what is recorded

    def _compare(self, rows, ledgers):
        """Lines that are recorded are the same, as often as they are; the others must be allowed."""
        recorded = defaultdict(list)  # key: numbers of the receipts
        lines = CashLine.objects.filter(receipt__ledger__in=ledgers).counted().order_by("receipt__on", "pk")
        for line in lines.select_related("receipt"):
            receipt = line.receipt
            key = receipt.ledger_id, receipt.on, line.direction, line.amount, _words(line.description)
            recorded[key].append({receipt.paper_no, receipt.number} if receipt.paper_no else {receipt.number})
        for row in rows:
            new = []
            for line in row.target:
                there = recorded[line.key]
                fits = [numbers for numbers in there if not line.no or line.no in numbers]
                if fits:
                    there.remove(min(fits, key=len))
                elif words := self.shelf.problem_of_day(line.ledger, line.on):
                    row.problems.append(problem_at(row, "date_out_of_range", f"{line.prefix}on", words))
                else:
                    new.append(line)
            row.target = new
            row.action = "new" if new else "same"

    def _check_balances(self, sequence, outcome):
        """The first row of each sheet whose balance is not what its lines come to."""
        running, done, movements = {}, set(), 0
        for row, lines in sequence:
            movements += sum(bool(_MOVEMENT.match(line.what)) for line in row.target or [])
            said = row.values.get("balance")
            if row.sheet in done:
                continue
            if row.problems:
                running.pop(row.sheet, None)
            elif not lines:
                opening = said if said is not None else row.values.get("received")
                running[row.sheet] = running.get(row.sheet, opening)
            else:
                total = sum(one.amount if one.direction == "masuk" else -one.amount for one in lines)
                before = running.get(row.sheet)
                running[row.sheet] = expected = said if before is None else before + total
                if said is not None and said != expected:
                    done.add(row.sheet)
                    message = (
                        f"Saldo di baris {row.number} tertulis {_rupiah(said)}, menurut barisnya "
                        f"{_rupiah(expected)}. Periksa jumlahnya; saldo dihitung lagi oleh aplikasi."
                    )
                    warning = Problem("balance_wrong", message, row.sheet, row.number, "balance", str(said))
                    outcome.warnings.append(warning)
        if movements:
            outcome.warn(
                "movements_as_cash",
                f"{movements} baris simpanan, iuran atau pinjaman dicatat sebagai baris kas saja; buku "
                "simpanan dan pinjaman anggota tidak ikut terisi.",
            )

    def write(self, outcome, reason):
        lines = [line for row in outcome.rows if not row.problems for line in row.target]
        self.shelf.hold()
        entries = [
            Entry(line.ledger, line.on, line.no, line.party,
                  [(line.direction, line.amount, line.category, line.what)])
            for line in lines
        ]  # fmt: skip
        return write_entries(entries, self.user, reason)

    def canonical(self, row):
        values = row.values
        on = values.get("on") or values.get("in_on") or values.get("out_on")
        return {
            "row": row.number,
            "tanggal": on.isoformat() if on else "",
            "kelompok": values.get("group", ""),
            "baru": [[line.direction, line.amount, line.what] for line in row.target],
        }


def _rupiah(amount):
    return f"-{show_rupiah(-amount)}" if amount < 0 else show_rupiah(amount)
