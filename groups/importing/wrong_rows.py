"""The rows that cannot be imported yet, as their file has them, with what is wrong in a last column."""

from groups.importing.cells import shown

WHY = "Yang perlu diperbaiki"


def wrong_rows(report: dict, book) -> dict[str, list[list[str]]]:
    """By sheet the heading and the wrong rows, all cells as text, to be mended and uploaded again.

    ``report``: see ``report_of``. What a person mended, and what stood above several rows (a kelurahan in
    a title or written once), is filled in, since a row taken out of its place would lose it.
    """
    labels = dict(report["columns"])
    cells = {sheet.name: sheet.rows for sheet in book.sheets}
    by_sheet = {}
    for key, action, texts, _, problems in report["rows"]:
        if action == "wrong":
            sheet, _, number = key.rpartition("!")
            why = " ".join(dict.fromkeys(message for _, _, message in problems))
            by_sheet.setdefault(sheet, []).append((int(number), texts, why))
    result = {}
    tables = sorted(report["tables"], key=lambda table: table["head"])
    for position, table in enumerate(tables):
        name = table["sheet"]
        below = [other["head"] for other in tables[position + 1 :] if other["sheet"] == name]
        end = min(below, default=None)
        rows = [row for row in by_sheet.get(name, ()) if row[0] > table["head"] and (not end or row[0] < end)]
        if rows:
            title = name if name not in result else f"{name} ({table['head']})"
            result[title] = _table(table, rows, cells.get(name, []), labels)
    return result


def _table(table, rows, originals, labels):
    names = {heading["index"]: heading["name"] for heading in table["headings"]}
    heads = {heading["index"]: heading["text"] for heading in table["headings"]}
    width = max(heads, default=-1) + 1
    filled = {name for _, texts, _ in rows for name, text in texts.items() if text}
    beside = [name for name in labels if name in filled - set(names.values())]
    result = [[*(heads.get(index, "") for index in range(width)), *(labels[name] for name in beside), WHY]]
    for number, texts, why in rows:
        original = originals[number - 1] if number <= len(originals) else []
        cells = [
            texts[names[index]]
            if names.get(index) in texts
            else shown(original[index] if index < len(original) else None)
            for index in range(width)
        ]
        result.append([*cells, *(texts.get(name, "") for name in beside), why])
    return result
