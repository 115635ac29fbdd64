"""Start ``make demo`` twice, first new and then with its data kept; open its sign-in page, and practise.

Practising is done over both instances as they run: what is written in Latihan must leave the real database
as it is.
"""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

SECONDS = 240


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port: int, path: str) -> bytes:
    """The body at ``path``; RuntimeError when the answer is not a plain 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"GET {path} answered {answer.status}")
        return answer.read()


def visit(make: subprocess.Popen, port: int) -> str:
    """Wait until the demo answers, then load the sign-in page with its static files."""
    started = time.monotonic()
    while True:
        try:
            get(port, "/sehat")
            break
        except OSError:
            if make.poll() is not None:
                raise RuntimeError(f"make demo ended with {make.returncode}") from None
            if time.monotonic() - started > SECONDS:
                raise RuntimeError(f"no answer within {SECONDS} s") from None
            time.sleep(0.2)
    ready = time.monotonic() - started
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', get(port, "/masuk/").decode()))
    if not files:
        raise RuntimeError("the sign-in page loads no static file")
    for path in files:
        get(port, path)
    return f"/sehat and /masuk/ answer after {ready:.1f} s, with {len(files)} static files"


class Visitor:
    """A browser without scripts: keeps cookies, sends the form of the page that it saw last."""

    def __init__(self):
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def go(self, address, data=None) -> str:
        with self.opener.open(Request(address, data and urlencode(data).encode()), timeout=120) as answer:  # noqa: S310
            self.address, self.text = answer.url, answer.read().decode()
        return self.text

    def send(self, form="<main", to="", **changes):
        """Send what the form behind ``form`` offers, with ``changes``; to its page where ``to`` is empty."""
        part = self.text[self.text.index(form) :]
        boxes = re.findall(r"<input[^>]*>", part[: part.index("</form>")])
        offered = {}
        for box in boxes:
            name, value = (re.search(rf'\b{key}="([^"]*)"', box) for key in ("name", "value"))
            if name and value and 'type="radio"' not in box and 'type="checkbox"' not in box:
                offered[name[1]] = value[1]
        return self.go(to or self.address, offered | changes)


def counts(database) -> dict:
    """Rows of each table of ours; not of sessions, of devices, nor of what runs by itself."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in tables if re.match("(groups|books|bimtek|progress|market|reports)_", name)]
        return {name: base.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608


def practise(port: int) -> str:
    """As the demo's kader: over to Latihan, a member written down there, and back."""
    settings = dict(re.findall(r"(\w+)='(.*)'", Path("var/demo/env").read_text()))
    kader = Visitor()
    kader.go(f"http://localhost:{port}/masuk/")
    kader.send(username="kader.krapyak", password=settings["UP2K_DEMO_PASSWORD"])
    before = counts("var/demo/up2k.sqlite3")
    started = time.monotonic()
    while True:
        kader.go(f"http://localhost:{port}/latihan/")
        try:
            kader.send()
            break
        except HTTPError as error:  # 503: it is being prepared
            if error.code != 503 or time.monotonic() - started > SECONDS:
                raise
            time.sleep(1)
    kader.send(to=re.search('action="(http[^"]+)"', kader.text)[1])
    if "LATIHAN: tidak ada yang dihitung" not in kader.text:
        raise RuntimeError("Latihan does not say what it is")
    here = kader.address.rstrip("/")
    group = re.search(r'href="(/kelompok/\d+/)"', kader.go(f"{here}/kelompok/"))[1]
    there = counts("var/demo/latihan/up2k.sqlite3")
    kader.go(f"{here}{group}anggota/baru/")
    kader.send("data-once", name="Siti Coba Latihan", sex="P", joined_on="2026-01-05")
    after = counts("var/demo/latihan/up2k.sqlite3")
    if after["groups_member"] != there["groups_member"] + 1:
        raise RuntimeError("the member was not written down in Latihan")
    if counts("var/demo/up2k.sqlite3") != before:
        raise RuntimeError("practising changed the real database")
    return f"Latihan is open after {time.monotonic() - started:.1f} s, and changed nothing that counts"


def main():
    for which in ("new", "kept"):
        port = free_port()
        command = ["make", "--silent", "demo", f"PORT={port}"]
        with tempfile.TemporaryFile() as log:
            make = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            try:
                print(f"{which}: {visit(make, port)}", flush=True)  # noqa: T201
                if which == "new":
                    print(practise(port), flush=True)  # noqa: T201
            except (OSError, RuntimeError) as error:
                log.seek(0)
                sys.exit(f"{log.read().decode()}\nmake demo, {which}: {error}")
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(make.pid, signal.SIGTERM)
                make.wait(30)


if __name__ == "__main__":
    main()
