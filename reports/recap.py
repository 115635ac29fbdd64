"""The recap beyond form 4.22: growth, businesses, capital and loans, results, marketing and permits, bimtek.

One pass over the groups that count; every figure is a sum over groups, so that rows add up to the total.
Money and results are those of accepted reports of one reporting period.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Min
from django.urls import reverse

from groups.models import Region
from groups.models.business import OWNERSHIPS
from groups.models.region import CODE_LENGTH
from groups.progress import periods as spans
from groups.score.models import Score
from groups.score.queries import held_since
from groups.values import show_date, show_number, show_share
from reports.census import trained_among
from reports.narrowing import AGES, MARKETS, PERMITS, accepted_reports, age_of, channels_on, permits_on
from reports.periods import Period
from reports.queries import BELOW, counted_groups, counted_members, counted_reach
from reports.tables import Cell, Head, Table, rows_address

MONEY = ("capital", "lent", "principal", "remaining", "arrears", "savings", "turnover", "profit")
PEOPLE = ("workers_p", "workers_l")


@dataclass(frozen=True)
class Recap:
    """``rows``: (key, name, Counter) of the places directly below, or of the groups of a kelurahan.

    ``covered`` of the ``kelurahan`` in the official list have a group that counts.
    """

    region: Region
    period: Period
    earlier: Period
    span: spans.Period
    rows: list
    total: Counter
    kinds: dict
    rows_are_groups: bool
    kelurahan: int
    covered: int


def recap(*, user, region: Region, period: Period, earlier: Period, rules: list) -> Recap:
    """At most eleven queries, however many rows."""
    [span] = spans.ended(rules, period.last, 1)
    scope = {"user": user, "region": region}
    groups, names, kinds = _facts(scope, period, span)
    then = {}
    rows = counted_groups(**scope, period=earlier).order_by().values_list("pk", "region_id", "name")
    for pk, place, name in rows:
        then[pk] = (place, Counter(groups_then=1))
        names.setdefault(pk, name)
    for pk in counted_members(**scope, period=earlier).order_by().values_list("group_id", flat=True):
        then[pk][1]["members_then"] += 1
    rows_are_groups = region.level == "kelurahan"
    figures = defaultdict(Counter)
    below = BELOW.get(region.level, "kelurahan")
    places = list(
        Region.objects.visible_in(user, region).filter(level__in=[below, "kelurahan"]).order_by("code")
    )
    listed_then = {place.pk for place in places if place.level == "kelurahan" and _is_open(place, period)}
    covered = listed_then & {place for place, _ in groups.values()}
    shown = {} if rows_are_groups else {place.pk: place for place in places if place.level == below}
    for part in (groups, then):
        for pk, (place, counts) in part.items():
            figures[pk if rows_are_groups else place[: CODE_LENGTH[below]]].update(counts)
    if rows_are_groups:
        listed = sorted(((pk, names[pk], figures[pk]) for pk in figures), key=lambda row: (row[1], row[0]))
    else:
        # A place that is no longer in the list stays while something is still counted there.
        listed = [
            (code, place.name, figures[code])
            for code, place in shown.items()
            if figures[code] or _is_open(place, period)
        ]
    total = Counter()
    for counts in figures.values():
        total.update(counts)
    scope_of_data = (len(listed_then), len(covered))
    return Recap(region, period, earlier, span, listed, total, kinds, rows_are_groups, *scope_of_data)


def _is_open(place, period):
    return place.closed_on is None or place.closed_on > period.last


def _facts(scope, period, span):
    """{group: (kelurahan, Counter)} of the groups that count, their names, names of kinds by code."""
    found, names, kinds = {}, {}, {}
    columns = ("pk", "name", "region_id", "ownership", "founded_on", "capital_initial")
    rows = counted_groups(**scope, period=period).order_by()
    rows = rows.values_list(*columns, "business_kind__code", "business_kind__name")
    capital_initial = {}
    for pk, name, place, ownership, founded_on, initial, kind, kind_name in rows:
        kinds[kind], names[pk], capital_initial[pk] = kind_name, name, initial
        age = age_of(founded_on, period.last)
        found[pk] = (
            place,
            Counter({"groups": 1, f"jenis {kind}": 1, f"milik {ownership}": 1, f"umur {age}": 1}),
        )

    members = counted_members(**scope, period=period)
    for pk, sex in members.order_by().values_list("group_id", "member__sex"):
        found[pk][1].update({"members": 1, f"jk {sex}": 1})
    for pk in trained_among(members, period.last).order_by().values_list("group_id", "pk"):
        found[pk[0]][1]["trained"] += 1
    for _, counts in found.values():
        counts["groups trained"] = int(counts["trained"] > 0)

    for pk, before, after in _scores_around_training(scope, period):
        if pk in found:
            found[pk][1].update(_score_counts(before, after))

    for report in accepted_reports(scope["user"], scope["region"], span):
        if report.group_id not in found:
            continue
        counts = found[report.group_id][1]
        counts["reports"] = 1
        for name in (*MONEY, *PEOPLE):
            counts[name] = getattr(report, name)
        # Growth compares only where both ends are known.
        if capital_initial[report.group_id] is not None:
            counts["initial"] = capital_initial[report.group_id]
            counts["grown"] = report.capital

    modes, states = defaultdict(set), defaultdict(set)
    for pk, mode in channels_on(scope["user"], scope["region"], period.last).values_list(
        "group", "kind__mode"
    ):
        modes[pk].add(mode)
    for pk, state in permits_on(scope["user"], scope["region"], period.last).values_list("group", "state"):
        states[pk].add(state)
    for pk, (_, counts) in found.items():
        used = modes[pk]
        counts[f"pasar {'keduanya' if len(used) == 2 else next(iter(used), 'belum')}"] = 1
        counts["izin berlaku"] = int(bool(states[pk] & {"berlaku", "segera"}))
        counts["izin habis"] = int("habis" in states[pk])
        counts["izin tanpa"] = int(not states[pk])
    return found, names, kinds


def _scores_around_training(scope, period):
    """(group, score before, score now) of each group with somebody at a held event within the period.

    Before: the score that held on the day before the first of those events; now: at the period's end. None
    where none was kept.
    """
    came = counted_reach(**scope, period=period).order_by()
    first_on = dict(came.values_list("group").annotate(first=Min("event__starts_on")))
    around = {pk: [None, None] for pk in first_on}
    kept = Score.objects.visible_in(scope["user"], scope["region"]).filter(
        group__in=came.values("group"), day__lte=period.last
    )
    since = held_since(period.last)
    for pk, day, points in kept.order_by("day").values_list("group", "day", "points"):
        around[pk][1] = points if day >= since else None
        if held_since(first_on[pk] - timedelta(days=1)) <= day < first_on[pk]:
            around[pk][0] = points
    return [(pk, before, after) for pk, (before, after) in around.items()]


def _score_counts(before, after):
    """Points count only where both ends are known, so that the two means are of the same groups."""
    if None in (before, after):
        return {"came": 1}
    return {"came": 1, "came scored": 1, "points before": before, "points now": after}


# -- As tables


@dataclass(frozen=True)
class Column:
    """``value``: of a row's Counter. ``what`` and ``asked``: the list behind it; ``at_earlier``: of then."""

    over: str
    title: str
    value: object
    what: str = ""
    asked: tuple = ()
    at_earlier: bool = False


