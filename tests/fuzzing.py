"""Odd requests to every address, drawn by hypothesis: what the suite asks a little, a drill asks long.

A page is opened as whoever may; from it come the names of its forms' fields and of its lists'
parameters, so that a new page is asked without a line here.
"""

from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

from django.db import transaction
from hypothesis import strategies as st

MARK = "<x9z>"  # never unescaped in a page
ODD = (
    *("", " ", "0", "-1", "1", "2", "007", "1e9", "1.5", "1,5", "٣", "½", "∞", "NaN", "None", "null", "true"),
    *("9223372036854775807", "9223372036854775808", "9" * 40, "-" + "9" * 19, "9" * 400),
    *("2026-02-30", "0001-01-01", "9999-12-31", "31/12/2025", "17 Maret 2022", "2026-t9", "2026-t1", "2026"),
    *("33.75", "33.75.03", "33.75.03.1002", "33.76.01.1001", "33", "33.", "%", "_", "\\", "'", '"', "''--"),
    *("' OR 1=1 --", "1; DROP TABLE x", MARK, f'">{MARK}', f"{MARK}<script>", "{{7*7}}", "=1+1", "@SUM(A1)"),
    *("../../etc/passwd", "http://lain.example/", "//lain.example", "javascript:alert(1)", "a\r\nX-Y: z"),
    *("🧵", "e\u0301", "\u202e", "\ufeff", "\ud7ff", "a" * 5000, "\x00", "\x1b", "\t", "null\n"),
    *("name", "-name", "pk", "password", "group__region__name", "xlsx", "csv", "pdf", "html", "all", "on"),
)
values = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.integers(-(10**20), 10**20).map(str),
    st.dates().map(str),
)


class Page(HTMLParser):
    """``gets``: names that may stand behind an address of this page; ``posts``: each form's values."""

    def __init__(self, body, path):
        super().__init__()
        self.path, self.gets, self.posts, self.form = path, set(), [], None
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = {}
            if attrs.get("method", "get").lower() == "post":
                to = attrs.get("action") or self.path
                self.posts.append((to if to.startswith("/") else self.path, self.form))
            self.is_post = attrs.get("method", "get").lower() == "post"
        elif tag in ("input", "select", "textarea", "button") and attrs.get("name"):
            if self.form is not None and self.is_post:
                self.form.setdefault(attrs["name"], attrs.get("value") or "")
            else:
                self.gets.add(attrs["name"])
        elif tag == "a" and "?" in (attrs.get("href") or ""):
            self.gets |= set(parse_qs(urlsplit(attrs["href"]).query, keep_blank_values=True))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def pages(client, addresses) -> list:
    """What each address offers to be asked."""
    found = []
    for address in addresses:
        path = urlsplit(address).path
        response = client.get(address)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        found.append(Page(response.content.decode() if is_page else "", path))
    return found


def odd_path(draw, path):
    """``path`` with one of its parts, but the first, replaced."""
    parts = path.strip("/").split("/")
    if len(parts) > 1:
        parts[draw(st.integers(1, len(parts) - 1))] = quote(draw(values), safe="") or "x"
    return "/" + "/".join(parts) + ("/" if path.endswith("/") else "")


def ask(draw, client, asked) -> tuple:
    """One odd request; (what was asked, the answer). What it wrote is taken back."""
    page = draw(st.sampled_from(asked))
    names = st.sampled_from(sorted(page.gets | {"q", "page", "sort", "wilayah", "masa", "tahun"}))
    query = draw(st.dictionaries(names, values, max_size=3))
    kinds = ["list", "path"] + ["form"] * 3 * bool(page.posts)
    kind = draw(st.sampled_from(kinds))
    with transaction.atomic():
        if kind == "form":
            to, filled = draw(st.sampled_from(page.posts))
            wrong = draw(st.dictionaries(st.sampled_from(sorted(filled) or ["x"]), values, max_size=4))
            missing = draw(st.sets(st.sampled_from(sorted(filled) or ["x"]), max_size=1))
            sent = {name: value for name, value in {**filled, **wrong}.items() if name not in missing}
            asked_for, response = ("POST", to, sent), client.post(to, sent)
        else:
            path = odd_path(draw, page.path) if kind == "path" else page.path
            htmx = {"HX-Request": "true"} if draw(st.booleans()) else {}
            asked_for, response = ("GET", path, query), client.get(path, query, headers=htmx)
        body = response.getvalue() if "html" in response.get("Content-Type", "") else b""
        transaction.set_rollback(True)
    assert response.status_code < 500, asked_for
    assert MARK.encode() not in body, asked_for
    return asked_for, response
