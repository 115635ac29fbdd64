"""Savings, dues and loans of members as a kind of import: a cut-off sheet, or payments with their dates.

The rows are written by the books' own actions. The check runs the same actions and rolls them back, so
that every rule of entry holds here as well, in the words that a treasurer knows.
"""

import re
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from groups.books import actions
from groups.books.importing.cash import CashKind, CashResource
from groups.books.importing.shelf import Shelf, keeping_closed_months
from groups.books.models import SAVINGS, CashLine, DuesLine, Instalment, Loan, Receipt, SavingsLine
from groups.importing import cells
from groups.importing.group_rows import problem_at
from groups.importing.kinds import register
from groups.importing.people import People, similar_names
from groups.importing.pipeline import Kind
from groups.models import Member, OfficerTerm
from groups.resources import CellWidget, Column, MemberResource, SheetResource, day, number, one_of, text
from groups.values import MONTHS, show_number, show_rupiah

_SHARED = MemberResource.fields
_MONTHLY = re.compile(rf"({'|'.join(MONTHS[1:])})\s+(angsuran|iuran|simpanan)", re.IGNORECASE)
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


def _amount(label, *synonyms, **more):
    return Column(label, None, CellWidget(_money, show_number), width=16, synonyms=synonyms, **more)


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
    pokok = _amount("Simpanan Pokok", "simp pokok", "saldo simpanan pokok", example="50.000")
    wajib = _amount("Simpanan Wajib", "simp wajib", "saldo simpanan wajib", example="240.000")
    sukarela = _amount("Simpanan Sukarela", "simp sukarela", "saldo simpanan sukarela", "simpanan manasuka")
    savings = _amount("Jumlah Simpanan", "simpanan", "besar simpanan")
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


@dataclass
class Step:
    """What a row has the books do."""

    row: object
    ledger: object
    member: Member
    on: date
    is_opening: bool
    savings: dict = field(default_factory=dict)
    dues: int = 0
    principal: int = 0
    jasa: int = 0
    loan: dict | None = None  # facts of a loan of the cut-off sheet
    paid: int = 0

    def run(self, by) -> list:
        """Do it; the receipts that it made. Raises ValidationError."""
        common = {"ledger": self.ledger, "on": self.on, "by": by, "paper_no": self.row.values.get("no", "")}
        receipts = []
        if self.savings or self.dues or self.principal or self.jasa:
            parts = [(self._open_loan(), self.principal, self.jasa)] if self.principal or self.jasa else []
            receipts.append(
                actions.receive(member=self.member, savings=self.savings, dues=self.dues, instalments=parts,
                                is_opening=self.is_opening, **common)
            )  # fmt: skip
        if self.loan:
            loan = Loan(member=self.member, approved_by=self._approver(), **self.loan)
            receipts.append(actions.lend(loan=loan, already_paid=self.paid, **common).receipt)
        return receipts

    def _open_loan(self):
        loans = list(
            Loan.objects.filter(receipt__ledger=self.ledger, member=self.member, remaining__gt=0)[:2]
        )
        if len(loans) != 1:
            many = "tidak punya pinjaman yang belum lunas" if not loans else "punya lebih dari satu pinjaman"
            raise ValidationError(f"{self.member.name} {many}. Catat angsurannya di halaman pinjamannya.")
        return loans[0]

    def _approver(self):
        """Ketua, or another officer where she borrows herself: who approved is not on such a sheet."""
        terms = OfficerTerm.objects.filter(group=self.ledger.group_id, ended_on__isnull=True)
        officers = {term.office: term.member for term in terms.exclude(member=self.member)}
        found = next((officers[name] for name in ("ketua", "bendahara", "sekretaris") if name in officers), 0)
        if not found:
            raise ValidationError("Isi dulu pengurus kelompok ini: pinjaman disetujui oleh pengurus.")
        return found


