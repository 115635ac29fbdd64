"""The kwitansi of a receipt."""

from django.core.exceptions import ValidationError

from groups.books.layout import NOBODY, Signature
from groups.books.printing.around import city_of, officers
from groups.books.words import in_words
from groups.pdf import render_pdf
from groups.values import show_date, show_number, show_rupiah


def receipt_pdf(receipt) -> bytes:
    """The kwitansi of a receipt on A5 landscape; ValidationError for one that moved no money."""
    lines = list(receipt.cash_lines.all())
    amount = sum(line.signed for line in lines)
    if not amount:
        raise ValidationError("Bukti ini tidak menggerakkan uang kas, jadi tidak ada kwitansinya.")
    group = receipt.ledger.group
    names = officers(group)
    day = f"{city_of(group)}, {show_date(receipt.on)}"
    signatures = [Signature("Mengetahui,", "Ketua Kelompok", names.get("ketua", ""))]
    if amount > 0:
        signatures.append(Signature(day, "Bendahara", names.get("bendahara", "")))
    else:
        signatures.append(Signature("Dibayar oleh,", "Bendahara", names.get("bendahara", "")))
        signatures.append(Signature(day, "Yang menerima", receipt.who))
    sign = 1 if amount > 0 else -1
    data = {
        "group": f"Kelompok UP2K PKK {group.name}",
        "place": f"{group.region.title}, {group.region.parent.title}",
        "number": receipt.number,
        "paper_no": receipt.paper_no,
        "from_label": "Sudah terima dari" if amount > 0 else "Dibayarkan kepada",
        "who": receipt.who,
        "words": in_words(abs(amount)).capitalize(),
        "lines": [(line.description, show_number(sign * line.signed)) for line in lines],
        "amount": show_rupiah(abs(amount)),
        "signatures": [vars(one) | {"name": one.name or NOBODY} for one in signatures],
        "cancelled": why_cancelled(receipt),
    }
    return render_pdf("receipt", data)


def why_cancelled(receipt) -> str:
    """Why a receipt was taken back, and by which other; nothing when it counts."""
    if receipt.voided_at:
        return receipt.reason
    reversal = getattr(receipt, "reversed_by", None)
    return f"{reversal.reason} (bukti {reversal.number})" if reversal else ""
