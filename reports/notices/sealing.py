"""A message that only one browser can read (RFC 8291), and who we are for its push service (RFC 8292)."""

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096
GOOD_FOR = 12 * 3600  # seconds that a push service believes us; it allows 24 hours


def encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(text: str):
    """The key that is written as its 32 bytes in base64url."""
    return ec.derive_private_key(int.from_bytes(decode(text)), CURVE)


def public_bytes(key) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def fits(public_key: str, secret: str) -> bool:
    """Whether a browser may have made these two."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(public_key))
        return len(decode(secret)) == 16
    except (ValueError, UnsupportedAlgorithm):
        return False


def _derived(material, salt, info, length) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def seal(message: bytes, *, public_key: str, secret: str, ours=None, salt=b"") -> bytes:
    """``message`` for the browser with that key and secret; ``ours`` and ``salt`` are new for each."""
    ours, salt = ours or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs, mine = decode(public_key), public_bytes(ours)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    material = _derived(shared, decode(secret), b"WebPush: info\0" + theirs + mine, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, message + b"\x02", None)
    return salt + RECORD.to_bytes(4) + bytes([len(mine)]) + mine + sealed


def voucher(endpoint: str, *, key, subject: str) -> str:
    """The Authorization header for ``endpoint``: a token of its service, signed with ``key``."""
    address = urlsplit(endpoint)
    claims = {
        "aud": f"{address.scheme}://{address.netloc}",
        "exp": int(time.time()) + GOOD_FOR,
        "sub": subject,
    }
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    text = ".".join(encode(json.dumps(part).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encode(r.to_bytes(32) + s.to_bytes(32))
    return f"vapid t={text}.{signature}, k={encode(public_bytes(key))}"
