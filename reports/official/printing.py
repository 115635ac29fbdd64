"""An official form on paper: what stands on it as plain data, and that as PDF and as XLSX.

The data (``document_of``) are also what a frozen form keeps, so that its paper can be explained later.
"""

from groups.books.layout import NOBODY, PAPERS
from groups.models import Region
from groups.models.officials import officials_on
from groups.pdf import qr_svg, render_pdf
from groups.scoping.queryset import NATION
from groups.signing import letterhead, town_of
from groups.spreadsheets import new_book
from groups.values import show_date
from reports.official.definitions import head_rows
from reports.official.filling import Filled, notes_of
from reports.renderers.pdf import MARGIN, named, printed, sheet
from reports.renderers.xlsx import Styles, draw, explain, set_up

NO, NAME, NOTE = 6, 34, 17  # widths in mm


def document_of(filled: Filled, day) -> dict:
    """All that is printed, as JSON can say it; signed by those in office on ``day``.

    ``filled.region`` comes with its parents. Rows and total: [key, name, values].
    """
    form, region = filled.form, filled.region
    return {
        "form": {
            name: getattr(form, name) for name in ("code", "edition", "full_name", "corner", "title", "unit")
        },
        "region": {"code": region.pk, "title": region.title},
        "period": {
            "first": filled.span.first.isoformat(),
            "last": filled.span.last.isoformat(),
            "label": filled.span.label,
        },
        "columns": [[column.no, list(column.head)] for column in form.columns],
        "depth": form.depth,
        "breaks": list(form.breaks),
        "rows": [[row.key, row.name, list(row.values)] for row in filled.rows],
        "total": [filled.total.key, filled.total.name, list(filled.total.values)],
        "notes": list(notes_of(filled)),
        "coverage": filled.coverage,
        "letterhead": letterhead(region),
        "signers": signers(region, day),
    }


def signers(region: Region, day) -> list[list[str]]:
    """[above, office, name or nothing]: ketua TP PKK acknowledges, ketua Pokja II signs.

    Nobody signs for all provinces together.
    """
    if region.level == NATION:
        return []
    names = officials_on(region, day)
    return [
        ["Mengetahui,", f"Ketua TP PKK {region.title}", names.get("ketua", "")],
        [f"{town_of(region)}, {show_date(day)}", f"Ketua Pokja II {region.title}", names.get("pokja2", "")],
    ]


# -- PDF


def to_pdf(document: dict, paper: str, seal: dict | None = None) -> bytes:
    """The form on ``paper`` (a4 or f4), landscape; the same bytes for the same data.

    ``seal``: number, day, revision, checksum and address of a determined form; None for one that is not.
    """
    short, long, _ = PAPERS[paper]
    room = long - 2 * MARGIN
    data = {
        "title": f"{document['form']['full_name']}, {document['region']['title']}",
        "width": long,
        "height": short,
        "margin": MARGIN,
        "corner": document["form"]["corner"],
        "heading": document["form"]["title"],
        "unit": document["form"]["unit"],
        "team": document["region"]["title"],
        "year": document["period"]["label"].removeprefix("tahun "),
        "letterhead": document["letterhead"],
        "parts": [_part(document, places, room) for places in _parts(document)],
        "notes": document["notes"],
        "coverage": document["coverage"],
        "signers": named(document["signers"]),
        "seal": (seal or {}) and seal | {"qr": qr_svg(seal["address"])},
    }
    return render_pdf("official", data)


def _parts(document) -> list[list[int]]:
    """Places of the columns on each sheet of paper; number and name stand on all."""
    width = len(document["columns"])
    starts = [3, *document["breaks"], width + 1]
    return [[0, 1, *range(start - 1, end - 1)] for start, end in zip(starts, starts[1:], strict=False)]


def _part(document, places, room) -> dict:
    columns = [document["columns"][place] for place in places]
    numbered = enumerate(document["rows"], start=1)
    _, name, total = document["total"]

    def on_paper(cells):
        return printed(cells[place] for place in places)

    has_note = columns[-1][1] == ["KET."]
    narrow = len(columns) - 2 - has_note
    width = (room - NO - NAME - NOTE * has_note) / narrow
    return sheet(
        head=head_rows([path for _, path in columns], document["depth"]),
        numbers=[str(no) for no, _ in columns],
        rows=[on_paper([number, name, *values]) for number, (_, name, values) in numbered],
        total=on_paper(["", name, *total]),
        widths=[NO, NAME, *[width] * narrow, *[NOTE] * has_note],
        narrow=narrow,
    ) | {"upright": narrow}  # columns 3 to here have their lowest heading turned


# -- XLSX


def to_xlsx(filled: Filled, table, document: dict, *, paper: str, user_name: str) -> bytes:
    """The form with real merged cells, ready to print, its signature blocks, and the sheet Keterangan."""
    form = filled.form
    book, file = new_book()
    styles = Styles(book)
    middle = book.add_format({"align": "center"})
    strong = book.add_format({"align": "center", "bold": True, "font_size": 13})
    bold = book.add_format({"align": "center", "bold": True})
    sheet = book.add_worksheet("Formulir")
    width = len(form.columns)
    for line, words in enumerate(document["letterhead"]):
        sheet.merge_range(line, 0, line, width - 1, words, bold if line < 2 else middle)
    line = len(document["letterhead"])
    sheet.merge_range(line, width - 6, line, width - 1, form.corner, middle)
    sheet.merge_range(line + 1, 0, line + 1, width - 1, form.title, strong)
    for words in (*table.lines, form.unit):
        line += 1
        sheet.merge_range(line + 1, 0, line + 1, width - 1, words.upper(), middle)
    line = draw(sheet, table, line + 3, styles) + 1
    for words in table.notes:
        sheet.write_string(line, 1, words, styles.note)
        line += 1
    sheet.write_string(line, 1, table.coverage, styles.note)
    for number, (above, office, name) in enumerate(document["signers"]):
        share = width // len(document["signers"])
        for down, words, style in ((2, above, middle), (3, office, middle), (8, name or NOBODY, bold)):
            first = number * share
            sheet.merge_range(line + down, first, line + down, first + share - 1, words, style)
    sheet.set_column(2, width - 2, 8)
    sheet.set_column(width - 1, width - 1, 16)
    set_up(sheet, PAPERS[paper][2])
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    region = filled.region
    filters = {
        "Formulir": f"{form.full_name}, susunan {form.edition}",
        "Wilayah": f"{region.title} ({region.pk})",
        "Masa": f"{filled.span.label}: {filled.span.span}",
    }
    explain(book, table, user_name=user_name, filters=filters)
    book.close()
    return file.getvalue()
