"""Reports read from a streaming replica, where there is one and it is not too old; else from the primary.

How old it is: each second at most, a process asks the primary how far it has written. Once the replica
has replayed that far, its data are as of that moment or later. So a replica that is cut off, or a primary
that nobody writes to, is judged rightly without trusting any clock but this process's own.
"""

import logging
import threading
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections

log = logging.getLogger("up2k.replica")

ALIAS = "replica"
# Who may see what is always asked of the primary, and so is what the program does itself.
PRIMARY_ONLY = {"groups.user", "groups.regionrole", "sessions.session"}
ASK_EVERY = 1.0  # seconds
READING = ContextVar("reading_from_replica", default=False)


class Freshness:
    """When the replica was last known to hold everything, by this process's clock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked_at = self.as_of = float("-inf")
        self.sample = None  # (moment, position of the primary) that the replica has yet to reach

    def age(self) -> float:
        """Seconds that its data may be old; asks anew where the last answer is older than a second."""
        now = time.monotonic()
        if now - self.asked_at >= ASK_EVERY and self.lock.acquire(blocking=False):
            try:
                self.asked_at = now
                self._ask(now)
            finally:
                self.lock.release()
        return time.monotonic() - self.as_of

    def _ask(self, now):
        try:
            if self.sample is None:
                self.sample = (now, position("default", "pg_current_wal_lsn()"))
            replayed = position(ALIAS, "pg_last_wal_replay_lsn()")
        except DatabaseError:
            log.warning("the replica does not answer")
            connections[ALIAS].close()
            return
        moment, wanted = self.sample
        if replayed >= wanted:
            self.as_of, self.sample = moment, None


def position(alias, function) -> int:
    """A position in the write-ahead log, as a number of bytes; 0 where there is none."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT COALESCE({function} - '0/0'::pg_lsn, 0)")  # noqa: S608 our own words
        return int(cursor.fetchone()[0])


FRESHNESS = Freshness()


class ReplicaRouter:
    """Reads go to the replica while ``READING`` says so; everything else to the primary."""

    def db_for_read(self, model, **hints):
        if READING.get() and model._meta.label_lower not in PRIMARY_ONLY:
            return ALIAS
        return None

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return False if db == ALIAS else None


class ReplicaMiddleware:
    """Pages of ``reports`` (but Beranda and personal data) that only read, while the replica is young."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = READING.set(False)
        try:
            response = self.get_response(request)
            if READING.get():
                response["X-UP2K-Read"] = ALIAS
            return response
        finally:
            READING.reset(token)

    def process_view(self, request, view, args, kwargs):
        module = view.__module__
        reads = request.method in ("GET", "HEAD") and module.startswith("reports.")
        own = module.startswith(("reports.privacy", "reports.operations"))
        if ALIAS not in settings.DATABASES or own or not reads or request.resolver_match.url_name == "home":
            return
        READING.set(FRESHNESS.age() <= settings.REPLICA_BOUND)

    def process_exception(self, request, exception):
        """The replica went away in the middle of a page: the page is made once more, from the primary."""
        if not READING.get() or not isinstance(exception, OperationalError | InterfaceError):
            return None
        FRESHNESS.as_of = float("-inf")
        READING.set(False)
        connections[ALIAS].close()
        match = request.resolver_match
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") else response
