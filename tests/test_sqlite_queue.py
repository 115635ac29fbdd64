"""Writers of SQLite wait in a queue, and a long wait ends with a plain refusal."""

import threading
import time

import pytest
from django.db import ConnectionHandler, OperationalError

from up2k_site.queued_sqlite3.queue import Queue, TooLongError


def test_who_came_first_is_served_first_by_two_processes_in_turns(tmp_path):
    # Two queues on the same files are what two processes have.
    one, two = Queue(tmp_path / "db"), Queue(tmp_path / "db")
    served, threads, turn = [], [], one.enter(5)

    def come(queue, name):
        mine = queue.enter(5)
        served.append(name)
        time.sleep(0.02)
        queue.leave(mine)

    for number in range(4):
        for queue, name in ((one, "a"), (two, "b")):
            threads.append(threading.Thread(target=come, args=(queue, f"{name}{number}")))
            threads[-1].start()
            time.sleep(0.02)
    one.leave(turn)
    for thread in threads:
        thread.join()
    assert [name for name in served if name[0] == "a"] == ["a0", "a1", "a2", "a3"]
    assert [name for name in served if name[0] == "b"] == ["b0", "b1", "b2", "b3"]
    # Neither has two more turns while the other still waits.
    assert {name[0] for name in served[:4]} == {name[0] for name in served[4:]} == {"a", "b"}


def test_who_waited_too_long_leaves_the_queue_to_the_others(tmp_path):
    queue = Queue(tmp_path / "db")
    turn = queue.enter(1)
    with pytest.raises(TooLongError):
        queue.enter(0.01)
    queue.leave(turn)
    queue.leave(queue.enter(1))
    other = Queue(tmp_path / "db")
    turn = other.enter(1)
    with pytest.raises(TooLongError):
        queue.enter(0.01)
    other.leave(turn)
    queue.leave(queue.enter(1))


@pytest.mark.django_db
def test_a_transaction_passes_its_turn_on_however_it_ends_and_waits_no_longer_than_it_may(tmp_path):
    wanted = {
        "ENGINE": "up2k_site.queued_sqlite3",
        "NAME": tmp_path / "db",
        "OPTIONS": {"timeout": 0.05, "transaction_mode": "IMMEDIATE"},
    }
    one, two = (ConnectionHandler({"default": wanted})["default"] for _ in range(2))

    def begin(connection):
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    for end in (one.commit, one.rollback, one.close):
        begin(one)
        with pytest.raises(OperationalError, match="database is locked"):
            begin(two)
        end()
        begin(two)
        two.rollback()
        for connection in (one, two):
            connection.close()
