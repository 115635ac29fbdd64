"""Addresses of shops on the internet: only https, and only of the site that the channel names."""

import contextlib
import re
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ValidationError

from groups.values import parse_phone

WHATSAPP = "wa.me"


def shop_address(text: str, *, sites: list[str], name: str) -> str:
    """What was typed as an https address of one of ``sites`` (of any, where there are none).

    A phone number is enough for WhatsApp. Raises ValidationError (Indonesian) for all that is no such
    address: another site, a plain http, a name or port hidden in it, or the site's own front page.
    """
    text = text.strip()
    if WHATSAPP in sites:
        with contextlib.suppress(ValidationError):
            return f"https://{WHATSAPP}/{parse_phone(text).lstrip('+')}"
    example = f"https://{sites[0]}/namatoko" if sites else "https://contoh.id"
    wrong = ValidationError(f"Ini bukan alamat {name}. Salin alamatnya dari internet, misalnya {example}.")
    if not text.isascii() or re.search(r"[\s\x00-\x20\x7f\\<>\"'`{}|^]", text):
        raise wrong
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme.lower() != "https":
        raise ValidationError(f"Alamat web harus dimulai dengan https://, misalnya {example}.")
    known = not sites or any(host == site or host.endswith(f".{site}") for site in sites)
    if port or "@" in parts.netloc or not known or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host):
        raise wrong
    if sites and not parts.path.strip("/") and host in {*sites, *(f"www.{site}" for site in sites)}:
        raise ValidationError(f"Ini baru halaman depan {name}. Salin alamat tokonya, misalnya {example}.")
    return urlunsplit(("https", host, parts.path, parts.query, ""))
