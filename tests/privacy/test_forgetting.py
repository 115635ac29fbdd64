"""Who is forgotten is found nowhere any more: not in her rows, and not in what anybody wrote of her."""

from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bimtek.models import Participant, TrainingEvent
from groups.actions import members as member_actions
from groups.actions.duplicates import merge_members
from groups.audit.models import AuditEntry
from groups.audit.sealing import seal, verify
from groups.books import actions as book_actions
from groups.books.models import CashCategory, GuestVisit, SavingsLine
from groups.drafts import actions as draft_actions
from groups.models import BusinessGroup, Member
from groups.secrets import decrypt, decrypt_bytes
from reports.operations.figures import tables
from reports.privacy import actions, texts
from tests import factories as f

pytestmark = pytest.mark.django_db

CANARY = "Kanarina Wulandari"
PHONE = "+6281299988877"


def left_member(**fields):
    """Somebody who left, with a name, a NIK and a place on a list of bimtek that are found anywhere."""
    member = f.member(
        name=CANARY, nik=f.nik(77), phone=PHONE, address="Jalan Kanari 7", job="Pembatik", **fields
    )
    f.participant(f.event(), member)
    member.name = f"{CANARY} Sari"
    member.save()
    member_actions.end_membership(
        member=member, on=timezone.localdate(), reason=f"{CANARY} pindah", by=f.admin()
    )
    return Member.objects.get(pk=member.pk)


def everything():
    """All text that any table holds, row by row; what is kept encrypted is opened."""
    found = []
    for label in tables():
        model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == label)
        kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
        text = [field.attname for field in model._meta.concrete_fields if isinstance(field, kinds)]
        for row in model._base_manager.values_list(*text) if text else ():
            found.append(f"{model.__name__} {' '.join(map(opened, row))}")
    return "\n".join(found)


def opened(value) -> str:
    if isinstance(value, memoryview | bytes):
        try:
            return decrypt_bytes(bytes(value)).decode(errors="replace")
        except InvalidToken:
            return bytes(value).decode(errors="replace")
    if isinstance(value, str) and value.startswith("gAAAA"):
        return decrypt(value)
    return str(value)


def test_every_table_that_names_a_member_is_decided():
    related = {
        relation.related_model._meta.label
        for relation in Member._meta.related_objects
        if "Historical" not in relation.related_model.__name__
    }
    decided = {model._meta.label for model in actions.PERSONAL} - {"groups.Member"} | actions.NOT_PERSONAL
    assert related == decided


def test_what_is_personal_is_gone_everywhere_and_the_trail_still_fits():
    member, by = left_member(), f.admin()
    hash_before, sums = member.nik_hash, SavingsLine.objects.count()
    seal()
    actions.forget(member=member, reason="Permintaan", by=by)
    seal()
    left = everything()
    for canary in (CANARY, "Wulandari", PHONE, "Jalan Kanari", "Pembatik", hash_before):
        assert canary not in left, canary
    member.refresh_from_db()
    assert (member.name, member.forgotten_on) == (f"Anggota dihapus {member.pk}", timezone.localdate())
    assert Participant.objects.get().name == "Anggota dihapus"
    assert SavingsLine.objects.count() == sums
    assert list(verify()) == []
    entry = AuditEntry.objects.get(kind="anonim")
    assert (entry.member_pk, entry.user, entry.why) == (member.pk, by, "Permintaan")
    with pytest.raises(ValidationError, match="sudah dihapus"):
        actions.forget(member=member, reason="Lagi", by=by)
    with pytest.raises(ValidationError, match="anggota baru"):
        member_actions.move_member(member=member, to=f.group(), on=timezone.localdate(), by=by)


