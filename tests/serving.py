"""The real server over the demo city, for what only it can show: bytes, headers, speed."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

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
