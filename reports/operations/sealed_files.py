"""An encrypted file that is written and read as a stream: AES-256-GCM in pieces, each in its place.

A piece's nonce is its number and whether it is the last, so that pieces cannot be swapped, dropped or cut
off. Each file has a key of its own, derived from the server's backup key and a salt in its head.
"""

import base64
import binascii
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"UP2KBAK1"
PIECE = 1024 * 1024
TAG = 16


class BadBackupError(Exception):
    """The key does not open the file, or the file is no backup, damaged or cut off."""


def parse_key(text: str) -> bytes:
    """The 32 bytes of a key in base64; ValueError otherwise."""
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if len(key) != 32:
        raise ValueError("not 32 bytes")
    return key


def _box(key, salt):
    return AESGCM(HKDF(SHA256(), 32, salt, b"up2k backup").derive(key))


def _nonce(number, is_last):
    return struct.pack(">QI", number, is_last)


class SealingWriter:
    """File-like: what is written goes encrypted to ``file``; ``close`` writes the last piece."""

    def __init__(self, file, key: bytes):
        salt = os.urandom(16)
        self.file, self.box, self.number, self.waiting = file, _box(key, salt), 0, bytearray()
        file.write(MAGIC + salt)

    def write(self, data):
        self.waiting += data
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), is_last=False)
            del self.waiting[:PIECE]
        return len(data)

    def close(self):
        self._put(bytes(self.waiting), is_last=True)

    def _put(self, piece, *, is_last):
        sealed = self.box.encrypt(_nonce(self.number, is_last), piece, None)
        self.file.write(struct.pack(">IB", len(sealed), is_last) + sealed)
        self.number += 1


class OpeningReader:
    """File-like: reads what ``SealingWriter`` wrote; BadBackupError at the first thing that does not fit."""

    def __init__(self, file, key: bytes):
        head = file.read(len(MAGIC) + 16)
        if len(head) < len(MAGIC) + 16 or not head.startswith(MAGIC):
            raise BadBackupError("This is no backup of UP2K.")
        self.file, self.box, self.number = file, _box(key, head[len(MAGIC) :]), 0
        self.ready, self.is_over = bytearray(), False

    def read(self, size=-1):
        while not self.is_over and (size < 0 or len(self.ready) < size):
            self._take()
        size = len(self.ready) if size < 0 else size
        data = bytes(self.ready[:size])
        del self.ready[:size]
        return data

    def _take(self):
        head = self.file.read(5)
        if len(head) < 5:
            raise BadBackupError("The backup is cut off.")
        length, is_last = struct.unpack(">IB", head)
        if not TAG <= length <= PIECE + TAG:
            raise BadBackupError("The backup is damaged.")
        sealed = self.file.read(length)
        if len(sealed) < length:
            raise BadBackupError("The backup is cut off.")
        try:
            self.ready += self.box.decrypt(_nonce(self.number, is_last), sealed, None)
        except InvalidTag as error:
            raise BadBackupError(
                "The key (UP2K_BACKUP_KEY) does not open this backup, or it is damaged."
                if self.number == 0
                else "The backup is damaged."
            ) from error
        self.number += 1
        self.is_over = bool(is_last)