def _of(name):
    return lambda counts: counts[name]


def _growth(now, then):
    """``+12,5 %``, ``0,0 %``; a dash where there was nothing."""

    def words(counts):
        if not counts[then]:
            return "–"
        if counts[now] == counts[then]:
            return "0,0 %"
        share = 100 * (counts[now] - counts[then]) / counts[then]
        return f"{share:+.1f} %".replace(".", ",").replace("-", "−")

    return words


def _share(part, whole):
    return lambda counts: show_share(counts[part], counts[whole]).split(" · ")[0]


def _mean_of(counts, points) -> float:
    return round(counts[points] / counts["came scored"], 1)


def _mean(points):
    """``62,5``: of the groups that have a score at both ends; a dash where none has."""

    def words(counts):
        if not counts["came scored"]:
            return "–"
        return f"{_mean_of(counts, points):.1f}".replace(".", ",")

    return words


def _mean_change(counts):
    """Of the means as they are shown, so that the three agree."""
    if not counts["came scored"]:
        return "–"
    change = round(_mean_of(counts, "points now") - _mean_of(counts, "points before"), 1)
    return f"{change:+.1f}".replace(".", ",").replace("-", "−") if change else "0,0"


def _growing(over, now, what):
    then = f"{now}_then"
    return (
        Column(over, "Dulu", _of(then), what, at_earlier=True),
        Column(over, "Kini", _of(now), what),
        Column(over, "Selisih", lambda counts: counts[now] - counts[then]),
        Column(over, "Perkembangan", _growth(now, then)),
    )


