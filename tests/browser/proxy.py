"""A connection that fails on purpose: between the browser and the live server, byte by byte."""

import contextlib
import socket
import threading
import time

OPEN, REFUSE, SWALLOW, TRUNCATE, DELAY = "open", "refuse", "swallow", "truncate", "delay"
CUT_AFTER = 60  # bytes of an answer that is cut off: within its headers
PAUSE = 2  # seconds of a connection that is slow


class Proxy:
    """Passes on to ``target`` as ``how`` says: REFUSE closes at once, SWALLOW lets a request through and
    loses its answer, TRUNCATE passes on the beginning of the answer, DELAY passes on late.
    """

    def __init__(self, target: str, port: int):
        self.target, self.how = (target, port), OPEN
        self.listener = socket.create_server(("localhost", 0))
        self.url = f"http://localhost:{self.listener.getsockname()[1]}"
        self.open = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self, how):
        """From now on, also for connections that are open."""
        self.how = how
        if how == REFUSE:
            self._close()

    def close(self):
        self.listener.close()
        self._close()

    def _close(self):
        for one in list(self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            if self.how == REFUSE:
                return
            with socket.create_connection(self.target) as server:
                self.open |= {client, server}
                back = threading.Thread(target=self._answer, args=[server, client], daemon=True)
                back.start()
                while self.how != REFUSE and (data := client.recv(65536)):
                    server.sendall(data)
                self._end(client, server)
                back.join(5)

    def _answer(self, server, client):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                how = self.how
                if how == DELAY:
                    time.sleep(PAUSE)
                if how == TRUNCATE:
                    client.sendall(data[:CUT_AFTER])
                if how in (REFUSE, SWALLOW, TRUNCATE):
                    break
                client.sendall(data)
        self._end(client, server)

    def _end(self, *ends):
        self.open -= set(ends)
        for one in ends:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
