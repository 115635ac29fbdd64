"""Every migration on an empty PostgreSQL, the demo city into it, its books checked, and the newest migration
of each app tried over 100,000 members. Argument: the URL of a server.

The tests make their tables from the models; on SQLite the demo goes through the migrations.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg2

NAME = "up2k_ci_migrations"
SERVER = sys.argv[1]
ENVIRONMENT = os.environ | {
    "DJANGO_SETTINGS_MODULE": "up2k_site.settings",
    "DATABASE_URL": urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}")),
    "UP2K_SECRET_KEY": "only-for-ci-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "UP2K_NIK_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "UP2K_HASH_KEY": "only-for-ci",
    "UP2K_DEMO_PASSWORD": "batik-jlamprang-7",
    "UP2K_HTTP_ONLY": "1",
    "PYTHONPATH": ".",
}


def on_server(statement):
    connection = psycopg2.connect(SERVER)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def run(*arguments):
    print(*arguments, flush=True)
    subprocess.run([sys.executable, *arguments], env=ENVIRONMENT, check=True)


def manage(*arguments):
    run("manage.py", *arguments)


on_server(f"DROP DATABASE IF EXISTS {NAME}")
on_server(f"CREATE DATABASE {NAME}")
try:
    manage("migrate", "--verbosity=0")
    manage("migrate", "--check")
    manage("load_regions", "data/wilayah_3375.csv")
    manage("seed_demo", "--scale", "41")
    manage("check_books")
    run(".ci/locks.py")
finally:
    on_server(f"DROP DATABASE {NAME}")
