"""Each constraint refuses, in the database itself, the wrong row that it exists for.

A constraint without a wrong row here fails.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from bimtek.content.models import AgendaItem, EventPhoto
from bimtek.door.models import CheckIn, Poster, Session
from bimtek.effect.models import FollowUp
from bimtek.invitations.models import Invitation, Invitee
from bimtek.learning.models import Answer, AnswerSheet, Certificate, Question
from bimtek.models import Attendance, EventKind, Participant
from groups.audit.models import Act, AuditEntry, Columns
from groups.books import actions as books
from groups.books.models import (
    Activity,
    CashCategory,
    CashLine,
    ClosedMonth,
    DuesLine,
    GuestVisit,
    Instalment,
    InventoryItem,
    Ledger,
    Letter,
    Loan,
    Meeting,
    MeetingAttendance,
    Receipt,
    ReceiptPicture,
    SavingsLine,
)
from groups.devices.models import Device
from groups.drafts.models import Draft
from groups.market import supporting
from groups.market.models import (
    Channel,
    ChannelKind,
    ChannelSales,
    Partner,
    Permit,
    PermitKind,
    Product,
    ProductPhoto,
    SupportKind,
    SupportRequest,
    SupportStep,
)
from groups.models import (
    ActivationCard,
    BusinessGroup,
    BusinessKind,
    CapitalSource,
    GroupPair,
    ImportBatch,
    Level,
    LevelChange,
    Member,
    MemberPair,
    Membership,
    OfficerTerm,
    Official,
    Region,
    RegionAlias,
    RegionRole,
    RememberedMapping,
    StatusChange,
    User,
)
from groups.progress.models import Opening, Report, ReportStep
from groups.score.models import LevelCriteria, Score, ScoreRule, ScoreWeight
from groups.uploads.models import UploadPart
from reports.api.models import AccessKey
from reports.models import FrozenForm, YearlyFigure, YearlyInput
from reports.notices.models import DigestMail
from reports.privacy.models import AccountReview
from reports.targets.models import Target
from tests import factories as f
from tests.test_guards import APPS

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
EARLIER, LATER = date(2020, 1, 1), date(2021, 1, 1)


def change(model, row, **fields):
    """Write around forms and actions, as a mistaken script would."""
    model.objects.filter(pk=row.pk).update(**fields)


def group(**fields):
    change(BusinessGroup, f.group(), **fields)


def member(**fields):
    change(Member, f.member(), **fields)


def region(**fields):
    f.regions()
    change(Region, Region.objects.get(code=f.KRAPYAK), **fields)


def role(**fields):
    change(RegionRole, f.kader().roles.get(), **fields)


def level_change(**fields):
    change(LevelChange, f.group().level_changes.get(), **fields)


def status_change(**fields):
    change(StatusChange, f.group().status_changes.get(), **fields)


def draft(**fields):
    owner = User.objects.first() or f.kader()
    fields = {"page": "/", "form": "isian", "token": "x", "saved_at": MOMENT} | fields
    Draft.objects.create(user=owner, submission="3d6f0a52-9ad9-4c11-8d0b-3b1c5c7a0e11", **fields)


def upload_part(**fields):
    owner = User.objects.first() or f.kader()
    fields = {"owner": owner, "offset": 0, "length": 2, "size": 4, "kept_at": MOMENT} | fields
    UploadPart.objects.create(upload="3d6f0a52-9ad9-4c11-8d0b-3b1c5c7a0e11", content=b"xx", **fields)


def valid_forward(model):
    return lambda: model.objects.create(code="x", name="X", valid_from=LATER, valid_until=EARLIER)


def answer_sheet(**fields):
    return AnswerSheet.objects.create(participant=f.participant(), **{"sheet": "awal"} | fields)


def answer(**fields):
    sheet = answer_sheet()
    question = f.question(sheet.participant.event)
    return Answer.objects.create(sheet=sheet, question=question, **{"picked": "a"} | fields)


def certificate(**fields):
    """Another certificate of the same event."""
    row = f.certificate()
    row.pk, row.verification = None, "x" * 32
    for name, value in fields.items():
        setattr(row, name, value)
    Certificate.objects.bulk_create([row])


def twice(model, make, **fields):
    """The same row again."""

    def again():
        row = make()
        row.pk = None
        for name, value in fields.items():
            setattr(row, name, value)
        model.objects.bulk_create([row])

    return again


def own_review():
    person = f.admin()
    AccountReview.objects.create(user=person, by=person)


def act(**fields):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    row = {"kind": "unduh", "user": f.kader(), "at": moment, "until": moment, "what": "/x/"}
    return Act.objects.create(**row | fields)


def entry(**fields):
    columns, _ = Columns.objects.get_or_create(source="audit.Act", names="kind")
    row = {"number": 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "kind": "unduh", "source": "audit.Act"}
    return AuditEntry.objects.create(**row | {"source_pk": 1, "columns": columns} | fields)


def device():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Device.objects.create(user=f.kader(), mark_hash="x", name="HP Android", first_at=now, last_at=now)


def open_term(office="ketua", of=None):
    person = of or f.member()
    return OfficerTerm.objects.create(group=person.group, member=person, office=office, started_on=EARLIER)


def two_holders():
    first = f.member()
    open_term(of=first)
    open_term(of=f.member(first.group))


def two_offices():
    person = f.member()
    open_term(of=person)
    open_term("bendahara", of=person)


def same_nik_twice():
    nik = f.nik()
    f.member(nik=nik)
    other = f.member()
    other.set_nik(nik, f.KOTA)
    other.save()


def same_participant_twice():
    first = f.participant()
    f.participant(first.event, first.member)


def attended_twice():
    row = f.participant()
    for _ in range(2):
        Attendance.objects.create(participant=row, day=EARLIER, recorded_by=f.user())


def same_letter_twice():
    first = f.invitation(letter_no="005/1/PKK", letter_on=EARLIER)
    f.invitation(first.event, f.MEDONO, letter_no="005/1/PKK", letter_on=EARLIER)


def one_seat_for_two():
    first = f.invitee()
    for row in (first, f.invitee(first.invitation)):
        person = f.participant(first.invitation.event, row.member)
        change(Invitee, row, state="datang", seat=1, participant=person)


def two_participants():
    first = f.participant()
    return first, f.participant(first.event)


def in_one_session_twice():
    row = f.participant()
    session = f.session(row.event)
    for _ in range(2):
        f.check_in(row, session=session)


def card(user=None, code_hash="a"):
    user = user or f.kader()
    moment = MOMENT
    return ActivationCard.objects.create(user=user, made_by=user, code_hash=code_hash, expires_at=moment)


def two_cards():
    user = f.kader()
    card(user, "a")
    card(user, "b")


def second_membership():
    person = f.member()
    Membership.objects.create(member=person, group=person.group, joined_on=LATER)


def cash_line(**fields):
    ledger = f.books()
    category = CashCategory.objects.get(code="lain")
    line = {"direction": "masuk", "amount": 9_000, "category": category, "description": "x"}
    receipt = books.record_cash(ledger=ledger, on=ledger.starts_on, by=f.admin(), **line)
    if fields:
        change(CashLine, receipt.cash_lines.get(), **fields)
    return receipt


def receipt(**fields):
    change(Receipt, cash_line(), **fields)


def payment(model, **fields):
    member = f.member()
    paid = books.receive(ledger=f.books(member.group), member=member, on=EARLIER.replace(year=2024),
                         savings={"wajib": 1000}, dues=500, by=f.admin())  # fmt: skip
    change(model, model.objects.get(receipt=paid), **fields)


def a_loan(**fields):
    member, officer = f.member(), None
    officer = f.member(member.group)
    open_term(of=officer)
    loan = Loan(member=member, amount=9_000, months=3, purpose="x", approved_by=officer)
    ledger = f.books(member.group, opening_cash=9_000)
    books.lend(ledger=ledger, loan=loan, on=ledger.starts_on, by=f.admin())
    fields = {name: value(loan) if callable(value) else value for name, value in fields.items()}
    change(Loan, loan, **fields)
    return loan


def closed_month(**fields):
    return ClosedMonth.objects.create(
        ledger=f.books(), closed_by=f.admin(), **{"year": 2024, "month": 1} | fields
    )


def meeting():
    return Meeting.objects.create(group=f.group(), on=LATER)


def register_row(model, **fields):
    return lambda: change(model, f.register_row(model), **fields)


def register_constraints(*models):
    for model in models:
        prefix = model.__name__.lower()
        yield f"{prefix}_since_1985", register_row(model, on="1984-12-31")
        yield f"{prefix}_void_says_who_and_why", register_row(model, voided_at=MOMENT)


def receipt_picture(**fields):
    change(ReceiptPicture, ReceiptPicture.objects.create(receipt=cash_line(), added_by=f.admin()), **fields)


def import_batch(**fields):
    batch = ImportBatch.objects.create(owner=f.admin(), region_id=f.KOTA, filename="a.csv", digest="0")
    change(ImportBatch, batch, **fields)


def pair(model, make, **fields):
    """A decision that two of what ``make`` gives are not the same, with ``fields`` of the pair (a, b)."""
    first, second = make(), make()
    by = f.admin()
    row = {"first": first, "second": second, "decided_by": by}
    return model.objects.create(**row | {name: value(first, second) for name, value in fields.items()})


def pair_constraints(prefix, model, make):
    def again():
        row = pair(model, make)
        model.objects.create(first=row.first, second=row.second, decided_by=row.decided_by)

    def merged_twice():
        row = pair(model, make, merged=lambda first, second: first)
        model.objects.create(first=row.first, second=make(), merged=row.first, decided_by=row.decided_by)

    return {
        f"{prefix}_smaller_id_first": lambda: pair(model, make, second=lambda first, second: first),
        f"{prefix}_merged_is_one_of_both": lambda: pair(model, make, merged=lambda first, second: make()),
        f"{prefix}_undone_by_somebody": lambda: pair(model, make, undone_at=lambda *_: MOMENT),
        f"{prefix}_one_in_force": again,
        f"{prefix}_merged_once": merged_twice,
    }


def frozen(**fields):
    """A determined form with ``fields``, written beside the first: what is there cannot be changed."""
    row = f.frozen()
    row.pk, row.verification, row.withdrawn_at = None, f"x{row.verification[1:]}", None
    for name, value in ({"year": 2023} | fields).items():
        setattr(row, name, value)
    FrozenForm.objects.bulk_create([row])


def same_name():
    first = f.group(name="Melati")
    change(BusinessGroup, f.group(name="Mawar"), name=first.name.upper())


def target(**fields):
    f.regions()
    fields = {"region_id": f.KOTA, "measure": "kelompok", "year": 2026, "value": 230} | fields
    return Target.objects.create(**fields)


def package(owner=None, **fields):
    return f.package(owner or f.kader(), **fields)


def two_packages():
    owner = f.kader()
    for _ in range(2):
        package(owner)


def access_key(**fields):
    change(AccessKey, f.access_key()[0], **fields)


def product(**fields):
    change(Product, f.product(), **fields)


def permit(**fields):
    change(Permit, f.permit(), **fields)


def channel(**fields):
    change(Channel, f.channel(), **fields)


def support(**fields):
    change(SupportRequest, f.support(), **fields)


def sales(**fields):
    fields = {"month": date(2026, 1, 1), "amount": 1} | fields
    return ChannelSales.objects.create(channel=f.channel(), **fields)


def done_support(**fields):
    by, on = f.admin(), date(2026, 3, 1)
    asked = f.support()
    partner = Partner.objects.get(code="dinkes")
    supporting.move(request=asked, name="support-propose", on=on, by=by, partner=partner)
    supporting.move(request=asked, name="support-take-up", on=on, by=by)
    supporting.move(request=asked, name="support-finish", on=on, by=by, outcome="Jadi", value=5)
    change(SupportRequest, asked, **fields)


def photo_without_reason():
    photo = ProductPhoto.objects.create(product=f.product(), file="x.jpg", added_by=f.admin())
    change(ProductPhoto, photo, voided_at=datetime(2026, 1, 1, tzinfo=UTC))


def permit_of_product():
    row = f.product()
    return f.permit(row.group, product=row)


def report(**fields):
    change(Report, f.report(), **fields)


def sent(**fields):
    change(Report, f.report(state="dikirim"), **fields)


def report_again(**fields):
    return twice(Report, lambda: f.report(state="diterima"), **fields)


def step(**fields):
    row = f.report()
    by = row.written_by
    ReportStep.objects.create(
        **{"report": row, "from_state": "draft", "to_state": "dikirim", "by": by} | fields
    )


def accepted_by_the_writer():
    row = f.report(state="diterima")
    change(Report, row, accepted_by=row.written_by)


def decided_by_herself():
    row = f.opening()
    change(Opening, row, state="ditolak", answer="tidak", decided_by=row.asked_by)


def rule(**fields):
    return f.reporting_rule(**fields)


def opening(**fields):
    return f.opening(**fields)


def score_rule(**fields):
    f.regions()
    return ScoreRule.objects.create(**{"region_id": f.KOTA, "made_by": f.user(), "note": "x"} | fields)


def score_weight(**fields):
    row = {"criterion": "kas", "weight": 5, "every": 1, "unit": "bulan"}
    return ScoreWeight.objects.create(rule=score_rule(), **row | fields)


def score(**fields):
    row = {"group": f.group(), "day": LATER, "points": 50, "parts": []}
    return Score.objects.create(rule=score_rule(), **row | fields)


WRONG = {
    "scorerule_of_a_city": lambda: score_rule(region_id=f.KRAPYAK),
    "scorerule_says_who": lambda: score_rule(made_by=None),
    "scoreweight_unit_known": lambda: score_weight(unit="abad"),
    "scoreweight_once": twice(ScoreWeight, score_weight),
    "scoreweight_sane": lambda: score_weight(weight=101),
    "scoreweight_rhythm_whole": lambda: score_weight(every=None),
    "score_once_a_day": twice(Score, score),
    "score_within_hundred": lambda: score(points=101),
    "levelcriteria_once": twice(LevelCriteria, f.level_criteria),
    "levelcriteria_of_a_city": lambda: f.level_criteria(region=f.UTARA),
    "levelcriteria_score_within_hundred": lambda: f.level_criteria(score=101),
    "levelreview_outcome_known": lambda: f.level_review(outcome="entah"),
    "levelreview_says_what_follows": lambda: f.level_review(again_on=None),
    "permitkind_valid_forward": valid_forward(PermitKind),
    "channelkind_valid_forward": valid_forward(ChannelKind),
    "channelkind_mode_known": lambda: ChannelKind.objects.create(code="x", name="X", mode="lain"),
    "supportkind_valid_forward": valid_forward(SupportKind),
    "partner_valid_forward": valid_forward(Partner),
    "product_close_has_reason": lambda: product(closed_on=LATER),
    "product_price_sane": lambda: product(price=0, unit="kg"),
    "product_shelf_life_sane": lambda: product(shelf_life=0),
    "product_capacity_sane": lambda: product(capacity=0, unit="kg"),
    "product_price_has_unit": lambda: product(price=5),
    "product_public_by_consent": lambda: product(is_public=True),
    "product_once_per_group": twice(Product, lambda: f.product(name="Abon"), name="ABON"),
    "productphoto_void_says_who_and_why": photo_without_reason,
    "permit_close_has_reason": lambda: permit(close_reason="x"),
    "permit_valid_until_plausible": lambda: permit(valid_until=date(1984, 1, 1)),
    "permit_once_per_group": twice(Permit, f.permit),
    "permit_once_per_product": twice(Permit, permit_of_product),
    "channel_close_has_reason": lambda: channel(closed_on=date(2026, 1, 1)),
    "channel_address_is_https": lambda: channel(address="http://shopee.co.id/x"),
    "channel_since_1985": lambda: channel(since=date(1984, 1, 1)),
    "channel_forward": lambda: channel(closed_on=LATER, close_reason="x"),
    "channel_once_per_group": twice(Channel, lambda: f.channel(name="Toko"), name="TOKO"),
    "channelsales_is_a_month": lambda: sales(month=date(2026, 1, 2)),
    "channelsales_amount_sane": lambda: sales(amount=10**12 + 1),
    "channelsales_once_a_month": twice(ChannelSales, sales),
    "supportrequest_state_known": lambda: support(state="hilang", partner=Partner.objects.get(code="dinkes")),
    "supportrequest_partner_once_proposed": lambda: support(state="diusulkan"),
    "supportrequest_settled_says_how": lambda: support(state="ditolak"),
    "supportrequest_value_only_when_done": lambda: support(value=5),
    "supportrequest_value_sane": lambda: done_support(value=0),
    "supportrequest_since_1985": lambda: support(asked_on=date(1984, 1, 1)),
    "supportstep_state_known": lambda: change(SupportStep, f.support().steps.get(), state="hilang"),
    "supportstep_once": twice(SupportStep, lambda: f.support().steps.get()),
    "cashcategory_valid_forward": valid_forward(CashCategory),
    "cashcategory_direction_known": lambda: CashCategory.objects.create(code="x", name="X", direction="atas"),
    "cashcategory_movement_known": lambda: CashCategory.objects.create(code="x", name="X", movement="x"),
    "cashline_direction_known": lambda: cash_line(direction="atas"),
    "cashline_amount_sane": lambda: cash_line(amount=0),
    "closedmonth_once": twice(ClosedMonth, closed_month),
    "closedmonth_exists": lambda: closed_month(month=13),
    "duesline_amount_sane": lambda: payment(DuesLine, amount=0),
    "instalment_amounts_sane": lambda: Instalment.objects.create(
        loan=(loan := a_loan()), receipt=loan.receipt, principal=5, jasa=-5
    ),
    "ledger_amounts_sane": lambda: change(Ledger, f.books(), dues=10**12 + 1),
    "ledger_since_1985": lambda: change(Ledger, f.books(), starts_on="1984-12-31"),
    "loan_amount_sane": lambda: a_loan(amount=0, remaining=0),
    "loan_has_one_borrower": lambda: a_loan(member=None),
    "loan_jasa_of_one_kind": lambda: a_loan(jasa_percent="1.50", jasa_rupiah=100),
    "loan_jasa_sane": lambda: a_loan(jasa_percent="20.01"),
    "loan_not_approved_by_borrower": lambda: a_loan(member=lambda loan: loan.approved_by),
    "loan_remaining_within_amount": lambda: a_loan(remaining=9_001),
    "loan_term_sane": lambda: a_loan(months=0),
    "meeting_since_1985": lambda: change(Meeting, meeting(), on="1984-12-31"),
    "meetingattendance_once": twice(
        MeetingAttendance, lambda: MeetingAttendance.objects.create(meeting=meeting(), member=f.member())
    ),
    "receipt_number_once": twice(Receipt, cash_line),
    "receipt_reversal_says_why": lambda: receipt(reverses=cash_line()),
    "receipt_void_says_who_and_why": lambda: receipt(voided_at=MOMENT),
    "receiptpicture_void_says_who_and_why": lambda: receipt_picture(voided_at=MOMENT, reason="x"),
    **dict(register_constraints(Activity, GuestVisit, InventoryItem, Letter)),
    "inventoryitem_condition_known": register_row(InventoryItem, condition="hilang"),
    "inventoryitem_quantity_sane": register_row(InventoryItem, quantity=0),
    "inventoryitem_seen_after_it_came": register_row(InventoryItem, condition_on=EARLIER),
    "letter_direction_known": register_row(Letter, direction="atas"),
    "letter_written_before_it_came": register_row(Letter, direction="keluar", letter_on=EARLIER),
    "savingsline_amount_sane": lambda: payment(SavingsLine, amount=0),
    "savingsline_kind_known": lambda: payment(SavingsLine, kind="emas"),
    **pair_constraints("memberpair", MemberPair, f.member),
    **pair_constraints("grouppair", GroupPair, f.group),
    "importbatch_state_known": lambda: import_batch(state="hilang"),
    "importbatch_undone_by_somebody": lambda: import_batch(undone_at=MOMENT),
    "rememberedmapping_once": twice(
        RememberedMapping,
        lambda: RememberedMapping.objects.create(owner=f.admin(), kind="members", shape="a", columns={}),
    ),
    "region_code_extends_parent": lambda: region(parent_id=f.BARAT),
    "region_code_fits_level": lambda: region(level="kecamatan"),
    "region_alias_once": twice(
        RegionAlias,
        lambda: f.regions() or RegionAlias.objects.create(region_id=f.KRAPYAK, name="Lor"),
    ),
    "official_office_known": lambda: f.official(office="lurah"),
    "official_region_has_tp_pkk": lambda: f.official("33"),
    "official_has_name": lambda: f.official(name=""),
    "official_since_1985": lambda: f.official(from_on=date(1984, 12, 31)),
    "official_forward": lambda: f.official(from_on=LATER, until_on=EARLIER),
    "official_one_open": twice(Official, f.official, from_on=LATER),
    "official_once_a_day": twice(Official, lambda: f.official(until_on=date(2022, 1, 1))),
    "yearlyinput_year_possible": lambda: change(YearlyInput, f.yearly(), year=1984),
    "yearlyinput_of_kelurahan": lambda: change(YearlyInput, f.yearly(), region_id=f.UTARA),
    "yearlyinput_once": twice(YearlyInput, f.yearly),
    "yearlyfigure_possible": lambda: change(
        YearlyFigure, f.yearly(bkb_groups=1).figures.get(), value=1_000_001
    ),
    "yearlyfigure_once": twice(YearlyFigure, lambda: f.yearly(bkb_groups=1).figures.get()),
    "frozenform_year_possible": lambda: frozen(year=1984),
    "frozenform_forward": lambda: frozen(decided_on=date(2024, 12, 30)),
    "frozenform_has_number": lambda: frozen(number=""),
    "frozenform_is_sealed": lambda: frozen(checksum="0"),
    "frozenform_withdrawal_says_who_and_why": lambda: frozen(withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC)),
    "frozenform_one_in_force": lambda: frozen(year=2024, revision=1),
    "frozenform_revision_once": lambda: frozen(
        year=2024, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC), withdrawn_by=f.admin(), withdraw_reason="x"
    ),
    "regionrole_fits_level": lambda: role(region_id=f.KOTA),
    "regionrole_forward": lambda: role(starts_on=LATER, ends_on=EARLIER),
    "regionrole_open_once": twice(RegionRole, lambda: f.kader().roles.get()),
    "activationcard_one_open": two_cards,
    "act_kind_known": lambda: act(kind="mimpi"),
    "act_ends_after_it_begins": lambda: act(until=datetime(2025, 1, 1, tzinfo=UTC)),
    "columns_once": twice(Columns, lambda: Columns.objects.create(source="x", names="y")),
    "auditentry_kind_known": lambda: entry(kind="mimpi"),
    "auditentry_number_positive": lambda: entry(number=0),
    "auditentry_seals_once": lambda: [entry(number=number) for number in (1, 2)],
    "member_forgotten_is_nobody": lambda: Member.objects.filter(pk=f.member().pk).update(
        forgotten_on=LATER, is_active=False, phone="+6281234567890"
    ),
    "datarequest_kind_known": lambda: f.data_request(kind="mimpi"),
    "datarequest_answer_says_what": lambda: f.data_request(settled_on=LATER),
    "accountreview_by_another": own_review,
    "device_known_once": twice(Device, device),
    "digestmail_once_a_day": twice(
        DigestMail, lambda: DigestMail.objects.create(user=f.user(), day=date(2026, 5, 1))
    ),
    "businesskind_valid_forward": valid_forward(BusinessKind),
    "capitalsource_valid_forward": valid_forward(CapitalSource),
    "level_valid_forward": valid_forward(Level),
    "eventkind_valid_forward": valid_forward(EventKind),
    "eventkind_form_column_known": lambda: EventKind.objects.create(code="x", name="X", form_column="99"),
    "group_kind_known": lambda: group(kind="koperasi"),
    "group_ownership_known": lambda: group(ownership="negara"),
    "group_region_is_kelurahan": lambda: group(region_id=f.UTARA),
    "group_archive_has_reason": lambda: group(archived_at=datetime(2024, 1, 1, tzinfo=UTC)),
    "group_decree_since_1985": lambda: group(decree_on=date(1984, 1, 1)),
    "group_founded_since_1985": lambda: group(founded_on=date(1984, 1, 1)),
    "group_capital_year_plausible": lambda: group(capital_year=19),
    "group_cooperative_after_founding": lambda: group(founded_on=LATER, cooperative_on=EARLIER),
    "group_name_once_per_kelurahan": same_name,
    "levelchange_forward": lambda: level_change(from_on=LATER, until_on=EARLIER),
    "levelchange_one_open": twice(LevelChange, lambda: f.group().level_changes.get(), from_on=LATER),
    "levelchange_once_a_day": twice(LevelChange, lambda: f.group().level_changes.get(), until_on=LATER),
    "statuschange_forward": lambda: status_change(from_on=LATER, until_on=EARLIER),
    "statuschange_one_open": twice(StatusChange, lambda: f.group().status_changes.get(), from_on=LATER),
    "statuschange_once_a_day": twice(StatusChange, lambda: f.group().status_changes.get(), until_on=LATER),
    "statuschange_status_known": lambda: status_change(status="tidur"),
    "member_sex_known": lambda: member(sex="X"),
    "member_marital_known": lambda: member(marital="janda"),
    "member_education_known": lambda: member(education="s3"),
    "member_born_since_1900": lambda: member(birth_on=date(1800, 1, 1)),
    "member_nik_has_hash": lambda: member(nik_token="x"),
    "member_consent_says_by_whom": lambda: member(consent_on=EARLIER),
    "member_nik_once_per_city": same_nik_twice,
    "membership_forward": lambda: change(
        Membership, f.member().memberships.get(), joined_on=LATER, left_on=EARLIER
    ),
    "membership_one_open": second_membership,
    "officerterm_office_known": lambda: open_term("juru masak"),
    "officerterm_forward": lambda: change(OfficerTerm, open_term(), started_on=LATER, ended_on=EARLIER),
    "officerterm_one_holder": two_holders,
    "officerterm_one_office": two_offices,
    "event_status_known": lambda: f.event(status="ditunda"),
    "event_forward": lambda: f.event(starts_on=LATER, ends_on=EARLIER),
    "event_organiser_is_pokja": lambda: f.event(organiser=f.KRAPYAK),
    "event_since_1985": lambda: f.event(starts_on=date(1984, 1, 1)),
    "participant_capacity_known": lambda: change(Participant, f.guest(f.event(), "Tamu"), capacity="hantu"),
    "participant_member_from_registry": lambda: change(Participant, f.participant(), member=None),
    "participant_member_once": same_participant_twice,
    "attendance_once_a_day": attended_twice,
    "learningplan_share_possible": lambda: f.learning_plan(share=101),
    "learningplan_has_number": lambda: f.learning_plan(number_tail=""),
    "question_part_known": lambda: f.question(f.event(), "esai"),
    "question_right_known": lambda: f.question(f.event(), right="e"),
    "question_has_text": lambda: f.question(f.event(), text=""),
    "question_answers_fit_part": lambda: f.question(f.event(), right="c"),
    "question_once": twice(Question, lambda: f.question(f.event())),
    "answersheet_sheet_known": lambda: answer_sheet(sheet="tengah"),
    "answersheet_once": twice(AnswerSheet, lambda: answer_sheet()),
    "answer_picked_known": lambda: answer(picked="e"),
    "answer_says_one_thing": lambda: answer(points=3),
    "answer_once": twice(Answer, lambda: answer()),
    "certificate_serial_once": lambda: certificate(participant=f.participant()),
    "certificate_one_in_force": lambda: certificate(serial=2),
    "certificate_is_whole": lambda: certificate(serial=2, number="", participant=f.participant()),
    "certificate_withdrawal_says_who_and_why": lambda: change(
        Certificate, f.certificate(), withdrawn_at=MOMENT
    ),
    "agendaitem_forward": lambda: f.agenda_item(ends_at=time(7)),
    "agendaitem_once": twice(AgendaItem, f.agenda_item),
    "material_void_says_who_and_why": lambda: f.material(voided_at=MOMENT),
    "material_kind_known": lambda: f.material(kind="exe"),
    "eventphoto_void_says_who_and_why": lambda: EventPhoto.objects.create(
        event=f.event(), caption="x", file="x.jpg", added_by=f.admin(), voided_at=MOMENT
    ),
    "expense_void_says_who_and_why": lambda: f.expense(voided_at=MOMENT),
    "expense_amount_sane": lambda: f.expense(amount=0),
    "followup_void_says_who_and_why": lambda: f.follow_up(voided_at=MOMENT),
    "followup_says_what_and_who": lambda: f.follow_up(task=""),
    "followup_done_says_result": lambda: f.follow_up(done_on=LATER),
    "followup_done_or_voided": lambda: f.follow_up(
        done_on=LATER, result="x", voided_at=MOMENT, voided_by=f.admin(), reason="x"
    ),
    "followup_once": twice(FollowUp, f.follow_up),
    "reportingrule_rhythm_known": lambda: rule(rhythm="mingguan"),
    "reportingrule_once_a_day": lambda: [rule() for _ in range(2)],
    "reportingrule_of_a_city": lambda: rule(region=f.KRAPYAK),
    "reportingrule_days_sane": lambda: rule(close_days=366),
    "report_state_known": lambda: report(state="hilang"),
    "report_revision_once": report_again(state="draft"),
    "report_one_open": lambda: f.report(of=f.report().group, revision=2, revision_reason="salah"),
    "report_one_valid": report_again(revision=2, revision_reason="salah"),
    "report_period_forward": lambda: report(due_on=EARLIER),
    "report_revision_says_why": lambda: report(revision=2),
    "report_amounts_sane": lambda: report(turnover=10**12 + 1),
    "report_sent_is_complete": lambda: sent(cash=None),
    "report_step_says_who": lambda: sent(sent_by=None),
    "report_checked_by_others": accepted_by_the_writer,
    "reportstep_from_known": lambda: step(from_state="hilang"),
    "reportstep_to_known": lambda: step(to_state="hilang"),
    "reportstep_return_says_why": lambda: step(to_state="dikembalikan"),
    "opening_state_known": lambda: opening(state="hilang"),
    "opening_asked_once": twice(Opening, opening),
    "opening_says_why": lambda: opening(reason=""),
    "opening_decision_complete": lambda: opening(state="dibuka"),
    "opening_decided_by_another": decided_by_herself,
    "package_state_known": lambda: package(state="hilang"),
    "package_paper_known": lambda: package(paper="a0"),
    "package_one_at_a_time": two_packages,
    "package_done_within_total": lambda: package(done=2),
    "package_file_while_ready": lambda: package(state="siap"),
    "package_failure_says_why": lambda: package(state="gagal"),
    "invitation_once_a_kelurahan": twice(Invitation, f.invitation),
    "invitation_region_is_kelurahan": lambda: change(Invitation, f.invitation(), region=f.KOTA),
    "invitation_seats_sane": lambda: change(Invitation, f.invitation(), seats=501),
    "invitation_letter_complete": lambda: change(Invitation, f.invitation(), letter_no="005/1/PKK"),
    "invitation_letter_number_once": same_letter_twice,
    "invitee_state_known": lambda: change(Invitee, f.invitee(), state="mungkin"),
    "invitee_member_once": twice(Invitee, f.invitee),
    "invitee_seat_for_one": one_seat_for_two,
    "invitee_seat_fits_state": lambda: change(Invitee, f.invitee(), seat=1),
    "invitee_queue_fits_state": lambda: change(Invitee, f.invitee(), state="menunggu"),
    "session_named_once_a_day": twice(Session, f.session),
    "poster_one_open_a_day": twice(Poster, f.poster, code="ABCDEFGH24"),
    "listnumber_for_one": lambda: [f.list_number(row) for row in two_participants()],
    "checkin_way_known": lambda: f.check_in(way="tebak"),
    "checkin_sent_once": lambda: [f.check_in(row, submission=UUID(int=1)) for row in two_participants()],
    "checkin_once_a_day": twice(CheckIn, f.check_in, submission=UUID(int=2)),
    "checkin_once_a_session": in_one_session_twice,
    "checkin_undone_says_by_whom": lambda: change(CheckIn, f.check_in(), undone_at=MOMENT),
    "target_measure_known": lambda: target(measure="luas"),
    "target_once_a_year": lambda: [target() for _ in range(2)],
    "upload_part_once": lambda: [upload_part() for _ in range(2)],
    "upload_part_inside": lambda: upload_part(offset=3),
    "draft_once_a_submission": lambda: [draft() for _ in range(2)],
    "draft_sent_keeps_nothing": lambda: draft(sent_at=MOMENT),
    "target_sane": lambda: target(year=1984),
    "accesskey_role_known": lambda: access_key(role="admin"),
    "accesskey_fits_level": lambda: access_key(role="kader"),
    "accesskey_revoked_says_who_and_why": lambda: access_key(revoked_at=MOMENT),
}


# An unknown state also breaks the rules that name each state; the database chooses which one speaks.
ALSO_BREAKS = {
    "opening_state_known": ["opening_decision_complete"],
    "accesskey_role_known": ["accesskey_fits_level"],
    "supportrequest_state_known": ["supportrequest_partner_once_proposed", "supportrequest_settled_says_how"],
}


def constraints():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield from (constraint.name for constraint in model._meta.constraints)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [lambda: region(level="dukuh"), lambda: role(role="lurah")])
def test_a_level_or_role_that_does_not_exist_fits_nowhere(wrong):
    with pytest.raises(IntegrityError, match="fits_level"), transaction.atomic():
        wrong()


def test_every_constraint_is_here():
    assert set(constraints()) == set(WRONG)


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WRONG[name]()
    told = str(refused.value)
    # SQLite names the columns of a plain unique constraint, not the constraint.
    names = [name, *ALSO_BREAKS.get(name, [])]
    assert any(one in told for one in names) or "UNIQUE constraint failed" in told
