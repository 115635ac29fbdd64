#!/usr/bin/env bash
# Make .venv when it is missing or broken, and install the packages of a lock file into it.
# Usage: scripts/install.sh requirements.txt      (uv when it is there, pip when it is not)
set -euo pipefail
cd "$(dirname "$0")/.."

lock=$1
python=${PYTHON:-python3}
uv=
if uv --version >/dev/null 2>&1; then uv=uv; fi

if ! .venv/bin/python -c pass 2>/dev/null; then
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Python 3.11 or newer is needed. Install it, or name one: make ... PYTHON=python3.12" >&2
        exit 1
    fi
    rm -rf .venv
    if [ -n "$uv" ]; then
        uv venv --quiet --python "$python" .venv
    elif ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "Making .venv failed. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Installing $lock into .venv ..."
if [ -n "$uv" ]; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
touch ".venv/.installed-$lock"
