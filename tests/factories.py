"""Plain functions that make valid rows: one city, two kecamatan, three kelurahan, and what lives there."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from bimtek.content.models import AgendaItem, Expense, Material
from bimtek.door.models import CheckIn, ListNumber, Poster, Session
from bimtek.effect.models import FollowUp
from bimtek.invitations.models import Invitation, Invitee
from bimtek.learning import actions as learning_actions
from bimtek.learning import certificates
from bimtek.learning.models import LearningPlan, Question, plan_of
from bimtek.models import Attendance, EventKind, Participant, TrainingEvent
from groups.actions import groups as group_actions
from groups.actions import imports as import_actions
from groups.actions import members as member_actions
from groups.books import actions as book_actions
from groups.books.models import Activity, GuestVisit, InventoryItem, Ledger, Letter
from groups.market import actions as market_actions
from groups.market import supporting
from groups.market.models import (
    Channel,
    ChannelKind,
    Permit,
    PermitKind,
    Product,
    SupportKind,
    SupportRequest,
)
from groups.models import (
    BusinessGroup,
    BusinessKind,
    CapitalSource,
    Level,
    Member,
    Official,
    Region,
    RegionRole,
    User,
)
from groups.progress import periods
from groups.progress.boxes import NUMBERS
from groups.progress.models import Opening, Report, ReportingRule
from groups.score.models import LevelCriteria, LevelReview, Score, ScoreRule
from reports.api import actions as api_actions
from reports.api.models import AccessKey
from reports.models import YearlyInput
from reports.official.definitions import forms
from reports.official.freezing import freeze
from reports.official.yearly import save_yearly
from reports.official.years import span_of
from reports.packages.models import Package
from reports.privacy.models import DataRequest

KRAPYAK = "33.75.03.1002"
DEGAYU = "33.75.03.1007"
MEDONO = "33.75.01.1002"
UTARA = "33.75.03"
BARAT = "33.75.01"
KOTA = "33.75"
PASSWORD = "batik-jlamprang-7"

_number = count(1)


def regions():
    """Kota Pekalongan with Utara (Krapyak, Degayu) and Barat (Medono); the city of Tegal beside it."""
    rows = [
        ("33", "provinsi", "Jawa Tengah", None),
        (KOTA, "kota", "Kota Pekalongan", "33"),
        (BARAT, "kecamatan", "Pekalongan Barat", KOTA),
        (UTARA, "kecamatan", "Pekalongan Utara", KOTA),
        (MEDONO, "kelurahan", "Medono", BARAT),
        (KRAPYAK, "kelurahan", "Krapyak", UTARA),
        (DEGAYU, "kelurahan", "Degayu", UTARA),
        ("33.76", "kota", "Kota Tegal", "33"),
        ("33.76.01", "kecamatan", "Tegal Barat", "33.76"),
        ("33.76.01.1001", "kelurahan", "Pekauman", "33.76.01"),
    ]
    if Region.objects.filter(pk=rows[-1][0]).exists():
        return  # nearly every other factory asks for them
    Region.objects.bulk_create(
        [Region(code=c, level=lv, name=n, parent_id=p) for c, lv, n, p in rows], ignore_conflicts=True
    )


def user(role=None, region=KRAPYAK, *, username=None, name=None, **fields):
    """An account with PASSWORD; ``role`` in ``region`` when given. Regions are made when missing."""
    number = next(_number)
    person = User.objects.create_user(
        username or f"pengguna{number}", password=PASSWORD, name=name or f"Pengguna {number}", **fields
    )
    if role:
        regions()
        RegionRole.objects.create(user=person, role=role, region_id=region, starts_on=date(2020, 1, 1))
    return person


def kader(region=KRAPYAK, **fields):
    return user("kader", region, **fields)


def pokja_kecamatan(region=UTARA, **fields):
    return user("pokja_kecamatan", region, **fields)


def pokja_kota(region=KOTA, **fields):
    return user("pokja_kota", region, **fields)


def admin(region=KOTA, **fields):
    return user("admin", region, **fields)


def official(region=KOTA, office="ketua", *, from_on=date(2021, 3, 1), **fields):
    """Somebody in office at TP PKK of ``region``."""
    regions()
    fields.setdefault("name", f"Ny. Pejabat {next(_number)}")
    return Official.objects.create(region_id=region, office=office, from_on=from_on, **fields)


def yearly(region=KRAPYAK, year=2024, *, note="", **values):
    """What a kelurahan wrote down for a year: numbers by code (see reports/official/inputs.toml)."""
    regions()
    sheet = YearlyInput(region_id=region, year=year, note=note)
    return save_yearly(sheet=sheet, values=values, by=_maker(region[:5]))


def frozen(region=KOTA, form="4.22-a", year=2024, *, number="1/PKK.II/2025", decided_on=date(2025, 1, 10)):
    """An official form that the admin determined."""
    regions()
    place = Region.objects.select_related("parent__parent__parent").get(pk=region)
    return freeze(
        form=forms()[form],
        region=place,
        span=span_of(year),
        number=number,
        decided_on=decided_on,
        verify_at="http://testserver/verifikasi/",
        by=_maker(region[:5]),
    )


def package(owner, region=None, **fields):
    """A package of reports that ``owner`` asked for, of her own region, and that nobody has begun."""
    row = {"form": "4.22-a", "year": 2024, "paper": "a4", "total": 1}
    return Package.objects.create(owner=owner, region_id=region or owner.home_region.pk, **row | fields)


def business_kind(code="kuliner"):
    return BusinessKind.objects.get(code=code)


def data_request(of=None, **fields):
    """Somebody asks about her own data."""
    of = of or member()
    row = {"kind": "salinan", "asked_on": date(2026, 5, 1)} | fields
    return DataRequest.objects.create(member=of, recorded_by=_maker(of.group.region_id[:5]), **row)


def group(region=KRAPYAK, *, level="pemula", founded_on=date(2015, 5, 1), **fields):
    """An active group, made through the action by an admin of its city."""
    regions()
    fields.setdefault("name", f"Kelompok {next(_number)}")
    fields.setdefault("business_kind", business_kind())
    row = BusinessGroup(region_id=region, founded_on=founded_on, **fields)
    return group_actions.create_group(group=row, level=Level.objects.get(code=level), by=_maker(region[:5]))


def books(of=None, *, starts_on=date(2024, 1, 1), by=None, **fields):
    """The books of the group ``of`` (a new one when not given), begun by an admin of its city."""
    of = of or group()
    ledger = Ledger(group=of, starts_on=starts_on, **fields)
    return book_actions.begin(ledger=ledger, by=by or _maker(of.region_id[:5]))


# What a row of each register says beside its group and day.
REGISTER_FIELDS = {
    InventoryItem: {"name": "Kursi lipat", "origin": "Bantuan kelurahan", "quantity": 20},
    GuestVisit: {"name": "Ibu Ratna", "purpose": "Pembinaan"},
    Activity: {"name": "Ibu Sumi", "place": "Balai RW", "description": "Membuat keripik"},
    Letter: {"direction": "masuk", "party": "Lurah", "subject": "Undangan rapat"},
}


def register_row(model, of=None, *, on=date(2024, 3, 5), **fields):
    """A row of the register ``model`` of the group ``of`` (a new one when not given)."""
    of = of or group()
    fields = REGISTER_FIELDS[model] | fields
    if model is InventoryItem:
        fields.setdefault("condition_on", on)
    return model.objects.create(group=of, on=on, recorded_by=_maker(of.region_id[:5]), **fields)


def member(of=None, *, joined_on=None, nik="", **fields):
    """An active member of the group ``of`` (a new one when not given)."""
    of = of or group()
    fields.setdefault("name", f"Siti Anggota {next(_number)}")
    fields.setdefault("sex", "P")
    row = Member(group=of, **fields)
    return member_actions.add_member(
        member=row, nik=nik, joined_on=joined_on or of.founded_on, by=_maker(of.region_id[:5])
    )


def event(region=KOTA, *, organiser=None, starts_on=date(2022, 3, 17), ends_on=None, **fields):
    """A held bimtek of one day, unless told otherwise; organised by its region's Pokja II."""
    regions()
    fields.setdefault("title", f"Bimtek {next(_number)}")
    fields.setdefault("kind", EventKind.objects.get(code="bimtek"))
    return TrainingEvent.objects.create(
        region_id=region,
        organiser_id=organiser or region[:8],
        venue=fields.pop("venue", "Aula Kantor PKK"),
        status=fields.pop("status", "terlaksana"),
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        **fields,
    )


