"""People who sign in: inviting, their tasks and terms, cards to set a password, closing an account.

Who manages whom: ``User.objects.managed_by``. Nobody is ever given a password; a card lets its
holder choose one.
"""

import secrets
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify

from groups.actions import require
from groups.models import ActivationCard, RegionRole, User
from groups.secrets import SIGNS, keyed_hash
from groups.values import show_date

# No 0 O, 1 I L: 31 signs, so a code of 12 has 59 bits and guessing it is hopeless without any lockout.
CODE_LENGTH = 12
BAD_CODE = (
    "Kode ini tidak berlaku: salah ketik, sudah dipakai, atau lewat tanggalnya. Periksa huruf dan angkanya; "
    "bila tetap begitu, minta kartu baru kepada admin PKK kota."
)
USERNAME_TAKEN = "Nama pengguna ini sudah dipakai akun lain. Pilih yang lain."
PHONE_TAKEN = "Nomor HP ini sudah dipakai akun lain. Pakai nomor lain, atau kosongkan."
FIRST_YEAR = 1985  # of the programme
# A browser that sends the activation twice is let in twice; later, a used card opens nothing.
SENT_TWICE = timedelta(minutes=2)
USERNAME_STEM = {"kader": "kader", "pokja_kecamatan": "pokja", "pokja_kota": "pokja", "admin": "admin"}


