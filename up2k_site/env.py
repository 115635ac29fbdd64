"""Reading the environment strictly: a wrong or missing value stops the start-up and says how to mend it."""

import os
import re
from ipaddress import ip_network

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
