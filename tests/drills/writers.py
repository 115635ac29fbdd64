"""People who write cash lines through the real pages, and send again until they were told that it is kept."""

import random
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.factories import PASSWORD
from tests.fuzzing import Page


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
        """The values of the page's main form as they stand there."""
        status, text = self.ask("GET", path)
        if status != 200:
            raise HTTPException(f"{path} answered {status}")
        return max((form for _, form in Page(text, path).posts), key=len)

    def post(self, path, values):
        return self.ask("POST", path, urlencode(values))


class Crowd:
    """``kept``: what the server said it has; ``faults``: answers that are neither page nor refusal."""

    def __init__(self, port, ledgers, category, usernames):
        self.ledgers, self.category = ledgers, category
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
        while not self.stopped.is_set():
            line += 1
            said = f"Uji {number} baris {line}"
            path = f"/buku/{dice.choice(self.ledgers)}/masuk/"
            self.open.add(said)
            values = self._until_answered(lambda p=path: (200, browser.form(p)), 200)
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
        for _ in range(400):
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
