"""The real server over the demo city, for what only it can show: bytes, headers, speed."""

import json
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from tests import city


@contextmanager
def demo_server(folder, password):
    """Address of a gunicorn over the demo city in ``folder``, with compressed static files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "up2k_site.wsgi:application", f"--bind=127.0.0.1:{port}"]
    command += ["--worker-class=gthread", "--threads=8", "--no-control-socket", "--log-level=error"]
    process = subprocess.Popen(command, cwd=city.ROOT, env=city.environment(folder, password))
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{address}/sehat", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def signed_in(address, username, password):
    """An opener with the cookies of somebody who signed in, and those cookies."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    page = browser.open(f"{address}/masuk/").read().decode()
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    filled = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    browser.open(f"{address}/masuk/", urlencode(filled).encode()).read()
    return browser, cookies


def kaders_pages(address, browser):
    """Beranda, a group of the kader who signed in, a new member of it and its next meeting: hers by name."""
    ahead = json.loads(browser.open(f"{address}/hp-ini/halaman/").read())["pages"]
    kinds = {
        "group": r"/kelompok/\d+/",
        "member form": r".*/anggota/baru/",
        "meeting grid": r".*/pertemuan/baru/",
    }
    return {"Beranda": "/"} | {
        name: next(page for page in ahead if re.fullmatch(kind, page)) for name, kind in kinds.items()
    }
