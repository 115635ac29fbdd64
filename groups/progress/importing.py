"""Reports of groups as a kind of import: a sheet with one row for each group becomes drafts.

A row goes through what the form goes through: the app fills in what it knows, ``checks`` and ``locks`` judge
the rest, ``actions.write`` saves. Sending stays with the kader, who answers for what is in it.
"""

from functools import partial

from django.utils import timezone

from groups.importing import cells
from groups.importing.group_rows import hold, problem_at
from groups.importing.kinds import register
from groups.importing.named_groups import NamedGroups
from groups.importing.pipeline import Kind
from groups.models import BusinessGroup
from groups.progress import actions, checks, periods, queries
from groups.progress.boxes import ANSWER, BOX, BOXES, COUNT, LEVEL, MONEY, PEOPLE, shown
from groups.progress.locks import lock_of
from groups.progress.models import Report
from groups.resources import CellWidget, Column, GroupResource, number, one_of, text
from groups.values import show_number

_SHARED = GroupResource.fields
YES_NO = [("ya", "Ya"), ("tidak", "Tidak")]
SYNONYMS = {
    "turnover": ("omset", "omzet rp", "penjualan", "hasil penjualan"),
    "profit": ("keuntungan", "laba rugi", "laba bersih"),
    "workers_p": ("tenaga kerja p", "naker perempuan"),
    "workers_l": ("tenaga kerja l", "naker laki laki"),
    "members_p": ("anggota p", "jumlah anggota perempuan"),
    "members_l": ("anggota l", "jumlah anggota laki laki"),
    "capital": ("modal sekarang", "jumlah modal", "modal"),
    "remaining": ("sisa pinjaman", "pinjaman beredar"),
    "savings": ("simpanan", "jumlah simpanan"),
    "cash": ("kas", "saldo kas"),
    "sells_offline": ("pemasaran offline", "pemasaran luring"),
    "sells_online": ("pemasaran online", "pemasaran daring"),
    "partners": ("mitra kerja", "mitra usaha"),
    "problems": ("kendala", "hambatan", "permasalahan"),
    "plan": ("rencana tindak lanjut", "rencana kerja"),
}


def _period(cell):
    if cells.is_blank(cell):
        return None
    written = cells.text_of(cell)
    try:
        return periods.read(written)
    except ValueError:
        message = f"“{written}” bukan periode laporan. Tulis seperti Triwulan III 2026."
        raise cells.bad("period_unknown", message) from None


def _widget(box):
    if box.name == "profit":
        return CellWidget(cells.read_signed, partial(shown, box))
    if box.kind == MONEY:
        return CellWidget(cells.read_money, show_number)
    if box.kind in (PEOPLE, COUNT):
        return number(0, checks.LARGEST_PEOPLE, box.label)
    if box.kind == ANSWER:
        said = one_of(YES_NO, {"ada": "ya", "v": "ya", "tdk": "tidak"}, box.label).read
        return CellWidget(lambda cell: {"ya": True, "tidak": False}.get(said(cell)), partial(shown, box))
    return text(Report._meta.get_field(box.name).max_length, box.label)


def _column(box):
    choices = tuple(word for _, word in YES_NO) if box.kind == ANSWER else ()
    return Column(box.label, box.name, _widget(box), width=16, choices=choices,
                  synonyms=SYNONYMS.get(box.name, ()))  # fmt: skip


# What nobody types: levels, permits and the state of the books, and the capital of the last period.
TYPED = [
    box for box in BOXES if box.kind != LEVEL and box.source != "catatan" and box.name != "capital_before"
]
COLUMNS = {
    "group": Column("Nama kelompok", None, text(120, "Nama kelompok"), required=True, width=28,
                    example="Melati Jaya", synonyms=_SHARED["name"].synonyms),
    "region": Column("Kelurahan", None, text(80, "Kelurahan"), width=18, synonyms=_SHARED["region"].synonyms),
    "district": Column("Kecamatan", None, text(80, "Kecamatan"), synonyms=_SHARED["district"].synonyms),
    "period": Column("Periode", None, CellWidget(_period), width=20, example="Triwulan III 2026",
                     note="Kosong berarti periode yang terakhir berakhir.", synonyms=("masa", "triwulan")),
    **{box.name: _column(box) for box in TYPED},
    "why": Column("Penjelasan", None, text(300, "Penjelasan"), width=40,
                  note="Untuk angka yang jauh berbeda dari periode lalu.", synonyms=("ket", "keterangan")),
}  # fmt: skip