def new_code() -> str:
    """A fresh activation code, grouped for reading: ``ABCD-EFGH-JKMN``."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def code_hash(code: str, purpose: str = "activation") -> str:
    """What is kept of a code, however it was typed: capitals, spaces and dashes do not matter."""
    return keyed_hash(purpose, "".join(sign for sign in code.upper() if sign in SIGNS))


def open_card(code: str) -> ActivationCard | None:
    """The card that this code opens now, or None. Used just now counts: see ``activate``."""
    card = ActivationCard.objects.filter(code_hash=code_hash(code)).select_related("user").first()
    return card if card and _is_good(card) else None


def _is_good(card) -> bool:
    now = timezone.now()
    used_long_ago = card.used_at and card.used_at < now - SENT_TWICE
    return bool(card.user.is_active and not card.voided_at and card.expires_at > now and not used_long_ago)


def suggest_username(role: str, region) -> str:
    """``kader.krapyak``, ``pokja.utara``, ``pokja.kota``, ``admin.kota``; a number behind when taken."""
    place = "kota" if region.level == "kota" else slugify(region.name)
    if region.level == "kecamatan":
        place = place.rpartition("-")[2]  # Pekalongan Utara: its people say Utara
    stem = f"{USERNAME_STEM[role]}.{place.replace('-', '')}"[:40]
    taken = User.objects.annotate(lower=Lower("username")).filter(lower__startswith=stem)
    taken = set(taken.values_list("lower", flat=True))
    number = 2
    name = stem
    while name in taken:
        name = f"{stem}{number}"
        number += 1
    return name


@transaction.atomic
def invite(*, name, phone, username, role, region, starts_on, ends_on, by):
    """A new account with one task; ``username`` may be empty, then one is made. She needs a card next.

    Raises PermissionDenied outside ``by``'s regions, ValidationError for a taken username or phone
    and for a task that does not fit its region.
    """
    person = _open_account(name, phone, username or suggest_username(role, region))
    _give_role(person, role, region, starts_on, ends_on, by)
    return person


@transaction.atomic
def invite_many(*, people, role, starts_on, ends_on, by):
    """Invite each ``(line number, name, phone, region)``; all or none.

    Raises ValidationError at ``lines`` naming the line that cannot be.
    """
    invited = []
    for number, name, phone, region in people:
        try:
            person = _open_account(name, phone, suggest_username(role, region))
            _give_role(person, role, region, starts_on, ends_on, by)
        except ValidationError as error:
            raise ValidationError({"lines": f"Baris {number}: {' '.join(error.messages)}"}) from error
        invited.append(person)
    return invited


@transaction.atomic
def update_user(*, person, by):
    """Save an edited account."""
    _require_managed(person, by)
    _check_names(person)
    person.save()
    return person


@transaction.atomic
def add_role(*, person, role, region, starts_on, ends_on, by):
    """Give ``person`` one more task, for a term or (``ends_on`` None) until further notice."""
    _require_managed(person, by)
    return _give_role(person, role, region, starts_on, ends_on, by)


@transaction.atomic
def end_role(*, role, on, by):
    """``on`` is the first day without the task: today takes effect with her next request.

    Raises ValidationError for ``by``'s own last task as admin, and where it would end later than it does.
    """
    _require_managed(role.user, by)
    role = _locked(role)
    if on.year < FIRST_YEAR:
        raise ValidationError({"on": "Periksa tahunnya."})
    if role.ends_on and role.ends_on < on:
        raise ValidationError({"on": f"Tugas ini sudah selesai pada {show_date(role.ends_on)}."})
    _end(role, on, by)
    return role


@transaction.atomic
def hand_over(*, role, to, on, ends_on, by):
    """Move a task to another person: ``role`` lasts until the day before ``on``, ``to`` has it from ``on``.

    Never both, never a day without. Identities stay: history goes on naming who did what. Raises
    ValidationError when ``on`` leaves the present holder no day, or lies after the end of her term.
    """
    _require_managed(to, by)
    if to.pk == role.user_id:
        raise ValidationError({"to": "Pilih orang lain: ia sendiri yang memegang tugas ini."})
    if not to.is_active:
        raise ValidationError({"to": "Akun orang ini nonaktif. Aktifkan dulu, atau pilih orang lain."})
    return _hand_over(role, to, on, ends_on, by)


@transaction.atomic
def hand_over_to_new(*, role, name, phone, on, ends_on, by):
    """As ``hand_over``, to somebody who has no account yet."""
    person = _open_account(name, phone, suggest_username(role.role, role.region))
    return _hand_over(role, person, on, ends_on, by)


def last_valid_day():
    """The last day on which a card made now opens an account."""
    return timezone.localdate() + ActivationCard.VALID_FOR


@transaction.atomic
def issue_cards(*, codes, by):
    """Cards for ``codes``, a dict of person to plain code; only the codes' hashes are kept.

    A person's earlier card and her password are worth nothing from now on, and her sessions end.
    Raises PermissionDenied for whoever ``by`` does not manage, ValidationError for ``by`` herself and
    for closed accounts.
    """
    chosen = [person.pk for person in codes]
    managed = User.objects.managed_by(by).select_for_update(of=("self",)).filter(pk__in=chosen)
    people = {person.pk: person for person in managed}
    if len(people) != len(codes):
        raise PermissionDenied("card for an account that is not managed")
    if by.pk in people:
        raise ValidationError(
            "Kartu untuk Anda sendiri dibuat oleh admin lain. Ganti kata sandi lewat Lainnya."
        )
    if any(not person.is_active for person in people.values()):
        raise ValidationError("Ada akun nonaktif di antaranya. Aktifkan dulu, atau hapus centangnya.")
    _void_cards(chosen)
    expires_at = timezone.make_aware(datetime.combine(last_valid_day() + timedelta(days=1), time.min))
    for person in people.values():
        _lock_out(person, "Kartu aktivasi baru")
    return ActivationCard.objects.bulk_create(
        ActivationCard(user=people[person.pk], code_hash=code_hash(code), made_by=by, expires_at=expires_at)
        for person, code in codes.items()
    )


@transaction.atomic
def activate(*, code, password):
    """Set the password of the card's holder and use the card up; the holder.

    Sent twice within SENT_TWICE with the same password it is the same success. Raises ValidationError
    at ``code``, with one message for every reason why a code opens nothing.
    """
    # The user is read after the lock is held: joined to it, PostgreSQL shows her as she was before.
    card = ActivationCard.objects.select_for_update().filter(code_hash=code_hash(code)).first()
    if not card or not _is_good(card) or (card.used_at and not card.user.check_password(password)):
        raise ValidationError({"code": BAD_CODE})
    person = card.user
    if not card.used_at:
        card.used_at = timezone.now()
        card.save()
        person.set_password(password)
        person.must_change_password = False
        person._change_reason = "Kata sandi dibuat dengan kartu"
        person.save()
    return person


@transaction.atomic
def deactivate(*, person, reason, by):
    """Close an account: it opens nothing from the next request on; opened again, it needs a new card."""
    _require_managed(person, by)
    if person.pk == by.pk:
        raise ValidationError("Akun Anda sendiri tidak dapat Anda nonaktifkan. Minta admin lain.")
    if not person.is_active:
        raise ValidationError("Akun ini sudah nonaktif.")
    person.is_active = False
    person.set_unusable_password()  # or her old sessions would come back with the account
    person._change_reason = reason
    person.save()
    _void_cards([person.pk])


@transaction.atomic
def reactivate(*, person, reason, by):
    """Open a closed account again; its holder needs a new card."""
    _require_managed(person, by)
    if person.is_active:
        raise ValidationError("Akun ini sudah aktif.")
    person.is_active = True
    person._change_reason = reason
    person.save()


def _require_managed(person, by):
    if not User.objects.managed_by(by).filter(pk=person.pk).exists():
        raise PermissionDenied("not an account of this admin")


def _open_account(name, phone, username):
    person = User(name=name, phone=phone or None, username=username)
    person.set_unusable_password()
    _check_names(person)
    person.full_clean(exclude=["password"])
    person.save()
    return person


def _check_names(person):
    """What she signs in with must be hers alone, in the whole country and however it is written."""
    others = User.objects.exclude(pk=person.pk)
    if others.filter(username__iexact=person.username).exists():
        raise ValidationError({"username": USERNAME_TAKEN})
    if person.phone and others.filter(phone=person.phone).exists():
        raise ValidationError({"phone": PHONE_TAKEN})


def _give_role(person, role, region, starts_on, ends_on, by):
    require(by, "manage", region.code)
    if starts_on.year < FIRST_YEAR:
        raise ValidationError({"starts_on": "Periksa tahunnya."})
    given = RegionRole(user=person, role=role, region=region, starts_on=starts_on, ends_on=ends_on)
    try:
        given.full_clean()
    except ValidationError as error:
        field = "ends_on" if ends_on and ends_on < starts_on else "region"
        raise ValidationError({field: error.messages}) from error
    given.save()
    return given


def _locked(role):
    return RegionRole.objects.select_for_update(of=("self",)).select_related("user", "region").get(pk=role.pk)


def _hand_over(role, to, on, ends_on, by):
    _require_managed(role.user, by)
    role = _locked(role)
    if on <= role.starts_on:
        raise ValidationError(
            {"on": f"Ia mulai bertugas pada {show_date(role.starts_on)}. Isi tanggal sesudahnya."}
        )
    if role.ends_on and role.ends_on < on - timedelta(days=1):
        raise ValidationError(
            {
                "on": f"Tugasnya selesai {show_date(role.ends_on)}. Isi paling lambat sehari sesudahnya, "
                "supaya tidak ada hari tanpa petugas."
            }
        )
    _end(role, on, by)
    return _give_role(to, role.role, role.region, on, ends_on, by)


def _end(role, on, by):
    if role.role == "admin" and role.user_id == by.pk:
        others = [task for task in by.current_roles if task.role == "admin" and task.pk != role.pk]
        if not others:
            raise ValidationError(
                "Ini tugas admin Anda yang terakhir. Undang admin pengganti dulu; "
                "sesudah masuk, ia yang mengakhiri tugas Anda."
            )
    role.ends_on = on - timedelta(days=1)
    # Taken back on its first day or before: it was never in force from today on, history keeps the rest.
    role.starts_on = min(role.starts_on, role.ends_on)
    role.save()


def _lock_out(person, reason):
    """No password and no session of ``person`` is good any more."""
    if person.has_usable_password():
        person.set_unusable_password()
        person._change_reason = reason
        person.save()


def _void_cards(people):
    still_open = ActivationCard.objects.filter(user__in=people, used_at=None, voided_at=None)
    still_open.update(voided_at=timezone.now())