def participant(of=None, person=None, *, present=(), **fields):
    """A member on the list of the event ``of``, there on the days ``present``."""
    of, person = of or event(), person or member()
    row = Participant.objects.create(
        event=of,
        capacity="anggota",
        member=person,
        group=person.group,
        region_id=person.group.region_id,
        name=person.name,
        **fields,
    )
    for day in present:
        Attendance.objects.create(participant=row, day=day, recorded_by=_maker(KOTA))
    return row


def guest(of, name, region=KOTA, **fields):
    """Somebody on the list who is in no registry."""
    return Participant.objects.create(event=of, capacity="tamu", name=name, region_id=region, **fields)


def coming_event(region=KOTA, *, days=10, **fields):
    """A bimtek that is planned, in so many days."""
    fields.setdefault("status", "rencana")
    return event(region, starts_on=timezone.localdate() + timedelta(days=days), **fields)


def invitation(of=None, region=KRAPYAK, *, seats=2, **fields):
    """The invitation of a kelurahan to the event ``of`` (a coming one when not given)."""
    of = of or coming_event()
    return Invitation.objects.create(event=of, region_id=region, seats=seats, **fields)


def invitee(of=None, person=None, **fields):
    """A member (a new one of the kelurahan when not given) who is asked and has not answered."""
    of = of or invitation()
    person = person or member(group(of.region_id))
    return Invitee.objects.create(invitation=of, member=person, name=person.name, **fields)


