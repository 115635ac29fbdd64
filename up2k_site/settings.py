"""One settings file for laptop and server, closed by default; every variable is in docs/settings.md."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from up2k_site.env import (
    env_bool,
    env_bucket,
    env_int,
    env_list,
    env_mail,
    env_origin,
    env_proxies,
    env_push_key,
    env_required,
    os,
)
from up2k_site.sentry import start as start_sentry

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("UP2K_DATA_DIR") or BASE_DIR / "var").absolute()

_RANDOM = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
SECRET_KEY = env_required("UP2K_SECRET_KEY", _RANDOM)
# The first key encrypts, all of them decrypt: put a new one in front to rotate.
NIK_KEYS = env_required(
    "UP2K_NIK_KEYS",
    "Make one with: python3 -c 'from cryptography.fernet import Fernet as F; "
    "print(F.generate_key().decode())'",
).split(",")
HASH_KEY = env_required("UP2K_HASH_KEY", _RANDOM)

DEBUG = env_bool("UP2K_DEBUG")
HTTP_ONLY = env_bool("UP2K_HTTP_ONLY")  # a laptop without TLS, never a server
ALLOWED_HOSTS = env_list("UP2K_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env_list("UP2K_CSRF_TRUSTED_ORIGINS")

# Latihan (reports.practice): is this the instance where nothing counts, where is it, where is the real one.
PRACTICE = env_bool("UP2K_PRACTICE")
PRACTICE_URL = "" if PRACTICE else env_origin("UP2K_PRACTICE_URL")
REAL_URL = env_origin("UP2K_REAL_URL", required=PRACTICE)
PRACTICE_KEY = ""
if PRACTICE or PRACTICE_URL:
    PRACTICE_KEY = env_required("UP2K_PRACTICE_KEY", f"It is the same in both instances. {_RANDOM}")

INSTALLED_APPS = [
    "groups",
    "groups.audit",
    "groups.devices",
    "groups.uploads",
    "groups.books",
    "groups.drafts",
    "groups.help",
    "groups.phone",
    "groups.progress",
    "groups.market",
    "groups.score",
    "bimtek",
    "bimtek.invitations",
    "bimtek.door",
    "bimtek.content",
    "bimtek.learning",
    "bimtek.effect",
    "reports",
    "reports.targets",
    "reports.packages",
    "reports.api",
    "reports.operations",
    "reports.privacy",
    "reports.practice",
    "reports.notices",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "import_export",
    "simple_history",
    "django_tasks_db",
    "axes",
]

MIDDLEWARE = [
    "up2k_site.middleware.ProxyMiddleware",
    "up2k_site.middleware.RequestLogMiddleware",
    "reports.operations.metrics.MetricsMiddleware",
    # Before whatever answers by itself, so that every answer has them: files, redirects, faults.
    "up2k_site.middleware.PoliciesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "reports.api.middleware.ApiRefusalMiddleware",
    "up2k_site.middleware.OddInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groups.phone.middleware.PhoneMiddleware",
    "groups.drafts.middleware.DraftMiddleware",
    "reports.practice.middleware.PracticeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "up2k_site.middleware.MustChangePasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "groups.devices.middleware.DeviceMiddleware",
    "groups.audit.middleware.AuditMiddleware",
    "axes.middleware.AxesMiddleware",
    "up2k_site.replicas.ReplicaMiddleware",
]

ROOT_URLCONF = "up2k_site.urls"
WSGI_APPLICATION = "up2k_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "up2k_site.menu.menu",
            ],
            "builtins": ["groups.templatetags.up2k"],
        },
    }
]

# IMMEDIATE takes the write lock when a transaction begins, so concurrent writers wait instead of
# failing half-way; reads run outside transactions and never wait (ATOMIC_REQUESTS stays off).
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'up2k.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"ENGINE": "up2k_site.queued_sqlite3", "OPTIONS": _SQLITE_OPTIONS}
elif env_bool("UP2K_PGBOUNCER"):
    # A pooler in transaction mode gives the next transaction another connection, and passes on no options:
    # give its role ``jit = off`` (docs/scaling.md).
    DATABASES["default"] |= {"DISABLE_SERVER_SIDE_CURSORS": True, "CONN_MAX_AGE": 0}
else:
    # Compiling a page's query takes ten times as long as running it.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
# Reports may be read from a streaming replica that is at most so many seconds behind (up2k_site.replicas).
REPLICA_BOUND = env_int("UP2K_REPLICA_BOUND", default=5, least=1)
if REPLICA_URL := os.environ.get("UP2K_REPLICA_URL"):
    DATABASES["replica"] = dj_database_url.parse(REPLICA_URL, conn_max_age=60, conn_health_checks=True)
    DATABASES["replica"]["DISABLE_SERVER_SIDE_CURSORS"] = env_bool("UP2K_PGBOUNCER")
    DATABASE_ROUTERS = ["up2k_site.replicas.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Long work, such as a large import, is done by "manage.py db_worker".
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# How far such work is: seen by the web processes while the database's transaction hides it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

# How often one visitor asked for pages that need no sign-in (groups.visits): counted by all processes of
# this machine in files, of several machines in Redis.
CACHES["visits"] = {"BACKEND": "groups.visits.FileCounters", "LOCATION": DATA_DIR / "visits"}
if REDIS_URL := os.environ.get("UP2K_REDIS_URL"):  # several machines share what is remembered
    for name in CACHES:
        CACHES[name] = {
            "BACKEND": "up2k_site.caches.PatientRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": f"up2k:{name}",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }

AUTH_USER_MODEL = "groups.User"
AUTHENTICATION_BACKENDS = ["groups.devices.limits.LimitBackend", "groups.signin.UsernameOrPhoneBackend"]
PASSWORD_HASHERS = [
    "up2k_site.hashers.QueuedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "phone"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = REAL_URL if PRACTICE else "login"

# Everybody but kader signs in with a code as well; off on a laptop, where nothing is at stake.
REQUIRE_CODE = env_bool("UP2K_REQUIRE_CODE", default=not HTTP_ONLY)
# Tries of passwords and codes (groups.devices.limits).
AXES_HANDLER = "groups.devices.limits.Handler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "groups.devices.limits.account_key"
AXES_CLIENT_IP_CALLABLE = "groups.devices.limits.address"
AXES_LOCKOUT_CALLABLE = "groups.devices.limits.too_often"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other
STATIC_ROOT = Path(os.environ.get("UP2K_STATIC_ROOT") or DATA_DIR / "static")
# The pictures of the guides lie beside them, and are served like every other fixed file (groups.help.markup).
STATICFILES_DIRS = [BASE_DIR / "static", ("panduan", BASE_DIR / "docs/panduan/gambar")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
if _bucket := env_bucket("UP2K_MEDIA_TO"):  # several machines share their files
    STORAGES["default"] = {"BACKEND": "up2k_site.store.PrivateStore", "OPTIONS": _bucket}

# Personal data (reports.privacy): whom to ask, and for how many years after somebody left they are kept.
PRIVACY_CONTACT = os.environ.get("UP2K_PRIVACY_CONTACT") or "admin TP PKK kota, lewat kader kelurahan"
KEEP_YEARS = env_int("UP2K_KEEP_YEARS", default=5, least=1)

# Messages about what waits (reports.notices); a practice instance sends none.
MAIL_IS_ON = bool(os.environ.get("UP2K_EMAIL_URL")) and not PRACTICE
globals().update(env_mail("UP2K_EMAIL_URL" if MAIL_IS_ON else ""))
DEFAULT_FROM_EMAIL = os.environ.get("UP2K_EMAIL_FROM") or "UP2K <up2k@localhost>"
ADDRESS = env_origin("UP2K_ADDRESS", required=MAIL_IS_ON)
PUSH_PRIVATE_KEY = "" if PRACTICE else env_push_key("UP2K_PUSH_PRIVATE_KEY")
PUSH_SUBJECT = ""
if PUSH_PRIVATE_KEY:
    PUSH_SUBJECT = env_required("UP2K_PUSH_SUBJECT", "Whom push services ask: mailto:admin@example.go.id")
PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.notify.windows.com",
    "https://*.push.apple.com",
)

# Where backups go and what encrypts them (reports.operations); only the commands ask for them.
BACKUP_TO = os.environ.get("UP2K_BACKUP_TO", "")
BACKUP_KEY = os.environ.get("UP2K_BACKUP_KEY", "")

# A request stays small; files of the import and photos do not count here (docs/settings.md).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not HTTP_ONLY
# A cookie knows no port: the two instances of a demo must not take each other's.
_COOKIE = ("" if HTTP_ONLY else "__Host-") + ("latihan" if PRACTICE else "up2k")
SESSION_COOKIE_NAME = f"{_COOKIE}_session"
CSRF_COOKIE_NAME = f"{_COOKIE}_csrf"
DEVICE_COOKIE_NAME = f"{_COOKIE}_device"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = not HTTP_ONLY
SECURE_REDIRECT_EXEMPT = [r"^sehat$", r"^siap$", r"^metrik$"]
SECURE_HSTS_SECONDS = 0 if HTTP_ONLY else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not HTTP_ONLY
SECURE_REFERRER_POLICY = "same-origin"
PERMISSIONS_POLICY = (
    "camera=(self), accelerometer=(), autoplay=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()"
)
# Who may say for whom it asks: addresses, networks, or "unix" for gunicorn's socket.
TRUSTED_PROXIES = env_proxies("UP2K_TRUSTED_PROXY")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "up2k_site.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, REAL_URL] if PRACTICE else [SELF],  # signing out leads back to the real one
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "_partials/table.html"
SIMPLE_HISTORY_REVERT_DISABLED = True

# Watching over it (reports.operations): who may read the figures, what is slow, where faults are told.
METRICS_TOKEN = os.environ.get("UP2K_METRICS_TOKEN", "")
SLOW_QUERY_MS = env_int("UP2K_SLOW_QUERY_MS", default=500, least=0)
if SENTRY_DSN := os.environ.get("UP2K_SENTRY_DSN"):
    start_sentry(SENTRY_DSN)

LOG_LEVEL = os.environ.get("UP2K_LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "up2k_site.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own logger of requests writes the address with its query; ours writes the route.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"level": "WARNING"},
        "django.security": {"level": "ERROR"},
        # It writes names and addresses of people.
        "axes": {"level": "ERROR"},
    },
}
