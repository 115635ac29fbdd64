"""Encryption of NIK at rest, the keyed hash that finds one without decrypting any, and the signs of codes.

The hash is keyed by the city as well: it is unique among the people of one city, and says nothing
about another city's.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of codes that people type: none looks like another


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """A Fernet token of ``text``, made with the first of ``settings.NIK_KEYS``."""
    return _box(tuple(settings.NIK_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token made with any of the keys; cryptography.fernet.InvalidToken otherwise."""
    return _box(tuple(settings.NIK_KEYS)).decrypt(token.encode()).decode()


def rotated(token: str) -> str:
    """The same text encrypted with the first key; cryptography.fernet.InvalidToken where no key opens it."""
    return _box(tuple(settings.NIK_KEYS)).rotate(token.encode()).decode()


def encrypt_bytes(content: bytes) -> bytes:
    """As ``encrypt``, for a file."""
    return _box(tuple(settings.NIK_KEYS)).encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """The bytes of ``encrypt_bytes``."""
    return _box(tuple(settings.NIK_KEYS)).decrypt(token)


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits: HMAC-SHA256 of ``text`` under the server's key, separate for each purpose."""
    key = settings.HASH_KEY.encode()
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def nik_hash(digits: str, city_code: str) -> str:
    """What makes a NIK unique among active members of one city."""
    return keyed_hash(f"nik:{city_code}", digits)
