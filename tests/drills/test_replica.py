"""A primary, its streaming replica and two web processes: stale is never shown, and each may go away.

``make drill`` runs it; the suite never does. Needs PostgreSQL's own programs (initdb, pg_basebackup) and,
as root, the user postgres.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from glob import glob
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest
from django.conf import settings

from tests.factories import PASSWORD

BIN = (sorted(glob("/usr/lib/postgresql/*/bin")) or [""])[-1]
BOUND = 2  # seconds
MAKE_A_USER = f"""
from groups.models import RegionRole, User
person = User.objects.create_user("pokja.kota", password={PASSWORD!r}, name="Pokja")
RegionRole.objects.create(user=person, role="pokja_kota", region_id="33.75", starts_on="2020-01-01")
"""
PAGE = "/rekap/33.75/"


def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """One PostgreSQL server in a folder of its own."""

    def __init__(self, folder):
        self.folder, self.port = folder, port()

    def run(self, program, *arguments):
        command = [f"{BIN}/{program}", *map(str, arguments)]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self):
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=60"
        self.run("pg_ctl", "-D", self.folder, "-w", "-o", options, "-l", f"{self.folder}/log", "start")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.folder, "-w", "-m", how, "stop")

    def url(self, name="up2k"):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def tell(self, statement, name="up2k"):
        connection = psycopg2.connect(self.url(name))
        connection.autocommit = True
        try:
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()


@pytest.fixture
def clusters(tmp_path_factory):
    if not BIN:
        pytest.skip("PostgreSQL's programs are not on this computer")
    folder = Path("/tmp") / f"up2k-drill-{os.getpid()}"
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    primary, replica = Cluster(folder / "primary"), Cluster(folder / "replica")
    primary.run("initdb", "-D", primary.folder, "-U", "postgres", "-A", "trust", "--no-sync")
    primary.start()
    primary.tell("CREATE DATABASE up2k", "postgres")
    primary.run(
        "pg_basebackup", "-D", replica.folder, "-R", "-p", primary.port, "-h", "127.0.0.1", "-U", "postgres"
    )
    replica.start()
    yield primary, replica
    for cluster in (replica, primary):
        try:
            cluster.stop()
        except subprocess.CalledProcessError:
            continue  # stopped by the test
    shutil.rmtree(folder)


class Browser:
    """A person who signed in; ``figure`` tells of the city's summary: status, from where, is a name in it."""

    name = "Kecamatan Lama"

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path, **data):
        body = urlencode(data).encode() if data else None
        request = urllib.request.Request(self.address + path, body, {"Referer": self.address + path})
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, ""

    def sign_in(self):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/masuk/")[2])[1]
        self.get("/masuk/", username="pokja.kota", password=PASSWORD, csrfmiddlewaretoken=token)

    def figure(self):
        status, headers, text = self.get(PAGE)
        return status, headers.get("X-UP2K-Read"), self.name in text


def serve(environment, number):
    command = [sys.executable, "-m", "gunicorn", "up2k_site.wsgi:application", f"--bind=127.0.0.1:{number}"]
    command += ["--worker-class=gthread", "--threads=8", "--no-control-socket", "--log-level=error"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def wait_for(what, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to that in time")


def test_reports_from_a_replica_are_never_older_than_the_bound_and_each_server_may_go_away(
    clusters, tmp_path
):
    primary, replica = clusters
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "up2k_site.settings",
        "DATABASE_URL": primary.url(),
        "UP2K_REPLICA_URL": replica.url(),
        "UP2K_REPLICA_BOUND": str(BOUND),
        "UP2K_DATA_DIR": str(tmp_path),
        "UP2K_HTTP_ONLY": "1",
        "UP2K_ALLOWED_HOSTS": "127.0.0.1",
        "UP2K_DEMO_PASSWORD": PASSWORD,
        "UP2K_LOG_LEVEL": "ERROR",
    }
    for command in (["migrate", "--verbosity=0"], ["load_regions", "data/wilayah_3375.csv"],
                    ["shell", "-c", MAKE_A_USER],
                    ["collectstatic", "--no-input", "--verbosity=0"]):  # fmt: skip
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
    numbers = [port(), port()]
    webs = [serve(environment, number) for number in numbers]
    try:
        one, two = (Browser(f"http://127.0.0.1:{number}") for number in numbers)
        for browser in (one, two):
            wait_for(lambda browser=browser: reachable(browser))
            browser.sign_in()
        wait_for(lambda: one.figure()[1] == "replica")
        # Held back: the page comes from the primary as soon as the replica is too old.
        replica.tell("SELECT pg_wal_replay_pause()")
        primary.tell(f"UPDATE groups_region SET name = '{Browser.name}' WHERE code = '33.75.03'")
        time.sleep(BOUND + 1.5)
        # Whatever page it is now, it has what was written.
        assert {one.figure() for _ in range(10)} == {(200, None, True)}
        replica.tell("SELECT pg_wal_replay_resume()")
        wait_for(lambda: one.figure()[1] == "replica")
        # Gone: nobody loses a page.
        replica.stop()
        answers = [browser.figure()[:2] for _ in range(20) for browser in (one, two)]
        assert set(answers) == {(200, None)}
        replica.start()
        wait_for(lambda: one.figure()[1] == "replica")
        # One web process killed: the other goes on with the same session store.
        webs[0].kill()
        assert [two.figure()[0] for _ in range(5)] == [200] * 5
        # The primary restarted: a plain 503 at most, then everything as before, without hands.
        primary.stop()
        assert two.get("/kelompok/")[0] == 503
        primary.start()
        wait_for(lambda: two.get("/kelompok/")[0] == 200)
        wait_for(lambda: two.figure()[:2] == (200, "replica"))
    finally:
        for web in webs:
            web.kill()
            web.wait()


def reachable(browser):
    try:
        return browser.get("/sehat")[0] == 200
    except OSError:
        return False
