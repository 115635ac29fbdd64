"""What a report's values cannot be, and what they seldom are. Pure functions: no query, no request.

``values`` and ``before``: {box: value} as ``Report.values`` gives them, None for what is not filled in;
``before`` is the report of the last period, or None. The same rules run at entry, at sending and from an
import.
"""

from groups.progress.boxes import BOX, BOXES, MONEY, shown

# A number of people or rupiah that becomes three times as large, or a third, is more often a slip of the
# finger (12 → 120) than growth within one period.
JUMP = 3
# ... but 1 → 4 members or Rp 20.000 → Rp 80.000 is nothing to ask about.
SMALL_PEOPLE = 5
SMALL_MONEY = 500_000
# A home business also hires neighbours; beyond this many workers a member somebody counted customers.
WORKERS_PER_MEMBER = 3
# Most home businesses keep 10 to 40 percent of their turnover; above this, costs were forgotten.
LARGEST_MARGIN = 0.8
# More than half of what is lent being overdue is worth a word about why.
ARREARS_SHARE = 0.5
LARGEST_MONEY = 10**12
LARGEST_PEOPLE = 10_000

# What is compared with the last period; flows of a single quarter (lent, principal) vary by nature.
COMPARED = ("members", "capital", "remaining", "savings", "turnover", "profit", "workers")


def missing(values) -> dict[str, str]:
    """{box: sentence} of what a report needs to be sent."""
    return {
        box.name: f"{box.label} belum diisi." + (" Isi 0 bila tidak ada." if box.is_number else "")
        for box in BOXES
        if box.is_required and values.get(box.name) in (None, "")
    }


def impossible(values) -> dict[str, str]:
    """{box: sentence that says what to do} of values that no group can have."""
    found = {}
    for box in BOXES:
        value = values.get(box.name)
        if not box.is_number or value is None:
            continue
        if value < 0 and box.name != "profit":
            found[box.name] = _below_zero(box)
        elif abs(value) > (LARGEST_MONEY if box.kind == MONEY else LARGEST_PEOPLE):
            found[box.name] = f"{box.label} terlalu besar. Periksa angka nolnya."

    def at(name):
        return values.get(name) or 0

    if _known(values, "profit", "turnover") and at("profit") > at("turnover"):
        found.setdefault("profit", "Laba tidak dapat melebihi omzet: laba adalah omzet dikurangi biaya.")
    if _known(values, "arrears", "remaining") and at("arrears") > at("remaining"):
        found.setdefault("arrears", "Tunggakan tidak dapat melebihi sisa pinjaman beredar.")
    if _known(values, "cash", "remaining", "capital") and at("capital") < at("cash"):
        found.setdefault("capital", "Modal kini paling sedikit sebesar uang kasnya.")
    if _known(values, "members_p", "members_l") and at("members_p") + at("members_l") == 0:
        for name in ("remaining", "savings"):
            if at(name):
                found.setdefault(
                    "members_p",
                    f"Kelompok tanpa anggota tidak punya {BOX[name].label.lower()}. Catat anggotanya.",
                )
    return found


def _below_zero(box) -> str:
    if box.source == "buku":
        return f"{box.label} di bawah nol. Periksa bukunya: ada yang belum dicatat, atau jumlah yang keliru."
    return f"{box.label} tidak dapat kurang dari nol."


def unusual(values, before=None) -> dict[str, str]:
    """{box: question} of values that can be, but ask for a word of explanation."""
    found = {}
    for name in COMPARED if before else ():
        asked, now, then = _of(name, values), _total(values, name), _total(before, name)
        if now is not None and then is not None and _jumps(BOX[asked], then, now):
            label = {"members": "Anggota", "workers": "Tenaga kerja"}.get(name, BOX[asked].label)
            found[asked] = f"{label} {_bare(asked, then)} → {_bare(asked, now)}, benar? Tulis penjelasannya."
    members, workers = _total(values, "members"), _total(values, "workers")
    if members and workers and workers > WORKERS_PER_MEMBER * members:
        found.setdefault(
            _of("workers", values),
            f"Tenaga kerja {workers} orang, anggota {members} orang. Benar? Tulis penjelasannya.",
        )
    turnover, profit = values.get("turnover"), values.get("profit")
    if turnover and profit is not None and profit > LARGEST_MARGIN * turnover:
        found.setdefault(
            "profit", "Laba hampir sebesar omzet. Sudah dikurangi biaya bahan dan upah? Tulis penjelasannya."
        )
    if profit is not None and profit < 0:
        found.setdefault("profit", f"Rugi {_bare('profit', -profit)}. Tulis penyebabnya.")
    remaining, arrears = values.get("remaining"), values.get("arrears")
    if remaining and arrears and arrears > ARREARS_SHARE * remaining:
        found.setdefault("arrears", "Lebih dari separuh pinjaman menunggak. Tulis penyebabnya.")
    return found


def unexplained(values, before, explanations) -> dict[str, str]:
    """The questions of ``unusual`` that nobody has answered."""
    return {
        name: question for name, question in unusual(values, before).items() if not explanations.get(name)
    }


# Where people are counted by sex, the question is about all of them and stands at the larger number.


def _of(name, values) -> str:
    if name in BOX:
        return name
    return max((f"{name}_p", f"{name}_l"), key=lambda part: values.get(part) or 0)


def _total(values, name) -> int | None:
    parts = [values.get(part) for part in ([name] if name in BOX else [f"{name}_p", f"{name}_l"])]
    return None if None in parts else sum(parts)


def _jumps(box, then, now) -> bool:
    small = SMALL_MONEY if box.kind == MONEY else SMALL_PEOPLE
    if abs(now - then) <= small:
        return False
    low, high = sorted((abs(then), abs(now)))
    return high >= JUMP * max(low, 1) or (then < 0) != (now < 0)


def _bare(name, value) -> str:
    return shown(BOX[name], value)


def _known(values, *names) -> bool:
    return all(values.get(name) is not None for name in names)