def test_nothing_that_anybody_wrote_of_her_keeps_her_name(sign_in):
    """Every kind of row with words in it, of hers and of the groups and events that she was in."""
    member, by = f.member(name=CANARY, nik=f.nik(77), phone=PHONE, address="Jalan Kanari 7"), f.admin()
    digits, told = member.nik, f"Menurut {CANARY.upper()}, HP 0812-9998-8877"
    certificate = f.certificate(person=member)
    event, person, group = certificate.event, certificate.participant, member.group
    follow_up = f.follow_up(event, person)
    invitee = f.invitee(f.invitation(), member)
    f.product(group, member=member, consent_name=CANARY)
    f.books(group)
    book_actions.record_cash(
        ledger=group.ledger, direction="masuk", on=date(2024, 2, 1), amount=5000, description=told, by=by,
        category=CashCategory.objects.get(code="lain"), party=CANARY,
    )  # fmt: skip
    f.question(event, "saran")
    draft_actions.keep(page="/kelompok/", form="x", submission=uuid4(), values={"a": [told]}, by=by)
    batch = f.import_batch(by, f"Nama lengkap,Kelompok,Kelurahan\n{CANARY},Melati,Krapyak\n", f"{CANARY}.csv")
    assert batch.report["rows"]
    DBTaskResult.objects.create(task_path="x", args_kwargs={"args": [], "kwargs": {}}, traceback=told)
    for kind in (f.data_request, f.support, f.opening, f.level_review):
        kind(member if kind is f.data_request else group)
    for model in f.REGISTER_FIELDS:
        f.register_row(model, group)
    f.score(group, date(2024, 3, 1), parts=[{"name": "ketua", "why": told}])
    (
        f.agenda_item(event),
        f.expense(event),
        f.session(event),
        f.report(group),
        f.channel(group),
        f.permit(group),
    )
    member_actions.reveal_nik(member=member, purpose=f"{CANARY} minta", by=by)
    actions.restrict(member=member, reason=f"{CANARY} minta", by=by)
    seal()
    write_everywhere(told, group=group, event=event, member=member)
    other = f.member(group, name="Sumirah", job=f"Karyawan {CANARY}")
    member_actions.end_membership(member=member, on=timezone.localdate(), reason=told, by=by)

    before = everything()
    planted = {line.split()[0] for line in before.splitlines() if CANARY.lower() in line.lower()}
    assert {
        *("Certificate", "FollowUp", "HistoricalFollowUp", "CashLine", "GuestVisit", "Score", "DBTaskResult"),
        *("ImportBatch", "Draft", "DataRequest", "Report", "HistoricalReport", "SupportRequest", "Product"),
        *("HistoricalProduct", "Membership", "AgendaItem", "Question", "LevelReview"),
    } <= planted

    actions.forget(member=Member.objects.get(pk=member.pk), reason=f"Diminta {CANARY}", by=by)
    seal()
    for line in everything().splitlines():
        for canary in (CANARY, "0812-9998", PHONE, PHONE[3:], digits, "Jalan Kanari"):
            assert canary.lower() not in line.lower(), line
    assert list(verify()) == []
    other.refresh_from_db()
    assert (other.name, other.job) == ("Sumirah", f"Karyawan Anggota dihapus {member.pk}")
    follow_up.refresh_from_db(), invitee.refresh_from_db()
    assert f"Anggota dihapus {member.pk}" in follow_up.person
    assert invitee.name == "Anggota dihapus"


def write_everywhere(told, **of):
    """``told`` into each column of words of each row that hangs from her, her group or her event."""
    keys = {Member: of["member"], BusinessGroup: of["group"], TrainingEvent: of["event"]}
    names = {("name", label) for label in texts.CALLED}
    for model in apps.get_models():
        label = getattr(model, "instance_type", model)._meta.label
        if label in texts.SEALED:
            continue
        free = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
            and (field.max_length or 999) >= 60 and field.name not in ("name_key", "verification")
            and not field.name.endswith(("_hash", "_token")) and (field.name, label) not in names
        ]  # fmt: skip
        for way, target in texts.ways(model):
            for row in model._base_manager.filter(**{way: keys[target].pk}):
                for field in free:
                    with suppress(IntegrityError), transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{field.attname: told})


def test_a_name_that_another_has_too_stays_where_nothing_says_that_it_is_hers():
    member = left_member()
    namesake = f.member(member.group, name=CANARY)
    of_both = f.register_row(GuestVisit, member.group, name=CANARY)
    hers = f.data_request(member, note=f"Lewat {CANARY}")
    actions.forget(member=member, reason="Permintaan", by=f.admin())
    for row in (namesake, of_both, hers):
        row.refresh_from_db()
    assert (namesake.name, of_both.name) == (CANARY, CANARY)
    assert hers.note == f"Lewat Anggota dihapus {member.pk}"


def test_records_merged_one_after_the_other_are_forgotten_together():
    first, second, last = (
        f.member(name=f"{CANARY} {word}", job="Penenun") for word in ("Satu", "Dua", "Tiga")
    )
    by = f.admin()
    merge_members(keep=second, drop=first, by=by)
    merge_members(keep=last, drop=second, by=by, take=["name"])
    member = Member.objects.get(pk=last.pk)
    member_actions.end_membership(member=member, on=timezone.localdate(), reason="Pindah", by=by)
    actions.forget(member=member, reason="Permintaan", by=by)
    assert "Kanarina" not in everything()
    assert "Penenun" not in everything()
    assert Member.objects.filter(forgotten_on=timezone.localdate()).count() == 3


def test_a_certificate_whose_holder_was_forgotten_vouches_for_no_name(client, sign_in):
    certificate, by = f.certificate(person=f.member(name=CANARY)), f.admin()
    member = certificate.participant.member
    member_actions.end_membership(member=member, on=timezone.localdate(), reason="Pindah", by=by)
    paper = reverse("certificate-paper", args=[certificate.verification])
    assert client.get(paper).status_code == 200
    actions.forget(member=member, reason="Permintaan", by=by)
    page = client.get(reverse("certificate-verify"), {"kode": certificate.verification}).content.decode()
    assert certificate.number in page
    assert "tidak dapat memastikan nama" in page
    assert "Diberikan kepada" not in page
    assert client.get(paper).status_code == 404
    staff = sign_in(by)
    assert staff.get(reverse("certificate-file", args=[certificate.pk])).status_code == 404
    listed = staff.get(reverse("event-certificates", args=[certificate.event_id])).content.decode()
    assert reverse("certificate-file", args=[certificate.pk]) not in listed