def _kinds_of(over, name, labels):
    return tuple(
        Column(over, label, _of(f"{name} {code}"), "kelompok", ((name, code),)) for code, label in labels
    )


def _reported(over, *named):
    asked = (("lapor", "diterima"),)
    return tuple(Column(over, title, _of(name), "kelompok", asked) for title, name in named)


SCORES = "Nilai tertib administrasi, kelompok yang ikut bimtek dalam masa ini"
PARTS = {
    "perkembangan": "Perkembangan",
    "usaha": "Usaha",
    "modal": "Modal dan pinjaman",
    "hasil": "Hasil usaha",
    "pasar": "Pemasaran dan izin",
    "bimtek": "Bimtek",
}


def columns_of(part: str, kinds: dict) -> tuple[Column, ...]:
    if part == "perkembangan":
        return (*_growing("Kelompok", "groups", "kelompok"), *_growing("Anggota", "members", "anggota"))
    if part == "usaha":
        return (
            *_kinds_of("Jenis usaha", "jenis", sorted(kinds.items(), key=lambda kind: kind[1])),
            *_kinds_of("Kepemilikan", "milik", OWNERSHIPS),
            *_kinds_of("Umur kelompok", "umur", [(code, label) for code, _, _, label in AGES]),
        )
    if part == "modal":
        return (
            *_reported("", ("Laporan diterima", "reports")),
            *_reported("Modal (Rp)", ("Awal", "initial"), ("Kini, yang modal awalnya tercatat", "grown")),
            Column("Modal (Rp)", "Perkembangan", _growth("grown", "initial")),
            *_reported("Modal (Rp)", ("Kini, semua", "capital")),
            *_reported("Pinjaman (Rp)", ("Disalurkan", "lent"), ("Angsuran pokok", "principal")),
            *_reported("Pinjaman (Rp)", ("Sisa beredar", "remaining"), ("Tunggakan", "arrears")),
            *_reported("", ("Simpanan (Rp)", "savings")),
        )
    if part == "hasil":
        return (
            *_reported("", ("Laporan diterima", "reports")),
            *_reported("Rupiah", ("Omzet", "turnover"), ("Laba", "profit")),
            *_reported("Tenaga kerja", ("L", "workers_l"), ("P", "workers_p")),
        )
    if part == "pasar":
        markets = _kinds_of("Pemasaran", "pasar", MARKETS.items())
        return (*markets, *_kinds_of("Izin usaha", "izin", PERMITS.items()))
    return (
        Column("Anggota", "Semua", _of("members"), "anggota"),
        Column("Anggota", "Pernah bimtek", _of("trained"), "anggota", (("bimtek", "pernah"),)),
        Column("Anggota", "Bagian", _share("trained", "members")),
        Column("Kelompok", "Semua", _of("groups"), "kelompok"),
        Column("Kelompok", "Ada yang pernah bimtek", _of("groups trained")),
        Column(SCORES, "Kelompok yang ikut", _of("came"), "kelompok", (("ikut", "ya"),)),
        Column(SCORES, "Bernilai sebelum dan sesudah", _of("came scored")),
        Column(SCORES, "Rata-rata sebelum", _mean("points before")),
        Column(SCORES, "Rata-rata sesudah", _mean("points now")),
        Column(SCORES, "Selisih", _mean_change),
    )


