"""A ``Table`` as PDF: one sheet each, landscape, with kop surat and signature blocks where they are given."""

from groups.books.layout import NOBODY, PAPERS
from groups.pdf import render_pdf
from groups.values import show_date, show_number
from reports.tables import placed

MARGIN = 9  # mm at the sides
NO, NAME = 6, 38  # widths in mm


def render(*tables, paper: str, letterhead=(), signers=(), user_name: str) -> bytes:
    """``tables`` on ``paper`` (a4 or f4), each on a page of its own; ``signers``: [above, office, name]."""
    short, long, _ = PAPERS[paper]
    made_at = tables[0].made_at
    data = {
        "title": f"{tables[0].title.partition(':')[0]} {tables[0].lines[0]}",
        "width": long,
        "height": short,
        "margin": MARGIN,
        "letterhead": list(letterhead),
        "made": f"Dibuat {show_date(made_at.date())}, {made_at:%H.%M} WIB oleh {user_name}",
        "pages": [_page(table, long - 2 * MARGIN) for table in tables],
        "signers": named(signers),
    }
    return render_pdf("recap", data)


def named(signers) -> list:
    """With a line to write on where nobody is recorded."""
    return [[above, office, name or NOBODY] for above, office, name in signers]


def _page(table, room) -> dict:
    narrow = len(table.numbers) - 2
    return {
        "title": table.title,
        "lines": list(table.lines),
        "notes": list(table.notes),
        "coverage": table.coverage,
        **sheet(
            head=table.head,
            numbers=table.numbers,
            rows=[printed(cell.value for cell in cells) for cells in table.rows],
            total=printed(cell.value for cell in table.total),
            widths=[NO, NAME, *[(room - NO - NAME) / narrow] * narrow],
            narrow=narrow,
        ),
    }


def printed(values) -> list[str]:
    return [show_number(value) if isinstance(value, int) else str(value) for value in values]


def sheet(*, head, numbers, rows, total, widths, narrow) -> dict:
    """What a template draws of a table whose ``narrow`` columns from the third on hold numbers.

    A digit takes half its height: the type is as large as leaves the longest number whole.
    """
    lengths = [len(text) for row in (*rows, total) for text in row[2 : 2 + narrow]]
    return {
        "widths": widths,
        "size": min(8.5, (widths[2] - 1) / (0.5 * 0.353 * max(3, *lengths))),
        "depth": len(head),
        "heads": [
            {"line": line, "place": place, "value": cell.text, "across": cell.columns, "down": cell.rows}
            for line, place, cell in placed(head)
        ],
        "numbers": list(numbers),
        "rows": rows,
        "total": total,
    }
