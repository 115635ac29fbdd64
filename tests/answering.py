"""Whether the live server is answering somebody: a browser asks for more after what its test waited for."""

from threading import Condition


class Answering:
    def __init__(self):
        self.number, self.changed = 0, Condition()

    def count(self, more):
        with self.changed:
            self.number += more
            self.changed.notify_all()

    def wait_for_the_last(self):
        with self.changed:
            assert self.changed.wait_for(lambda: not self.number, timeout=60), "a request does not end"


ANSWERING = Answering()


class CountedRequests:
    """The outermost middleware of the tests."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        ANSWERING.count(1)
        try:
            return self.get_response(request)
        finally:
            ANSWERING.count(-1)
