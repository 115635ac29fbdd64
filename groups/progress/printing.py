"""A report as PDF to sign, and the reports of a period as rows of a spreadsheet (columns of DOMAIN 1.6)."""

from django.utils import timezone

from groups.books.layout import Column, PrintedBook, Signature, to_pdf
from groups.models import BusinessGroup
from groups.models.base import during
from groups.models.officials import officials_on
from groups.progress.boxes import BOXES, FORMAT_NOTE, GROWTH
from groups.progress.models import Report
from groups.progress.queries import STATES_AND_NONE, UNFILLED
from groups.values import show_date, show_rupiah


def report_pdf(report) -> bytes:
    """``report`` comes with its group's region up to the city."""
    return to_pdf([printed(report)])


def printed(report) -> PrintedBook:
    group, before = report.group, report.previous
    rows = []
    for box in BOXES:
        then = before.shown(box.name) if before else ""
        rows.append([box.label, then, report.shown(box.name), report.explanations.get(box.name, "")])
        if box.name == "capital":
            rows.append([GROWTH, before.growth if before else "", report.growth, ""])
    rows = [[str(number), *row] for number, row in enumerate(rows, start=1)]
    city = group.region.parent.parent
    revision = f" (revisi {report.revision})" if report.revision > 1 else ""
    return PrintedBook(
        name="Laporan",
        title="Laporan Perkembangan UP2K PKK",
        facts=[
            ("Kelompok", f"{group.name} ({group.get_kind_display()})"),
            ("Berdiri", show_date(group.founded_on)),
            ("Usaha", " · ".join(filter(None, [str(group.business_kind), group.product]))),
            ("Modal awal", _first_capital(group)),
            ("Wilayah", f"{group.region.title}, {group.region.parent.title}, {city.title}"),
            ("Periode", f"{report.period_label}{revision}"),
        ],
        columns=[
            Column("No", 8, "center"),
            Column("Isian", 48),
            Column("Periode lalu", 36),
            Column("Periode ini", 44),
            Column("Penjelasan", 48),
        ],
        rows=rows,
        signatures=_signatures(report, city),
        notes=_notes(report),
    )


def _first_capital(group) -> str:
    """How much, from where, in which year; what is not known stays out."""
    if group.capital_initial is None:
        return ""
    parts = (show_rupiah(group.capital_initial), group.capital_source, group.capital_year)
    return " · ".join(str(part) for part in parts if part)


def _notes(report) -> list[str]:
    notes = [f"{FORMAT_NOTE}, bukan format resmi TP PKK."]
    if report.from_books:
        notes.append("Modal, pinjaman, simpanan, dan kas dihitung dari buku kelompok.")
    for label, at, who in (
        ("Dikirim", report.sent_at, report.sent_by),
        ("Diverifikasi", report.verified_at, report.verified_by),
        ("Diterima", report.accepted_at, report.accepted_by),
    ):
        if at:
            notes.append(f"{label} {show_date(timezone.localtime(at).date())} oleh {who}.")
    if report.state != "diterima":
        notes.append(f"Keadaan waktu dicetak: {report.get_state_display().lower()}.")
    if report.revision_reason:
        notes.append(f"Alasan revisi: {report.revision_reason}")
    return notes


def _signatures(report, city) -> list[Signature]:
    group = report.group
    day = timezone.localtime(report.sent_at).date() if report.sent_at else timezone.localdate()
    terms = group.officer_terms.filter(during(day, start="started_on", end="ended_on"))
    names = dict(terms.values_list("office", "member__name"))
    ketua = officials_on(group.region, day).get("ketua", "")
    return [
        Signature("Mengetahui,", f"Ketua TP PKK {group.region.title}", ketua),
        Signature(f"{city.name.removeprefix('Kota ')}, {show_date(day)}", "Ketua Kelompok",
                  names.get("ketua", "")),
        Signature("", "Bendahara", names.get("bendahara", "")),
    ]  # fmt: skip


# Of a group beside the boxes: heading and width in characters.
AROUND = [
    ("No", 5), ("Kecamatan", 20), ("Kelurahan", 20), ("Nama kelompok", 28), ("Bentuk", 10),
    ("Tahun berdiri", 8), ("Jenis usaha", 18), ("Produk", 20), ("Modal awal", 14), ("Sumber modal", 16),
    ("Tahun modal", 8), ("Keadaan laporan", 14), ("Dikirim", 16), ("Batas kirim", 12),
]  # fmt: skip
BEFORE = {"members_p": "Anggota perempuan periode lalu", "members_l": "Anggota laki-laki periode lalu"}


def recap(groups, period) -> tuple[list[list], list[int]]:
    """(rows with the headings first, widths): one row for each of the ``expected`` groups."""
    groups = list(groups)
    rows = BusinessGroup.objects.filter(pk__in=[group.pk for group in groups])
    facts = rows.select_related("region__parent", "business_kind", "capital_source").in_bulk()
    found = [group.report_id for group in groups if group.report_id]
    reports = Report.objects.select_related("level", "level_before", "previous").in_bulk(found)
    lines = [[heading for heading, _ in AROUND] + _headings()]
    for number, group in enumerate(groups, start=1):
        report = reports.get(group.report_id)
        lines.append(_around(number, group, facts[group.pk], report) + _boxes(report))
    return lines, [width for _, width in AROUND] + [16] * (len(_headings()) - 1) + [40]


def _headings() -> list[str]:
    return [*(box.label for box in BOXES), GROWTH, *BEFORE.values(), "Penjelasan"]


def _around(number, group, facts, report) -> list:
    late = "terlambat" if report and report.first_sent_on and report.is_late else ""
    return [
        number,
        facts.region.parent.name,
        facts.region.name,
        facts.name,
        facts.kind.capitalize(),
        facts.founded_on.year,
        str(facts.business_kind),
        facts.product,
        facts.capital_initial,
        str(facts.capital_source or ""),
        facts.capital_year,
        dict(STATES_AND_NONE)[group.report_state or UNFILLED],
        show_date(group.first_sent_on),
        late or ("tepat waktu" if group.first_sent_on else ""),
    ]


def _boxes(report) -> list:
    if report is None:
        return [None] * len(_headings())
    values = [getattr(report, box.name) if box.is_number else report.shown(box.name) for box in BOXES]
    before = [report.previous and getattr(report.previous, name) for name in BEFORE]
    names = {box.name: box.label for box in BOXES}
    words = "; ".join(f"{names[name]}: {text}" for name, text in report.explanations.items())
    return [*values, report.growth, *before, words]
