"""The pages that Caddy and nginx show for the program while it is away (deploy/pages)."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

DEPLOY = settings.BASE_DIR / "deploy"


def test_while_the_program_is_away_they_say_what_it_would():
    assert (DEPLOY / "pages/503.html").read_text() == render_to_string("500.html").replace("\n\n", "\n")


@pytest.mark.parametrize("file", ["Caddyfile", "nginx_pages.conf"])
def test_each_proxy_has_all_pages(file):
    named = re.findall(r"/(\d{3})\.html", (DEPLOY / file).read_text())
    assert set(named) == {path.stem for path in (DEPLOY / "pages").iterdir()}
