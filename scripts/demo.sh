#!/usr/bin/env bash
# Serve the program with made-up data on this computer only (make demo). All of it is in var/demo:
# running this again keeps the data, "make clean-demo" deletes them.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${1:-8000}
python=.venv/bin/python
demo=var/demo

$python - "$port" <<'PY'
import socket, sys

port = sys.argv[1]
if not (port.isdecimal() and 0 < int(port) < 65536):
    sys.exit(f"The port must be a number from 1 to 65535, not {port!r}. Example: make demo PORT=8001")
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind(("127.0.0.1", int(port)))
    except PermissionError:
        sys.exit(f"Port {port} is for administrators. Choose a higher one: make demo PORT=8001")
    except OSError:
        other = int(port) + 1 if int(port) < 65535 else 8000
        sys.exit(
            f"Port {port} is in use, perhaps by a demo that is still running in another window.\n"
            f"Stop that one with Ctrl+C, or choose another port: make demo PORT={other}"
        )
PY

# Latihan takes the first free port from ten further on.
practice_port=$($python - "$port" <<'PY'
import socket, sys

for port in (*range(int(sys.argv[1]) + 10, 65536), 0):
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(s.getsockname()[1])
        break
PY
)

# The demo never touches another database or key that this shell knows.
for name in ${!UP2K_@} DATABASE_URL DJANGO_SETTINGS_MODULE; do
    unset "$name"
done
# write_env FOLDER: the settings of a demo in FOLDER, with keys of its own, where there are none yet.
write_env() {
    mkdir -p "$1"
    [ -s "$1/env" ] && return
    # Written aside and then moved, so that a half-written file is never used.
    (umask 077 && $python - "$1" >"$1/env.new" <<'PY'
import base64, secrets, sys

first = "batik canting melati kenanga pesisir malam lilin cermin pelita sogan tenun kebaya".split()
motif = "jlamprang buketan liong sekarjagad kawung truntum lumbon terang-bulan tujuhrupa semen".split()
digits = f"{secrets.randbelow(10_000):04}"
values = {
    "UP2K_SECRET_KEY": secrets.token_urlsafe(50),
    "UP2K_NIK_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "UP2K_HASH_KEY": secrets.token_urlsafe(50),
    "UP2K_DEMO_PASSWORD": f"{secrets.choice(first)}-{digits}-{secrets.choice(motif)}",
    "UP2K_HTTP_ONLY": "1",
    "UP2K_ALLOWED_HOSTS": "localhost,127.0.0.1",
    "UP2K_DATA_DIR": sys.argv[1],
    "UP2K_SLOW_QUERY_MS": "0",
    "UP2K_STATIC_ROOT": "var/demo/static",
    "UP2K_ADDRESS": "http://localhost:8000",
    "UP2K_EMAIL_URL": "console://",
    "UP2K_PUSH_PRIVATE_KEY": secrets.token_urlsafe(32),
    "UP2K_PUSH_SUBJECT": "mailto:demo@up2k.example",
}
for name, value in values.items():
    print(f"{name}='{value}'")
PY
    )
    mv "$1/env.new" "$1/env"
}
write_env "$demo"
write_env "$demo/latihan"
set -a
# shellcheck source=/dev/null
. "$demo/env"
UP2K_ADDRESS=http://localhost:$port
UP2K_PRACTICE_URL=http://localhost:$practice_port
UP2K_PRACTICE_KEY=$($python -c 'import secrets; print(secrets.token_urlsafe(50))')
set +a

# One process for the three commands: each start of Django costs more than a second.
DJANGO_SETTINGS_MODULE=up2k_site.settings $python - "$port" <<'PY'
import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

django.setup()
practice = settings.DATA_DIR / "latihan/up2k.sqlite3"
try:
    call_command("migrate", verbosity=0)
    call_command("load_regions", "data/wilayah_3375.csv")
    if not practice.exists() and not get_user_model().objects.exists():
        # Latihan begins with the same empty tables, which take long to make.
        connection.cursor().execute("VACUUM INTO %s", [str(practice)])
    call_command("seed_demo", "--if-empty", f"--address=http://localhost:{sys.argv[1]}")
except CommandError as error:
    sys.exit(f"The demo could not be prepared: {error}\nTo start it afresh: make clean-demo demo")
PY

# Compressing the static files takes seconds, so only when one of them, or a package, is newer.
shopt -s nullglob
manifest=$demo/static/staticfiles.json
sources=(static ./*/static docs/panduan/gambar .venv/.installed-requirements.txt)
if [ ! -e "$manifest" ] || [ -n "$(find "${sources[@]}" -newer "$manifest" -print -quit)" ]; then
    $python manage.py collectstatic --no-input --clear --verbosity 0
fi

cat <<TEXT

  UP2K Pekalongan, demo:   http://localhost:$port

  Sign in as               kader.krapyak   her own kelurahan
                           pokja.utara     Kecamatan Pekalongan Utara
                           pokja.kota      the whole city
                           admin           the whole city, and its users
  Password of all four     $UP2K_DEMO_PASSWORD
  Latihan (in the menu)    $UP2K_PRACTICE_URL, data of its own in which nothing counts

  Stop with Ctrl+C. "make demo" again keeps what you entered; "make clean-demo" deletes it.

TEXT
# All end with this script, however it is stopped.
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM
$python manage.py db_worker --verbosity 0 &
(
    set -a
    # shellcheck source=/dev/null
    . "$demo/latihan/env"
    UP2K_PRACTICE=1 UP2K_REAL_URL=http://localhost:$port
    set +a
    $python manage.py reset_practice --keep >/dev/null
    exec $python -m gunicorn up2k_site.wsgi:application --bind "127.0.0.1:$practice_port" \
        --worker-class gthread --workers 1 --threads 8 --no-control-socket --log-level warning
) &
(
    while true; do
        $python manage.py seal_audit >/dev/null
        $python manage.py tell_phones >/dev/null
        sleep 300
    done
) &
$python -m gunicorn up2k_site.wsgi:application --bind "127.0.0.1:$port" \
    --worker-class gthread --workers 1 --threads 32 --no-control-socket --log-level warning &
wait -n
