"""The cache of several machines: shared while Redis is there, no fault while it is not."""

import socket

import pytest

from up2k_site.caches import PatientRedisCache

OPTIONS = {"OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}, "KEY_PREFIX": "up2k-test"}


def test_while_redis_is_away_nothing_is_remembered_and_nothing_breaks():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        cache = PatientRedisCache(f"redis://127.0.0.1:{free.getsockname()[1]}/0", OPTIONS)
    assert cache.add("x", 0, timeout=5) is True
    assert cache.incr("x") == 1
    assert cache.get("x", "nothing") == "nothing"
    assert cache.set("x", 1) is None
    assert cache.delete("x") is False


def test_what_one_process_remembers_another_reads():
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 6379)):
            pytest.skip("no Redis on this computer")
    one, other = (PatientRedisCache("redis://127.0.0.1:6379/15", OPTIONS) for _ in range(2))
    one.set("import:1", ["Menyimpan", 40], 5)
    one.add("visits", 0, timeout=5)
    assert other.get("import:1") == ["Menyimpan", 40]
    assert other.incr("visits") == 1
    for key in ("import:1", "visits"):
        other.delete(key)
