"""What every answer tells the browser: pages here and in test_access_matrix, files, refusals and faults."""

import pytest
from django.test import Client
from django.urls import reverse

from reports import views
from tests import factories as f

POLICY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CSP = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)


def faults(response, *, personal=False):
    """What is missing or too wide among the headers of ``response``."""
    wrong = [name for name, value in POLICY.items() if response.get(name) != value]
    parts = [part.strip() for part in response.get("Content-Security-Policy", "").split(";")]
    wrong += [part for part in CSP if part not in parts]
    wrong += [part for part in parts if "unsafe" in part or "*" in part or "http" in part]
    if "geolocation=()" not in response.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    cache = response.get("Cache-Control", "")
    # Redirects and pictures of the public catalogue are nobody's; everything else is kept by no cache.
    if personal and "no-store" not in cache:
        wrong.append(f"Cache-Control: {cache}")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/masuk/", 200),
        ("/sehat", 200),
        ("/etalase/", 200),
        ("/robots.txt", 200),
        ("/static/css/app.css", 200),
        ("/static/tidak-ada.css", 404),
        ("/tidak-ada/", 404),
        ("/", 302),
        ("/%00", 404),
    ],
)
def test_answers_to_nobody_in_particular_have_the_headers(client, path, status):
    response = client.get(path)
    b"".join(response.streaming_content if response.streaming else [])
    response.close()
    assert (response.status_code, faults(response)) == (status, [])


@pytest.mark.django_db
def test_refusals_and_faults_have_the_headers_too(sign_in, monkeypatch):
    client = sign_in(f.kader())
    client.raise_request_exception = False
    pages = {
        404: client.get("/tidak-ada/"),
        403: client.get(reverse("user-list")),
        400: client.get("/kelompok/?q=%00"),
        405: client.get(reverse("logout")),
    }
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    pages["csrf"] = strict.post(reverse("logout"))
    monkeypatch.setattr(views.MySummary, "get", lambda *args: 1 / 0)  # a fault of ours
    pages[500] = client.get(reverse("summary"))
    assert {name: page.status_code for name, page in pages.items()} == {
        404: 404, 403: 403, 400: 400, 405: 405, "csrf": 403, 500: 500,
    }  # fmt: skip
    assert {name: faults(page, personal=True) for name, page in pages.items()} == dict.fromkeys(pages, [])


@pytest.mark.django_db
def test_with_tls_browsers_stay_on_it_for_a_year_and_cookies_never_leave_it(settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    person = f.kader()
    client.post(reverse("login"), {"username": person.username, "password": f.PASSWORD}, secure=True)
    kept = {name: (bool(c["secure"]), bool(c["httponly"]), c["path"]) for name, c in client.cookies.items()}
    assert kept == dict.fromkeys(["up2k_csrf", "up2k_session", "up2k_device"], (True, True, "/"))
    for path in ("/masuk/", "/tidak-ada/", "/static/css/app.css"):
        response = client.get(path, secure=True)
        assert "max-age=31536000" in response["Strict-Transport-Security"]
    b"".join(response.streaming_content)
    response.close()