def session(of=None, name="Sesi pagi", **fields):
    """A session of the event ``of`` on its first day."""
    of = of or event()
    return Session.objects.create(event=of, name=name, **{"day": of.starts_on} | fields)


def poster(of=None, code="ABCDEFGH23", **fields):
    of = of or event()
    row = {"event": of, "day": of.starts_on, "code": code, "opened_by": _maker(KOTA)}
    return Poster.objects.create(**row | fields)


def check_in(of=None, **fields):
    """The participant ``of`` (a new one when not given) was found by her code on the event's first day."""
    of = of or participant()
    row = {"participant": of, "day": of.event.starts_on, "way": "kode", "at": timezone.now()}
    return CheckIn.objects.create(recorded_by=_maker(KOTA), **row | fields)


def list_number(of=None, number=1):
    of = of or participant()
    return ListNumber.objects.create(event=of.event, participant=of, number=number)


def agenda_item(of=None, **fields):
    """A line of the agenda of the event ``of`` (a new one when not given)."""
    of = of or event()
    fields = {"day": of.starts_on, "starts_at": time(8), "title": "Pembukaan"} | fields
    return AgendaItem.objects.create(event=of, **fields)


def material(of=None, **fields):
    """A file of the event ``of`` (a new one when not given)."""
    of = of or event()
    file = ContentFile(b"%PDF-1.7\n%%EOF", name="materi.pdf")
    fields = {"title": "Buku kas", "kind": "pdf", "size": 14, "file": file} | fields
    return Material.objects.create(event=of, added_by=_maker(KOTA), **fields)


def expense(of=None, **fields):
    """What the event ``of`` (a new one when not given) cost."""
    of = of or event()
    fields = {"on": of.starts_on, "description": "Konsumsi", "amount": 1_500_000} | fields
    fields.setdefault("fund_source", CapitalSource.objects.get(code="apbd"))
    return Expense.objects.create(event=of, recorded_by=_maker(KOTA), **fields)


