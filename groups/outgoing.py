"""Asking another server: never more than the address says, no redirect is followed."""

import http.client
from urllib.parse import SplitResult


def connect(address: SplitResult, *, patience: int) -> http.client.HTTPConnection:
    """To the host of ``address``, over TLS where it says https; ``patience`` in seconds."""
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    return kind(address.netloc, timeout=patience)
