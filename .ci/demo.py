"""Start ``make demo`` twice, first new and then with its data kept, and open its sign-in page."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection

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
            except (OSError, RuntimeError) as error:
                log.seek(0)
                sys.exit(f"{log.read().decode()}\nmake demo, {which}: {error}")
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(make.pid, signal.SIGTERM)
                make.wait(30)


if __name__ == "__main__":
    main()
