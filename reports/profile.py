"""Profil UP2K of a group, as the provincial lomba asks for it: what is known of it, and four signatures.

Figures of people only: no phone, no NIK, no address of a member stands on it.
"""

from collections import Counter

from django.db.models import Count, Min, Q

from bimtek.models import Participant
from groups.books.layout import NOBODY
from groups.books.queries import overview
from groups.market.models import Channel, Permit, Product, SupportRequest
from groups.models.officials import officials_on
from groups.models.people import OFFICES, SEXES
from groups.pdf import render_pdf
from groups.progress.models import Report
from groups.score.queries import score_on
from groups.values import show_date, show_number, show_rupiah

BY_HAND = [["", ""]] * 3  # lines to fill in with a pen
LOMBA = "lomba"  # the code of that kind of event


def profile_pdf(*, group, user, day) -> bytes:
    """The profile on A4 as it is on ``day``; ``group`` comes with its region's parents."""
    return render_pdf("profile", profile(group=group, user=user, day=day))


def profile(*, group, user, day) -> dict:
    """What is printed, as JSON can say it: facts, and tables of (title, headings, rows)."""
    return {
        "name": group.name,
        "place": " · ".join(place.title for place in _above(group.region)),
        "day": show_date(day),
        "facts": _identity(group, user, day),
        "tables": [
            _officers(group),
            _levels(group),
            _orderliness(group, day),
            _money(group, user),
            _products(group, user),
            _channels(group, user, day),
            _training(group, user, day),
            _achievements(group, user, day),
        ],
        "signers": signers(group, day),
    }


def _above(region):
    """The kelurahan, its kecamatan and its city."""
    return [region, region.parent, region.parent.parent]


def _identity(group, user, day) -> list:
    sexes = Counter(
        group.memberships.visible_to(user).as_of(day).order_by().values_list("member__sex", flat=True)
    )
    members = ", ".join(f"{show_number(sexes[code])} {label.lower()}" for code, label in SEXES)
    where = [group.address, f"RT {group.rt}" if group.rt else "", f"RW {group.rw}" if group.rw else ""]
    decree = [group.decree_no, f"tanggal {show_date(group.decree_on)}" if group.decree_on else ""]
    capital = [
        show_rupiah(group.capital_initial),
        str(group.capital_source or ""),
        f"tahun {group.capital_year}" if group.capital_year else "",
    ]
    facts = [
        ("Bentuk", group.get_kind_display()),
        ("Tanggal berdiri", show_date(group.founded_on)),
        ("SK", " ".join(filter(None, decree))),
        ("Alamat", " ".join(filter(None, where))),
        ("Jenis usaha", " · ".join(filter(None, [group.business_kind.name, group.product]))),
        ("Kepemilikan usaha", group.get_ownership_display()),
        ("Pertemuan", group.meeting_schedule),
        ("Anggota", f"{show_number(sexes.total())} orang ({members})"),
        ("Modal awal", ", ".join(filter(None, capital))),
    ]
    if group.cooperative_on:
        facts.append(("Koperasi berbadan hukum", f"sejak {show_date(group.cooperative_on)}"))
    return [[label, value or "–"] for label, value in facts]


def _officers(group) -> dict:
    terms = group.officer_terms.filter(ended_on__isnull=True).select_related("member")
    held = {term.office: term for term in terms}
    rows = [
        [label, held[code].member.name if code in held else "–",
         show_date(held[code].started_on) if code in held else ""]
        for code, label in OFFICES
    ]  # fmt: skip
    return {"title": "Pengurus", "heads": ["Jabatan", "Nama", "Sejak"], "rows": rows}


def _levels(group) -> dict:
    changes = group.level_changes.select_related("level")
    rows = [[change.level.name, show_date(change.from_on), change.basis] for change in changes]
    return {"title": "Kategori", "heads": ["Kategori", "Sejak", "Dasar"], "rows": rows}


def _orderliness(group, day) -> dict:
    """The score that was kept last, with its day."""
    kept = score_on(group, day)
    rows = [[f"{kept.points} dari 100", show_date(kept.day)]] if kept else []
    return {"title": "Tertib administrasi", "heads": ["Nilai", "Keadaan tanggal"], "rows": rows}