def learning_plan(of=None, **fields):
    """What the event ``of`` (a new one when not given) asks; written around the action."""
    of = of or event()
    plan = plan_of(of)
    fields = {"address": f"KODE{next(_number)}", "number_tail": plan.number_tail} | fields
    return LearningPlan.objects.create(event=of, **fields)


def question(of, part="tes", **fields):
    """A question of the event ``of``; of a test's answers A is the right one."""
    fields.setdefault("text", f"Pertanyaan {next(_number)}")
    if part == "tes":
        fields = {"a": "Setiap bulan", "b": "Setiap tahun", "right": "a"} | fields
    return Question.objects.create(event=of, part=part, **fields)


def answers(plan, person, sheet, given):
    return learning_actions.send_answers(plan=plan, participant=person, sheet=sheet, answers=given)


def follow_up(of=None, person=None, *, task="Mengisi buku kas", due_on=None, **fields):
    """A follow-up task of a participant of the event ``of`` (new ones when not given)."""
    of = of or event()
    person = person or participant(of)
    row = {"region_id": person.region_id, "participant": person, "person": person.name}
    due_on = due_on or of.ends_on + timedelta(days=30)
    return FollowUp.objects.create(event=of, task=task, due_on=due_on, **row | fields)


def certificate(of=None, group=None, *, person=None):
    """A certificate of somebody who came to the event ``of`` (new ones when not given) on its first day."""
    of = of or event()
    person = participant(of, person or member(group), present=[of.starts_on])
    by = _maker(KOTA)
    return certificates.issue(event=of, participants=[person], issued_on=of.ends_on, by=by)[0]


def product(of=None, **fields):
    """A product of the group ``of`` (a new one when not given)."""
    of = of or group()
    fields.setdefault("name", f"Keripik {next(_number)}")
    row = Product(group=of, kind=fields.pop("kind", of.business_kind), **fields)
    return market_actions.save_product(product=row, by=_maker(of.region_id[:5]))


def public_product(of=None, *, contact_phone="+6281234567890", **fields):
    """A product in the catalogue, by the group's consent."""
    row = product(of, **fields)
    consent = {"consent_on": date(2026, 1, 5), "consent_name": "Ketua", "contact_phone": contact_phone}
    return market_actions.publish(product=row, by=_maker(row.group.region_id[:5]), **consent)


def permit(of=None, kind="pirt", **fields):
    """A permit of the group ``of`` (a new one when not given)."""
    of = of or group()
    fields.setdefault("number", f"2063375{next(_number):06d}-30")
    row = Permit(group=of, kind=PermitKind.objects.get(code=kind), **fields)
    return market_actions.save_permit(permit=row, by=_maker(of.region_id[:5]))


def channel(of=None, kind="warung", **fields):
    """A channel of the group ``of`` (a new one when not given), used since 2024."""
    of = of or group()
    fields = {"name": f"Warung {next(_number)}", "since": date(2024, 1, 1)} | fields
    row = Channel(group=of, kind=ChannelKind.objects.get(code=kind), **fields)
    return market_actions.save_channel(channel=row, by=_maker(of.region_id[:5]))


def support(of=None, kind="kemasan", **fields):
    """A request for support of the group ``of`` (a new one when not given)."""
    of = of or group()
    fields = {"need": "Kemasan berdiri", "asked_on": date(2026, 2, 1)} | fields
    row = SupportRequest(group=of, kind=SupportKind.objects.get(code=kind), **fields)
    return supporting.ask(request=row, by=_maker(of.region_id[:5]))


def import_batch(owner, content, filename="anggota.csv", kind="members", **fields):
    """A file that ``owner`` uploaded, examined and waiting for her; ``content``: bytes, or text for a CSV."""
    content = content.encode() if isinstance(content, str) else content
    batch = import_actions.take_in(kind=kind, content=content, filename=filename, by=owner, **fields)
    import_actions.look(batch)
    return batch


