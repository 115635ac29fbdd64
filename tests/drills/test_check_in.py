"""The door of a bimtek: 300 check-ins from 5 devices while the connection is cut twice, each recorded once.

``make drill`` runs it, on PostgreSQL with ``DATABASE_URL=postgres://...``; the suite never does. Each device
is a browser at the desk, through a wire of ours to the server. A cut begins with answers that do not come
back, though what was asked was done, as in a hall with a poor signal; then nothing gets through.
"""

import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from bimtek import codes
from bimtek.door.models import CheckIn
from bimtek.models import Attendance
from tests import factories as f

DEVICES, EACH = 5, 60
SECONDS = int(os.environ.get("UP2K_DRILL_SECONDS", 60))  # over which they are typed; at most 300
CUTS = (EACH // 4, 3 * EACH // 5)  # at which of a device's people
CUT_FOR = 6  # of them, the first with answers lost
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('hadir:')).length"
REPEATED = 3  # of each device's people are typed at the next device as well


def test_every_check_in_is_recorded_once_though_the_connection_is_cut_twice(
    reference_lists, live_server, browser_type, browser_type_launch_args
):
    event, by = f.coming_event(days=0), f.pokja_kota()
    group = f.group()
    people = [f.participant(event, f.member(group)) for _ in range(DEVICES * EACH)]
    shares = [people[place::DEVICES] for place in range(DEVICES)]
    started, kept = time.monotonic(), []
    with (
        Wire(live_server.url) as wire,
        desks(browser_type, browser_type_launch_args, wire, event, by) as pages,
    ):
        for turn in range(EACH):
            begun = time.monotonic()
            if turn in CUTS:
                wire.state = "answers lost"
            elif turn - 1 in CUTS:
                wire.cut()
            elif turn - CUT_FOR in CUTS:
                kept.append(waiting(pages))
                wire.state = "open"
            for place, page in enumerate(pages):
                type_in(page, shares[place][turn])
                if turn < REPEATED:
                    type_in(page, shares[(place + 1) % DEVICES][turn])
            pages[0].wait_for_timeout(max(0, SECONDS / EACH - (time.monotonic() - begun)) * 1000)
        typed = time.monotonic() - started
        while waiting(pages) and time.monotonic() - started < 300:
            pages[0].wait_for_timeout(500)
        took = time.monotonic() - started
        assert waiting(pages) == 0
    assert len(kept) == len(CUTS)
    assert min(kept) >= DEVICES * (CUT_FOR - 1), "the cut was none"
    assert wire.lost, "no answer was lost"
    assert took <= 300
    each = CheckIn.objects.values_list("participant").annotate(number=Count("pk"))
    assert dict(each) == {person.pk: 1 for person in people}
    came = Attendance.objects.filter(day=timezone.localdate()).values_list("participant", flat=True)
    assert sorted(came) == sorted(person.pk for person in people)
    print(f"\n{connection.vendor}: {len(people)} check-ins from {DEVICES} devices, each recorded once.")
    print(f"Typed in {typed:.0f} s, all there after {took:.0f} s; two cuts with {kept} kept on the devices")
    print(f"and {wire.lost} answers lost on their way.")


def type_in(page, person):
    """As a helper does: the code into the box, and Enter."""
    box = page.get_by_label("Kode peserta atau nomor daftar")
    box.fill(codes.shown(codes.code_of(person.pk)))
    box.press("Enter")


def waiting(pages) -> int:
    return sum(page.evaluate(KEPT) for page in pages)


@contextmanager
def desks(browser_type, options, wire, event, by):
    """The desk's page on each device, signed in."""
    browser = browser_type.launch(**options)
    pages = []
    for _ in range(DEVICES):
        page = browser.new_context(viewport={"width": 360, "height": 740}, base_url=wire.url).new_page()
        page.goto("/masuk/")
        page.get_by_label("Nama pengguna atau nomor HP").fill(by.username)
        page.get_by_label("Kata sandi").fill(f.PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url("**/")
        page.goto(f"/bimtek/{event.pk}/hadir/{timezone.localdate().isoformat()}/")
        pages.append(page)
    yield pages
    browser.close()


class Wire:
    """A TCP relay on loopback before the server at ``target``: "open", "answers lost" or "cut"."""

    def __init__(self, target):
        self.to = (urlsplit(target).hostname, urlsplit(target).port)
        self.state, self.lost, self.ends = "open", 0, []

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.listener.close()
        self.cut()

    def cut(self):
        self.state = "cut"
        while self.ends:
            close(self.ends.pop())

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.state == "cut":
                near.close()
                continue
            far = socket.create_connection(self.to)
            self.ends += [near, far]
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source, target, is_answer):
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self.state == "answers lost":
                    self.lost += 1
                    break
                target.sendall(data)
        close(source)
        close(target)


def close(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
