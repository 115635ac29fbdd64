"""Every page of the list of addresses (tests/test_access_matrix.py), read by axe in light and in dark and
fitted into 320 pixels, which is what 400 % leaves of a laptop; a form as it comes back with errors.

The pages come from the test client and are laid one after the other into one page that has our stylesheets
and axe: no server and no second reading of axe, so that two hundred cost what thirty did. What a script
adds is read where it is tested; weight and rich pages are in test_every_page.py.
"""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests import factories as f
from tests.test_access_matrix import (  # noqa: F401  ``world`` is a fixture
    FORM,
    MATRIX,
    OPEN,
    PERSONAS,
    SIGNED_IN,
    address,
    may,
    world,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NARROW = {"width": 320, "height": 740}
SHEETS = ("vendor/bootstrap/bootstrap.min.css", "css/app.css")

# Folds are opened. Rules that axe leaves out by itself: the size of targets is one of WCAG 2.2 AA. Contrast
# takes axe longer than all other rules together, so a text is measured once: where it stands again with the
# same attributes, within elements of the same attributes, it has the same colours.
READ = """async (html) => {
  const page = new DOMParser().parseFromString(html, "text/html"), root = document.documentElement;
  page.querySelectorAll("details").forEach((fold) => (fold.open = true));
  document.title = page.title;
  root.lang = page.documentElement.lang;
  document.body.replaceWith(document.adoptNode(page.body));
  const own = ["id", "for", "name", "value", "href", "src", "title", "action", "content", "placeholder"];
  const look = (one) => one.tagName + [...one.attributes]
    .filter(({ name }) => !own.includes(name) && !name.startsWith("data-") && name !== "aria-describedby")
    .map(({ name, value }) => name + (name === "class" || name === "type" ? value : "")).sort();
  const looks = (one) => (one === root ? "" : looks(one.parentElement) + ">" + look(one));
  const hasText = (one) => one.matches("input, select, textarea")
    || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  window.measured ??= new Set();
  const fresh = [...document.body.querySelectorAll("*")].filter((one) => {
    const known = measured.size;
    return hasText(one) && measured.add(looks(one)).size > known;
  });
  const wrong = [];
  const run = async (name, context, options) => {
    const found = await axe.run(context, { resultTypes: ["violations"], preload: false, ...options });
    const places = (rule) => rule.nodes.slice(0, 3).map((node) => node.target[0]);
    wrong.push(...found.violations.map((rule) => [name, rule.id, places(rule)]));
  };
  const rules = { "target-size": { enabled: true }, "color-contrast": { enabled: false } };
  await run("all", document, { rules });
  for (const theme of fresh.length ? ["dark", "light"] : []) {
    root.dataset.bsTheme = theme;
    await run(theme, { include: fresh }, { runOnly: ["color-contrast"] });
  }
  if (root.scrollWidth > innerWidth) {
    const isWide = (one) => one.getBoundingClientRect().right > innerWidth;
    const wide = [...document.body.querySelectorAll("*")].filter(isWide);
    wrong.push(["wider than 320 pixels", wide.slice(0, 4).map((one) => one.tagName + "." + one.className)]);
  }
  return wrong;
}"""


@pytest.fixture
def reader(new_context):
    return a_reader(new_context)


def a_reader(new_context, **media):
    """A page into which others are laid; what they would fetch is not there."""
    page = new_context(viewport=NARROW, reduced_motion="reduce", **media).new_page()
    styles = "".join(Path(finders.find(name)).read_text() for name in SHEETS)
    head = f"<head><title>x</title><style>{styles}</style></head>"
    host = f'<!doctype html><html lang="id">{head}<body></body></html>'

    def answer(route):
        if route.request.is_navigation_request():
            route.fulfill(body=host, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto("http://pages.test/")
    page.evaluate(AXE_SCRIPT)
    return page


def walked(persona, world):  # noqa: F811
    """(address, how it is asked for) of each page that ``persona`` is to open; lists are everybody's."""
    for name, row in MATRIX.items():
        those = [who for who in ("kader", "kota", "admin") if may(who, row.may) or not row.may]
        if row.of or row.post == FORM:
            those = [who for who in those if who in row.seen_by][:1]
        if persona in those and row.get == 200:
            yield address(name, row, world), "post" if row.post == FORM else "get"
    if persona == "kota":
        yield from ((reverse(name), "get") for name, status in SIGNED_IN.items() if status == 200)
        yield "/tidak-ada/", "get"


def open_pages(world):  # noqa: F811
    yield from (reverse(name) for name, status in OPEN.items() if status == 200)
    yield reverse("etalase-product", args=[world["product"].pk])
    yield reverse("figures-city", args=[f.KOTA])


def read(reader, answer):
    """What is wrong with a page; None where the answer is none: a file, or a part of a page."""
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return None
    html = answer.content.decode()
    return reader.evaluate(READ, html) if "<title>" in html else None


@pytest.mark.parametrize(("persona", "least"), [("kader", 120), ("kota", 60), ("admin", 30)])
def test_every_page_can_be_read_by_everybody(client, world, reader, persona, least):  # noqa: F811
    client.force_login(PERSONAS[persona]())
    found = {(how, url): read(reader, getattr(client, how)(url)) for url, how in walked(persona, world)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
    assert sum(wrong is not None for wrong in found.values()) >= least


def test_every_open_page_can_be_read_by_everybody(client, world, reader):  # noqa: F811
    found = {url: read(reader, client.get(url)) for url in open_pages(world)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
    assert sum(wrong is not None for wrong in found.values()) >= 9


def test_in_high_contrast_a_tick_and_the_place_in_the_menu_are_seen_and_nothing_moves(sign_in, new_context):
    """There the colours are the system's: what only a background says is said otherwise."""
    reader = a_reader(new_context, forced_colors="active")
    ledger = f.books()
    f.member(ledger.group)
    client = sign_in(f.kader())
    read(reader, client.get(reverse("meeting-create", args=[ledger.pk])))
    look = "(one, name) => getComputedStyle(one)[name]"
    assert reader.get_by_role("checkbox").first.evaluate(look, "appearance") == "auto"
    assert reader.locator(".menu [aria-current]").evaluate(look, "textDecorationLine") == "underline"
    moving = "everything.filter((one) => parseFloat(getComputedStyle(one).transitionDuration)).length"
    assert reader.locator("*").evaluate_all(f"(everything) => {moving}") == 0
