"""The watch over all tests sees what it is there for, or it would prove nothing."""

import logging

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse

from tests import factories as f
from tests.leaks import WATCH, ErrorPages, personal

NIK = f.nik(77)


@pytest.fixture
def found():
    """What the watch found, taken out again; or this test would fail as it should."""
    yield lambda: sorted({place for place, _ in WATCH.search()})
    WATCH.found.clear()


@pytest.mark.parametrize("text", [NIK, "+6281234567890", "081234567890", "0812-3456-7890", '"6281234567890"'])
def test_a_nik_and_a_phone_number_are_known_however_they_are_written(text):
    assert personal(f'{{"at": "x", "value": {text}}}') == [text.strip('"')]


def test_times_ids_and_masked_numbers_are_none():
    assert personal('{"time": "2026-11-28T15:43:08.123+00:00", "ms": 812, "sum": 1500000}') == []
    assert personal("337503**********12 Rp 62.800.000 nomor 001/PKK/2026 5f0812345678901") == []


def test_it_is_found_in_logs_mails_caches_and_error_pages(found, rf, settings):
    assert found() == []
    logging.getLogger("up2k.request").info("request of %s", NIK)
    assert found() == ["log up2k.request"]
    mail.EmailMessage("Halo", "Hubungi 0812-3456-7890", to=["x@y.example"]).send()
    assert found() == ["log up2k.request", "mail"]
    cache.set("last", {"phone": "+6281234567890"})
    assert found() == ["cache", "log up2k.request", "mail"]
    ErrorPages(lambda request: HttpResponse(NIK, status=404))(rf.get("/"))
    assert found() == ["cache", "log up2k.request", "mail", "page 404"]
    cache.delete("last")
    mail.outbox.clear()


def test_a_form_that_comes_back_and_an_ordinary_page_may_hold_what_its_reader_may_see(found, rf):
    for status in (200, 422):
        ErrorPages(lambda request, status=status: HttpResponse(NIK, status=status))(rf.get("/"))
    assert found() == []


def test_the_random_number_of_a_request_is_nobodys_phone(found, rf):
    headers = {"X-Request-ID": "084750957373"}
    ErrorPages(lambda request: HttpResponse(status=405, headers=headers))(rf.get("/"))
    assert found() == []
    ErrorPages(lambda request: HttpResponse("081234567890", status=405, headers=headers))(rf.get("/"))
    assert found() == ["page 405"]


def test_what_is_found_fails_the_test_that_gave_it_away(found, nothing_personal_leaks):
    logging.getLogger("up2k.request").info("request of %s", NIK)
    with pytest.raises(AssertionError, match="up2k.request"):
        nothing_personal_leaks()