@register
class SavingsKind(Kind):
    """Balances of a cut-off sheet and dated payments of members; what is recorded already is the same."""

    name, label = "savings_loans", "Simpanan dan pinjaman"
    about = "Saldo awal simpanan dan pinjaman anggota, atau setoran dan angsuran bertanggal."
    filled = "dengan nama anggotanya, tinggal diisi"
    columns = SavingsResource.fields
    always = ("name", "group", "region", "on")
    groups, names_for = CashKind.groups, CashKind.names_for

    @classmethod
    def missing(cls, names):
        amounts = {"pokok", "wajib", "sukarela", "savings", "dues", "loan", "principal"}
        return [*super().missing(names), *([] if amounts & names else ["savings"])]

    @classmethod
    def refuses(cls, tables):
        if any(_MONTHLY.search(heading.text) for table in tables for heading in table.headings):
            return (
                "Buku pinjaman per bulan tidak menyebut tanggal setiap pembayaran. Salin ke lembar isian "
                "Simpanan dan pinjaman: satu baris untuk setiap pembayaran, dengan tanggalnya."
            )
        return ""

    @classmethod
    def template_rows(cls, user, region, event):
        if region is None:
            return []
        members = Member.objects.allowed_to(user, cls.may).kept().in_region(region).filter(is_active=True)
        members = members.filter(group__ledger__isnull=False).select_related("group__region")
        rows = members.order_by("group__region_id", "group__name", "name_key")
        known = ("name", "nik", "phone", "group", "region")
        return [
            [
                getattr(row, column.masked or "")
                if column.masked
                else column.export(row)
                if name in known
                else ""
                for name, column in cls.columns.items()
            ]
            for row in rows
        ]

    # -- checking

    def check(self, outcome):
        shelf = Shelf(self.user, self.may, self.decisions.answers.get("group"), self.places)
        self.members = Member.objects.allowed_to(self.user, self.may).kept()
        if shelf.chosen:
            self.members = self.members.filter(group=shelf.chosen)
        codes = self.user.region_codes(self.may)
        self.people = People(self.members, min(codes, key=len)[:5], outcome.rows)
        steps = [step for row in outcome.rows if not row.problems and (step := self._step(row, shelf))]
        steps.sort(key=lambda step: (not step.is_opening, step.on, step.row.number))
        self._leave_out_recorded(steps)
        self.steps = [step for step in steps if step.row.action == "new" and not step.row.problems]
        with transaction.atomic():
            self._try_out()
            transaction.set_rollback(True)

    def _try_out(self):
        for step in list(self.steps):
            try:
                with transaction.atomic():
                    step.run(self.user)
            except ValidationError as error:
                self.steps.remove(step)
                column = "on" if "on" in getattr(error, "error_dict", {}) else ""
                message = " ".join(error.messages)
                step.row.problems.append(problem_at(step.row, "rule_broken", column, message))

    def _step(self, row, shelf):
        """What the row says; None with a problem noted."""
        values = row.values

        def refuse(code, column, message, names=()):
            row.problems.append(problem_at(row, code, column, message, names))

        if "name" not in values:
            return refuse("stray_row", "name", "Nama anggotanya kosong. Isi, atau lewati barisnya.")
        member = self.people.find(row)
        if member is None and not row.problems:
            names = dict(self.members.filter(is_active=True).values_list("name_key", "name"))
            message = (
                f"{values['name']} tidak ada di daftar anggota. Pilih nama yang benar, atau daftarkan dulu."
            )
            refuse("member_unknown", "name", message, similar_names(values["name"], names))
        if row.problems:
            return None
        values.setdefault("group", member.group.name)
        values.setdefault("region", member.group.region.name)
        ledger = shelf.find(row)
        if ledger is None:
            return None
        if ledger.group_id != member.group_id:
            return refuse("member_unknown", "name", f"{member.name} bukan anggota {ledger.group.name}.")
        is_cut_off = "on" not in values or "rest" in values or "paid" in values
        step = Step(row, ledger, member, ledger.starts_on if is_cut_off else values["on"], is_cut_off)
        step.savings = {kind: values[kind] for kind, _ in SAVINGS if kind in values}
        if "savings" in values and not step.savings:
            step.savings = {values.get("kind"): values["savings"]}
        step.dues, step.principal = values.get("dues", 0), values.get("principal", 0)
        if is_cut_off and (step.dues or step.principal):
            return refuse("date_missing", "on", "Iuran dan angsuran perlu tanggal. Isi tanggal dibayarnya.")
        if "loan" in values:
            return self._loan(step, refuse)
        if jasa := values.get("jasa"):
            if jasa[0] != "rupiah":
                return refuse("jasa_unclear", "jasa", "Tulis jasa yang dibayar dalam rupiah.")
            step.jasa = jasa[1]
        if not (step.savings or step.dues or step.principal or step.jasa):
            row.action = "same"  # a member of the template for whom nothing was filled in
            return None
        return step

    def _loan(self, step, refuse):
        values = step.row.values
        if not step.is_opening or not {"rest", "paid"} & values.keys():
            message = (
                "Pinjaman baru dicatat di halaman Pinjaman, karena perlu disetujui. Untuk pinjaman lama isi "
                "Sudah Dibayar atau Sisa Pinjaman."
            )
            return refuse("loan_new", "loan", message)
        amount = values["loan"]
        step.paid = values.get("paid", amount - values.get("rest", 0))
        if step.paid < 0 or step.paid > amount or ("rest" in values and step.paid + values["rest"] != amount):
            message = (
                f"Sudah dibayar dan sisa tidak sama dengan pinjamannya, {show_rupiah(amount)}. Betulkan."
            )
            return refuse("loan_disagrees", "rest", message)
        for name, words in (("months", "Lama angsuran"), ("purpose", "Keperluan usaha")):
            if name not in values:
                return refuse("loan_incomplete", name, f"{words} pinjaman ini kosong. Isi dulu.")
        step.loan = {"amount": amount, "months": values["months"], "purpose": values["purpose"]}
        if jasa := values.get("jasa"):
            step.loan[f"jasa_{jasa[0]}"] = jasa[1]
        return step

    # -- beside what is recorded

    def _leave_out_recorded(self, steps):
        """Take out of each step what the books hold already, as often as they do."""
        ledgers = {step.ledger.pk for step in steps}
        opening, dated, loans, sums = defaultdict(int), Counter(), Counter(), Counter()
        lines = SavingsLine.objects.filter(receipt__ledger__in=ledgers, receipt__reverses=None).counted()
        lines = lines.filter(receipt__reversed_by=None).order_by("pk")
        for member, kind, amount, on, is_opening in lines.values_list(
            "member", "kind", "amount", "receipt__on", "receipt__is_opening"
        ):
            if is_opening:
                opening[member, kind] += amount
            else:
                dated[member, on, kind, amount] += 1
        by_receipt = lines.filter(receipt__is_opening=False).order_by().values_list("member", "receipt__on")
        for member, on, total in by_receipt.annotate(t=Sum("amount")).values_list(
            "member", "receipt__on", "t"
        ):
            sums[member, on, total] += 1
        for member, on, amount in (
            DuesLine.objects.filter(receipt__ledger__in=ledgers)
            .counted()
            .values_list("member", "receipt__on", "amount")
        ):
            dated[member, on, "dues", amount] += 1
        paid = Instalment.objects.filter(receipt__ledger__in=ledgers, receipt__is_opening=False).counted()
        for member, on, principal, jasa in paid.values_list(
            "loan__member", "receipt__on", "principal", "jasa"
        ):
            dated[member, on, "principal", principal] += 1
            dated[member, on, "jasa", jasa] += 1
        old = Loan.objects.filter(receipt__ledger__in=ledgers, receipt__is_opening=True)
        for member, amount in old.filter(receipt__voided_at=None).values_list("member", "amount"):
            loans[member, amount] += 1
        for step in steps:
            if step.is_opening:
                self._leave_out_opening(step, opening, loans)
            else:
                self._leave_out_dated(step, dated, sums)
            left = step.savings or step.dues or step.principal or step.jasa or step.loan
            step.row.action = "new" if left else "same"

    @staticmethod
    def _leave_out_opening(step, opening, loans):
        for kind, amount in list(step.savings.items()):
            if kind is None:
                _ask_kind(step)
            elif there := opening.get((step.member.pk, kind)):
                del step.savings[kind]
                if there != amount:
                    message = (
                        f"Saldo awal simpanan {kind} {step.member.name} sudah tercatat {show_rupiah(there)}. "
                        "Bila itu keliru, batalkan dulu buktinya."
                    )
                    step.row.problems.append(problem_at(step.row, "opening_differs", kind, message))
            else:
                opening[step.member.pk, kind] = amount
        if step.loan and loans[step.member.pk, step.loan["amount"]]:
            loans[step.member.pk, step.loan["amount"]] -= 1
            step.loan = None

    @staticmethod
    def _leave_out_dated(step, dated, sums):
        def is_there(name, amount):
            key = step.member.pk, step.on, name, amount
            dated[key] -= 1
            return dated[key] >= 0

        if None in step.savings and sums[step.member.pk, step.on, step.savings[None]]:
            step.savings = {}  # as our own Buku Simpanan has it: all kinds in one sum
        if None in step.savings:
            _ask_kind(step)
        step.savings = {kind: amount for kind, amount in step.savings.items() if not is_there(kind, amount)}
        for name in ("dues", "principal", "jasa"):
            amount = getattr(step, name)
            if amount and is_there(name, amount):
                setattr(step, name, 0)

    # -- writing

    def write(self, outcome, reason):
        receipts = []
        for step in self.steps:
            receipts += step.run(self.user)
        ids = [receipt.pk for receipt in receipts]
        written = []
        for model in (Receipt, CashLine, SavingsLine, DuesLine, Loan, Instalment):
            path = "pk__in" if model is Receipt else "receipt__in"
            made = list(model.objects.filter(**{path: ids}).values_list("pk", flat=True))
            key = model._meta.pk.attname
            model.history.filter(**{f"{key}__in": made}).update(history_change_reason=reason)
            written.append((f"books.{model.__name__}", "new", made))
        return written

    @classmethod
    @contextmanager
    def undoing(cls, written, by, reason):
        """Deposits that were drawn since stay; what remains of a loan follows its instalments."""
        with keeping_closed_months(written) as (staying, said):
            ids = {pk for label, _, pks in written if label == "books.Receipt" for pk in pks}
            going = ids - staying[Receipt]
            deposits = (
                SavingsLine.objects.filter(receipt__in=going).counted().select_related("member", "receipt")
            )
            for deposit in deposits:
                lines = SavingsLine.objects.filter(member=deposit.member, kind=deposit.kind).counted()
                lines, rest = lines.exclude(receipt__in=going), 0
                for amount in lines.order_by("receipt__on", "pk").values_list("amount", flat=True):
                    rest += amount
                    if rest < 0:
                        staying[Receipt].add(deposit.receipt_id)
                        said.append(f"{deposit.receipt} tetap: simpanan {deposit.member.name} sudah diambil.")
                        break
            loans = set(Instalment.objects.filter(receipt__in=ids).values_list("loan", flat=True))
            yield staying, list(dict.fromkeys(said))
            for loan in Loan.objects.filter(pk__in=loans):
                actions.settle(loan)

    def canonical(self, row):
        values = row.values
        return {"row": row.number, "nama": values.get("name", ""), "kelompok": values.get("group", "")}


def _ask_kind(step):
    message = "Simpanan pokok, wajib, atau sukarela? Tambahkan kolom Jenis Simpanan dan isi."
    step.row.problems.append(problem_at(step.row, "kind_missing", "savings", message))