NOTES = {
    "perkembangan": "Dulu: keadaan {earlier}. Kini: keadaan {day}. "
    "Kelompok yang aktif waktu itu dan anggotanya.",
    "usaha": "Kelompok aktif keadaan {day}. Umur dihitung dari tanggal berdiri.",
    "modal": "Dari laporan {span} yang sudah diterima. Perkembangan hanya membandingkan "
    "kelompok yang modal awalnya tercatat.",
    "hasil": "Dari laporan {span} yang sudah diterima.",
    "pasar": "Saluran yang dipakai keadaan {day}; izin yang tercatat sekarang, "
    "berlakunya dilihat pada tanggal itu.",
    "bimtek": "Anggota keadaan {day} yang sampai tanggal itu pernah hadir di kegiatan terlaksana. "
    "Kelompok yang ikut: ada anggotanya yang hadir di kegiatan terlaksana {held}. Sebelum: nilai terakhir "
    "yang tersimpan sebelum kegiatan pertamanya dalam masa itu; sesudah: nilai yang berlaku {day}. "
    "Rata-rata hanya dari kelompok yang nilainya tersimpan pada keduanya; – bila tidak ada.",
}


def part_table(result: Recap, part: str) -> Table:
    """One part of the recap; each figure that is a number of rows opens them."""
    columns = columns_of(part, result.kinds)
    region = result.region

    def cells(counts, code, **more):
        for column in columns:
            value, href = column.value(counts), ""
            if column.what:
                period = result.earlier if column.at_earlier else result.period
                asked = {**dict(column.asked), **more, "asal": part}
                href = rows_address(code, column.what, period, **asked)
            yield Cell(value, href)

    rows = []
    for number, (key, name, counts) in enumerate(result.rows, start=1):
        if result.rows_are_groups:
            place = Cell(name, reverse("group-detail", args=[key]))
            figures = cells(counts, region.pk, kelompok=key)
        else:
            place = Cell(name, part_address(key, part, result))
            figures = cells(counts, key)
        rows.append((Cell(number), place, *figures))
    words = {
        "day": show_date(result.period.last),
        "earlier": show_date(result.earlier.last),
        "span": result.span.label,
        "held": result.period.span,
    }
    lines = [region.title, result.period.heading]
    if part == "perkembangan":
        lines.append(f"Dibandingkan {result.earlier.short}")
    return Table(
        title=f"Rekap UP2K: {PARTS[part]}",
        lines=tuple(lines),
        head=_heads(columns),
        numbers=tuple(str(number) for number in range(1, len(columns) + 3)),
        rows=tuple(rows),
        total=(Cell(""), Cell("Jumlah"), *cells(result.total, region.pk)),
        notes=(NOTES[part].format(**words),),
        coverage=f"{show_number(result.total['groups'])} kelompok · {result.covered} dari {result.kelurahan} "
        f"kelurahan · data s.d. {words['day']}",
    )


def part_address(code: str, part: str, result: Recap) -> str:
    query = f"{result.period.query}&banding={result.earlier.code}"
    return f"{reverse('recap-part', args=[code, part])}?{query}"


def _heads(columns) -> tuple:
    """Two rows: what is over neighbours, and the columns' own; those with nothing over them take both."""
    above, below = [Head("No", rows=2), Head("Nama", rows=2)], []
    for column in columns:
        if not column.over:
            above.append(Head(column.title, rows=2))
            continue
        below.append(Head(column.title))
        last = above[-1]
        if last.rows == 1 and last.text == column.over:
            above[-1] = Head(last.text, last.columns + 1)
        else:
            above.append(Head(column.over))
    return tuple(above), tuple(below)
