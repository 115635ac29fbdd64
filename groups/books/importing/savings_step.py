"""What one row of such a sheet has the books do, by the books' own actions."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from groups.books import actions
from groups.books.models import Loan
from groups.models import Member, OfficerTerm


@dataclass
class Step:
    """What a row has the books do. ``savings``: {kind: rupiah}, below zero where it is taken out."""

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
        deposits = {kind: amount for kind, amount in self.savings.items() if amount > 0}
        if deposits or self.dues or self.principal or self.jasa:
            parts = [(self._open_loan(), self.principal, self.jasa)] if self.principal or self.jasa else []
            receipts.append(
                actions.receive(member=self.member, savings=deposits, dues=self.dues, instalments=parts,
                                is_opening=self.is_opening, **common)
            )  # fmt: skip
        for kind, amount in self.savings.items():
            if amount < 0:
                receipts.append(actions.withdraw(member=self.member, kind=kind, amount=-amount, **common))
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
        for office in ("ketua", "bendahara", "sekretaris"):
            if office in officers:
                return officers[office]
        if terms:
            raise ValidationError(
                f"{self.member.name} satu-satunya pengurus yang tercatat, dan peminjam tidak menyetujui "
                "pinjamannya sendiri. Tetapkan dulu pengurus lain."
            )
        raise ValidationError("Tetapkan dulu pengurus kelompok ini: pinjaman disetujui oleh pengurus.")
