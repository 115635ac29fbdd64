"""A ``Table`` as CSV with a flat header, for another program or a spreadsheet."""

from groups.spreadsheets import to_csv


def render(table) -> bytes:
    rows = ([cell.value for cell in cells] for cells in (*table.rows, table.total))
    return to_csv([table.flat_head, *rows])