def _money(group, user) -> dict:
    """Capital, results and savings: of the newest accepted report, and of the books as they are today."""
    rows = []
    reports = Report.objects.visible_to(user).of(group).valid()
    report = reports.order_by("-ends_on").first()
    if report:
        source = f"laporan {report.period_label}"
        named = [("Modal kini", report.capital), ("Omzet", report.turnover), ("Laba", report.profit)]
        rows += [[label, show_rupiah(value), source] for label, value in named]
        workers = f"{show_number(report.workers_l)} laki-laki, {show_number(report.workers_p)} perempuan"
        rows.append(["Tenaga kerja", workers, source])
    ledger = getattr(group, "ledger", None)
    if ledger:
        today = overview(ledger)
        named = [("Uang kas", today.cash), ("Simpanan anggota", today.savings)]
        named += [("Pinjaman beredar", today.lent), ("Tunggakan", today.arrears)]
        rows += [[label, show_rupiah(value), "buku kelompok"] for label, value in named]
    heads = ["Keterangan", "Jumlah", "Sumber"]
    return {"title": "Modal, usaha, dan simpan pinjam", "heads": heads, "rows": rows}


def _products(group, user) -> dict:
    products = list(Product.objects.visible_to(user).open().filter(group=group).select_related("kind"))
    permits = Permit.objects.visible_to(user).open().filter(group=group).select_related("kind", "product")
    rows = []
    for product in products:
        price = f"{show_rupiah(product.price)} per {product.unit}" if product.price else ""
        rows.append([product.name, product.kind.name, price])
    for permit in permits:
        until = f"berlaku sampai {show_date(permit.valid_until)}" if permit.valid_until else ""
        rows.append([f"Izin {permit.kind} {permit.number}", str(permit.product or "kelompok"), until])
    heads = ["Produk atau izin", "Jenis, atau untuk", "Keterangan"]
    return {"title": "Produk dan izin", "heads": heads, "rows": rows}


def _channels(group, user, day) -> dict:
    channels = Channel.objects.visible_to(user).as_of(day).filter(group=group).select_related("kind")
    rows = [[channel.kind.name, channel.name] for channel in channels]
    done = SupportRequest.objects.visible_to(user).filter(group=group, state="selesai")
    rows += [["Bantuan mitra", f"{one.kind.name}: {one.outcome}"] for one in done.select_related("kind")]
    return {"title": "Pemasaran dan mitra", "heads": ["Saluran", "Di mana"], "rows": rows}


def _training(group, user, day) -> dict:
    """Held events at which members of the group were, with how many came; lomba stand on their own."""
    rows = [
        [show_date(on), title, f"{show_number(people)} orang"]
        for on, title, people in _events(group, user, day, ~Q(event__kind__code=LOMBA))
    ]
    return {"title": "Bimtek dan pelatihan", "heads": ["Tanggal", "Kegiatan", "Yang hadir"], "rows": rows}


def _achievements(group, user, day) -> dict:
    """The lomba at which the group was, and lines for what no record tells: ranks and prizes."""
    entered = [
        [str(on.year), f"Mengikuti {title}"]
        for on, title, _ in _events(group, user, day, Q(event__kind__code=LOMBA))
    ]
    return {"title": "Prestasi dan lomba", "heads": ["Tahun", "Prestasi"], "rows": [*entered, *BY_HAND]}


def _events(group, user, day, kind) -> list:
    """(first day, title, how many members came) of held events, the oldest first."""
    came = Participant.objects.visible_to(user).filter(
        kind, Q(attendances__day__lte=day), group=group, is_dropped=False, event__status="terlaksana"
    )
    events = came.order_by().values("event__title", "event")
    events = events.annotate(people=Count("pk", distinct=True), on=Min("attendances__day"))
    return list(events.order_by("on").values_list("on", "event__title", "people"))


def signers(group, day) -> list[list[str]]:
    """[above, office, name]: the group's ketua, then those in office on ``day`` from the kelurahan up."""
    head = group.officer_terms.filter(office="ketua", ended_on__isnull=True).select_related("member").first()
    city = group.region.parent.parent.name.removeprefix("Kota ").removeprefix("Kabupaten ")
    rows = [[f"{city}, {show_date(day)}", f"Ketua {group.name}", head.member.name if head else NOBODY]]
    for place in _above(group.region):
        name = officials_on(place, day).get("ketua", NOBODY)
        rows.append(["Mengetahui,", f"Ketua TP PKK {place.title}", name])
    return rows
