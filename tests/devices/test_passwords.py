"""Many who sign in at once must not take more memory than one."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher

from up2k_site import settings as real_settings


def test_passwords_are_looked_at_one_at_a_time(settings, monkeypatch):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    inside, seen = [], []

    def looked_at(self, *told):
        inside.append(told)
        seen.append(len(inside))
        time.sleep(0.01)
        inside.pop()
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "encode", looked_at)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", looked_at)
    hasher = get_hasher()
    with ThreadPoolExecutor(8) as people:
        for number in range(16):
            people.submit(hasher.verify if number % 2 else hasher.encode, "sandi", "garam")
    assert seen == [1] * 16


def test_a_password_kept_before_is_still_good(settings):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    kept = Argon2PasswordHasher().encode("batik", "garam" * 5)
    assert get_hasher().verify("batik", kept)
    assert not get_hasher().verify("sogan", kept)
    assert not get_hasher().must_update(kept)
