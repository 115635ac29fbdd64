"""A ``Table`` as HTML, put together here because a template takes ten times as long for its hundred cells."""

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from groups.values import show_number

PLACE = 1  # the column of the name, after the running number


def render(table):
    """The table in its own scrolling box, with merged header, column numbers and total row."""
    head = format_html_join("", "<tr>{}</tr>", ((_head(cells),) for cells in table.head))
    numbers = format_html_join("", "<td>{}</td>", ((number,) for number in table.numbers))
    body = format_html_join("", "<tr>{}</tr>", ((_row(cells),) for cells in table.rows))
    return format_html(
        '<div class="table-wrap" tabindex="0" role="region" aria-label="{}"><table class="figures">'
        '<caption class="visually-hidden">{}, {}</caption>'
        '<thead>{}<tr class="column-number">{}</tr></thead><tbody>{}</tbody>'
        "{}</table></div>",
        table.title,
        table.title,
        ", ".join(table.lines),
        head,
        numbers,
        body,
        format_html("<tfoot><tr>{}</tr></tfoot>", _row(table.total)) if table.total else "",
    )


def _head(cells):
    return format_html_join("", "{}", ((_head_cell(cell),) for cell in cells))


def _head_cell(cell):
    """A heading; where the form leaves it empty a plain cell, since an empty heading says nothing."""
    if not cell.text:
        return format_html('<td class="blank"{}></td>', _spans(cell))
    return format_html('<th scope="col"{}>{}</th>', _spans(cell), _breakable(cell.text))


def _breakable(text):
    """A long heading may break after a slash: ``Dusun/Lingk/Desa``."""
    return mark_safe(re.sub(r"/(?=\w)", "/<wbr>", escape(text)))  # noqa: S308


def _spans(cell):
    columns = format_html(' colspan="{}"', cell.columns) if cell.columns > 1 else ""
    rows = format_html(' rowspan="{}"', cell.rows) if cell.rows > 1 else ""
    return format_html("{}{}", columns, rows)  # adding a plain text would take the mark of being safe


def _row(cells):
    return mark_safe("".join(_cell(column, cell) for column, cell in enumerate(cells)))  # noqa: S308


def _cell(column, cell):
    """Escaped by hand: a number needs none, and a table has a hundred of them."""
    inside = show_number(cell.value) if isinstance(cell.value, int) else escape(cell.value)
    if cell.href:
        inside = f'<a href="{escape(cell.href)}">{inside}</a>'
    if column == PLACE:
        return f'<th scope="row">{inside}</th>'
    is_figure = isinstance(cell.value, int) or not any(sign.isalpha() for sign in cell.value)  # "10,0 %"
    return f'<td class="num">{inside}</td>' if is_figure else f"<td>{inside}</td>"
