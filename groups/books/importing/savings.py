"""Savings, dues and loans of members as a kind of import: a cut-off sheet, or payments with their dates.

The rows are written by the books' own actions. The check runs the same actions and rolls them back, so
that every rule of entry holds here as well, in the words that a treasurer knows.
"""

import re
from collections import Counter, defaultdict
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from groups.books import actions
from groups.books.importing.cash import CashKind
from groups.books.importing.savings_columns import SavingsResource
from groups.books.importing.savings_step import Step
from groups.books.importing.shelf import Shelf, keeping_closed_months
from groups.books.models import SAVINGS, CashLine, DuesLine, Instalment, Loan, Receipt, SavingsLine
from groups.importing.group_rows import problem_at
from groups.importing.kinds import register
from groups.importing.people import People, similar_names
from groups.importing.pipeline import Kind
from groups.models import Member
from groups.values import MONTHS, show_rupiah

_MONTHLY = re.compile(rf"({'|'.join(MONTHS[1:])})\s+(angsuran|iuran|simpanan)", re.IGNORECASE)


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
        amounts = {"pokok", "wajib", "sukarela", "savings", "drawn", "dues", "loan", "principal"}
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
        if "drawn" in values:
            if step.savings:
                return refuse("two_amounts", "drawn", "Tulis setoran dan pengambilan di dua baris.")
            step.savings = {values.get("kind"): -values["drawn"]}
        if is_cut_off and any(amount < 0 for amount in step.savings.values()):
            return refuse("date_missing", "on", "Pengambilan simpanan perlu tanggal. Isi tanggal diambilnya.")
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
