"""Reports of the demo city's last four quarters, in states of every kind, and the people who check them."""

from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from groups.models import BusinessGroup, Region, RegionRole, User
from groups.progress import checks, periods
from groups.progress.facts import answers, with_facts
from groups.progress.filling import fill_in
from groups.progress.models import Report, ReportStep
from reports.demo import names

QUARTERS = 4
FROM_BOOKS = "33.75.03.1002"  # the demo kader's kelurahan: its reports agree with its books
SHARE, NEWEST_SHARE = 0.8, 0.6  # of the groups that report
PLACES = ("Pasar Grogolan", "warung sendiri", "bazar kelurahan", "pesanan tetangga")
CHANNELS = ("WhatsApp", "Shopee", "Instagram", "Facebook")
PARTNERS = ("", "", "Dindagkop-UKM", "Dinperinaker", "Bank Jateng")
PROBLEMS = ("", "Harga bahan naik", "Pemasaran masih sekitar kelurahan", "Kemasan belum menarik")
NEEDS = ("", "Pelatihan kemasan", "Tambahan modal", "Bantuan mengurus P-IRT")
PLANS = ("Ikut bazar kecamatan", "Menambah varian rasa", "Membuka toko daring", "Menambah anggota")
WHY_MORE = ("Ada pesanan besar dari bazar kota", "Mulai berjualan di dua pasar lagi")
WHY_LESS = ("Beberapa minggu berhenti berproduksi", "Bahan baku naik sekali")
NOTES = ({"turnover": "Belum termasuk penjualan bazar."}, {"workers_p": "Periksa lagi jumlahnya."})
# Where the newest quarter's reports stand, by weight; all earlier ones are accepted.
STANDS = {"draft": 2, "dikirim": 4, "diverifikasi": 3, "diterima": 5, "dikembalikan": 1}
WAY = {
    "draft": (),
    "dikirim": ("dikirim",),
    "dikembalikan": ("dikirim", "dikembalikan"),
    "diverifikasi": ("dikirim", "diverifikasi"),
    "diterima": ("dikirim", "diverifikasi", "diterima"),
}


def make_reports(dice, *, city, people, today, save):
    """Save reports and steps through ``save(model, instances)``. ``city``: its rows are saved.

    ``people``: by region code, who writes or checks there.
    """
    levels, members = {}, {}
    for change in city.levels:
        if change.until_on is None:
            levels[change.group] = change.level_id
    for spell in city.memberships:
        if spell.left_on is None:
            members.setdefault(spell.group, []).append(spell.member.sex)
    ended = periods.ended([], today, QUARTERS)
    mine = BusinessGroup.objects.filter(pk__in=[group.pk for group in city.groups])
    before, one_is_returned = {}, False
    for span in reversed(ended):
        is_newest = span == ended[0]
        reports, steps = [], []
        known = with_facts(mine, span.last).in_bulk()
        for group in city.groups:
            if group.founded_on > span.first or dice.random() > (NEWEST_SHARE if is_newest else SHARE):
                continue
            report = _report(dice, group, span, before.get(group), levels[group], members.get(group, []))
            for name, value in answers(known[group.pk], span.last).items():
                setattr(report, name, value)
            if checks.impossible(report.values) or checks.missing(report.values):
                continue
            state = dice.choices(list(STANDS), STANDS.values())[0] if is_newest else "diterima"
            if is_newest and group.region_id == FROM_BOOKS and not one_is_returned:
                state, one_is_returned = "dikembalikan", True  # it waits on the demo kader's Beranda
            steps += _walk(dice, report, state, people, today)
            reports.append(report)
            before[group] = report
        save(Report, reports)
        for step in steps:
            step.report_id = step.report.pk
        moments = [step.at for step in steps]
        ReportStep.objects.bulk_create(steps)
        for step, moment in zip(steps, moments, strict=True):
            step.at = moment
        ReportStep.objects.bulk_update(steps, ["at"], batch_size=500)


def make_people(dice, usernames, *, save) -> dict:
    """{region code: who writes or checks there}; for most places made-up people who cannot sign in.

    ``usernames``: of those who already are there, and write and check where they have a task.
    """
    known = RegionRole.objects.exclude(role="admin").filter(user__username__in=usernames)
    people = {role.region_id: role.user for role in known.select_related("user")}
    places = Region.objects.filter(code__startswith="33.75.").exclude(pk__in=people).order_by("code")
    users, roles = [], []
    for number, place in enumerate(places):
        role = "kader" if place.level == "kelurahan" else "pokja_kecamatan"
        user = User(
            username=f"{role.partition('_')[0]}.{place.pk}",
            name=f"{dice.choice(names.WOMEN)} {dice.choice(names.WOMEN_LAST)}",
            phone=f"+62812800{number:05d}" if dice.random() < 0.8 else None,
            password=make_password(None),
        )
        users.append(user)
        roles.append(RegionRole(user=user, role=role, region=place, starts_on="2024-01-01"))
        people[place.pk] = user
    save(User, users)
    save(RegionRole, roles)
    return people


