"""Writers of one SQLite file wait in a queue: who came first is served first, several processes in turns.

SQLite's own waiting is a guess: whoever waits sleeps longer and longer while newcomers get in before her.
The queue is a courtesy in front of the lock, which stays SQLite's.
"""

import fcntl
import os
import threading
import time
from collections import deque
from functools import cache

STEP = 0.001  # between two looks at the other processes


class TooLongError(Exception):
    """The turn did not come in time."""


class Queue:
    """One thread of a process after the other, then one process after the other.

    The processes pass a door and then enter the room. Whoever stands in the door is the only one that
    waits for the room, so that a process that just left it cannot take it again at once. Both are locks of
    the system on files beside the database, which end with their process.
    """

    def __init__(self, path):
        self.guard, self.waiting = threading.Lock(), deque()
        # Open as long as the process.
        self.door, self.room = (
            os.open(f"{path}-{name}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            for name in ("door", "room")
        )

    def enter(self, seconds):
        until = time.monotonic() + seconds
        turn = threading.Event()
        with self.guard:
            self.waiting.append(turn)
            self.waiting[0].set()
        try:
            if not turn.wait(seconds):
                raise TooLongError
            self._lock(self.door, until)
            try:
                self._lock(self.room, until)
            finally:
                fcntl.flock(self.door, fcntl.LOCK_UN)
        except BaseException:
            self._pass_on(turn)
            raise
        return turn

    def leave(self, turn):
        fcntl.flock(self.room, fcntl.LOCK_UN)
        self._pass_on(turn)

    def _pass_on(self, turn):
        with self.guard:
            self.waiting.remove(turn)
            if self.waiting:
                self.waiting[0].set()

    @staticmethod
    def _lock(file, until):
        while True:
            try:
                return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TooLongError from None
                time.sleep(STEP)


@cache
def queue_of(path) -> Queue:
    """The queue of this process for the database at ``path``."""
    return Queue(path)
