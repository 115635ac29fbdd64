"""The real server over the demo city, for what only it can show: bytes, headers, speed."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

from django.conf import settings


@contextmanager
def demo_server(folder, password):
    """Address of a gunicorn over the demo city on SQLite, with collected and compressed static files."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "up2k_site.settings",
        "UP2K_DATA_DIR": str(folder),
        "UP2K_HTTP_ONLY": "1",
        "UP2K_ALLOWED_HOSTS": "127.0.0.1",
        "UP2K_DEMO_PASSWORD": password,
        "UP2K_LOG_LEVEL": "ERROR",
    }

    def manage(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True)

    manage("migrate", "--verbosity=0")
    manage("load_regions", "data/wilayah_3375.csv")
    manage("seed_demo")
    manage("collectstatic", "--no-input", "--verbosity=0")
    command = [sys.executable, "-m", "gunicorn", "up2k_site.wsgi:application", f"--bind=127.0.0.1:{port}"]
    command += ["--worker-class=gthread", "--threads=8", "--no-control-socket", "--log-level=error"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
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