# What a plausible report says, of a group without books.
BOXES = dict.fromkeys(NUMBERS, 0) | {
    "level_id": "pemula", "members_p": 12, "capital_before": 2_000_000, "capital": 2_500_000,
    "lent": 500_000, "principal": 300_000, "jasa": 15_000, "remaining": 1_000_000, "savings": 900_000,
    "cash": 1_500_000, "turnover": 4_000_000, "profit": 900_000, "workers_p": 5,
    "sells_offline": True, "sells_online": False,
}  # fmt: skip


def last_period(back=0):
    """The newest period that is over under the first rule, or the one ``back`` before it."""
    return periods.ended([], timezone.localdate())[back]


def report(of=None, span=None, *, state="draft", **fields):
    """A complete report of the group ``of`` (a new one when not given), as it stands in ``state``.

    Written around the actions: by a kader, and each step by somebody else.
    """
    of = of or group()
    span = span or last_period()
    city = of.region_id[:5]
    row = {"starts_on": span.first, "ends_on": span.last, "due_on": periods.FIRST_RULE.due(span)}
    row |= BOXES | {"written_by": kader(of.region_id)}
    moment = timezone.make_aware(datetime.combine(span.last + timedelta(days=5), time(10)))
    if state != "draft":
        row |= {"sent_by": row["written_by"], "sent_at": moment, "first_sent_on": moment.date()}
    if state in ("diverifikasi", "diterima"):
        row |= {"verified_by": pokja_kecamatan(of.region_id[:8]), "verified_at": moment}
    if state == "diterima":
        row |= {"accepted_by": pokja_kota(city), "accepted_at": moment}
    return Report.objects.create(group=of, period=span.code, state=state, **row | fields)


def reporting_rule(region=KOTA, **fields):
    regions()
    fields.setdefault("valid_from", date(2020, 1, 1))
    return ReportingRule.objects.create(region_id=region, decided_by=_maker(region[:5]), **fields)


def opening(of=None, span=None, **fields):
    """Somebody asks for a closed period."""
    of = of or group()
    fields.setdefault("reason", "Bendahara sakit")
    span = span or last_period(1)
    return Opening.objects.create(group=of, period=span.code, asked_by=kader(of.region_id), **fields)


def level_criteria(level="madya", region=KOTA, **fields):
    """What a city asks for a level."""
    regions()
    return LevelCriteria.objects.create(region_id=region, level_id=level, **fields)


def level_review(of=None, **fields):
    """A "belum" about the group ``of`` (a new one when not given)."""
    of = of or group()
    row = {"outcome": "belum", "on": date(2026, 5, 1), "again_on": date(2026, 11, 1), "basis": "Belum rutin"}
    row |= {"level_before_id": "pemula", "level_id": "madya", "criteria_version": 1, "evidence": []}
    return LevelReview.objects.create(group=of, decided_by=_maker(of.region_id[:5]), **row | fields)


def score(of, day, *, points=50, parts=()):
    """A kept score of the group ``of``, by the first rules of all."""
    rule = ScoreRule.objects.get(region=None)
    return Score.objects.create(group=of, day=day, rule=rule, points=points, parts=list(parts))


def access_key(region=KOTA, role="pokja_kota", **fields):
    """A key of another office, and the code that opens it."""
    regions()
    row = {"office": "Dindagkop-UKM", "purpose": "Dasbor UMKM", "expires_on": timezone.localdate()} | fields
    code = api_actions.new_code()
    key = AccessKey(region_id=region, role=role, **row)
    return api_actions.make_key(key=key, code=code, by=_maker(region[:5])), code


def nik(serial=None, *, sex="P", born=date(1980, 3, 17), region6="337503"):
    """A well-formed, invented NIK; serials from 9000 so that it can be nobody's."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{region6}{day:02d}{born:%m%y}{9000 + (serial or next(_number) % 999):04d}"


def _maker(city):
    """The admin who enters what factories make; one for each city."""
    username = f"pencatat.{city}"
    return User.objects.filter(username=username).first() or admin(city, username=username, name="Pencatat")