def _report(dice, group, span, before, level, sexes) -> Report:
    rule = periods.FIRST_RULE
    report = Report(group=group, period=span.code, starts_on=span.first, ends_on=span.last,
                    due_on=rule.due(span), previous=before, level_id=level, level_before_id=level,
                    members_p=sexes.count("P"), members_l=sexes.count("L"))  # fmt: skip
    if group.region_id == FROM_BOOKS:
        fill_in(report)
    if not report.from_books:
        _money(dice, report, before)
    turnover = before.turnover if before else dice.randrange(20, 90) * 100_000
    report.turnover = round(turnover * dice.choices([dice.uniform(0.8, 1.3), 3.4, 0.3], [30, 1, 1])[0], -4)
    report.profit = round(report.turnover * dice.uniform(0.12, 0.38), -3)
    report.workers_p, report.workers_l = dice.randint(2, 6), dice.choices([0, 1, 2], [6, 2, 1])[0]
    report.production = f"{group.product}: {dice.randrange(4, 60) * 10} buah" if group.product else ""
    report.sells_offline, report.sells_online = True, dice.random() < 0.55
    report.offline_where = dice.choice(PLACES)
    report.online_where = dice.choice(CHANNELS) if report.sells_online else ""
    report.partners, report.problems = dice.choice(PARTNERS), dice.choice(PROBLEMS)
    report.needs, report.plan = dice.choice(NEEDS), dice.choice(PLANS)
    return report


def _money(dice, report, before):
    """What a group without books here would type."""
    report.capital_before = before.capital if before else report.group.capital_initial
    start = report.capital_before or dice.randrange(15, 60) * 100_000
    report.capital = round(start * dice.uniform(1.0, 1.12), -3)
    report.remaining = round(report.capital * dice.uniform(0.3, 0.7), -3)
    report.cash = report.capital - report.remaining
    report.arrears = round(report.remaining * dice.choice([0, 0, 0, 0.1, 0.2]), -3)
    report.lent = round(report.remaining * dice.uniform(0.2, 0.6), -4)
    report.principal = round(report.remaining * dice.uniform(0.2, 0.5), -4)
    report.jasa = round(report.principal * 0.05, -2)
    report.savings = round(report.capital * dice.uniform(0.2, 0.5), -3)


def _walk(dice, report, state, people, today) -> list[ReportStep]:
    """Bring ``report`` to ``state``; the steps of that, with their moments."""
    place = report.group.region_id
    writer, kecamatan, kota = people[place], people[place[:8]], people[place[:5]]
    who = {"dikirim": writer, "diverifikasi": kecamatan, "dikembalikan": kecamatan, "diterima": kota}
    asked = checks.unusual(report.values, report.previous and report.previous.values)
    for name in asked:
        grew = report.previous and getattr(report, name) > getattr(report.previous, name)
        report.explanations[name] = dice.choice(WHY_MORE if grew else WHY_LESS)
    report.written_by, report.state = writer, state
    day = report.ends_on + timedelta(
        days=dice.choices([dice.randint(3, 15), dice.randint(16, 30)], [6, 1])[0]
    )
    steps, here = [], "draft"
    for to in WAY[state]:
        moment = timezone.make_aware(datetime.combine(min(day, today), time(9, dice.randint(0, 59))))
        notes = dice.choice(NOTES) if to == "dikembalikan" else {}
        note = "Perbaiki isian yang diberi catatan." if notes else ""
        steps.append(ReportStep(report=report, from_state=here, to_state=to, by=who[to], at=moment,
                                note=note, field_notes=notes))  # fmt: skip
        if to == "dikirim":
            report.first_sent_on, report.sent_by, report.sent_at = min(day, today), writer, moment
        elif to == "diverifikasi":
            report.verified_by, report.verified_at = kecamatan, moment
        elif to == "diterima":
            report.accepted_by, report.accepted_at = kota, moment
        day, here = day + timedelta(days=dice.randint(2, 9)), to
    return steps
