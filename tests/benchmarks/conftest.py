"""Benchmarks print what they measure; ``make bench`` runs them, the suite never does."""

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def demo(db):
    """The demo city."""
    call_command("load_regions", "data/wilayah_3375.csv", stdout=StringIO())
    call_command("seed_demo", password="batik-jlamprang-7", stdout=StringIO())
