"""Members coming, moving and leaving; officers; and seeing a NIK."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.models import AccessRecord, Member, Membership, OfficerTerm
from groups.values import name_pattern, show_date

RESTRICTED = "Ia meminta agar datanya tidak dipakai dulu. NIK-nya tidak dapat dilihat; tanya admin PKK kota."


@transaction.atomic
def add_member(*, member, nik, joined_on, by):
    """Save a new ``member`` in ``member.group``; ``nik`` is 16 digits or empty.

    Raises ValidationError for a date before the group's founding or in the future.
    """
    require(by, "edit", member.group.region_id)
    _keep_nik(member, nik, member.group)
    member.save()
    _join(member, member.group, joined_on)
    return member


@transaction.atomic
def update_member(*, member, nik, by):
    """Save an edited ``member``."""
    require(by, "edit", member.group.region_id)
    if member.restricted_on:
        require(by, "manage", member.group.region_id)
    _keep_nik(member, nik, member.group)
    _save(member)
    return member


@transaction.atomic
def move_member(*, member, to, on, by):
    """End the present membership on ``on`` and begin one in the group ``to``; her history stays.

    Both groups must lie where ``by`` may edit. Offices in the old group end.
    """
    require(by, "edit", member.group.region_id)
    require(by, "edit", to.region_id)
    if member.forgotten_on:
        raise ValidationError("Data pribadinya sudah dihapus. Catat sebagai anggota baru.")
    if to.pk == member.group_id and member.is_active:
        raise ValidationError({"to": "Anggota ini sudah di kelompok itu. Pilih kelompok lain."})
    if member.is_active:
        _end(member, on, f"Pindah ke {to.name}")
    member.group, member.is_active = to, True
    _keep_nik(member, member.nik, to)
    _join(member, to, on)
    _save(member)
    return member


@transaction.atomic
def end_membership(*, member, on, reason, by):
    """Record that an active member left on ``on``."""
    require(by, "edit", member.group.region_id)
    _end(member, on, reason)
    member.is_active = False
    _save(member)
    return member


@transaction.atomic
def void_member(*, member, reason, by):
    """The member was written by mistake: her time in this group counts at no date."""
    require(by, "edit", member.group.region_id)
    spell = _open_spell(member)
    spell.voided_at, spell.left_reason = timezone.now(), reason
    spell.save()
    for term in member.officer_terms.filter(ended_on__isnull=True):
        term.ended_on = term.started_on
        term.save()
    member.is_active = False
    _save(member)
    return member


@transaction.atomic
def appoint(*, group, member, office, on, by):
    """Make ``member`` the ``office`` of ``group`` from ``on``; whoever held it hands over that day.

    An office that ``member`` holds herself ends too. Raises ValidationError for a non-member or a
    date before the present holder began.
    """
    require(by, "edit", group.region_id)
    not_in_future("on", on)
    if member.group_id != group.pk or not member.is_active:
        raise ValidationError({"member": "Pengurus dipilih dari anggota kelompok ini."})
    joined = _open_spell(member).joined_on
    if on < joined:
        raise ValidationError({"on": f"Ia baru menjadi anggota pada {show_date(joined)}."})
    terms = OfficerTerm.objects.select_for_update().filter(ended_on__isnull=True)
    for term in [*terms.filter(group=group, office=office), *terms.filter(member=member)]:
        if term.member_id == member.pk and term.office == office and term.group_id == group.pk:
            raise ValidationError({"member": "Anggota ini sudah memegang jabatan itu."})
        if on < term.started_on:
            raise ValidationError(
                {"on": f"Pejabat sekarang mulai pada {show_date(term.started_on)}. Isi tanggal sesudahnya."}
            )
        term.ended_on = on
        term.save()
    return OfficerTerm.objects.create(group=group, member=member, office=office, started_on=on)


@transaction.atomic
def reveal_nik(*, member, purpose, by) -> str:
    """The full NIK, after recording who saw it and why. ``by`` must see the member."""
    require(by, "view", member.group.region_id)
    if member.restricted_on:
        raise ValidationError(RESTRICTED)
    AccessRecord.objects.create(user=by, member=member, purpose=_unnamed(purpose, member))
    return member.nik


@transaction.atomic
def reveal_niks(*, members, purpose, by) -> None:
    """Record that ``by`` sees the NIK of each of ``members`` in full; she must see them all.

    None of them may be restricted.
    """
    if any(member.restricted_on for member in members):
        raise ValidationError(RESTRICTED)
    for code in {member.group.region_id for member in members}:
        require(by, "view", code)
    seen = [
        AccessRecord(user=by, member=member, purpose=_unnamed(purpose, member))
        for member in members
        if member.nik_token
    ]
    AccessRecord.objects.bulk_create(seen, batch_size=500)


def _unnamed(purpose, member):
    """What was written for the trail, which cannot be changed when she is forgotten one day."""
    longest = AccessRecord._meta.get_field("purpose").max_length
    return name_pattern(member.name).sub("anggota ini", purpose)[:longest]


def _keep_nik(member, nik, group):
    """Set the NIK; ValidationError at ``nik`` when another active member of the city has it."""
    member.set_nik(nik, group.region.city_code)
    [once] = (rule for rule in Member._meta.constraints if rule.name == "member_nik_once_per_city")
    try:
        if member.nik_hash:
            once.validate(Member, member)
    except ValidationError as error:
        raise ValidationError({"nik": error.messages}) from error


def _join(member, group, on):
    not_in_future("joined_on", on)
    if on < group.founded_on:
        raise ValidationError(
            {"joined_on": f"Kelompok ini berdiri {show_date(group.founded_on)}. Isi tanggal sesudahnya."}
        )
    if group.archived_at:
        raise ValidationError("Kelompok ini diarsipkan. Pulihkan dulu sebelum menambah anggota.")
    Membership.objects.create(member=member, group=group, joined_on=on)


def _open_spell(member):
    spells = member.memberships.select_for_update()
    spell = spells.filter(left_on__isnull=True, voided_at__isnull=True).first()
    if spell is None:
        raise ValidationError("Orang ini sudah bukan anggota.")
    return spell


def _end(member, on, reason):
    not_in_future("on", on)
    spell = _open_spell(member)
    if on < spell.joined_on:
        raise ValidationError({"on": f"Ia masuk pada {show_date(spell.joined_on)}. Isi tanggal sesudahnya."})
    spell.left_on, spell.left_reason = on, reason
    spell.save()
    for term in member.officer_terms.filter(ended_on__isnull=True):
        term.ended_on = max(on, term.started_on)
        term.save()


def _save(member):
    member.version += 1
    member.save()
