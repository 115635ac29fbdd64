"""Passwords as Django keeps them, one at a time in each process."""

from threading import Lock

from django.contrib.auth.hashers import Argon2PasswordHasher

TURN = Lock()


class QueuedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 takes 100 MB for each password that it looks at, so that guessing is dear.

    Twenty people who sign in at once, as at a bimtek, took 2 GB, and the system killed the web server of a
    machine that has 1. One after the other they wait no longer: the processor is what they wait for.
    """

    def encode(self, password, salt):
        with TURN:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with TURN:
            return super().verify(password, encoded)
