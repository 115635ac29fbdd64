"""The second step: codes of an app on her phone (RFC 6238), and ten on paper for when it is lost."""

import base64
import hmac
import secrets
import time
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP

from groups.actions.accounts import code_hash, new_code
from groups.devices.models import CodeApp, Device, RecoveryCode
from groups.devices.sessions import end_sessions
from groups.models import User
from groups.secrets import decrypt, encrypt

RECOVERY_CODES = 10
WRONG = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di HP Anda, lalu coba lagi."


def uses_codes(user) -> bool:
    return CodeApp.objects.filter(user=user, confirmed_at__isnull=False).exists()


def must_use_codes(user) -> bool:
    """Everybody who sees more than one kelurahan, where the server asks for it; see docs/decisions.md."""
    if not settings.REQUIRE_CODE:
        return False
    return user.is_staff or user.is_superuser or any(role.role != "kader" for role in user.current_roles)


def new_secret() -> str:
    """A secret for an app, encrypted; nothing is kept of it before ``confirm``."""
    return encrypt(base64.b32encode(secrets.token_bytes(20)).decode())


def secret_of(secret_token) -> str:
    """The secret in base32, as it is typed into an app."""
    return decrypt(secret_token)


def address_of(user, secret_token) -> str:
    """What the QR says: ``otpauth://totp/...``."""
    label = quote(f"UP2K:{user.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret_of(secret_token), 'issuer': 'UP2K'})}"


@transaction.atomic
def confirm(*, user, secret_token, code) -> list[str]:
    """From now on her app is asked for; the recovery codes, shown this once. ValidationError at ``code``."""
    app = CodeApp.objects.select_for_update().filter(user=user).first() or CodeApp(user=user)
    if app.confirmed_at:
        raise ValidationError("Kode masuk Anda sudah dipakai.")
    steps = _steps(secret_token, code)
    if not steps:
        raise ValidationError({"code": WRONG})
    app.secret_token, app.confirmed_at, app.last_step = secret_token, timezone.now(), max(steps)
    app.save()
    return _fresh_codes(app)


@transaction.atomic
def renew_recovery_codes(*, user, code) -> list[str]:
    """Ten new codes on paper; the old ones open nothing any more. ValidationError at ``code``."""
    if not check(user=user, code=code):
        raise ValidationError({"code": WRONG})
    return _fresh_codes(CodeApp.objects.get(user=user))


def check(*, user, code) -> bool:
    """Whether ``code`` (of her app, or on her paper) opens now; it is used up by that."""
    app = CodeApp.objects.filter(user=user, confirmed_at__isnull=False).first()
    if app is None:
        return False
    if _fits(app, code):
        return True
    unused = app.recovery_codes.filter(code_hash=_paper_hash(app, code), used_at=None, voided_at=None)
    return unused.update(used_at=timezone.now()) == 1


@transaction.atomic
def take_away(*, person, reason, by):
    """Her phone is lost: no code is asked for until she sets it up anew. Her sessions end."""
    if not User.objects.managed_by(by).filter(pk=person.pk).exists():
        raise PermissionDenied("not an account of this admin")
    if person.pk == by.pk:
        raise ValidationError("Kode masuk Anda sendiri dihapus oleh admin lain.")
    app = CodeApp.objects.select_for_update().filter(user=person, confirmed_at__isnull=False).first()
    if app is None:
        raise ValidationError("Orang ini tidak memakai kode masuk.")
    app.confirmed_at, app.secret_token = None, ""
    app._change_reason = reason
    app.save()
    app.recovery_codes.filter(used_at=None, voided_at=None).update(voided_at=timezone.now())
    end_sessions(Device.objects.filter(user=person))


def _fits(app, code) -> bool:
    """Whether it is a code of her app, used now for the first time; the row decides between two at once."""
    steps = _steps(app.secret_token, code)
    return any(CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step) for step in steps)


def _steps(secret_token, code) -> list[int]:
    """The time steps whose code this is, 30 s early or late included; compared in constant time."""
    digits = "".join(sign for sign in code if sign in "0123456789")
    if len(digits) != 6:
        return []
    totp = TOTP(base64.b32decode(secret_of(secret_token)))
    totp.time = time.time()
    steps = []
    for drift in (-1, 0, 1):
        totp.drift = drift
        if hmac.compare_digest(f"{totp.token():06d}", digits):
            steps.append(totp.t())
    return steps


def _fresh_codes(app) -> list[str]:
    app.recovery_codes.filter(used_at=None, voided_at=None).update(voided_at=timezone.now())
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(app=app, code_hash=_paper_hash(app, code)) for code in codes
    )
    return codes


def _paper_hash(app, code):
    return code_hash(code, purpose=f"recovery:{app.pk}")
