"""Whether a NIK or a phone number came out where none may be: log lines, mails, caches, error pages.

Every test is watched (``conftest.nothing_personal_leaks``), so after the whole suite all of it was searched.
NIKs of the tests have serials from 9000 (``factories.nik``); any Indonesian mobile number counts.
"""

import logging
import re

from django.core import mail
from django.core.cache import caches

from up2k_site.logs import JsonFormatter

NIK = r"\d{6}[0-7]\d[01]\d{3}9\d{3}"
PHONE = r"(?:\+?62|0)[ -]?8\d{2}[ -]?\d{3,4}[ -]?\d{3,5}"
PERSONAL = re.compile(rf"(?<![0-9a-zA-Z.])(?:{NIK}|{PHONE})(?![0-9a-zA-Z])")
# A random one may look like a number.
REQUEST_ID = re.compile(r'"request_id": "[0-9a-f]+"')
# A form that comes back shows what its sender typed, to her alone.
OWN_FORM = {409, 422}


def personal(text) -> list[str]:
    return PERSONAL.findall(text)


class Watch(logging.Handler):
    """What one test gave away so far, by the place where it was found."""

    def __init__(self):
        super().__init__(level=logging.INFO)
        self.setFormatter(JsonFormatter())
        self.found = []

    def look(self, place, text):
        self.found += [(place, number) for number in personal(text)]

    def emit(self, record):
        self.look(f"log {record.name}", REQUEST_ID.sub("", self.format(record)))

    def answered(self, request, response):
        if response.status_code >= 400 and response.status_code not in OWN_FORM and not response.streaming:
            text = f"{response.content.decode(errors='replace')} {response.headers}"
            random = response.headers.get("X-Request-ID")
            self.look(f"page {response.status_code}", text.replace(random, "") if random else text)

    def search(self):
        """The mails and caches as they are at the end."""
        for sent in getattr(mail, "outbox", ()):
            self.look("mail", f"{sent.subject} {sent.message().as_string()}")
        for key, value in list(getattr(caches["default"], "_cache", {}).items()):
            self.look("cache", f"{key} {value.decode(errors='replace')}")
        return self.found


WATCH = Watch()


class ErrorPages:
    """A middleware around all of the program's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        WATCH.answered(request, response)
        return response
