"""Somebody who opens lists, one after the other: ``python -m tests.drills.reader PORT SECONDS``.

In a process of her own, or the threads of the writers would stand before hers and be taken for the server's.
Prints the seconds that each page took, as JSON.
"""

import json
import sys
import time

import django

django.setup()

from tests.drills.writers import Browser  # noqa: E402

PAGES = ("/kelompok/", "/rekap/33.75/", "/bimtek/")


def read(port, seconds) -> list[float]:
    browser, took, until = Browser(port, "pokja.kota"), [], time.monotonic() + seconds
    while time.monotonic() < until:
        for path in PAGES:
            began = time.monotonic()
            assert browser.ask("GET", path)[0] == 200, path
            took.append(time.monotonic() - began)
            time.sleep(0.2)
    return took


if __name__ == "__main__":
    port, seconds = map(int, sys.argv[1:])
    print(json.dumps(read(port, seconds)))
