"""People who write cash lines through the real pages, and send again until they were told that it is kept."""

import random
import re
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.factories import PASSWORD

# What the server wrote into a form. No parser: the crowd shares the machine with what it measures.
BOX = re.compile(r'<input type="(?:hidden|date)" name="(\w+)" value="([^"]*)"')


class Browser:
    """One signed-in visitor with her cookies; each request has its own connection, as behind nginx."""

    def __init__(self, port, username):
        self.port, self.cookies = port, {}
        page = self.form("/masuk/")
        status, _ = self.post("/masuk/", page | {"username": username, "password": PASSWORD})
        assert status == 302, status

    def ask(self, method, path, body=None):
        """(status, text); OSError or HTTPException where the server or the way to it is gone."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, text

    def form(self, path) -> dict:
        """What stands in the boxes of the page's form that nobody has to fill in."""
        status, text = self.ask("GET", path)
        if status != 200:
            raise HTTPException(f"{path} answered {status}")
        return dict(BOX.findall(text))

    def post(self, path, values):
        return self.ask("POST", path, urlencode(values))


class Crowd:
    """``kept``: what the server said it has; ``faults``: answers that are neither page nor refusal.

    Each opens the form, fills it in for ``think`` seconds, half of it or one and a half, and sends it.
    """

    def __init__(self, port, ledgers, category, usernames, think):
        self.ledgers, self.category, self.think = ledgers, category, think
        self.kept, self.open = [], set()
        self.faults, self.took, self.lock = [], [], threading.Lock()
        self.browsers = [Browser(port, name) for name in usernames]
        self.stopped = threading.Event()

    def run(self, seconds):
        """Everybody writes for ``seconds`` or until ``stopped``, then ends the line she is at."""
        threads = [
            threading.Thread(target=self._write, args=(number, browser))
            for number, browser in enumerate(self.browsers)
        ]
        for thread in threads:
            thread.start()
        self.stopped.wait(seconds)
        self.stopped.set()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), "a writer waits for ever"

    def _write(self, number, browser):
        dice, line = random.Random(number), 0
        self.stopped.wait(dice.uniform(0, self.think))  # they do not all come at once
        while not self.stopped.is_set():
            line += 1
            said = f"Uji {number} baris {line}"
            path = f"/buku/{dice.choice(self.ledgers)}/masuk/"
            values = self._until_answered(lambda p=path: (200, browser.form(p)), 200)
            if self.stopped.wait(self.think * dice.uniform(0.5, 1.5)):
                return
            self.open.add(said)
            values |= {
                "description": said,
                "amount": str(dice.randrange(1, 99) * 500),
                "category": self.category,
            }
            began = time.monotonic()
            self._until_answered(lambda p=path, v=values: browser.post(p, v), 302)
            with self.lock:
                self.took.append(time.monotonic() - began)
                self.kept.append(said)
                self.open.discard(said)

    def _until_answered(self, ask, wanted):
        for _ in range(4000):
            try:
                status, answer = ask()
                if status == wanted:
                    return answer
                fault = status
            except (OSError, HTTPException) as error:
                fault = repr(error)
            with self.lock:
                self.faults.append(fault)
            time.sleep(0.1)
        raise AssertionError(f"never answered: {fault}")
