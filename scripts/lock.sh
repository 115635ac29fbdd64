#!/usr/bin/env bash
# Lock the packages of pyproject.toml with hashes, for every platform and Python from 3.11.
# Versions stay as they are unless pyproject.toml asks for others; --upgrade takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! uv --version >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || scripts/install.sh requirements.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    PATH="$PWD/.venv/bin:$PATH"
fi
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header "$@" pyproject.toml
}
compile "$@" -o requirements.txt
compile "$@" --extra s3 --extra sentry --extra redis --constraint requirements.txt -o requirements-extra.txt
# The tests run the versions that a server runs.
compile "$@" --extra dev --extra s3 --constraint requirements-extra.txt -o requirements-dev.txt
grep -c '==' requirements.txt requirements-extra.txt requirements-dev.txt
