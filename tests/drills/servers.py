"""Processes of a drill's own that may be killed: a PostgreSQL cluster, web servers, workers over a city."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests import city
from tests.factories import PASSWORD

BIN = "/usr/lib/postgresql/15/bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SmallMachine:
    """The first core, and no more than so many megabytes of memory with what is read from files: a cgroup.

    ``before``: what starts a command in it. Whoever takes more is killed by the system; ``killed`` says how
    often that was. Root on a system that lets us make one; elsewhere there is no limit of memory.
    """

    def __init__(self, megabytes):
        old, new = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")
        self.is_old = old.exists()
        self.folder = (old if self.is_old else new) / f"up2k-drill-{os.getpid()}"
        self.before, self.is_limited = ["taskset", "-c", "0"], False
        with suppress(OSError):
            self.folder.mkdir()
            for name in ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.max"):
                if (self.folder / name).exists():
                    (self.folder / name).write_text(str(megabytes * 2**20))
                    self.is_limited = True
        if self.is_limited:
            enter = f'echo $$ > {self.folder}/cgroup.procs && exec taskset -c 0 "$@"'
            self.before = ["sh", "-c", enter, "sh"]

    @property
    def killed(self) -> int:
        name = "memory.oom_control" if self.is_old else "memory.events"
        lines = (self.folder / name).read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))

    @property
    def most(self) -> float:
        """Megabytes at the worst moment, with the files that the system keeps while nobody needs the room."""
        name = "memory.max_usage_in_bytes" if self.is_old else "memory.peak"
        return int((self.folder / name).read_text()) / 2**20

    def remove(self):
        with suppress(OSError):
            self.folder.rmdir()


class Cluster:
    """PostgreSQL in a folder and on a port of its own; root lends it to the user postgres, as it must.

    Not below pytest's folder, which every other run of pytest closes to all but its own user.
    """

    def __init__(self, before=()):
        self.before = before
        self.above, self.port = Path(tempfile.mkdtemp(prefix="up2k-drill-")), free_port()
        self.above.chmod(0o777)
        self.folder = self.above / "pg"
        self.as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self._run("initdb", "-D", self.folder, "-A", "trust", "-U", "postgres")
        self.start()

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program, *arguments, before=()):
        command = [*before, *self.as_postgres, f"{BIN}/{program}", *map(str, arguments)]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c max_connections=300 -c listen_addresses=127.0.0.1"
        log = self.folder / "log.txt"
        start = ("-D", self.folder, "-w", "-t", "60", "-l", log, "-o", options, "start")
        self._run("pg_ctl", *start, before=self.before)

    def stop(self, how="fast"):
        """``immediate`` is a crash: nothing is written any more."""
        self._run("pg_ctl", "-D", self.folder, "-m", how, "-w", "-t", "60", "stop")

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self.above)


class Worker:
    """``db_worker`` as on a server: started again whenever it ends."""

    def __init__(self, environment, before=()):
        self.environment, self.before, self.is_wanted = environment, before, True
        self.process = self.started_at = None
        self.keeper = threading.Thread(target=self._keep)
        self.keeper.start()

    def _keep(self):
        command = [*self.before, sys.executable, "manage.py", "db_worker", "--verbosity=0", "--interval=0.2"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        while self.is_wanted:
            self.process = subprocess.Popen(command, cwd=city.ROOT, env=self.environment, **quiet)
            self.started_at = time.monotonic()
            self.process.wait()
            time.sleep(0.5)

    def kill(self, age):
        """Once it has lived for ``age`` seconds."""
        while self.process is None or self.process.poll() is not None or self.age < age:
            time.sleep(0.1)
        self.process.kill()

    @property
    def age(self):
        return time.monotonic() - self.started_at

    def end(self):
        self.is_wanted = False
        self.process.kill()
        self.keeper.join()


class Web:
    """gunicorn as on a server (deploy/): two workers of 32 threads. ``before``: a command that starts it."""

    def __init__(self, folder, database="", before=()):
        self.before = before
        self.environment = city.environment(folder, PASSWORD, database) | {"UP2K_LOG_LEVEL": "CRITICAL"}
        self.port = free_port()
        self.start()

    def start(self):
        command = [*self.before, sys.executable, "-m", "gunicorn", "up2k_site.wsgi:application"]
        command += [f"--bind=127.0.0.1:{self.port}", "--workers=2", "--worker-class=gthread", "--threads=32"]
        command += ["--no-control-socket", "--log-level=critical"]
        self.process = subprocess.Popen(
            command,
            cwd=city.ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError, HTTPError):
                urlopen(f"http://127.0.0.1:{self.port}/sehat", timeout=2).close()
                return
            time.sleep(0.1)
        raise TimeoutError("the web server does not answer")

    def kill(self):
        """With its workers, as systemd does when the main process is gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def processes(group):
    """Folders of the system about the processes of a group, as far as they are still there."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError, FileNotFoundError):
            if os.getpgid(int(folder.name)) == group.pid:
                yield folder


def megabytes(group) -> float:
    """What the processes of a group hold; what they share is divided among those that share it."""
    told = [(folder / "smaps_rollup").read_text() for folder in processes(group)]
    return sum(int(text.partition("Pss:")[2].split()[0]) for text in told) / 1024


def processor_seconds(group) -> float:
    told = [(folder / "stat").read_text().rpartition(")")[2].split() for folder in processes(group)]
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")
