"""Reading the environment strictly: a wrong or missing value stops the start-up and says how to mend it."""

import os
import re
from base64 import urlsafe_b64decode
from importlib.util import find_spec
from ipaddress import ip_network
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def env_bool(name: str, default: bool = False) -> bool:
    """The switch ``name``; ImproperlyConfigured when it is neither on nor off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def env_required(name: str, hint: str) -> str:
    """The value of ``name``; ImproperlyConfigured with ``hint`` when it is missing or empty."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    """The comma-separated values of ``name``, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_origin(name: str, required: bool = False) -> str:
    """An address without a path, such as https://up2k.example.go.id; empty when it may be and is missing."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if (value or required) and not re.fullmatch(r"https?://[a-zA-Z0-9.-]+(:\d+)?", value):
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://up2k.example.go.id, without a path; not {value!r}."
        )
    return value


def env_proxies(name: str) -> list:
    """Networks, and "unix" for a request through a socket; ImproperlyConfigured for anything else."""
    proxies = []
    for word in env_list(name):
        try:
            proxies.append(word if word == "unix" else ip_network(word))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must be the proxy's address, such as 127.0.0.1 or 10.0.0.0/24, or unix when it "
                f"speaks through a socket; not {word!r}."
            ) from error
    return proxies


def env_int(name: str, default: int, least: int) -> int:
    """The whole number ``name``, at least ``least``; ImproperlyConfigured otherwise."""
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {text!r}.")
    return int(text)


def env_bucket(name: str) -> dict:
    """Bucket and prefix of ``s3://bucket/prefix``; empty when not set, ImproperlyConfigured otherwise."""
    text = os.environ.get(name, "").strip()
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    if not text:
        return {}
    if not text.startswith("s3://") or not bucket:
        raise ImproperlyConfigured(f"{name} must be s3://bucket or s3://bucket/prefix, not {text!r}.")
    if not find_spec("storages"):
        raise ImproperlyConfigured(
            f"{name} needs more packages: pip install --require-hashes -r requirements-extra.txt"
        )
    return {"bucket_name": bucket, "location": prefix.strip("/")}


def env_mail(name: str) -> dict:
    """Django's settings for sending mail; what is written to nobody where ``name`` is empty or missing."""
    value = os.environ.get(name, "").strip()
    backends = "django.core.mail.backends"
    if not value:
        return {"EMAIL_BACKEND": f"{backends}.dummy.EmailBackend"}
    if value == "console://":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    address = urlsplit(value)
    if address.scheme not in ports or not address.hostname:
        raise ImproperlyConfigured(  # without the value, which may hold a password
            f"{name} must be console:// or such as smtp+tls://name:password@mail.example.go.id:587 "
            f"(smtp+ssl: TLS from the beginning; smtp: without any, to this machine)."
        )
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or ports[address.scheme],
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_TLS": address.scheme == "smtp+tls",
        "EMAIL_USE_SSL": address.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 20,
    }


def env_push_key(name: str) -> str:
    """32 random bytes in base64url, or nothing."""
    value = os.environ.get(name, "").strip().rstrip("=")
    if value and not (re.fullmatch("[A-Za-z0-9_-]{43}", value) and any(urlsafe_b64decode(value + "="))):
        raise ImproperlyConfigured(
            f"{name} must be 32 bytes in base64url. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return value
