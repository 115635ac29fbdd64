"""An outcome as plain data: what the preview shows, what a batch keeps, what the command line prints."""

from groups.importing.cells import shown
from groups.importing.outcome import Outcome
from groups.importing.pipeline import Kind, label_of

EXAMPLES = 20  # rows named of each group of problems
# One answer mends every row with the same text.
SAME_TEXT = {"kelurahan_unknown", "kelurahan_suggest", "kelurahan_ambiguous", "group_dup_in_db", "jk_invalid",
             "region_forbidden", "member_unknown", "group_unknown"}  # fmt: skip


def report_of(kind: Kind, outcome: Outcome) -> dict:
    """JSON-able: verdict, counts, digest, problems grouped, warnings grouped, questions, tables, rows."""
    return {
        "verdict": outcome.verdict,
        "counts": outcome.counts(),
        "digest": outcome.digest(),
        "file_problems": [problem.message for problem in outcome.problems],
        "problems": _grouped(kind, (problem for row in outcome.rows for problem in row.problems)),
        "warnings": _grouped(kind, outcome.warnings),
        "questions": outcome.questions,
        "tables": [_table(kind, table) for table in outcome.tables],
        "rows": [_row(row) for row in outcome.rows],
        "columns": _columns(kind, outcome),
        "new_groups": _new_groups(kind, outcome),
    }


def _grouped(kind, problems) -> list[dict]:
    groups = {}
    for problem in problems:
        same = (problem.value,) if problem.code in SAME_TEXT else ()
        if problem.code in ("columns_ignored", "hidden_rows"):
            same = (problem.message,)
        group = groups.setdefault(
            (problem.code, problem.column, *same),
            {
                "code": problem.code,
                "name": problem.column,
                "column": label_of(kind, problem.column) if problem.column else "",
                "value": problem.value,
                "message": problem.message,
                "suggestions": list(problem.suggestions),
                "count": 0,
                "rows": [],
            },
        )
        group["count"] += 1
        if len(group["rows"]) < EXAMPLES:
            group["rows"].append([f"{problem.sheet}!{problem.row}", problem.value, problem.message])
    for group in groups.values():
        group["for_all"] = group["code"] in SAME_TEXT and bool(group["value"])
        question, says = kind.confirms.get(group["code"], ("", ""))
        group["confirm"] = [question, kind.confirm_key(group["value"]), says] if question else None
    return sorted(groups.values(), key=lambda group: -group["count"])


def _table(kind, table) -> dict:
    return {
        "sheet": table.sheet.name,
        "shape": table.shape,
        "head": table.head.start + 1,
        "headings": [
            {
                "index": heading.index,
                "text": heading.text,
                "name": heading.name or ("-" if heading.guess.name == "-" else ""),
                "suggestion": heading.guess.name,
                "score": heading.guess.score,
                "samples": heading.samples,
            }
            for heading in table.headings
            if heading.text or heading.samples
        ],
    }


def _row(row) -> list:
    """[key, action, {column: text}, {column: [old, new]}, [[code, column, message]]]"""
    texts = {name: shown(cell) for name, cell in row.cells.items()}
    if texts == row.cells:
        texts = row.cells  # as in most rows: 100,000 copies would fill the memory
    changes = {name: list(pair) for name, pair in row.changes.items()}
    problems = tuple([problem.code, problem.column, problem.message] for problem in row.problems)
    return [row.key, row.action, texts, changes, problems]


def _columns(kind, outcome) -> list[list]:
    """[name, label] of the columns that the tables have, in the order of the kind, then combined ones."""
    seen = {name for row in outcome.rows for name in row.cells}
    wanted = seen | set(kind.always) - ({"sex"} if "tick_l" in seen else set())
    names = [name for name in kind.columns if name in wanted]
    names += sorted(seen - set(names))
    return [[name, label_of(kind, name)] for name in names]


def _new_groups(kind, outcome) -> list[str]:
    book = getattr(kind, "book", None)
    if book is None or kind.name != "members":
        return []
    used = {row.target for row in outcome.rows if not row.problems and isinstance(row.target, tuple)}
    return [f"{book.planned[place]['name']} ({kind.places.by_code[place[0]].name})" for place in sorted(used)]


def answer_of(kind: Kind, outcome: Outcome) -> dict:
    """What the command line prints as JSON."""

    def flat(problem):
        return {
            "sheet": problem.sheet,
            "row": problem.row,
            "column": label_of(kind, problem.column) if problem.column else "",
            "class": problem.code,
            "value": problem.value,
            "message": problem.message,
        }

    good = [row for row in outcome.rows if not row.problems]
    return {
        "verdict": outcome.verdict,
        "rows_ok": len(good),
        "rows_error": [flat(problem) for problem in outcome.errors()],
        "warnings": [flat(problem) for problem in outcome.warnings],
        "questions": outcome.questions,
        "canonical": [kind.canonical(row) for row in good],
    }
