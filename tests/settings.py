"""Settings of the tests: the real ones, with known secrets and no compressed static files."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="up2k-test-")

os.environ.setdefault("UP2K_SECRET_KEY", "a-secret-of-the-tests-only-0123456789-0123456789-012345")
os.environ.setdefault("UP2K_NIK_KEYS", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("UP2K_HASH_KEY", "a-hash-key-of-the-tests-only")
os.environ.setdefault("UP2K_DATA_DIR", _folder.name)
os.environ["UP2K_HTTP_ONLY"] = "1"
os.environ["UP2K_ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
# Playwright's sync interface runs an event loop in the test's thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from up2k_site.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = ["tests.answering.CountedRequests", "tests.leaks.ErrorPages", *MIDDLEWARE]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: the threads of a live server and of race tests need their own connections.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATA_DIR}/test.sqlite3"}  # noqa: F405
# Of this process alone: its imports have the same numbers as those of the process beside it.
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
CACHES["visits"] = {"BACKEND": "groups.visits.FileCounters", "LOCATION": DATA_DIR / f"visits-{os.getpid()}"}  # noqa: F405
