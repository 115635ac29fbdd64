"""How often somebody may ask for a page that needs no sign-in: enough for a person, too little for a copier.

What is counted is shared by every process: in files of one machine, or in Redis (settings: ``visits``).
"""

import logging
import os
import shutil
import time
from functools import wraps
from pathlib import Path

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.shortcuts import render

from groups.secrets import keyed_hash

WITHIN = 60  # seconds
# A page of the catalogue has 24 pictures, and many phones share one address of their provider.
MOST = {"pages": 120, "pictures": 3000}

log = logging.getLogger("up2k.visits")


def visitor(request) -> str:
    """The visitor's address; behind a trusted proxy the one that it told (docs/settings.md)."""
    return request.META.get("REMOTE_ADDR", "")


def count(what: str, who: str) -> int:
    """How many times ``who`` asked for ``what`` in the present minute, this time included.

    0 where nobody can count (a full disk, Redis gone): the page is more than its limit.
    """
    key = f"{int(time.time()) // WITHIN}/{keyed_hash('visit', f'{what} {who}')[:32]}"
    try:
        visits = caches["visits"]
        visits.add(key, 0, timeout=2 * WITHIN)
        return visits.incr(key)
    except Exception as error:  # each store has its own
        log.warning("visits are not counted: %s", type(error).__name__)
        return 0


def limited(what: str):
    """At most MOST[``what``] times WITHIN seconds for each visitor; then 429 with a sentence."""

    def limit(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            if count(what, visitor(request)) <= MOST[what]:
                return view(request, *args, **kwargs)
            text = "Halaman ini terlalu sering dibuka dari tempat Anda. Tunggu satu menit, lalu coba lagi."
            context = {"title": "Terlalu sering dibuka", "text": text}
            context |= {"onward": request.get_full_path(), "onward_label": "Coba lagi"}
            response = render(request, "error.html", context, status=429)
            response["Retry-After"] = str(WITHIN)
            return response

        return wrapper

    return limit


class FileCounters(BaseCache):
    """As much of a cache as counting takes: a file for each key, as many bytes long as it was counted.

    The system appends a byte in one step, so nobody is forgotten or counted twice and no process waits
    for a lock. Keys are ``minute/name``; with a new minute, those before the last one are deleted.
    """

    def __init__(self, location, params):
        super().__init__(params)
        self.folder = Path(location)

    def add(self, key, value, timeout=None, version=None):
        return True  # the file begins with its first byte

    def incr(self, key, delta=1, version=None):
        path = self.folder / key
        try:
            file = self._open(path)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._forget(before=int(path.parent.name) - 1)
            file = self._open(path)
        try:
            os.write(file, b"." * delta)
            return os.fstat(file).st_size
        finally:
            os.close(file)

    def clear(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def _open(self, path):
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def _forget(self, before):
        for minute in self.folder.iterdir():
            if int(minute.name) < before:
                shutil.rmtree(minute, ignore_errors=True)