@register
class ReportKind(Kind):
    """One report a row. What books and members answer is theirs: another number in the file is not taken."""

    name, label = "reports", "Laporan perkembangan"
    about = (
        "Laporan satu periode, satu baris untuk setiap kelompok. Hasilnya draf yang diperiksa lalu dikirim."
    )
    filled = "dengan nama kelompok dan draf yang ada"
    columns = COLUMNS
    must_have = ("group",)
    main = ("group",)
    always = ("group", "region", "period")

    @classmethod
    def missing(cls, names):
        return [*super().missing(names), *([] if names & {box.name for box in TYPED} else ["turnover"])]

    @classmethod
    def names_for(cls, column, user):
        if column == "group":
            groups = BusinessGroup.objects.allowed_to(user, cls.may).kept().order_by("name")
            return list(groups.values_list("name", flat=True)[:2000])
        return super().names_for(column, user)

    @classmethod
    def template_rows(cls, user, region, event):
        """The groups that report on the newest period and have not sent it, with what is filled in."""
        if region is None:
            return []
        period = queries.ended_periods(region.pk, most=1)[0]
        groups = queries.expected(user, period).editable_by(user).in_region(region)
        groups = list(groups.filter(first_sent_on__isnull=True).order_by("region_id", "name"))
        drafts = Report.objects.in_bulk([group.report_id for group in groups if group.report_id])
        return [_cells_of(group, period, drafts.get(group.report_id)) for group in groups]

    def check(self, outcome):
        groups = BusinessGroup.objects.allowed_to(self.user, self.may).kept()
        self.groups = NamedGroups(groups.select_related("region", "ledger"), None, self.places)
        self.rules, seen = {}, set()
        for row in outcome.rows:
            group = self.groups.named(row) if not row.problems else None
            period = group and self._period(row, group)
            if period is None:
                continue
            if (group.pk, period) in seen:
                message = (
                    f"{group.name} {period.label} ada dua kali di berkas ini. Hapus salah satu barisnya."
                )
                row.problems.append(problem_at(row, "twice_in_file", "group", message))
                continue
            seen.add((group.pk, period))
            row.values |= {"group": group.name, "region": group.region.name, "period": period}
            self._judge(row, group, period, outcome)

    def _period(self, row, group):
        """The period that the row, or the name of its sheet, says; without either the newest."""
        city = group.region_id[:5]
        if city not in self.rules:
            self.rules[city] = queries.rules_of(city)
        rules, period = self.rules[city], row.values.get("period")
        if period is None:
            try:
                period = periods.read(row.sheet)
            except ValueError:
                period = periods.ended(rules, timezone.localdate(), most=1)[0]
        if periods.period_at(rules, period.first) != period:
            message = f"Kota ini tidak memakai periode {period.label}. Periksa periodenya."
            row.problems.append(problem_at(row, "period_unknown", "period", message))
            return None
        return period

    def _judge(self, row, group, period, outcome):
        rule = periods.rule_at(self.rules[group.region_id[:5]], period.first)
        current, before = queries.current_and_before(group, period)
        lock = lock_of(group, period, rule, current)
        stored = current.values if current and lock else None
        report, typed = actions.prepare(group, period, rule, current, before)
        stored = stored or report.values
        said = {box.name: row.values[box.name] for box in TYPED if box.name in row.values}
        differing = [name for name, value in said.items() if value != stored[name]]
        if lock and differing:
            row.problems.append(problem_at(row, "locked", "period", lock.text))
            return
        for name in differing:
            was, now = shown(BOX[name], stored[name]), shown(BOX[name], said[name])
            if name in typed:
                row.changes[name] = (was, now)
                setattr(report, name, said[name])
            else:
                message = f"{BOX[name].label} diambil dari data di aplikasi: {was}. {now} di berkas dilewati."
                outcome.warnings.append(problem_at(row, "value_ignored", name, message))
        if not row.changes:
            row.action = "same"
            return
        row.target, row.action = (report, typed), "changed" if current else "new"
        self._ask(row, report, typed, outcome)

    @staticmethod
    def _ask(row, report, typed, outcome):
        """What the form says of the values as well: what cannot be, and what needs a word to be sent."""
        before = report.previous and report.previous.values
        if why := row.values.get("why"):
            asked = checks.unexplained(report.values, before, report.explanations)
            report.explanations = report.explanations | dict.fromkeys(asked, why)
        for name, message in checks.impossible(report.values).items():
            if name in typed:
                row.problems.append(problem_at(row, "value_impossible", name, message))
        if row.problems:
            return
        for name, question in checks.unexplained(report.values, before, report.explanations).items():
            outcome.warnings.append(problem_at(row, "value_unusual", name, question))

    def write(self, outcome, reason):
        written = {"new": [], "changed": []}
        hold(Report, [row.target[0] for row in outcome.rows if row.action == "changed"])
        for row in outcome.rows:
            if row.action in written:
                report, typed = row.target
                report._change_reason = reason
                written[row.action].append(actions.write(report=report, typed=typed, by=self.user).pk)
        return [("progress.Report", action, ids) for action, ids in written.items()]

    def canonical(self, row):
        values = row.values
        period = values.get("period")
        return {
            "row": row.number,
            "kelompok": values.get("group", ""),
            "periode": period.code if period else "",
        }


def _cells_of(group, period, draft):
    known = {"group": group.name, "region": group.region.name, "district": "", "period": period.label}
    texts = []
    for name, column in COLUMNS.items():
        value = getattr(draft, name, None) if name not in known else None
        texts.append(known.get(name, "") if value is None else column.widget.render(value))
    return texts
