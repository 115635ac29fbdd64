"""Answering what a member asks: restricting, taking her personal data out, and what was asked when."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bimtek.invitations.models import Invitee
from bimtek.models import Participant
from groups.actions import not_in_future, require
from groups.audit.recording import record
from groups.books.models import Loan
from groups.market.models import Product
from groups.models import Member, MemberPair, Membership, User
from groups.values import name_pattern
from reports.privacy import texts
from reports.privacy.models import AccountReview

NOBODY = "Anggota dihapus"
# What of each table says something about her person and is taken out as a whole; value: what stands there
# afterwards. Everything else (money, days, groups) stays; texts that name her anywhere: see ``texts``.
PERSONAL = {
    Member: {
        "nik_token": "", "nik_hash": "", "birth_place": "", "birth_on": None, "phone": "", "address": "",
        "rw": "", "rt": "", "marital": "", "education": "", "job": "", "own_business": "",
        "consent_on": None, "consent_by": "",
    },
    Membership: {"left_reason": ""},
    Invitee: {"name": NOBODY},
    Participant: {"name": NOBODY, "position": "", "institution": ""},
    Product: {"consent_name": "", "contact_phone": ""},
}  # fmt: skip
# Rows that name her and hold nothing of her person beside: the books, and how her data were used.
NOT_PERSONAL = {
    "groups.AccessRecord", "groups.OfficerTerm", "groups.MemberPair", "books.MeetingAttendance",
    "books.Receipt", "books.SavingsLine", "books.DuesLine", "books.Loan", "privacy.DataRequest",
}  # fmt: skip


@transaction.atomic
def note_request(*, request, by):
    """Record what a member asked for."""
    require(by, "manage", request.member.group.region_id)
    not_in_future("asked_on", request.asked_on)
    request.recorded_by = by
    request.save()
    return request


@transaction.atomic
def settle(*, request, on, outcome, by):
    """Record the answer."""
    require(by, "manage", request.member.group.region_id)
    not_in_future("on", on)
    if request.settled_on:
        raise ValidationError("Permintaan ini sudah dijawab.")
    if on < request.asked_on:
        raise ValidationError({"on": "Jawaban tidak dapat mendahului permintaannya."})
    request.settled_on, request.outcome = on, outcome
    request.version += 1
    request.save()
    return request


@transaction.atomic
def restrict(*, member, reason, by):
    """Keep her data but do not use them, or (where they are restricted) use them again."""
    require(by, "manage", member.group.region_id)
    if member.forgotten_on:
        raise ValidationError("Data pribadinya sudah dihapus.")
    member.restricted_on = None if member.restricted_on else timezone.localdate()
    member.version += 1
    member._change_reason = name_pattern(member.name).sub("anggota ini", reason)[:100]
    member.save()
    return member


@transaction.atomic
def forget(*, member, reason, by, request=None):
    """Take everything personal about ``member`` out, of the history too; rows, days and money stay.

    ``by`` None: the yearly job. Raises ValidationError while she is a member, owes money, has a product
    in the public catalogue, or is merged with another record.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    if by is not None:
        require(by, "manage", member.group.region_id)
    why_not = hindrance(member)
    if why_not:
        raise ValidationError(why_not)
    people = _records_of(member)
    known = [texts.words_of(person, f"{NOBODY} {member.pk}") for person in people]
    for words in known:
        reason = words.without(reason)[:100]
    for person in people:
        _take_out(person, reason)
    _forget_mergings(people)
    # The trail says of whom, and which rows of other records were changed because they named her.
    touched = [(person.get_absolute_url(), person.pk) for person in people]
    for person in people:
        for words in known:
            touched += [(changed, person.pk) for changed in sorted(texts.take_out(person, words))]
    for what, pk in dict.fromkeys(touched):
        record(kind="anonim", user_pk=by and by.pk, request=request, what=what, why=reason, member_pk=pk)
    member.refresh_from_db()
    return member


def _records_of(member) -> list[Member]:
    """Hers, and all that were merged into it: they tell of the same person."""
    found, newest = {member.pk: member}, [member]
    while newest:
        pairs = MemberPair.objects.filter(Q(first__in=newest) | Q(second__in=newest), undone_at=None)
        newest = list(
            Member.objects.filter(pk__in=pairs.exclude(merged=None).values("merged")).exclude(pk__in=found)
        )
        found |= {person.pk: person for person in newest}
    return list(found.values())


def _take_out(member, reason):
    own = PERSONAL[Member]
    for name, value in own.items():
        setattr(member, name, value)
    member.name = f"{NOBODY} {member.pk}"
    member.is_active = False
    member.restricted_on, member.forgotten_on = None, timezone.localdate()
    member.version += 1
    member._change_reason = reason
    member.save()
    Member.history.filter(id=member.pk).update(name=member.name, name_key=member.name_key, **own)
    for model, blank in PERSONAL.items():
        if model is Member:
            continue
        model.history.filter(member=member.pk).update(**blank)
        for row in model._base_manager.filter(member=member.pk):
            for name, value in blank.items():
                setattr(row, name, value)
            row._change_reason = reason
            row.save()


def _forget_mergings(people):
    """What the records held before they were merged. Undoing finds them changed, and says so."""
    blank = PERSONAL[Member] | {"name": NOBODY, "name_key": ""}
    for pair in MemberPair.objects.filter(Q(first__in=people) | Q(second__in=people)):
        for change in pair.changes:
            if change["model"] == Member._meta.label_lower:
                before = change["before"]
                before |= {column: value for column, value in blank.items() if column in before}
        MemberPair.objects.filter(pk=pair.pk).update(changes=pair.changes)


def hindrance(member) -> str:
    """Why her personal data cannot be taken out yet; empty when they can."""
    if member.forgotten_on:
        return "Data pribadinya sudah dihapus."
    if member.is_active:
        return "Ia masih anggota. Catat keluar dulu."
    if Loan.objects.filter(member=member, remaining__gt=0).exists():
        return "Ia masih punya pinjaman. Selesaikan dulu pinjamannya."
    if Product.objects.filter(member=member, is_public=True).exists():
        return "Produknya masih tampil di etalase. Tarik dulu dari etalase."
    if member.mergings.filter(undone_at__isnull=True).exists():
        return "Catatannya digabung dengan catatan lain. Buka catatan yang dipertahankan."
    return ""


@transaction.atomic
def keep_account(*, person, by):
    """The yearly look: this person still has her task."""
    if not User.objects.managed_by(by).filter(pk=person.pk).exists():
        raise PermissionDenied("not an account of this admin")
    if person.pk == by.pk:
        raise ValidationError("Akun Anda sendiri ditinjau oleh admin lain.")
    return AccountReview.objects.create(user=person, by=by)
